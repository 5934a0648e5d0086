"""Checks of figures: missing years, jumps, what does not agree with its own parts, with a sum, or with a list.

Only figures that are shown are compared, as areas/figures.py shows them: one that is withheld neither jumps nor
disagrees, and so nothing here tells it.
"""

from collections import defaultdict
from decimal import Decimal

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Abs

from areas import rulebook
from areas.checks import Finding, Rows, Scope, listed_rows, queried_rows
from areas.choices import Availability, Level, ListStatus, Tenure, Unit
from areas.figures import figure_of, figures
from areas.models import HousingArea, ListEntry, Observation, Standing
from areas.rules.status import Area

LEAST = Decimal("0.00005")  # values have four decimals, which the embedded database keeps as floats
_NUMBER = DecimalField(max_digits=20, decimal_places=6)
OWNERS = (Level.AREA, Level.ESTATE)


def shown(rows: QuerySet, level: Level) -> QuerySet:
    """Those of the figures that areas or estates own and that people see, for the database to compare."""
    return rows.filter(indicator__level=level, availability=Availability.AVAILABLE, hidden="")


def _odd(level: Level, scope: Scope) -> QuerySet:
    """The figures of the scope that are marked (areas/tallies.py): few of a million."""
    rows = Observation.objects.filter(**{f"{level}__isnull": False}, is_odd__isnull=False)
    return _in_scope(rows, level, scope)


def _in_scope(rows: QuerySet, level: Level, scope: Scope) -> QuerySet:
    rows = rows.filter(year__lte=scope.on.year).order_by()
    if level is Level.AREA:
        return scope.of_areas(rows)
    if not scope.user.is_superuser:
        estates = Observation._meta.get_field("estate").related_model.objects.visible_to(scope.user)
        rows = rows.filter(estate__in=estates.order_by().values("pk"))
    return rows.filter(estate__municipality=scope.municipality) if scope.municipality else rows


def _together(parts: list[Rows]) -> Rows:
    """The rows of several queries after each other."""

    def part(start: int, stop: int | None) -> list[Finding]:
        found: list[Finding] = []
        for rows in parts:
            size = rows.count()
            found += rows.part(max(start, 0), stop if stop is None else max(stop, 0)) if start < size else []
            start, stop = start - size, None if stop is None else stop - size
            if stop is not None and stop <= 0:
                break
        return found

    return Rows(lambda: sum(rows.count() for rows in parts), part)


def _owner(level: Level) -> tuple[str, ...]:
    return (f"{level}_id", f"{level}__name", f"{level}__municipality__name", "indicator_id", "year")


def _ordered(rows: QuerySet, level: Level) -> QuerySet:
    return rows.order_by("-year", f"{level}__sort_key", "pk")


# --- Years ------------------------------------------------------------------------------------------------------------


def gaps(scope: Scope) -> Rows:
    """Years that are missing inside a series; a figure that its source calls not available is not missing."""
    return _together([_gaps_of(level, scope) for level in OWNERS])


def _series(level: Level) -> QuerySet:
    """The figures of the same owner and indicator as an outer one, of later years."""
    rows = Observation.objects.filter(**{level: OuterRef(level)}, indicator=OuterRef("indicator"))
    return rows.filter(year__gt=OuterRef("year"))


def before_a_gap(rows: QuerySet, level: Level) -> QuerySet:
    """Those of the figures after which a year is missing."""
    later = _series(level)
    rows = rows.filter(indicator__level=level)
    return rows.filter(~Exists(later.filter(year=OuterRef("year") + 1)), Exists(later))


def newest(rows: QuerySet, level: Level) -> QuerySet:
    """Those of the figures after which there are none."""
    return rows.filter(~Exists(_series(level)))


def _gaps_of(level: Level, scope: Scope) -> Rows:
    later = _series(level).filter(year__lte=scope.on.year)
    rows = before_a_gap(_odd(level, scope), level).filter(Exists(later))
    following = later.order_by("year").values("year")[:1]

    def made(key, name, town, indicator, year, after) -> Finding:
        numbers = {"first": year + 1, "last": after - 1}
        return Finding(level, key, name, town, indicator, year + 1, numbers=numbers)

    columns = (*_owner(level), "following")
    return queried_rows(_ordered(rows, level).annotate(following=Subquery(following)), columns, made, counted=rows)


def jumps(scope: Scope) -> Rows:
    """Figures that differ from those of the year before by more than their indicator's set size."""
    return _together([_jumps_of(level, scope) for level in OWNERS])


def _year_before(level: Level) -> QuerySet:
    # Of the same owner and indicator, so nothing is asked again of the indicator: this is looked up a million times.
    rows = Observation.objects.filter(availability=Availability.AVAILABLE, hidden="")
    return rows.filter(**{level: OuterRef(level)}, indicator=OuterRef("indicator"), year=OuterRef("year") - 1)


def jumping(rows: QuerySet, level: Level) -> QuerySet:
    """Those of the figures that differ too much from the year before."""
    jump = OuterRef("indicator__jump") + Value(LEAST, _NUMBER)
    far = Q(value__lt=OuterRef("value") - jump) | Q(value__gt=OuterRef("value") + jump)
    rows = shown(rows, level).filter(indicator__jump__isnull=False)
    return rows.filter(Exists(_year_before(level).filter(far)))


def _jumps_of(level: Level, scope: Scope) -> Rows:
    rows = jumping(_odd(level, scope), level)
    told = _ordered(rows, level).annotate(before=Subquery(_year_before(level).values("value")[:1]))

    def made(key, name, town, indicator, year, value, before, jump) -> Finding:
        numbers = {"value": value, "before": before, "change": value - before, "jump": jump}
        return Finding(level, key, name, town, indicator, year, numbers=numbers)

    return queried_rows(told, (*_owner(level), "value", "before", "indicator__jump"), made, counted=rows)


# --- Figures that do not agree ----------------------------------------------------------------------------------------


def parts(scope: Scope) -> Rows:
    """Shares that are not their numerator over their denominator, beyond what the shown decimals round."""
    return _together([_parts_of(level, scope) for level in OWNERS])


def disagreeing(rows: QuerySet, level: Level) -> QuerySet:
    """Those of the figures that are shares and not those of their parts."""
    rounded = Case(
        *(When(indicator__decimals=places, then=Value(Decimal(5).scaleb(-places - 1))) for places in range(4)),
        default=LEAST,
        output_field=_NUMBER,
    )
    rows = shown(rows, level).filter(indicator__unit=Unit.PER_CENT, numerator__isnull=False, denominator__gt=0)
    off = Abs(F("value") * F("denominator") - Value(100) * F("numerator"), output_field=_NUMBER)
    rows = rows.alias(rounded=rounded, off=off)
    return rows.filter(off__gt=(F("rounded") + Value(LEAST, _NUMBER)) * F("denominator"))


ODD = (before_a_gap, jumping, disagreeing)


def _parts_of(level: Level, scope: Scope) -> Rows:
    rows = disagreeing(_odd(level, scope), level)

    def made(key, name, town, indicator, year, value, numerator, denominator) -> Finding:
        numbers = {"value": value, "numerator": numerator, "denominator": denominator}
        numbers["expected"] = Decimal(100 * numerator) / denominator
        return Finding(level, key, name, town, indicator, year, numbers=numbers)

    return queried_rows(_ordered(rows, level), (*_owner(level), "value", "numerator", "denominator"), made)


def sums(scope: Scope) -> Rows:
    """Areas that say something else than their estates together: of homes, and of figures that estates own."""
    return _together([_homes(scope), listed_rows(_typed_twice(scope))])


def _homes(scope: Scope) -> Rows:
    links = HousingArea.estates.through.objects
    elsewhere = links.filter(estate=OuterRef("estate")).exclude(housingarea=OuterRef("housingarea"))
    divided = links.filter(housingarea=OuterRef("pk")).filter(Exists(elsewhere))
    rows = scope.areas.filter(~Exists(divided), homes__isnull=False)
    rows = rows.annotate(
        total=Sum("estates__homes"), estates_all=Count("estates"), estates_known=Count("estates__homes")
    ).filter(estates_all__gt=0, estates_known=F("estates_all"))
    # An area of other tenures too has homes beside those of its estates, but never fewer.
    rows = rows.filter(Q(total__gt=F("homes")) | Q(tenure=Tenure.SOCIAL, total__lt=F("homes")))

    def made(pk, name, town, homes, total) -> Finding:
        return Finding("area", pk, name, town, code="homes", numbers={"value": homes, "expected": total})

    columns = ("pk", "name", "municipality__name", "homes", "total")
    return queried_rows(rows.order_by("sort_key", "pk"), columns, made)


def _typed_twice(scope: Scope) -> list[Finding]:
    """Figures entered for an area though its estates own them, and that are not what the estates' come to."""
    rows = Observation.objects.filter(area__isnull=False, indicator__level=Level.ESTATE)
    rows = _in_scope(rows, Level.AREA, scope).select_related("area__municipality").order_by("-year", "area__sort_key")
    typed = [(row, figure_of(row)) for row in rows]
    if not typed:
        return []
    keys, about = {row.area_id for row, _figure in typed}, {row.indicator_id for row, _figure in typed}
    of_estates = {
        (figure.key, figure.indicator, figure.year): figure for figure in figures(Level.AREA, keys, indicator__in=about)
    }
    found = []
    for row, own in typed:
        summed = of_estates.get((own.key, own.indicator, own.year))
        if summed is None or summed.value is None or own.value is None or abs(summed.value - own.value) < LEAST:
            continue
        numbers = {"value": own.value, "expected": summed.value}
        place = (row.area_id, row.area.name, row.area.municipality.name)
        found.append(Finding("area", *place, own.indicator, own.year, code="figure", numbers=numbers))
    return found


# --- Official status --------------------------------------------------------------------------------------------------


def status(scope: Scope) -> Rows:
    """Areas and years of which the published list and the rules say otherwise; what cannot be decided is no difference.

    That a list leaves an area out is known only of lists that are here as a whole.
    """
    on_a_list = ListEntry.objects.filter(area=OuterRef("area"), year=OuterRef("year"))
    rows = scope.of_areas(Standing.objects.filter(year__lte=scope.on.year).order_by())
    rows = rows.filter(~Q(statuses="") | Exists(on_a_list)).order_by("-year", "area__sort_key", "area")
    named: dict[tuple[int, int], set[ListStatus]] = defaultdict(set)
    narrowed = {"area__municipality": scope.municipality} if scope.municipality else {}
    for area, year, listed in rulebook.entries_of(None, **narrowed):
        named[area, year].add(listed)
    book, complete = rulebook.read(), rulebook.complete_lists()
    columns = ("area", "area__name", "area__municipality__name", "year", "statuses", "undecided")
    found = []
    for *place, year, held, undecided, fictional in rows.values_list(*columns, "area__municipality__is_fictional"):
        lists = Area({}, {year: frozenset(named.get((place[0], year), ()))}, frozenset() if fictional else complete)
        by_rules, unsure = set(held.split(",")), set(undecided.split(","))
        differing: dict[str, list[str]] = {"listed": [], "ruled": []}
        for rule in book.of_year(year):
            published = lists.listed(rule.status, year)
            if rule.status.value in by_rules and published is False:
                differing["ruled"].append(rule.status.value)
            elif published and rule.status.value not in by_rules | unsure:
                differing["listed"].append(rule.status.value)
        found += [
            Finding("area", *place, year=year, code=code, statuses=tuple(codes))
            for code, codes in differing.items()
            if codes
        ]
    return listed_rows(found)
