"""The home of the section "Data": sources, how fresh their figures are, and what each person sees of them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from areas import tallies
from areas.models import FigureSource, Import
from areas.rules.freshness import Age
from tests import factories

pytestmark = pytest.mark.django_db
HOME = reverse("data:home")


@pytest.fixture
def source():
    FigureSource.objects.all().delete()
    return factories.figure_source(months_between=12)


def line_of(answer, source):
    return next(line for line in answer.context["sources"] if line.source == source)


def months_ago(months: int) -> date:
    return timezone.localdate() - timedelta(days=31 * months)


@pytest.mark.parametrize(("months", "age"), [(1, Age.FRESH), (13, Age.DUE), (19, Age.LATE)])
def test_a_source_is_as_old_as_its_newest_figures(as_user, consultant, home, source, months, age):
    place, figure = factories.area(municipality=home), factories.indicator()
    year = timezone.localdate().year
    factories.observation(place, figure, year - 3, origin=source, extracted_on=timezone.localdate())
    factories.observation(place, figure, year, origin=source, extracted_on=months_ago(months))
    line = line_of(as_user(consultant).get(HOME), source)
    assert (line.count, line.year, line.freshness.age) == (2, year, age)


def test_a_source_without_figures_or_editions_says_so(as_user, consultant, home, source):
    silent = factories.figure_source(months_between=None)
    factories.observation(factories.area(municipality=home), factories.indicator(), 2025, origin=silent)
    answer = as_user(consultant).get(HOME)
    assert line_of(answer, source).count == 0
    assert line_of(answer, silent).freshness.age is Age.UNKNOWN
    assert line_of(answer, silent).brought_in.date() == timezone.now().date()


def test_figures_elsewhere_are_not_counted(as_user, consultant, stranger, home, elsewhere, source):
    factories.observation(factories.area(municipality=elsewhere), factories.indicator(), 2025, origin=source)
    assert line_of(as_user(consultant).get(HOME), source).count == 0
    assert line_of(as_user(stranger).get(HOME), source).count == 1


def test_the_municipality_in_the_header_narrows_it(as_user, admin_user, home, elsewhere, source):
    for town in (home, elsewhere):
        factories.observation(factories.area(municipality=town), factories.indicator(), 2025, origin=source)
    tallies.rebuild(None)
    client = as_user(admin_user)
    assert line_of(client.get(HOME), source).count == 2
    assert line_of(client.get(HOME, {"municipality": home.code}), source).count == 1
    assert client.get(HOME, {"municipality": "\x00", "date": "x"}).status_code == 200


def test_board_and_readers_read_and_bring_nothing_in(as_user, board, consultant):
    assert reverse("data:import-new") not in as_user(board).get(HOME).content.decode()
    assert reverse("data:import-new") in as_user(consultant).get(HOME).content.decode()


def test_ten_sources_cost_as_much_as_one(as_user, consultant, home, count_queries, source):
    client, place = as_user(consultant), factories.area(municipality=home)

    def cost() -> int:
        return count_queries(lambda: client.get(HOME))

    factories.observation(place, factories.indicator(), 2025, origin=source)
    Import.objects.create(user=consultant, file_name="a.csv", content=b"", layout="wide", source=source)
    cost()
    one = cost()
    for number in range(9):
        other = factories.figure_source()
        factories.observation(place, factories.indicator(), 2010 + number, origin=other)
        Import.objects.create(user=consultant, file_name="b.csv", content=b"", layout="wide", source=other)
    assert cost() == one
