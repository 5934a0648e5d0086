"""Who has a figure: how many owners, by indicator and year, and in how many cases it is withheld or not available."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from areas.choices import Availability, Hidden, Level
from areas.figures import shown_value
from areas.models import FigureTally, Indicator, Municipality, Observation

_SHOWN = Q(availability=Availability.AVAILABLE.value, hidden=Hidden.SHOWN.value)
_WITHHELD = Q(availability=Availability.WITHHELD.value) | ~Q(hidden=Hidden.SHOWN.value)
_MISSING = Q(availability=Availability.NOT_AVAILABLE.value, hidden=Hidden.SHOWN.value)
STATES = {"shown": _SHOWN, "withheld": _WITHHELD, "missing": _MISSING}
# Of the source that the indicator names, not of another that gave the figure instead.
_OWN = Q(origin__isnull=True) | Q(origin=F("indicator__source"))
_OWN_COUNTED = Q(source=F("indicator__source")) | Q(source__isnull=True, indicator__source__isnull=True)
_TOWNS = {Level.AREA: "area__municipality", Level.ESTATE: "estate__municipality", Level.MUNICIPALITY: "municipality"}


@dataclass(frozen=True)
class Coverage:
    """Of an indicator in a year, among the owners on its own level: how many are shown, withheld, not available.

    `own`: how many are of the source that the indicator names, and when one of those was extracted last.
    """

    indicator: int
    year: int
    shown: int
    withheld: int
    missing: int
    extracted_on: date | None
    own: int
    own_extracted_on: date | None

    @property
    def told(self) -> int:
        """Of how many something is said at all."""
        return self.shown + self.withheld + self.missing


def owned(user, level: Level, on: date, municipality: Municipality | None = None) -> QuerySet:
    """The observations on a level that the user may see, up to the year of the day."""
    rows = Observation.objects.visible_at(level, user).filter(year__lte=on.year).order_by()
    return rows.filter(**{_TOWNS[level]: municipality}) if municipality else rows


def coverage_by_year(user, indicator: Indicator, on: date, municipality: Municipality | None = None) -> list[Coverage]:
    """Of one indicator, the newest year first. One query."""
    if user.is_superuser:
        rows = _added(on, municipality)
    else:
        rows = _counted(owned(user, Level(indicator.level), on, municipality))
    return [Coverage(**row) for row in rows.filter(indicator=indicator).order_by("-year")]


def newest_coverage(
    user, indicators: Iterable[Indicator], on: date, municipality: Municipality | None = None
) -> dict[int, Coverage]:
    """Of each indicator, its newest year; one that nobody has is left out. Two queries for each level in use, or one of
    what is kept for whoever sees everything.
    """
    found = {}
    indicators = list(indicators)
    if user.is_superuser:
        rows = _added(on, municipality).filter(indicator__in=indicators).order_by("year")
        return {row["indicator"]: Coverage(**row) for row in rows}
    for level in {Level(one.level) for one in indicators}:
        ours = [one.pk for one in indicators if one.level == level]
        rows = owned(user, level, on, municipality)
        newest = rows.filter(indicator=OuterRef("pk")).order_by("-year").values("year")[:1]
        years = Indicator.objects.filter(pk__in=ours).annotate(newest=Subquery(newest)).values_list("pk", "newest")
        wanted = Q(pk__in=[])
        for indicator, year in years:
            if year is not None:
                wanted |= Q(indicator=indicator, year=year)
        found |= {row["indicator"]: Coverage(**row) for row in _counted(rows.filter(wanted))}
    return found


def _counted(rows: QuerySet) -> QuerySet:
    return rows.values("indicator", "year").annotate(
        shown=Count("pk", filter=_SHOWN),
        withheld=Count("pk", filter=_WITHHELD),
        missing=Count("pk", filter=_MISSING),
        own=Count("pk", filter=_OWN),
        own_extracted_on=Max("extracted_on", filter=_OWN),
        extracted_on=Max("extracted_on"),  # the last: it hides the column of its name
    )


def _added(on: date, municipality: Municipality | None) -> QuerySet:
    """The same of everybody's figures, from what is kept of them (areas/tallies.py)."""
    rows = FigureTally.objects.filter(level=F("indicator__level"), year__lte=on.year).order_by()
    rows = rows.filter(municipality=municipality) if municipality else rows
    return rows.values("indicator", "year").annotate(
        own=Sum(F("shown") + F("withheld") + F("missing"), filter=_OWN_COUNTED, default=0),
        own_extracted_on=Max("extracted_on", filter=_OWN_COUNTED),
        # These hide the columns of their names.
        shown=Sum("shown"),
        withheld=Sum("withheld"),
        missing=Sum("missing"),
        extracted_on=Max("extracted_on"),
    )


def with_figure(areas: QuerySet, indicator: Indicator, year: int | None) -> QuerySet:
    """The areas with `figure`, the value that is shown of them in the year, for the database to sort by."""
    return areas.annotate(figure=shown_value(indicator, year))


def owners_told(indicator: Indicator, year: int | None, state: str = "") -> QuerySet:
    """The keys of those of whom something is said in the year; `state`: that it is "shown", "withheld", "missing"."""
    rows = Observation.objects.filter(STATES.get(state, Q()), indicator=indicator, year=year)
    return rows.filter(**{f"{indicator.level}__isnull": False}).order_by().values(indicator.level)
