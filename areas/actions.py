"""Changes of places that touch several rows."""

from datetime import date

from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from areas.choices import BorderQuality
from areas.models import AreaBorder, AreaName, Estate, HousingArea
from areas.recompute import recompute
from areas.rules.borders import Period, Refusal, place_of

BORDER_REFUSALS = {
    Refusal.NO_DATE: _("Say from which day the new boundary holds."),
    Refusal.SAME_DAY: _("A boundary begins on that day already. Correct that one, or choose another day."),
    Refusal.BEFORE_AREA: _("The area does not exist yet on that day."),
    Refusal.AFTER_AREA: _("The area does not exist any more on that day."),
}


@transaction.atomic
def set_border(
    *,
    area: HousingArea,
    geometry: MultiPolygon,
    starts_on: date | None,
    quality: str = BorderQuality.DRAWN,
    source: str = "",
    reason: str = "",
) -> AreaBorder:
    """Give the area a boundary from a day on. The one in force until then ends there; later ones stay as they are.

    An area that has a boundary already gets another one only from a day and with a reason.
    """
    area = HousingArea.objects.select_for_update().get(pk=area.pk)
    borders = {Period(border.starts_on, border.ends_on): border for border in area.borders.all()}
    place = place_of(starts_on, borders, Period(area.starts_on, area.ends_on))
    if isinstance(place, Refusal):
        raise ValidationError({"starts_on": ValidationError(BORDER_REFUSALS[place], code=place.value)})
    if borders and not reason.strip():
        text = _("Say why the boundary is changed: it is kept.")
        raise ValidationError({"reason": ValidationError(text, code="no_reason")})
    if place.ends is not None:
        before = borders[place.ends]
        before.ends_on = starts_on
        before._change_reason = reason
        before.save()
    made = AreaBorder(
        area=area, geometry=geometry, starts_on=starts_on, ends_on=place.ends_on, quality=quality, source=source
    )
    made._change_reason = reason or None
    made.save()
    return made


@transaction.atomic
def name_also(*, area: HousingArea, added: set[str], removed: set[str]) -> None:
    """Give the area other names, and take some away; what others added or took away meanwhile stays so."""
    for row in area.other_names.filter(name__in=removed):
        row.delete()
    known = set(area.other_names.values_list("name", flat=True))
    for name in sorted(added - known):
        AreaName.objects.create(area=area, name=name)


@transaction.atomic
def borders_follow(*, area: HousingArea, before: date | None) -> None:
    """Let the boundary that ended with the area follow the area's end; `before` is where that end was."""
    if before is None or before == area.ends_on:
        return
    border = area.borders.filter(ends_on=before).first()
    # An area that now ends before its last boundary began keeps it: there is no such period.
    if border is not None and (area.ends_on is None or border.starts_on is None or border.starts_on < area.ends_on):
        border.ends_on = area.ends_on
        border._change_reason = getattr(area, "_change_reason", None)
        border.save()


@transaction.atomic
def add_estate(*, area: HousingArea, estate: Estate) -> None:
    """Make the estate part of the area. Raises ValidationError "gone"."""
    area = HousingArea.objects.select_for_update().filter(pk=area.pk).first()
    if area is None:
        raise ValidationError(_("Somebody has deleted this since you opened it."), code="gone")
    if not area.estates.filter(pk=estate.pk).exists():
        area.save()
        area.estates.add(estate)
        recompute([area.municipality_id])
