"""Facts for the rules, from rows that querysets prepared. Only `main_typologies` and `all_typologies` ask for more."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from areas.choices import InstitutionKind, Tenure
from areas.models import Institution
from efforts.choices import (
    Approach,
    AreaRole,
    CityLinkKind,
    FunderKind,
    Recruitment,
    ShareKind,
    ShareStatus,
    Spread,
    Trait,
)
from efforts.models import Effort, Typology, TypologySet
from efforts.models.reach import AreaReach, CitizenGroup, CityLink, InstitutionReach
from efforts.querysets import against_areas
from efforts.rules.funding import Party, Plan, Share, YearSheet, plan_of, year_sheet
from efforts.rules.typology import (
    AreaFact,
    CitizensFact,
    CityLinkFact,
    InstitutionFact,
    Reach,
    TraitFinding,
    TypologyFinding,
    TypologyRule,
    Verdict,
    Warning,
    best_of,
    compare,
    find_traits,
    find_typologies,
)

# A share in a year far from the effort's start is a slip; the page doesn't grow a column for each year between.
MOST_YEARS = 40
# Who pays when the source doesn't say how far the matter has come; an idea, an application or a refusal doesn't.
PAYING = (ShareStatus.GRANTED, ShareStatus.UNKNOWN)


# --- Reach and typologies -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rows:
    """The rows of an effort's reach, saved or as a form holds them."""

    areas: Iterable[AreaReach]
    citizens: Iterable[CitizenGroup]
    institutions: Iterable[InstitutionReach]
    city_links: Iterable[CityLink]


def reach_of(effort: Effort, on: date) -> Reach:
    """What the effort reaches on the day, from `EffortQuerySet.with_reach(on)`."""
    parts = (effort.area_reaches, effort.citizen_groups, effort.institution_reaches, effort.city_links)
    return reach_of_rows(Rows(*(part.all() for part in parts)), on)


def reach_of_rows(rows: Rows, on: date) -> Reach:
    """The same from rows that know their areas, and whose institutions have been placed."""
    return Reach(
        areas=tuple(
            AreaFact(row.area.name, AreaRole(row.role), Tenure(row.area.tenure), row.area.municipality.code)
            for row in rows.areas
            if row.holds_on(on)
        ),
        citizens=tuple(_citizens_fact(row) for row in rows.citizens if row.holds_on(on)),
        institutions=tuple(_institution_fact(row) for row in rows.institutions if row.holds_on(on)),
        city_links=tuple(CityLinkFact(row.name, CityLinkKind(row.kind)) for row in rows.city_links if row.holds_on(on)),
    )


def place_unsaved(rows: Rows, on: date) -> None:
    """Say of the rows' institutions where they lie against the rows' areas, as querysets do for saved rows."""
    areas = {row.area_id for row in rows.areas if row.holds_on(on)}
    named = {row.institution_id for row in rows.institutions if row.institution_id}
    placed = against_areas(Institution.objects.filter(pk__in=named), areas, on).in_bulk() if named else {}
    for row in rows.institutions:
        for name in ("in_border", "in_firm_border", "outside_borders", "firmly_outside"):
            setattr(row, name, getattr(placed.get(row.institution_id), name, False))


def _citizens_fact(row: CitizenGroup) -> CitizensFact:
    withheld = row.is_withheld
    return CitizensFact(
        row.name,
        Recruitment(row.recruitment),
        Spread(row.spread),
        Approach(row.approach),
        people=None if withheld else row.people,
        households=None if withheld else row.households,
        withheld=withheld,
    )


def _institution_fact(row: InstitutionReach) -> InstitutionFact:
    named = row.institution
    return InstitutionFact(
        named.name if named else row.unnamed,
        InstitutionKind(named.kind if named else row.unnamed_kind),
        count=1 if named else row.unnamed_count,
        stated_outside=row.is_outside,
        in_border=row.in_border,
        in_firm_border=row.in_firm_border,
        outside_borders=row.outside_borders,
        firmly_outside=row.firmly_outside,
    )


@dataclass(frozen=True)
class ShownTypology:
    """A typology of a set with what was found about it and whether it was declared."""

    typology: Typology
    finding: TypologyFinding
    declared: bool


@dataclass(frozen=True)
class ShownSet:
    """A typology set as an effort shows it, beside what was declared in it."""

    typology_set: TypologySet
    typologies: tuple[ShownTypology, ...]
    warnings: tuple[tuple[Warning, Typology], ...]

    @property
    def is_declared(self) -> bool:
        return any(shown.declared for shown in self.typologies)


def sets_of(reach: Reach, typologies: Iterable[Typology], declared: Iterable[Typology]) -> list[ShownSet]:
    """Every set's typologies as the reach shows them; `typologies` come with their `typology_set`."""
    findings = find_traits(reach)
    declared_keys = {typology.pk for typology in declared}
    by_set: dict[TypologySet, list[Typology]] = defaultdict(list)
    for typology in typologies:
        by_set[typology.typology_set].append(typology)
    return [_shown_set(which, rows, findings, declared_keys) for which, rows in by_set.items()]


def _shown_set(
    which: TypologySet, rows: Sequence[Typology], findings: dict[Trait, TraitFinding], declared: set[int]
) -> ShownSet:
    found = find_typologies([rule_of(typology) for typology in rows], findings)
    numbers = {typology.number: typology for typology in rows}
    warnings = compare(found, [typology.number for typology in rows if typology.pk in declared])
    return ShownSet(
        which,
        tuple(
            ShownTypology(numbers[finding.number], finding, numbers[finding.number].pk in declared) for finding in found
        ),
        tuple((warning, numbers[warning.number]) for warning in warnings),
    )


def rule_of(typology: Typology) -> TypologyRule:
    return TypologyRule(typology.number, tuple(Trait(trait) for trait in typology.traits))


def main_typologies() -> list[Typology]:
    """The typologies of the first set, the one that lists show. One query."""
    first = TypologySet.objects.order_by("position", "code").values("pk")[:1]
    return list(Typology.objects.filter(typology_set__in=first).order_by("number"))


def all_typologies() -> list[Typology]:
    """The typologies of every set, with their set. One query."""
    order = ("typology_set__position", "typology_set__code", "number")
    return list(Typology.objects.select_related("typology_set").order_by(*order))


def shown_in_list(effort: Effort, typologies: Iterable[Typology]) -> list[tuple[Typology, Verdict]]:
    """The typologies that are shown or open, from the annotations of `EffortQuerySet.with_traits`."""
    verdicts = [
        (typology, best_of(Verdict(getattr(effort, f"shows_{trait.value}")) for trait in rule_of(typology).traits))
        for typology in typologies
    ]
    return [(typology, verdict) for typology, verdict in verdicts if verdict != Verdict.NOT_MET]


# --- Funding ----------------------------------------------------------------------------------------------------


def shares_of(effort: Effort) -> list[Share]:
    """The effort's shares, Landsbyggefonden first, then by kind of party and name."""
    order = list(FunderKind)
    rows = sorted(
        effort.shares.all(),
        key=lambda row: (order.index(FunderKind(row.funder.kind)), row.funder.sort_key, row.funder_id, row.pk),
    )
    return [
        Share(
            party=Party(row.funder_id, row.funder.name, FunderKind(row.funder.kind)),
            year=row.year,
            status=ShareStatus(row.status),
            kind=ShareKind(row.kind),
            amount=row.amount,
            hours=row.hours,
            stated_share=row.stated_share,
            earmark=row.earmarked_for.name if row.earmarked_for else "",
            note=row.note,
        )
        for row in rows
    ]


def funding_plan(effort: Effort) -> Plan:
    """All years of the effort, those of its period included when anything is known about its money."""
    shares = shares_of(effort)
    budgets = {row.year: row.amount for row in effort.budgets.all()}
    years: Iterable[int] = ()
    has_years = bool(budgets) or any(share.year for share in shares)
    if has_years and effort.starts_on and effort.last_day:
        first = effort.starts_on.year
        years = range(first, min(effort.last_day.year, first + MOST_YEARS) + 1)
    return plan_of(shares, budgets, years)


@dataclass(frozen=True)
class YearMoney:
    """Who pays in a year, for lists: the year's sheet, and shares without a year that are granted or may be."""

    sheet: YearSheet
    undated: tuple[Share, ...]


def year_money(effort: Effort, year: int) -> YearMoney:
    """From `EffortQuerySet.for_list`, which loads the shares of the year and those without."""
    shares = shares_of(effort)
    budget = next((row.amount for row in effort.budgets.all() if row.year == year), None)
    undated = tuple(share for share in shares if share.year is None and share.status in PAYING)
    return YearMoney(year_sheet(year, shares, budget), undated)
