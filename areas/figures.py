"""Figures as people may see them: the one door through which pages, maps, files, rules and reports read observations.

A figure that is withheld (by its source, or here because few residents are behind it) comes through as a state without
its numbers, so that nothing that is computed from figures can give it back. Beside this door: means of several areas
(areas/means.py), earlier editions of a figure and where it is from (areas/provenance.py).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from heapq import merge
from itertools import groupby

from django.core.exceptions import FieldError
from django.db.models import OuterRef, QuerySet, Subquery

from areas.choices import Availability, Hidden, Level, Unit
from areas.models import HousingArea, Indicator, Observation
from areas.rules.withholding import Counts, Limits, hides_well, is_small, strictest, together
from areas.said import small_places
from areas.thresholds import RESIDENTS, Thresholds, counts_of

PLACES = Decimal("0.0001")  # as exact as a stored value
_COLUMNS = (
    "pk",
    "area",
    "estate",
    "municipality",
    "indicator",
    "year",
    "period",
    "availability",
    "value",
    "numerator",
    "denominator",
    "answers",
    "margin",
    "source",
    "origin",
    "extracted_on",
    "hidden",
    "batch",
    "batch_row",
    "entered_by",
    "entered_at",
)
_NUMBERS = ("value", "numerator", "denominator", "answers", "margin")
_TOLD = ("period", "source", "origin", "extracted_on", "batch", "batch_row", "entered_by", "entered_at")
_BARE = tuple(name for name in _COLUMNS if name not in _TOLD)
# Whoever could ask for figures above a value would know it.
_NOT_ASKED = {*_NUMBERS, "availability", "hidden"}


@dataclass(frozen=True)
class Figure:
    """A figure of an area, an estate or a whole municipality in a year; `key` is the owner's.

    Numbers are None where `state` is not AVAILABLE. `pk` is its observation's, None where it was computed from those
    of the estates (`parts` of them). `numerator`, `denominator` and `answers` are counts, `margin` is ± in the unit.
    `origin` is the FigureSource whose rules hold for it, `entered_at` when its present numbers came.
    """

    level: Level
    key: int
    indicator: int
    year: int
    state: Availability
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    answers: int | None = None
    margin: Decimal | None = None
    period: str = ""
    source: str = ""
    extracted_on: date | None = None
    pk: int | None = None
    batch: int | None = None
    batch_row: int | None = None
    entered_by: int | None = None
    entered_at: datetime | None = None
    parts: int = 0
    origin: int | None = None


def figures(
    level: Level,
    keys: Iterable[int] | QuerySet | None = None,
    thresholds: Thresholds | None = None,
    bare: bool = False,
    **having,
) -> Iterator[Figure]:
    """The figures of areas, estates or municipalities, by owner, indicator and year; of all of them if no `keys`.

    Those of areas that estates own are computed from all the area's estates, as they are now. `having` narrows by
    fields of Observation (indicator__code__in, year__lte ...), never by numbers. The same few queries however many
    figures; whoever asks several times gives the `thresholds` along. `bare` leaves out where they are from, for
    whoever reads many. Who may see the owners is for the caller to say.
    """
    level = Level(level)
    for name in having:
        if name.split("__")[0] in _NOT_ASKED:
            raise FieldError(f"Figures are not asked for by {name}: the answer would tell what is withheld.")
    if keys is not None:
        keys = keys.values("pk") if isinstance(keys, QuerySet) else list(keys)
    found = _own(level, keys, having, _BARE if bare else _COLUMNS)
    if level is Level.AREA and _estates_own_some(having, thresholds):
        found = merge(
            found, computed(keys, thresholds, **having), key=lambda figure: (figure.key, figure.indicator, figure.year)
        )
    return found


def figure_of(observation: Observation) -> Figure:
    """A single observation, as people may see it."""
    level = next(level for level in Level if getattr(observation, f"{level}_id") is not None)
    row = {name: getattr(observation, observation._meta.get_field(name).attname) for name in _COLUMNS if name != "pk"}
    return _figure(level, row | {"pk": observation.pk})


def newest_residents(on: date) -> Subquery:
    """The newest number of residents that an area owns, up to the year of a day: for the database to sort areas by."""
    return _shown(Level.AREA, indicator__code=RESIDENTS, year__lte=on.year)


def shown_value(indicator: Indicator, year: int | None) -> Subquery:
    """The value of an area's own figure in a year, or of a whole municipality's where those own it, if it is shown: for
    the database to sort the rows of either by."""
    owner = Level.MUNICIPALITY if indicator.level == Level.MUNICIPALITY else Level.AREA
    return _shown(owner, indicator=indicator, year=year)


def _shown(owner: Level, **having) -> Subquery:
    shown = Observation.objects.filter(**{owner: OuterRef("pk")}, indicator__level=owner, hidden="", **having)
    return Subquery(shown.filter(availability=Availability.AVAILABLE).order_by("-year").values("value")[:1])


def _estates_own_some(having: dict, thresholds: Thresholds | None) -> bool:
    """Whether estates own any of the figures that are asked for: most questions are about others."""
    if thresholds is not None:
        owned = [one for one in thresholds.indicators.values() if one.level == Level.ESTATE]
        if "indicator__in" in having:
            wanted = {getattr(one, "pk", one) for one in having["indicator__in"]}
            owned = [one for one in owned if one.pk in wanted]
        return any(one.code == having.get("indicator__code", one.code) for one in owned)
    asked = {}
    for name, value in having.items():
        first, _, rest = name.partition("__")
        if first in ("indicator", "indicator_id"):
            asked[f"pk__{rest}" if rest == "in" else rest or "pk"] = value
    return Indicator.objects.filter(level=Level.ESTATE, **asked).exists()


def _own(level: Level, keys, having: dict, columns: tuple[str, ...]) -> Iterator[Figure]:
    rows = Observation.objects.filter(**{f"{level}__isnull": False}, **having)
    if level is not Level.MUNICIPALITY:
        # What another level owns would be a sum typed beside its parts.
        rows = rows.filter(indicator__level=level)
    if keys is not None:
        rows = rows.filter(**{f"{level}__in": keys})
    for row in rows.order_by(f"{level}_id", "indicator_id", "year").values_list(*columns).iterator(chunk_size=5000):
        yield _figure(level, dict(zip(columns, row, strict=True)))


def _figure(level: Level, row: dict) -> Figure:
    state = Availability.WITHHELD if row["hidden"] else Availability(row["availability"])
    numbers = {name: row[name] for name in _NUMBERS} if state is Availability.AVAILABLE else {}
    told = {name: row[name] for name in ("pk", *_TOLD) if name in row}
    return Figure(level, row[level], row["indicator"], row["year"], state, **numbers, **told)


# --- what areas have of their estates' figures ------------------------------------------------------------------------


def computed(keys, thresholds: Thresholds | None = None, **having) -> Iterator[Figure]:
    """The part of `figures` that areas have of their estates', and none that they own; asked for in the same way."""
    homes, wholes = _places(keys)
    if not wholes:
        return
    thresholds = thresholds or Thresholds()
    sums = _Sums(keys, homes, wholes, thresholds)
    untold = sums.untold()
    for (area, indicator, year), parts in _parts(keys, having):
        state, numbers = sums.of(area, parts)
        if thresholds.indicators[indicator].is_of_residents and (area, year) in untold:
            state, numbers = Availability.WITHHELD, {}
        yield Figure(Level.AREA, area, indicator, year, state, **numbers, **_common(parts), parts=len(parts))


def _places(keys) -> tuple[dict[int, frozenset[int]], Counter]:
    """The areas of every estate of these areas, and how many estates each of them has."""
    estates = HousingArea.estates.through.objects.order_by()
    if keys is not None:
        estates = estates.filter(estate__in=estates.filter(housingarea__in=keys).values("estate"))
    homes, wholes = defaultdict(set), Counter()
    for area, estate in estates.values_list("housingarea", "estate"):
        homes[estate].add(area)
        wholes[area] += 1
    return {estate: frozenset(areas) for estate, areas in homes.items()}, wholes


def _hidden_residents(keys) -> set[tuple[int, int]]:
    """Areas and years whose number of residents is withheld: shares of all residents would tell it."""
    rows = Observation.objects.filter(area__isnull=False, indicator__code=RESIDENTS).exclude(hidden="")
    if keys is not None:
        rows = rows.filter(area__in=keys)
    return set(rows.order_by().values_list("area", "year")) | small_places(keys)


def _parts(keys, having: dict) -> Iterator[tuple[tuple, list[dict]]]:
    """The estates' figures, together for each area, indicator and year."""
    rows = Observation.objects.filter(estate__isnull=False, indicator__level=Level.ESTATE)
    # In one filter: of an estate in several areas each condition would choose an area of its own otherwise.
    chosen = {"estate__areas__isnull": False} if keys is None else {"estate__areas__in": keys}
    rows = rows.filter(**chosen, **{_through_estates(name): value for name, value in having.items()})
    rows = rows.order_by("estate__areas__pk", "indicator_id", "year", "estate_id").values_list(
        "estate__areas", *_COLUMNS
    )
    named = (dict(zip(("owner", *_COLUMNS), row, strict=True)) for row in rows.iterator(chunk_size=5000))
    for group, parts in groupby(named, key=lambda row: (row["owner"], row["indicator"], row["year"])):
        yield group, list(parts)


def _through_estates(name: str) -> str:
    first, *others = name.split("__")
    return "__".join(["estate__areas", *others]) if first in ("area", "area_id") else name


class _Sums:
    """What areas have of their estates' figures: whether it may be shown, and how much it is."""

    def __init__(self, keys, homes: dict[int, frozenset[int]], wholes: Counter, thresholds: Thresholds):
        self.keys, self.homes, self.wholes, self.thresholds = keys, homes, wholes, thresholds

    def of(self, area: int, parts: list[dict]) -> tuple[Availability, dict]:
        """The state of the area's figure, and its numbers."""
        definition = self.thresholds.indicators[parts[0]["indicator"]]
        states = {row["availability"] for row in parts}
        if len(parts) < self.wholes[area] or Availability.NOT_AVAILABLE in states or definition.unit == Unit.INDEX:
            return Availability.NOT_AVAILABLE, {}
        if Availability.WITHHELD in states:
            return Availability.WITHHELD, {}
        total = _total(definition, parts)
        if total is None:
            return Availability.NOT_AVAILABLE, {}
        limits = self._limits(parts)
        if limits and is_small(together([self._counts(row) for row in parts]), limits):
            return Availability.WITHHELD, {}
        return (Availability.AVAILABLE, total) if self._parts_stay_withheld(parts) else (Availability.WITHHELD, {})

    def untold(self) -> set[tuple[int, int]]:
        """Areas and years of which shares of all residents are not told: they would tell how many live there."""
        definitions = self.thresholds.indicators.values()
        if not any(one.level == Level.ESTATE and one.is_of_residents for one in definitions):
            return set()
        untold = _hidden_residents(self.keys)
        for (area, _indicator, year), parts in _parts(self.keys, {"indicator__code": RESIDENTS}):
            if self.of(area, parts)[0] is Availability.WITHHELD or not self._parts_stay_withheld(parts):
                untold.add((area, year))
        return untold

    def _limits(self, parts: list[dict]) -> Limits:
        return strictest(self.thresholds.of(row["origin"], row["indicator"]) for row in parts)

    def _counts(self, row: dict) -> Counts:
        definition, residents = self.thresholds.indicators[row["indicator"]], None
        if row["denominator"] is None and definition.code != RESIDENTS:
            residents = self._residents.get((row["estate"], row["year"]))
        return counts_of(
            definition, row["value"], row["numerator"], row["denominator"], row["answers"], residents=residents
        )

    @cached_property
    def _residents(self) -> dict[tuple[int, int], Decimal]:
        """Of estates, by year, whether shown or not: of how many a figure is that does not say so itself."""
        rows = Observation.objects.filter(indicator__code=RESIDENTS, estate__in=list(self.homes))
        return {(estate, year): value for estate, year, value in rows.values_list("estate", "year", "value")}

    def _parts_stay_withheld(self, parts: list[dict]) -> bool:
        """Whether the sum may be shown: among estates of the same areas, none or enough are withheld."""
        twins = defaultdict(list)
        for row in parts:
            twins[self.homes[row["estate"]]].append(row)
        for rows in twins.values():
            small, second = (
                {place for place, row in enumerate(rows) if row["hidden"] == why}
                for why in (Hidden.SMALL, Hidden.SECOND)
            )
            if small or second:
                counts, limits = [self._counts(row) for row in rows], self._limits(parts)
                if not hides_well(counts, small, second, limits):
                    return False
        return True


def _total(definition: Indicator, parts: list[dict]) -> dict | None:
    """Numbers are added up, shares made of the sums; None where a part does not say of how many it is."""
    numerators, denominators = ([row[name] for row in parts] for name in ("numerator", "denominator"))
    numerator = None if None in numerators else sum(numerators)
    denominator = None if None in denominators else sum(denominators)
    if definition.unit == Unit.NUMBER:
        return {"value": sum(row["value"] for row in parts), "numerator": None, "denominator": None}
    if numerator is None or not denominator:
        return None
    value = (Decimal(100 * numerator) / denominator).quantize(PLACES, ROUND_HALF_UP)
    return {"value": value, "numerator": numerator, "denominator": denominator}


def _common(parts: list[dict]) -> dict:
    """What is the same for all parts can be said of the sum."""
    told = {name: {row[name] for row in parts} for name in ("period", "source", "origin", "extracted_on", "batch")}
    found = {name: next(iter(values)) for name, values in told.items() if len(values) == 1}
    return found | {"entered_at": max(row["entered_at"] for row in parts)}
