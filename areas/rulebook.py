"""The rules of the official lists as areas/rules/status.py takes them, and what is known of the published lists."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from django.db.models import Count

from areas.choices import Comparison, ListStatus, Undecided, Unit
from areas.list_rules import DATA
from areas.models import Indicator, ListEntry, StatusCriterion, StatusRule, YearLimit
from areas.rules.criteria import Criterion, Key, Limit
from areas.rules.status import Rule, Rulebook
from boligsocial.common.loading import read_csv

RESIDENTS = "residents"


class Rows:
    """The rules of the lists as they are stored, with their criteria and the limits of single years.

    Four queries, three where the `indicators` (by key, in their order) have been read already.
    """

    def __init__(self, indicators: Mapping[int, Indicator] | None = None):
        indicators = Indicator.objects.in_bulk() if indicators is None else indicators
        order = {pk: place for place, pk in enumerate(indicators)}
        self.rules = list(StatusRule.objects.all())
        self.criteria = sorted(StatusCriterion.objects.order_by(), key=lambda row: order[row.indicator_id])
        self.limits = sorted(
            YearLimit.objects.order_by(), key=lambda row: (row.year, order[row.indicator_id], row.times)
        )
        for row in (*self.criteria, *self.limits):
            row.indicator = indicators[row.indicator_id]
        self.residents = next((one for one in indicators.values() if one.code == RESIDENTS), None)


def read(key: Callable[[Indicator], Key] = lambda indicator: indicator, stored: Rows | None = None) -> Rulebook:
    """Every rule, by whatever the caller knows an indicator by. Four queries, none if the rows are given."""
    stored = stored or Rows()
    criteria = defaultdict(list)
    for row in stored.criteria:
        criteria[row.rule_id].append(_criterion(row, key))
    order = list(ListStatus)
    rows = sorted(stored.rules, key=lambda row: (order.index(ListStatus(row.status)), row.first_year))
    codes = {row.pk: row.code for row in rows}
    limits = {(key(row.indicator), row.year, row.times): _limit(row) for row in stored.limits}
    rules = tuple(_rule(row, codes, tuple(criteria[row.pk])) for row in rows)
    return Rulebook(rules, key(stored.residents) if stored.residents else None, limits)


def indicators(book: Rulebook) -> set[Key]:
    """All that the rules ask for."""
    asked = {criterion.indicator for rule in book.rules for criterion in rule.criteria}
    return asked if book.residents is None else asked | {book.residents}


def _rule(row: StatusRule, codes: dict[int, str], criteria: tuple[Criterion, ...]) -> Rule:
    return Rule(
        code=row.code,
        status=ListStatus(row.status),
        first_year=row.first_year,
        last_year=row.last_year,
        smallest_residents=row.smallest_residents,
        needed=row.needed,
        builds_on=codes.get(row.builds_on_id),
        not_with=codes.get(row.not_with_id),
        in_a_row=row.in_a_row,
        is_confirmed=row.is_confirmed,
        criteria=criteria,
    )


def _criterion(row: StatusCriterion, key: Callable[[Indicator], Key]) -> Criterion:
    return Criterion(
        indicator=key(row.indicator),
        comparison=Comparison(row.comparison),
        limit=row.limit,
        times=row.times,
        large_from=row.large_from,
        large_limit=row.large_limit,
        is_required=row.is_required,
        unit=Unit(row.indicator.unit),
        decimals=row.indicator.decimals,
        of_residents=row.indicator.is_of_residents,
    )


def _limit(row: YearLimit) -> Limit:
    if row.value is None:
        return Limit(None, Undecided.NO_LIMIT)
    return Limit(row.value) if row.is_confirmed else Limit(None, Undecided.UNCONFIRMED)


# --- published lists ---


@cache
def published_counts() -> dict[tuple[int, str], int]:
    """How many areas each published list has, by year and status (areas/data/published_list_counts.csv)."""
    rows = read_csv(DATA / "published_list_counts.csv")
    return {(int(row["year"]), row["status"]): int(row["areas"]) for row in rows}


def complete_lists() -> frozenset[tuple[int, ListStatus]]:
    """The published lists of which every entry is known here: as many as were published. One query.

    They say of the country's areas that are not on them that they are not, and nothing of those of fictional towns.
    """
    rows = ListEntry.objects.filter(area__municipality__is_fictional=False).order_by().values_list("year", "status")
    counted = {(year, status): number for year, status, number in rows.annotate(number=Count("pk"))}
    return frozenset(
        (key[0], ListStatus(key[1])) for key, number in published_counts().items() if counted.get(key, 0) >= number
    )


def entries_of(areas: Iterable[int] | None, **having) -> Iterable[tuple[int, int, ListStatus]]:
    """Area, year and status of the entries on published lists, by area; of all areas if None. One query."""
    rows = ListEntry.objects.filter(**having)
    if areas is not None:
        rows = rows.filter(area__in=areas)
    for area, year, status in rows.order_by("area_id").values_list("area", "year", "status").iterator(chunk_size=5000):
        yield area, year, ListStatus(status)
