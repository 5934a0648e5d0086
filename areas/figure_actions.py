"""Entering and removing figures by hand."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model

from areas import tallies
from areas.models import Estate, HousingArea, Indicator, Observation
from areas.models.figures import this_second
from areas.recompute import recompute

# What of a definition decides more than words.
DECIDING = {
    "code",
    "level",
    "unit",
    "decimals",
    "direction",
    "source",
    "smallest_group",
    "smallest_count",
    "is_of_residents",
}


@transaction.atomic
def enter(*, figure: Observation, user) -> None:
    """Save a figure as this person's: whatever file an earlier one came from, this one is from them."""
    before = Observation.objects.filter(pk=figure.pk) if figure.pk else ()
    towns = municipalities_of(before)
    figure.batch, figure.batch_row = None, None
    figure.entered_by, figure.entered_at = user, this_second()
    figure.save()
    recompute(towns | municipalities_of([figure]))


@transaction.atomic
def define(*, indicator: Indicator, changed: Iterable[str]) -> None:
    """Save a definition, and what follows where more than its words changed."""
    indicator.save()
    if DECIDING & set(changed):
        recompute()
    elif "jump" in changed:
        tallies.rebuild(None)


def municipalities_of(rows: Iterable[Model]) -> set[int]:
    """The municipalities in which rows of the place app lie: areas, estates, and what belongs to one of those."""
    rows = list(rows)
    found = {getattr(row, "municipality_id", None) for row in rows}
    areas = {getattr(row, "area_id", None) for row in rows}
    estates = {getattr(row, "estate_id", None) for row in rows} | {row.pk for row in rows if isinstance(row, Estate)}
    found |= _homes(HousingArea, pk__in=areas - {None}) if areas - {None} else set()
    if estates - {None}:
        found |= _homes(Estate, pk__in=estates - {None}) | _homes(HousingArea, estates__in=estates - {None})
    return found - {None}


def _homes(model: type[Model], **having) -> set[int]:
    return set(model._base_manager.filter(**having).order_by().values_list("municipality", flat=True))
