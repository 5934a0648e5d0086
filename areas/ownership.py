"""Who owns a figure: areas, estates or municipalities, as its indicator says; what others have of it is computed.

A whole municipality may have a figure of its own beside those of its areas and estates: it counts everybody, also those
who live outside them, so it is no sum of theirs.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.choices import Level
from areas.models import Indicator

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


def check_owner(indicator: Indicator, level: str) -> None:
    """Refuse a figure at a level that does not own its indicator: ValidationError "wrong_level"."""
    if not owns(indicator, level):
        raise ValidationError(_ONLY[Level(indicator.level)], code="wrong_level")
