"""No figure that is withheld can be found: not by taking others away, from shares, residents or earlier editions.

Made-up worlds are shown through every door there is. What is shown is written down as linear equations about the counts
behind the figures, and exact elimination finds what follows from them.
"""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from areas.choices import Availability, Level, Unit
from areas.figures import Figure, figures
from areas.means import Mean, MeanBy, Scope, means
from areas.models import HousingArea, Import, ImportChange, Indicator, Observation
from areas.provenance import history
from areas.recompute import recompute
from areas.withholding import rebuild
from tests import factories
from tests.exact import determined

pytestmark = pytest.mark.django_db

YEAR = 2020
ESTATES, AREAS = 6, 3


# --- worlds -----------------------------------------------------------------------------------------------------------

places = st.lists(st.sets(st.integers(0, AREAS - 1), max_size=AREAS), min_size=1, max_size=ESTATES)
limits = st.tuples(st.sampled_from([None, 20, 100]), st.sampled_from([None, 3, 5]))
counts = st.lists(st.one_of(st.none(), st.integers(0, 12), st.integers(0, 300)), min_size=ESTATES, max_size=ESTATES)
groups = st.lists(st.one_of(st.integers(1, 110), st.integers(1, 900)), min_size=ESTATES, max_size=ESTATES)
KINDS = ("residents", "of_residents", "also_of_residents", "of_others", "moves")


@st.composite
def worlds(draw):
    """Where the estates lie, how many live in each, and what is counted of them, under which limits."""
    return {
        "homes": draw(places),
        "lived": draw(groups),
        "others": draw(groups),
        "counted": {kind: draw(counts) for kind in KINDS},
        "sources": {kind: draw(limits) for kind in KINDS},
        "own": {kind: draw(limits) for kind in KINDS},
    }


class Built:
    """A world in the database. `behind` are the two unknowns of each figure: the count, and of how many."""

    def __init__(self, world: dict):
        town = factories.municipality()
        self.areas = [factories.area(municipality=town) for _ in range(AREAS)]
        self.estates = [factories.estate(municipality=town) for _ in world["homes"]]
        for estate, home in zip(self.estates, world["homes"], strict=True):
            estate.areas.set([self.areas[place] for place in home])
        self.kinds: dict[int, str] = {}
        self.truth: dict[tuple, int] = {}
        for kind in KINDS:
            self._figures(kind, world)
        rebuild(None)

    def _figures(self, kind: str, world: dict) -> None:
        group, count = world["sources"][kind]
        source = factories.figure_source(smallest_group=group, smallest_count=count)
        group, count = world["own"][kind]
        indicator = factories.indicator(
            "residents" if kind == "residents" else "",
            level=Level.ESTATE,
            unit=Unit.NUMBER if kind in ("residents", "moves") else Unit.PER_CENT,
            is_of_residents=kind.endswith("of_residents"),
            smallest_group=group,
            smallest_count=count,
            source=source,
        )
        self.kinds[indicator.pk] = kind
        for number, estate in enumerate(self.estates):
            given = world["counted"][kind][number]
            if given is None:
                continue
            whole = world["others" if kind == "of_others" else "lived"][number]
            part = whole if kind == "residents" else given if kind == "moves" else min(given, whole)
            self.truth[self.counted(kind, estate.pk)] = part
            self.truth[self.group(kind, estate.pk)] = whole
            fields = {"value": part}
            if indicator.unit == Unit.PER_CENT:
                fields = {"value": round(Decimal(100 * part) / whole, 4), "numerator": part, "denominator": whole}
            factories.observation(estate, indicator, YEAR, **fields)

    def counted(self, kind: str, estate: int):
        return ("lived" if kind == "residents" else kind, estate)

    def group(self, kind: str, estate: int):
        return ("others" if kind == "of_others" else "lived", estate)


def told(built: Built, figure: Figure) -> list:
    """What a shown figure says of the counts behind it, as equations."""
    if figure.state is not Availability.AVAILABLE:
        assert {figure.value, figure.numerator, figure.denominator, figure.answers, figure.margin} == {None}
        return []
    kind = built.kinds[figure.indicator]
    estates = [figure.key]
    if figure.level is Level.AREA:
        estates = HousingArea.objects.get(pk=figure.key).estates.values_list("pk", flat=True)
    counted = {built.counted(kind, estate): 1 for estate in estates}
    if figure.numerator is None:
        return [(counted, Fraction(figure.value))]
    group = {built.group(kind, estate): 1 for estate in estates}
    return [(counted, Fraction(figure.numerator)), (group, Fraction(figure.denominator))]


def everything_shown(built: Built) -> list[Figure]:
    return [*figures(Level.ESTATE), *figures(Level.AREA), *figures(Level.MUNICIPALITY)]


# --- the proofs -------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_no_withheld_count_follows_from_what_is_shown(db, world):
    with transaction.atomic():
        built = Built(world)
        shown = everything_shown(built)
        found = determined([equation for figure in shown for equation in told(built, figure)])
        # What is shown is true.
        assert all(built.truth[name] == number for name, number in found.items() if name in built.truth)
        secret = 0
        untold = {
            figure.key
            for figure in shown
            if (figure.level, built.kinds[figure.indicator], figure.state)
            == (Level.ESTATE, "residents", Availability.WITHHELD)
        }
        for figure in shown:
            if figure.level is Level.ESTATE and figure.state is Availability.WITHHELD:
                kind = built.kinds[figure.indicator]
                assert built.counted(kind, figure.key) not in found, (kind, figure.key)
                # How many live there is nobody's secret, unless that count is withheld itself.
                if kind == "of_others" or figure.key in untold:
                    assert kind == "moves" or built.group(kind, figure.key) not in found, (kind, figure.key)
                secret += 1
        _means_are_of_what_is_shown(built, shown)
        transaction.set_rollback(True)


def _means_are_of_what_is_shown(built: Built, shown: list[Figure]) -> None:
    ours = defaultdict(list)
    for figure in shown:
        if figure.level is Level.AREA and figure.state is Availability.AVAILABLE:
            ours[figure.indicator, figure.year].append(figure)
    area = built.areas[0]
    computed = means(area, [figure for figure in shown if (figure.level, figure.key) == (Level.AREA, area.pk)])
    for pair, scopes in computed.items():
        mean, of = scopes[Scope.MUNICIPALITY], ours[pair]
        assert mean == Mean(mean.value, len(of), mean.by)
        if mean.by == MeanBy.COUNTS:
            value = Decimal(100 * sum(one.numerator for one in of)) / sum(one.denominator for one in of)
        else:
            value = sum(one.value for one in of) / len(of)
        assert abs(mean.value - value) < Decimal("0.0002")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds(), places)
def test_it_holds_too_while_areas_have_changed_and_nothing_is_rebuilt(db, world, homes):
    """Who takes an estate out of an area, or puts one in, gets no sum that gives a withheld figure away."""
    with transaction.atomic():
        built = Built(world)
        for estate, home in zip(built.estates, homes, strict=False):
            estate.areas.set([built.areas[place] for place in home])
        shown = everything_shown(built)
        found = determined([equation for figure in shown for equation in told(built, figure)])
        for figure in shown:
            if figure.level is Level.ESTATE and figure.state is Availability.WITHHELD:
                assert built.counted(built.kinds[figure.indicator], figure.key) not in found
        transaction.set_rollback(True)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds())
def test_a_part_of_the_country_is_rebuilt_as_the_whole_is(db, world):
    with transaction.atomic():
        built = Built(world)
        whole = dict(Observation.objects.values_list("pk", "hidden"))
        Observation.objects.update(hidden="")
        rebuild([built.areas[0].municipality_id])
        assert dict(Observation.objects.values_list("pk", "hidden")) == whole
        Observation.objects.update(hidden="small")
        rebuild(None)
        assert dict(Observation.objects.values_list("pk", "hidden")) == whole
        transaction.set_rollback(True)


# --- by example -------------------------------------------------------------------------------------------------------


@pytest.fixture
def ruled(home):
    """A share that estates own, of which fewer than five are not shown."""
    return factories.indicator(level=Level.ESTATE, smallest_count=5)


def estates_with(area: HousingArea, indicator: Indicator, *numbers: int) -> list:
    found = []
    for number in numbers:
        estate = factories.estate(municipality=area.municipality)
        area.estates.add(estate)
        factories.observation(estate, indicator, YEAR, value=number, numerator=number, denominator=100)
        found.append(estate)
    return found


def states(level: Level, *owners) -> list[str]:
    by_owner = {figure.key: figure.state.value for figure in figures(level)}
    return [by_owner[owner.pk] for owner in owners]


def test_the_area_keeps_its_figure_and_a_second_estate_is_withheld(home, ruled):
    area = factories.area(municipality=home)
    estates = estates_with(area, ruled, 3, 12, 40)
    recompute()
    assert states(Level.ESTATE, *estates) == ["withheld", "withheld", "available"]
    (figure,) = figures(Level.AREA, [area.pk])
    assert (figure.value, figure.numerator, figure.denominator, figure.parts) == (Decimal("18.3333"), 55, 300, 3)


def test_an_estate_of_two_areas_that_nothing_stands_beside_takes_their_figures_with_it(home, ruled):
    one, two = (factories.area(municipality=home) for _ in range(2))
    shared, *_others = estates_with(one, ruled, 3, 40, 12)
    estates_with(two, ruled, 30, 50)
    two.estates.add(shared)
    recompute()
    assert states(Level.AREA, one, two) == ["withheld", "withheld"]
    assert states(Level.ESTATE, shared, *_others) == ["withheld", "available", "available"]


def test_an_area_within_another_gives_nothing_away(home, ruled):
    inner, outer = (factories.area(municipality=home) for _ in range(2))
    small, big = estates_with(inner, ruled, 3, 40)
    outer.estates.set([small, big])
    (ring,) = estates_with(outer, ruled, 25)
    recompute()
    assert states(Level.AREA, inner, outer) == ["available", "available"]
    assert states(Level.ESTATE, small, big, ring) == ["withheld", "withheld", "available"]


def test_without_every_estate_there_is_no_sum(home, ruled):
    area = factories.area(municipality=home)
    estates_with(area, ruled, 30, 40)
    area.estates.add(factories.estate(municipality=home))
    recompute()
    assert states(Level.AREA, area) == ["not_available"]


def test_a_share_without_counts_is_reckoned_from_the_residents(home):
    source = factories.figure_source(smallest_count=5)
    share, lived = factories.indicator(source=source), factories.indicator("residents", unit="number")
    area = factories.area(municipality=home)
    few = factories.observation(area, share, YEAR, value="2.5")
    factories.observation(area, lived, YEAR, value=120)
    many = factories.observation(area, share, YEAR + 1, value="2.5")
    factories.observation(area, lived, YEAR + 1, value=1200)
    recompute()
    assert [Observation.objects.get(pk=row.pk).hidden for row in (few, many)] == ["small", ""]


def test_the_source_of_the_figure_rules_before_that_of_the_indicator(home):
    public, strict = factories.figure_source(), factories.figure_source(smallest_group=100)
    share = factories.indicator(source=strict)
    places = [factories.area(municipality=home) for _ in range(3)]
    for place, origin in zip(places, (public, strict, None), strict=True):
        factories.observation(place, share, YEAR, value=40, numerator=20, denominator=50, origin=origin)
    recompute()
    assert states(Level.AREA, *places) == ["available", "withheld", "withheld"]


def test_a_share_of_residents_who_are_withheld_is_withheld(home):
    lived = factories.indicator("residents", unit="number", smallest_group=100)
    share = factories.indicator(is_of_residents=True)
    area = factories.area(municipality=home)
    factories.observation(area, lived, YEAR, value=80)
    factories.observation(area, share, YEAR, value=50, numerator=40, denominator=80)
    recompute()
    assert {figure.state for figure in figures(Level.AREA)} == {Availability.WITHHELD}


def test_earlier_editions_are_withheld_by_the_same_rules(home, ruled):
    area = factories.area(municipality=home)
    estates_with(area, ruled, 60, 50, 3)
    _second, first, third = Observation.objects.order_by("pk")
    batch = Import.objects.create(file_name="tal.csv", sha256="", content=b"", layout="wide")
    for row, count in ((first, 4), (first, 44), (third, 60)):
        before = {"value": str(count), "numerator": count, "denominator": 100, "availability": "available"}
        ImportChange.objects.create(batch=batch, model="areas.observation", key=row.pk, row=2, before=before)
    recompute()
    _other, shown, hidden = figures(Level.ESTATE)
    assert (shown.state, hidden.state) == (Availability.AVAILABLE, Availability.WITHHELD)
    editions = [edition.figure for edition in history(shown)]
    assert [(one.state, one.numerator) for one in editions] == [
        (Availability.AVAILABLE, 44),
        (Availability.WITHHELD, None),
    ]
    assert [edition.figure.numerator for edition in history(hidden)] == [None]


def test_a_figure_that_an_area_owns_is_no_difference_of_others(home):
    """The areas' own figures too are sums of the same estates: the whole less one part is the other part."""
    owned = factories.indicator(smallest_count=5)
    whole, one, other, apart = (factories.area(municipality=home) for _ in range(4))
    estates = [factories.estate(municipality=home) for _ in range(3)]
    for area, its in ((whole, estates[:2]), (one, estates[:1]), (other, estates[1:2]), (apart, estates[2:])):
        area.estates.set(its)
    for area, number in ((whole, 58), (one, 55), (other, 3), (apart, 40)):
        factories.observation(area, owned, YEAR, value=number, numerator=number, denominator=100)
    recompute()
    assert states(Level.AREA, whole, one, other, apart) == ["available", "withheld", "withheld", "available"]
    # One that the source itself withholds is no different.
    Observation.objects.filter(area=other).update(availability="withheld", value=None, numerator=None)
    recompute([home.pk])
    assert states(Level.AREA, whole, one, other, apart) == ["available", "withheld", "withheld", "available"]
    # Without the part there is nothing to take away.
    other.estates.clear()
    recompute()
    assert states(Level.AREA, whole, one, other, apart) == ["available", "available", "withheld", "available"]


def test_that_everybody_is_counted_does_not_follow_from_the_sum(home):
    """A number says nothing of how many it is of; those who live there are known."""
    moved = factories.indicator(level=Level.ESTATE, unit=Unit.NUMBER, smallest_count=5)
    lived = factories.indicator("residents", level=Level.ESTATE, unit=Unit.NUMBER)
    area = factories.area(municipality=home)
    for residents in (120, 62, 300):
        estate = factories.estate(municipality=home)
        area.estates.add(estate)
        factories.observation(estate, lived, YEAR, value=residents)
        factories.observation(estate, moved, YEAR, value=residents if residents < 200 else 40)
    recompute()
    assert [one.state.value for one in figures(Level.ESTATE, indicator=moved.pk)] == ["withheld"] * 3
    assert [one.state.value for one in figures(Level.AREA, [area.pk], indicator=moved.pk)] == ["withheld"]


def test_a_survey_is_about_those_who_answered(home):
    source = factories.figure_source(smallest_group=20)
    felt, lived = factories.indicator(source=source, is_survey=True), factories.indicator("residents", unit="number")
    places = [factories.area(municipality=home) for _ in range(2)]
    for place, answers in zip(places, (12, 20), strict=True):
        factories.observation(place, lived, YEAR, value=1200)
        factories.observation(place, felt, YEAR, value="41.7", answers=answers)
    recompute()
    assert [one.state.value for one in figures(Level.AREA, indicator=felt.pk)] == ["withheld", "available"]
