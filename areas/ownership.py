"""Who owns a figure: areas, estates or municipalities, as its indicator says; what others have of it is computed.

A whole municipality may have a figure of its own beside those of its areas and estates: it counts everybody, also those
who live outside them, so it is no sum of theirs.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.choices import Level
from areas.models import Indicator, Observation

_ONLY = {
    Level.AREA: _("This is a figure of housing areas. Give it for an area, or for the whole municipality."),
    Level.ESTATE: _(
        "This is a figure of estates; that of an area is computed from its estates. Give it for an estate, or for the "
        "whole municipality."
    ),
    Level.MUNICIPALITY: _("This is a figure of whole municipalities. Give it for a municipality."),
}


def owns(indicator: Indicator, level: str) -> bool:
    """Whether figures of the indicator are entered for places of this level."""
    return level in (indicator.level, Level.MUNICIPALITY)


def level_of(figure: Observation) -> str | None:
    """The level of the place a figure is about; None where none or several are given."""
    levels = [level for level in Level.values if getattr(figure, f"{level}_id") is not None]
    return levels[0] if len(levels) == 1 else None


def check_owner(figure: Observation) -> None:
    """Refuse a figure whose indicator another level owns: ValidationError "wrong_level" at the indicator."""
    level = level_of(figure)
    if level is not None and not owns(figure.indicator, level):
        text = _ONLY[Level(figure.indicator.level)]
        raise ValidationError({"indicator": ValidationError(text, code="wrong_level")})
