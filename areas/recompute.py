"""What is derived from figures and kept for lists: which are withheld, the official status, the need level."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Q

from areas import needs, standing, tallies, withholding
from areas.models import Estate
from areas.rulebook import complete_lists

PARTS = {"withholding": withholding, "standing": standing, "needs": needs, "tallies": tallies}


def recompute(municipalities: Iterable[int] | None = None, years: Iterable[int] | None = None) -> None:
    """Rebuild what is derived for the areas of these municipalities, or of all, each part before what leans on it.

    Called by every action that writes figures, list entries, rules or recipes. Whoever changed nothing but figures and
    entries says of which `years`; each part knows in what other years that is felt.
    """
    with transaction.atomic():
        for _part in parts(municipalities, years):
            pass


def parts(municipalities: Iterable[int] | None, years: Iterable[int] | None) -> Iterator[str]:
    """The same in a transaction of the caller's, who is told each part of PARTS before it is rebuilt."""
    keys = None if municipalities is None else _with_neighbours(municipalities)
    years = None if years is None else set(years)
    if years is None or years:
        for name, part in PARTS.items():
            yield name
            part.rebuild(keys, years)


def recompute_lists(municipalities: Iterable[int], before: frozenset, years: Iterable[int] | None = None) -> None:
    """The same after entries on published lists have changed; `before` is what `complete_lists` said until then.

    A list that has become known in full, or is no longer, speaks of areas everywhere.
    """
    with transaction.atomic():
        for _part in parts_of_lists(municipalities, before, years):
            pass


def parts_of_lists(municipalities: Iterable[int], before: frozenset, years: Iterable[int] | None) -> Iterator[str]:
    """The same in a transaction of the caller's, part by part."""
    yield from parts(municipalities, years)
    if changed := {year for year, _status in complete_lists() ^ before}:
        standing.rebuild(None, changed)


def _with_neighbours(municipalities: Iterable[int]) -> list[int]:
    """An estate's figures are felt in all areas that it lies in, and whether those are told in all that overlap."""
    found, keys = set(), set(municipalities)
    while found != keys:
        found = keys
        estates = Estate.objects.filter(Q(municipality__in=found) | Q(areas__municipality__in=found)).order_by()
        towns = estates.values_list("municipality", "areas__municipality").distinct()
        keys = found | {town for pair in towns for town in pair if town is not None}
    return sorted(found)
