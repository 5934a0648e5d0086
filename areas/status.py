"""The official status of an area for pages: what the rules say of it year by year, beside what was published."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from areas import rulebook
from areas.choices import Level, ListStatus, Verdict
from areas.figures import Figure, figures
from areas.list_rules import DATA
from areas.models import HousingArea, Indicator, ListEntry, StatusRule
from areas.rules.explain import VERDICTS, explain
from areas.rules.findings import RuleFinding
from areas.rules.status import STRONGER, Area, Judge, Rule, Rulebook
from boligsocial.common.loading import read_csv
from boligsocial.common.text import bilingual


@dataclass(frozen=True)
class Misprint:
    """That a published list is wrong in print about an area (areas/data/published_misprints.csv)."""

    printed: str
    read_as: str
    why_da: str
    why_en: str

    why = bilingual("why")


@dataclass(frozen=True)
class RuleYear:
    """A rule of the year, what it says of the area, and what the published lists say of it.

    The criteria in `finding` carry their Indicator (`finding.criteria[0].criterion.indicator.name`). `published` is
    None where it is not known whether the list names the area; `entry` is what it was read from, of this status or of
    one that includes it.
    """

    rule: StatusRule
    year: int
    judge: Judge
    published: bool | None
    entry: ListEntry | None

    @property
    def _own(self) -> Rule:
        return self.judge.book.rule(self.rule.code)

    @property
    def verdict(self) -> Verdict:
        return VERDICTS[self.judge.verdict(self._own, self.year)]

    @property
    def has_figures(self) -> bool:
        """Whether any figure that the rule asks for is known of the year."""
        return any(self.judge.figure(one.indicator, self.year) is not None for one in self._own.criteria)

    @cached_property
    def finding(self) -> RuleFinding:
        """Everything that it says, explained; made when it is asked for, since most years are only a verdict."""
        return explain(self.judge, self._own, self.year)

    @property
    def differs(self) -> bool:
        """Whether the rule and the published list say otherwise."""
        said = {Verdict.YES: True, Verdict.NO: False}.get(self.verdict)
        return None not in (said, self.published) and said != self.published


@dataclass(frozen=True)
class StatusYear:
    """The statuses of an area on the list of a year: by the rules, and as published."""

    year: int
    rules: list[RuleYear]
    entries: list[ListEntry]
    misprints: list[Misprint]

    @property
    def has_figures(self) -> bool:
        """Whether any figure that a rule asks for is known of the year."""
        return any(rule.has_figures for rule in self.rules)

    @property
    def residents(self) -> int | None:
        """How many live there by the figure of the year."""
        return self.rules[0].judge.residents(self.year) if self.rules else None


@dataclass(frozen=True)
class ChartLimit:
    """What a figure was held against on the lists of the years `first` to `last` (None: until now), and for what."""

    indicator: Indicator
    value: Decimal
    first: int
    last: int | None
    source: str
    statuses: tuple[ListStatus, ...]

    def holds_in(self, year: int) -> bool:
        return self.first <= year and (self.last is None or year <= self.last)


# --- an area ---


def status_of(
    area: HousingArea,
    years: Iterable[int] | None = None,
    among: Iterable[Figure] | None = None,
    stored: rulebook.Rows | None = None,
) -> list[StatusYear]:
    """The statuses of an area, the oldest list first; without `years`, of all with a figure or an entry.

    `among`: the area's figures, and `stored`: the rules, where they have been read already. The same few queries for
    one year and for many. Who may see the area is for the caller to say.
    """
    stored = stored or rulebook.Rows()
    book = rulebook.read(stored=stored)
    rules = {rule.code: rule for rule in stored.rules}
    known, entries = _known(area, book, among), defaultdict(list)
    for entry in area.list_entries.order_by("year", "status"):
        entries[entry.year].append(entry)
    named = {year: frozenset(ListStatus(entry.status) for entry in rows) for year, rows in entries.items()}
    # The country's lists say nothing of fictional towns.
    complete = frozenset() if area.municipality.is_fictional else rulebook.complete_lists()
    judge = Judge(book, Area(known, named, complete))
    misprints = _misprints_of(area)
    wanted = {*known, *entries} if years is None else set(years)
    return [
        StatusYear(
            year,
            [_rule_year(judge, rules[rule.code], year, entries[year]) for rule in book.of_year(year)],
            entries[year],
            misprints.get(year, []) if year in known or entries[year] else [],
        )
        for year in sorted(wanted)
        if book.of_year(year)
    ]


def _known(area: HousingArea, book: Rulebook, among: Iterable[Figure] | None) -> dict[int, dict[Indicator, Figure]]:
    """The area's figures that rules ask for, by year and indicator."""
    indicators = {one.pk: one for one in rulebook.indicators(book)}
    known = defaultdict(dict)
    for figure in figures(Level.AREA, [area.pk], indicator__in=indicators) if among is None else among:
        if figure.indicator in indicators:
            known[figure.year][indicators[figure.indicator]] = figure
    return dict(known)


def _rule_year(judge: Judge, rule: StatusRule, year: int, entries: list[ListEntry]) -> RuleYear:
    status = ListStatus(rule.status)
    entry = next((one for one in entries if one.status == status), None)
    entry = entry or next((one for one in entries if one.status in STRONGER[status]), None)
    return RuleYear(rule, year, judge, judge.area.listed(status, year), entry)


def _misprints_of(area: HousingArea) -> dict[int, list[Misprint]]:
    """By year: those about the area under any of its names, and those about the whole list."""
    if area.municipality.is_fictional:
        return {}
    town = area.municipality.name
    near = [row for row in _misprints() if row[0] in ("", town)]
    names = {"", area.name}
    if any(name not in names for _town, name, _year, _misprint in near):
        names |= set(area.other_names.values_list("name", flat=True))
    found = defaultdict(list)
    for _town, name, year, misprint in near:
        if name in names:
            found[year].append(misprint)
    return found


@cache
def _misprints() -> list[tuple[str, str, int, Misprint]]:
    rows = read_csv(DATA / "published_misprints.csv")
    return [(row.pop("municipality"), row.pop("area"), int(row.pop("year")), Misprint(**row)) for row in rows]


# --- limits for charts ---


def every_limit(stored: rulebook.Rows | None = None) -> dict[int, list[ChartLimit]]:
    """The confirmed limits by indicator, the oldest first; limits that stayed from one rule to the next are one.

    Four queries, none if the rules are given. Limits for large areas are left out: a line in a chart is one for all.
    """
    found = defaultdict(list)
    for limit in sorted(
        _limits(stored or rulebook.Rows()), key=lambda limit: (limit.indicator.pk, limit.value, limit.first)
    ):
        rows = found[limit.indicator.pk]
        before = rows[-1] if rows else None
        if before and before.value == limit.value and (before.last is None or limit.first <= before.last + 1):
            rows[-1] = _joined(before, limit)
        else:
            rows.append(limit)
    return {key: sorted(rows, key=lambda limit: (limit.first, limit.value)) for key, rows in found.items()}


def limits_between(
    indicator: Indicator, first: int, last: int, known: dict[int, list[ChartLimit]] | None = None
) -> list[ChartLimit]:
    """The limits of an indicator that held in some of the years, in order.

    Whoever asks for several indicators gives what `every_limit` answered as `known`, and so asks the database once.
    """
    limits = (every_limit() if known is None else known).get(indicator.pk, [])
    return [limit for limit in limits if limit.first <= last and (limit.last is None or limit.last >= first)]


def _joined(one: ChartLimit, other: ChartLimit) -> ChartLimit:
    last = None if None in (one.last, other.last) else max(one.last, other.last)
    statuses = tuple(dict.fromkeys((*one.statuses, *other.statuses)))
    return ChartLimit(one.indicator, one.value, one.first, last, other.source or one.source, statuses)


def _limits(stored: rulebook.Rows) -> Iterable[ChartLimit]:
    years, criteria = defaultdict(list), defaultdict(list)
    for row in stored.limits:
        if row.is_confirmed:
            years[row.indicator_id, row.times].append(row)
    for row in stored.criteria:
        criteria[row.rule_id].append(row)
    for rule in sorted(stored.rules, key=lambda rule: rule.pk):
        if not rule.is_confirmed or not criteria[rule.pk]:
            continue
        period, status = (rule.first_year, rule.last_year), (ListStatus(rule.status),)
        if stored.residents and rule.smallest_residents:
            yield ChartLimit(stored.residents, Decimal(rule.smallest_residents), *period, rule.source, status)
        for row in criteria[rule.pk]:
            if row.limit is not None:
                yield ChartLimit(row.indicator, row.limit, *period, rule.source, status)
            for year in years[row.indicator_id, row.times]:
                if rule.first_year <= year.year and (rule.last_year is None or year.year <= rule.last_year):
                    yield ChartLimit(row.indicator, year.value, year.year, year.year, year.source, status)
