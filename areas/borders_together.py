"""Boundaries of many areas from a day on, and the way back: a few queries for all of them, and the whole history."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from areas.actions import BORDER_REFUSALS
from areas.models import AreaBorder, HousingArea
from areas.rules.borders import Period, Refusal, place_of
from boligsocial.common.versions import keep_states

BATCH = 200


@dataclass(frozen=True)
class NewBorder:
    """A boundary that an area shall have from a day on (None: always, for an area that has none)."""

    area: int
    geometry: MultiPolygon
    starts_on: date | None
    quality: str
    source: str


@dataclass(frozen=True)
class SetBorder:
    """What became of one: the boundary made, and the one that it cut short with its end until then."""

    made: AreaBorder
    cut: AreaBorder | None = None
    ended_on: date | None = None


@transaction.atomic
def set_borders(*, wanted: list[NewBorder], user, reason: str) -> list[SetBorder]:
    """Give each area its boundary, as areas/actions.py set_border does for one; all of them or none.

    Raises ValidationError with the refusal's code and the area's name.
    """
    keys = [each.area for each in wanted]
    areas = {area.pk: area for area in HousingArea.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    borders = defaultdict(dict)
    for border in AreaBorder.objects.filter(area__in=keys):
        borders[border.area_id][Period(border.starts_on, border.ends_on)] = border
    done = []
    for each in wanted:
        area = areas.get(each.area)
        if area is None:
            raise ValidationError(_("Somebody has deleted an area since you looked at this."), code="gone")
        place = place_of(each.starts_on, borders[area.pk], Period(area.starts_on, area.ends_on))
        if isinstance(place, Refusal):
            text = _("%(area)s: %(why)s")
            raise ValidationError(text, code=place.value, params={"area": area.name, "why": BORDER_REFUSALS[place]})
        made = AreaBorder(
            area=area,
            geometry=each.geometry,
            starts_on=each.starts_on,
            ends_on=place.ends_on,
            quality=each.quality,
            source=each.source,
        )
        made.prepare_for_map()
        cut = borders[area.pk].get(place.ends) if place.ends is not None else None
        done.append(SetBorder(made, cut, cut.ends_on if cut else None))
    _end({each.cut: each.made.starts_on for each in done if each.cut}, user, reason)
    if done:
        AreaBorder.objects.bulk_create([each.made for each in done], batch_size=BATCH)
        keep_states([each.made for each in done], user=user, reason=reason)
    return done


@transaction.atomic
def take_borders_back(*, made: list[AreaBorder], ended_on: dict[int, date | None], user, reason: str) -> None:
    """Take boundaries away again, and let those they cut short (by key) end when they did before."""
    for border in made:
        border._change_reason = reason
        border.delete()
    cut = AreaBorder.objects.in_bulk(list(ended_on))
    _end({border: ended_on[pk] for pk, border in cut.items()}, user, reason)


def _end(borders: dict[AreaBorder, date | None], user, reason: str) -> None:
    for border, day in borders.items():
        border.ends_on = day
        border.version += 1
    rows = list(borders)
    if rows:
        AreaBorder.objects.bulk_update(rows, ["ends_on", "version"], batch_size=BATCH)
        AreaBorder.history.bulk_history_create(
            rows, batch_size=BATCH, update=True, default_user=user, default_change_reason=reason
        )
