"""The status that the rules give each area on each list, kept for lists to sort by."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import attrgetter, itemgetter

from django.db import connection, transaction

from areas import rulebook
from areas.choices import Level, ListStatus
from areas.figures import Figure, figures
from areas.models import HousingArea, Municipality, Standing
from areas.rules.status import Area, Judge, Rulebook

BATCH = 20_000  # rows that are written with one query
Row = tuple[int, int, str, str, str]


@transaction.atomic
def rebuild(municipalities: list[int] | None, years: set[int] | None = None) -> None:
    """Rebuild them for the areas of these municipalities, or of all, where figures or entries of these years are felt.

    A flat number of queries, a batch in memory.
    """
    scope = {} if municipalities is None else {"area__municipality__in": municipalities}
    book = rulebook.read(attrgetter("pk"))
    felt = book.felt_in(years) if years else None
    Standing.objects.filter(**scope, **({"year__in": felt} if felt else {})).delete()
    rows = _rows(book, scope, felt)
    while batch := list(islice(rows, BATCH)):
        _write(batch)


def _write(rows: list[Row]) -> None:
    """Over those that somebody else, who rebuilds at the same time, has just written."""
    table, names = Standing._meta.db_table, ("area_id", "year", "statuses", "undecided", "as_if")
    own = ", ".join(f"{name} = excluded.{name}" for name in names[2:])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES (%s, %s, %s, %s, %s) "
            f"ON CONFLICT (area_id, year) DO UPDATE SET {own}",
            rows,
        )


def _rows(book: Rulebook, scope: dict, felt: set[int] | None) -> Iterator[Row]:
    if felt:
        scope = scope | {"year__gte": min(felt) - book.looks_back, "year__lte": max(felt)}
    complete = rulebook.complete_lists()
    towns = Municipality.objects.filter(is_fictional=True, areas__isnull=False)
    fictional = set(HousingArea.objects.filter(municipality__in=towns).values_list("pk", flat=True))
    asked = rulebook.indicators(book)
    seen = groupby(figures(Level.AREA, bare=True, indicator__in=asked, **scope), key=attrgetter("key"))
    named = groupby(rulebook.entries_of(None, **scope), key=itemgetter(0))
    for area, its_figures, entries in _together(seen, named):
        yield from rows_of(book, area, its_figures, entries, frozenset() if area in fictional else complete, felt)


def _together(seen: Iterator, named: Iterator) -> Iterator[tuple[int, list[Figure], list[tuple]]]:
    """Both by area in the order of areas, those of one area beside each other."""
    nothing = (float("inf"), ())
    one, other = next(seen, nothing), next(named, nothing)
    while one is not nothing or other is not nothing:
        area = min(one[0], other[0])
        its_figures = list(one[1]) if one[0] == area else []
        entries = list(other[1]) if other[0] == area else []
        yield area, its_figures, entries
        one = next(seen, nothing) if one[0] == area else one
        other = next(named, nothing) if other[0] == area else other


def rows_of(
    book: Rulebook,
    area: int,
    its_figures: Iterable[Figure],
    entries: Iterable[tuple],
    complete: frozenset,
    felt: set[int] | None = None,
) -> list[Row]:
    """The standings of an area, one for each year of which it has figures or entries, and rules; of all or some."""
    known, lists = defaultdict(dict), defaultdict(set)
    for figure in its_figures:
        known[figure.year][figure.indicator] = figure
    for _area, year, status in entries:
        lists[year].add(status)
    judge = Judge(book, Area(known, lists, complete))
    years = sorted(year for year in {*known, *lists} if felt is None or year in felt)
    return [_row(judge, area, year) for year in years if book.of_year(year)]


def _row(judge: Judge, area: int, year: int) -> Row:
    yes, undecided, as_if = [], [], []
    for rule in judge.book.of_year(year):
        verdict = judge.verdict(rule, year)
        if verdict:
            yes.append(rule.status)
        elif verdict is None:
            undecided.append(rule.status)
        if not verdict and judge.verdict(rule, year, as_if=True):
            as_if.append(rule.status)
    return area, year, packed(yes), packed(undecided), packed(as_if)


def packed(statuses: Iterable[ListStatus]) -> str:
    """Codes between commas, in the order of the statuses: ",udsat,parallel,"."""
    held = set(statuses)
    codes = [status.value for status in ListStatus if status in held]
    return f",{','.join(codes)}," if codes else ""
