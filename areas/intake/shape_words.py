"""What the check of a map file found, in words."""

from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from areas.models import ImportFault

_OUTCOMES = {
    "first": gettext_lazy("The area's first boundary."),
    "replaces": gettext_lazy("Replaces the boundary that holds now."),
    "same": gettext_lazy("As it is already: nothing is changed."),
}
_ERRORS = {
    "no_value": gettext_lazy("The shape has no value in the chosen attribute."),
    "no_match": gettext_lazy("You have no area of this name, code or number."),
    "may_not": gettext_lazy("You may see an area of this name, but not change it."),
    "no_town": gettext_lazy("There is no municipality as the file names it."),
    "ambiguous": gettext_lazy("Several areas could be meant."),
    "no_shape": gettext_lazy("There is no shape, or it cannot be read."),
    "no_surface": gettext_lazy("The shape is a point or a line; a boundary is a surface."),
    "wrong_kind": gettext_lazy("The shape is a point or a line; a boundary is a surface."),
    "empty": gettext_lazy("The shape is empty."),
    "swapped_axes": gettext_lazy("The place lies outside Denmark. Latitude and longitude seem to be swapped."),
    "outside_denmark": gettext_lazy("The place lies outside Denmark. Is the reference system the right one?"),
    "invalid_shape": gettext_lazy(
        "The boundary crosses itself or has parts that overlap, near %(where)s (latitude, longitude). "
        "Mend it there in the file: what it means cannot be guessed."
    ),
    "many_corners": gettext_lazy("The boundary has more than %(most)s corners. Simplify it first."),
    "many_features": gettext_lazy(
        "The features of this area are too many to be made one boundary, or cross each other too often."
    ),
    "no_date": gettext_lazy("Say from which day the new boundary holds."),
    "same_day": gettext_lazy("Another boundary begins on %(day)s already. Correct that one, or choose another day."),
    "before_area": gettext_lazy("The area does not exist yet on %(day)s."),
    "after_area": gettext_lazy("The area does not exist any more on %(day)s."),
}


def words_of(found: ImportFault) -> list[str]:
    """What will be done with a shape, or what is wrong with it, in whole sentences."""
    details = dict(found.details)
    if "day" in details:
        details["day"] = formats.date_format(parse_date(details["day"]), "DATE_FORMAT")
    text = str(_OUTCOMES.get(found.code) or _ERRORS.get(found.code) or found.code)
    said = [text % _Known(details) if "%(" in text else text]
    if details.get("close"):
        said.append(_("Close: %(names)s.") % {"names": "; ".join(details["close"])})
    if details.get("features", 1) > 1:
        text = ngettext(
            "%(count)s feature is one boundary.", "%(count)s features are one boundary.", details["features"]
        )
        said.append(text % {"count": details["features"]})
    if details.get("repaired"):
        said.append(_("A ring that touched itself was mended; nothing that one could see has changed."))
    return said


class _Known(dict):
    def __missing__(self, key: str) -> str:
        return "?"
