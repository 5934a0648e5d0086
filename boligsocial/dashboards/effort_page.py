"""What the page of one effort shows, put together from the rules' facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from boligsocial.common.money import kroner
from boligsocial.common.stacks import Part, StackChart, stacked_columns
from efforts.choices import EffortKind, ShareStatus
from efforts.derive import PAYING, ShownSet, funding_plan, reach_of, sets_of
from efforts.layers import Thing, things_of
from efforts.models import Activity, Effort, Typology
from efforts.rules.funding import LimitCheck, Party, Plan, Share, YearSheet, check_limits
from efforts.rules.typology import WORKED_IN, Reach, Verdict

LOOKS = 6  # patterns and colours that parties are drawn with; later ones start over


@dataclass(frozen=True)
class Place:
    """A row of the table that says what the map shows; `url` where the area may be opened."""

    thing: Thing
    url: str


@dataclass(frozen=True)
class Source:
    """Where something on the page is from."""

    about: str
    text: str
    on: date | None = None


class EffortPage:
    """One effort on a day; asks the database nothing.

    `effort` comes from `EffortQuerySet.for_page`, `typologies` are those of every set, `links` are the addresses of
    the areas that the user may open.
    """

    def __init__(self, effort: Effort, on: date, typologies: Iterable[Typology], links: dict[int, str]):
        self.effort, self.on, self.typologies, self.links = effort, on, typologies, links

    # --- Header ---

    @cached_property
    def is_fictional(self) -> bool:
        lead = self.effort.lead
        return any(town.is_fictional for town in self.effort.municipalities.all()) or bool(lead and lead.is_fictional)

    @cached_property
    def runs(self) -> bool:
        """Whether the day lies in the effort's period."""
        return self.effort.holds_on(self.on)

    # --- Geography ---

    @cached_property
    def things(self) -> list[Thing]:
        return things_of(self.effort, self.on)

    @cached_property
    def places(self) -> list[Place]:
        return [Place(thing, self.links.get(thing.area.pk, "") if thing.area else "") for thing in self.things]

    @cached_property
    def box(self) -> str:
        """Where nothing has a known place, the map shows the municipalities whole: a marker alone would look exact."""
        towns = list(self.effort.municipalities.all())
        if not towns or any(thing.geometry for thing in self.things):
            return ""
        west, south = min(town.west for town in towns), min(town.south for town in towns)
        return f"{west},{south},{max(town.east for town in towns)},{max(town.north for town in towns)}"

    @cached_property
    def worked_in(self) -> int:
        """How many areas the effort works in; where citizens come from is counted apart."""
        return sum(area.role in WORKED_IN for area in self.reach.areas)

    @cached_property
    def origins(self) -> int:
        return len(self.reach.areas) - self.worked_in

    @cached_property
    def institutions(self) -> int:
        """How many partner institutions, when the number is stated for all of them; else 0."""
        counts = [institution.count for institution in self.reach.institutions]
        return 0 if None in counts else sum(counts)

    @cached_property
    def at_other_times(self) -> int:
        """How much is reached before or after the day, but not on it."""
        rows = (self.effort.area_reaches, self.effort.citizen_groups)
        more = (self.effort.institution_reaches, self.effort.city_links)
        return sum(len(part.all()) for part in (*rows, *more)) - len(self.things)

    @cached_property
    def reach(self) -> Reach:
        return reach_of(self.effort, self.on)

    @cached_property
    def sets(self) -> list[ShownSet]:
        return sets_of(self.reach, self.typologies, self.effort.declared_typologies.all())

    @cached_property
    def main_shown(self) -> list:
        """What the first set shows or leaves open, for the summary."""
        first = self.sets[0].typologies if self.sets else ()
        return [shown for shown in first if shown.finding.verdict != Verdict.NOT_MET]

    # --- Funding ---

    @cached_property
    def plan(self) -> Plan:
        return funding_plan(self.effort)

    @cached_property
    def this_year(self) -> YearSheet | None:
        return next((sheet for sheet in self.plan.sheets if sheet.year == self.on.year), None)

    @cached_property
    def undated(self) -> list[Share]:
        """Shares without a year that are granted or may be, for the summary."""
        return [share for share in self.plan.not_stated if share.year is None and share.status in PAYING]

    @cached_property
    def undated_amounts(self) -> bool:
        return any(share.amount is not None for share in self.plan.not_stated)

    @cached_property
    def limits(self) -> list[LimitCheck]:
        """The rule on the fund's part holds for master plans; an own effort with the fund's money is shown it too."""
        return check_limits(self.plan)

    @property
    def is_master_plan(self) -> bool:
        return self.effort.kind == EffortKind.HELHEDSPLAN

    @cached_property
    def looks(self) -> list[tuple[Party, str]]:
        """Each party that pays in some year, with the pattern it is drawn in."""
        paying = [total.party for total in self.plan.parties if total.granted]
        return [(party, str(number % LOOKS + 1)) for number, party in enumerate(paying)]

    @cached_property
    def chart(self) -> StackChart | None:
        looks = dict(self.looks)
        columns = [(sheet.year, self._parts(sheet, looks)) for sheet in self.plan.sheets]
        return stacked_columns(
            key="funding-chart",
            title=_("Who pays, year by year"),
            description="; ".join(f"{year}: " + ", ".join(part.tip for part in parts) for year, parts in columns),
            columns=columns,
            unit=_("thousand kr."),
        )

    @staticmethod
    def _parts(sheet: YearSheet, looks: dict[Party, str]) -> list[Part]:
        def part(ore: int, look: str, name: str) -> Part:
            return Part(ore / 100_000, look, f"{name}: {kroner(ore)}")

        parts = [part(row.granted, looks[row.party], row.party.name) for row in sheet.rows if row.granted]
        hoped = sheet.applied if sheet.gap is None else sheet.gap - (sheet.gap_if_applied or 0)
        if hoped:
            parts.append(part(hoped, "applied", _("applied for")))
        if sheet.gap_if_applied:
            parts.append(part(sheet.gap_if_applied, "gap", _("gap")))
        return parts

    @cached_property
    def chart_has(self) -> dict[str, bool]:
        """Which of the special parts the chart draws, for its legend."""
        drawn = {block.look for block in self.chart.blocks} if self.chart else set()
        return {look: look in drawn for look in ("applied", "gap")}

    @cached_property
    def has_hopes(self) -> bool:
        return bool(self.plan.applied)

    @cached_property
    def has_refusals(self) -> bool:
        return ShareStatus.REFUSED in self.plan.by_status

    # --- Activities and sources ---

    @cached_property
    def activities(self) -> list[Activity]:
        return [activity for activity in self.effort.activities.all() if activity.holds_on(self.on)]

    @cached_property
    def activities_at_other_times(self) -> int:
        return len(self.effort.activities.all()) - len(self.activities)

    @cached_property
    def sources(self) -> list[Source]:
        """Where the page's facts are from, each text once with all that it is the source of."""
        found = [Source(_("the effort"), self.effort.source, self.effort.source_on)]
        for thing in self.things:
            if thing.area:
                found.append(Source(thing.name, thing.area.source))
                boundary = _("boundary of %(area)s") % {"area": thing.name}
                found += [Source(boundary, border.source) for border in thing.area.borders_now]
            if institution := getattr(thing.row, "institution", None):
                found.append(Source(thing.name, institution.source))
        found += [Source(shown.typology_set.name, shown.typology_set.source) for shown in self.sets]
        subjects: dict[tuple[str, date | None], list[str]] = {}
        for one in found:
            if one.text:
                subjects.setdefault((one.text, one.on), []).append(one.about)
        return [Source(", ".join(dict.fromkeys(names)), *source) for source, names in subjects.items()]
