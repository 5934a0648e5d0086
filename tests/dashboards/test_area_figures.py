"""The figures, the status and the need of an area on its page: in words, with their reasons and where they are from."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from areas.choices import Level
from areas.figures import figures
from areas.models import Import, ImportChange, StatusRule
from areas.recompute import recompute
from boligsocial.dashboards.area_status import AreaStatus
from tests import factories

pytestmark = pytest.mark.django_db

JUNK = ["%00", "-1", "abc", "99999999999999999999", "<b>", "' OR 1=1 --", "²", "2017", ""]
OUTSIDE = {
    "name_da": "Uden for arbejde",
    "name_en": "Outside work",
    "numerator_da": "Beboere uden arbejde",
    "numerator_en": "Residents without work",
}


@pytest.fixture
def residents(db):
    return factories.indicator("residents", unit="number", decimals=0, direction="neutral")


@pytest.fixture
def outside(residents):
    """A share that the rule of the lists asks about: more than 40 per cent, from 1,000 residents."""
    figure = factories.indicator("outside_work", **OUTSIDE)
    factories.status_rule(figure)
    return figure


@pytest.fixture
def area(home, residents):
    place = factories.area("Ærø", municipality=home)
    factories.observation(place, residents, 2020, value=1200)
    return place


def page(client, area, status=200, **query):
    response = client.get(reverse("areas:detail", args=[area.pk]), query)
    assert response.status_code == status
    return response


def text_of(response) -> str:
    """What one reads, without the tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def told(area) -> AreaStatus:
    on = date(2021, 12, 31)
    return AreaStatus(area, on, figures(Level.AREA, [area.pk], year__lte=on.year))


def criterion(area):
    return told(area).rules[0].criteria[0]


# --- status ---


def test_the_distance_is_told_in_points_and_in_residents_in_both_languages(area, outside):
    factories.observation(area, outside, 2020, value=42, numerator=210, denominator=500)
    with translation.override("en"):
        one = criterion(area)
        assert one.people == "10 fewer residents without work"
        assert one.points == "2 percentage points above the limit"
        assert (one.verdict, one.limit) == ("Met", "more than 40 %")
    with translation.override("da"):
        one = criterion(area)
        assert "10 " in one.people and one.people.endswith("beboere uden arbejde")
        assert one.limit.endswith(" 40 %")


def test_without_numbers_behind_the_percentage_no_residents_are_made_up(area, outside):
    factories.observation(area, outside, 2020, value=38.5)
    with translation.override("en"):
        one = criterion(area)
        assert one.people == ""
        assert one.points == "1.5 percentage points below the limit"
        assert one.why_no_people == ("Not known in residents, since the source gives no numbers behind the percentage.")


def test_a_rounded_share_gives_about_so_many(area, outside):
    factories.observation(area, outside, 2020, value=42.0, denominator=5000)
    with translation.override("en"):
        assert re.fullmatch(r"about 9\d–10\d fewer residents without work", criterion(area).people)


def test_an_area_under_1000_residents_is_told_as_if(area, outside, residents, consultant, as_user):
    area.observations.filter(indicator=residents).update(value=700)
    factories.observation(area, outside, 2020, value=42)
    with translation.override("en"):
        rule = told(area).rules[0]
        assert (rule.verdict, rule.as_if) == (
            "No, by the rules",
            "With residents enough it would have the status: as if.",
        )
        assert "300 more residents" in rule.ways
        assert "Only 700 residents; at least 1,000 are asked for." in rule.reasons
    assert page(as_user(consultant), area).context["standing"].rules[0].as_if


def test_rules_and_published_list_stand_beside_each_other_and_differ_aloud(area, outside, consultant, as_user):
    factories.observation(area, outside, 2020, value=39)
    factories.list_entry(area, year=2020, status="udsat")
    client = as_user(consultant)
    standing = page(client, area).context["standing"]
    assert [one.year for one in standing.strip if one.differs] == [2020]
    assert standing.rules[0].held.differs
    with translation.override("en"):
        assert standing.rules[0].published == "The published list names it."
        newest = standing.strip[-1]
        assert (newest.year, newest.published.kind, newest.computed.kind) == (2020, "named", "none")
    assert "≠" in text_of(page(client, area))


def test_a_year_whose_list_is_not_known_is_no_year_without_status(area, outside, home):
    home.is_fictional = True  # the published lists say nothing of it
    home.save()
    factories.observation(area, outside, 2020, value=39)
    strip = told(area).strip
    assert {one.year: one.published.kind for one in strip}[2020] == "open"
    assert {one.year: one.computed.kind for one in strip}[2020] == "none"


def test_an_unknown_limit_is_not_guessed(area, outside):
    rule = StatusRule.objects.get()
    rule.criteria.update(limit=None, times=Decimal(3))
    factories.observation(area, outside, 2020, value=42)
    with translation.override("en"):
        one = criterion(area)
        assert one.verdict == "Cannot be decided: the limit of the year is not known"
        assert one.limit == "more than 3 times the national average, which is not known"
        assert (one.people, one.points) == ("", "")


def test_the_list_asked_for_is_the_one_explained(area, outside, consultant, as_user):
    for year, value in ((2019, 45), (2020, 39)):
        factories.observation(area, outside, year, value=value)
    client = as_user(consultant)
    assert page(client, area).context["standing"].chosen.year == 2020
    assert page(client, area, list="2019").context["standing"].chosen.year == 2019
    assert page(client, area, list="1850").context["standing"].chosen.year == 2020


# --- need ---


def test_the_need_is_told_with_its_reasons_and_with_another_recipe(area, outside, home, consultant, as_user):
    recipe = factories.recipe(outside, is_default=True)
    other = factories.recipe(outside, name_da="Den anden", name_en="The other", level_2=1, level_3=2, level_4=3)
    factories.observation(home, outside, 2020, value=30)
    factories.observation(area, outside, 2020, value=33.4)
    recompute()
    client = as_user(consultant)
    need = page(client, area).context["need"]
    assert (need.recipe, need.year, need.reasons.level) == (recipe, 2020, 1)
    told = need.figures[0]
    with translation.override("en"):
        assert told.distance == "3.4 percentage points worse"
        assert (told.mean, told.mean_of) == ("30.0 %", "the whole municipality")
        assert told.points == "3 × 1 = 3"
        assert told.rule == "A point for each 1 percentage points worse than the mean, at most 4."
    assert [(one.recipe, one.need.level) for one in need.others] == [(other, 4)]
    asked = page(client, area, recipe=other.code).context["need"]
    assert (asked.recipe, asked.reasons.level) == (other, 4)


def test_areas_it_does_not_differ_from_are_named_and_those_one_may_not_see_counted(
    area, outside, home, consultant, leader, as_user
):
    factories.recipe(outside, is_default=True)
    factories.observation(home, outside, 2020, value=30)
    birk, far = (factories.area(name, municipality=home) for name in ("Birk", "Zoneparken"))
    for place, part in ((area, 1700), (birk, 1720), (far, 1000)):
        factories.observation(place, outside, 2020, value=part / 50, numerator=part, denominator=5000)
    recompute()
    need = page(as_user(consultant), area).context["need"]
    assert "Birk" in need.alike and "Zoneparken" not in need.alike
    with translation.override("en"):
        assert need.place == "No. 1–2 of 3 areas in the municipality (1 is the most need)."
    factories.reach(leader.effort, area)
    theirs = page(as_user(leader), area).context["need"].alike
    assert "1 " in theirs and "Birk" not in theirs


def test_without_figures_or_recipe_the_need_is_not_made_up(area, outside, consultant, as_user):
    client = as_user(consultant)
    assert page(client, area).context["need"].recipe is None
    factories.recipe(outside, is_default=True)
    recompute()
    need = page(client, area).context["need"]
    assert need.reasons is None or need.reasons.level is None


# --- figures ---


def test_a_withheld_figure_is_a_word_and_its_numbers_are_nowhere(area, outside, consultant, as_user):
    factories.observation(area, outside, 2019, value=41)
    factories.observation(area, outside, 2020, value=87.6543, numerator=7654, denominator=8732, hidden="small")
    client = as_user(consultant)
    response = page(client, area)
    body = response.content.decode()
    for number in ("87,6", "87,65", "7.654", "8.732", "7654", "8732"):
        assert number not in body
    series = next(one for one in response.context["numbers"].series if one.indicator == outside)
    assert [row.words for row in series.rows] == ["skjult (få beboere)", "41,0 %"]
    assert not series.chart.description.count("2020")
    one = client.get(reverse("areas:figure", args=[area.pk, series.rows[0].figure.pk]))
    assert "skjult (få beboere)" in one.content.decode() and "7.654" not in one.content.decode()


def test_missing_numbers_are_words_of_their_own(area, outside, consultant, as_user):
    factories.observation(area, outside, 2020, value=None, availability="not_available")
    series = page(as_user(consultant), area).context["numbers"].series
    row = next(one for one in series if one.indicator == outside).rows[0]
    assert row.words == "ikke tilgængelig"


def test_a_survey_s_figure_has_its_answers_and_its_uncertainty(area, consultant, as_user):
    safety = factories.indicator("safety", is_survey=True)
    factories.observation(area, safety, 2020, value=64.2, answers=151, margin="7.6")
    response = page(as_user(consultant), area)
    series = next(one for one in response.context["numbers"].series if one.indicator == safety)
    assert series.rows[0].margin == "± 7,6"
    assert len(series.chart.bars) == 1
    assert "n = 151, ± 7,6" in text_of(response)


def brought_in(person, area, figure, **fields):
    """A figure that came with a file, row 7."""
    about = {"user": person, "file_name": "tal 2020.csv", "sha256": "0" * 64, "content": b"x", "layout": "wide"}
    batch = Import.objects.create(**about, state="done", done_at=datetime(2021, 3, 4, 12, 0, tzinfo=UTC))
    fields = {"value": 42, "source": "Kommunen", "extracted_on": date(2021, 2, 3), **fields}
    return factories.observation(area, figure, 2020, batch=batch, batch_row=7, entered_by=person, **fields)


def test_a_figure_is_traced_to_source_file_row_person_and_time(area, outside, consultant, board, as_user):
    seen = brought_in(consultant, area, outside, period="1. kvartal", numerator=210, denominator=500)
    address = reverse("areas:figure", args=[area.pk, seen.pk])
    clients = [as_user(person) for person in (consultant, board)]
    for client in clients:
        assert f'href="{address}?date=2021-12-31"' in page(client, area, date="2021-12-31").content.decode()
    mine, theirs = (client.get(address) for client in clients)
    for response in (mine, theirs):
        told = text_of(response)
        for word in ("Kommunen", "1. kvartal", "3. februar 2021", "tal 2020.csv", "Karla Konsulent", "210", "500"):
            assert word in told
        assert re.search(r"tal 2020\.csv.{0,20}, \w+ 7", told)
        assert seen.entered_at.strftime("%Y") in told
    link = reverse("data:import", args=[seen.batch_id])
    assert link in mine.content.decode()  # whoever may see the import
    assert link not in theirs.content.decode()


def test_a_figure_computed_from_estates_has_no_page_and_is_explained_where_it_stands(area, home, consultant, as_user):
    arrears = factories.indicator("arrears", level="estate")
    estate = factories.estate(municipality=home)
    area.estates.add(estate)
    fields = {"numerator": 21, "denominator": 500, "value": 4.2, "source": "Udlejeren"}
    seen = factories.observation(estate, arrears, 2020, **fields)
    response = page(as_user(consultant), area)
    assert reverse("areas:figure", args=[area.pk, seen.pk]) not in response.content.decode()
    told = text_of(response)
    for word in ("4,2 %", "Udlejeren", "Beregnet af", "tallet for 1 afdeling"):
        assert word in told, word


def test_what_a_figure_was_before_is_told_and_never_a_withheld_one(area, outside, consultant, as_user):
    seen = brought_in(consultant, area, outside)
    old = {"value": "39.5", "numerator": None, "denominator": None, "availability": "available", "hidden": ""}
    hidden = {**old, "value": "88.8", "hidden": "small"}
    for before in (hidden, {**old, "source": "Den gamle kilde"}):
        ImportChange.objects.create(batch=seen.batch, model="areas.observation", key=seen.pk, row=7, before=before)
    response = as_user(consultant).get(reverse("areas:figure", args=[area.pk, seen.pk]))
    told = text_of(response)
    assert [words for _edition, words in response.context["editions"]] == ["39,5 %", "skjult (få beboere)"]
    assert "Den gamle kilde" in told and "88,8" not in told


def test_strangers_and_figures_of_other_areas_are_404(area, outside, elsewhere, consultant, stranger, as_user):
    other = factories.area(municipality=elsewhere)
    ours, theirs = (factories.observation(place, outside, 2020) for place in (area, other))
    assert as_user(stranger).get(reverse("areas:figure", args=[area.pk, ours.pk])).status_code == 404
    assert as_user(stranger).get(reverse("areas:detail", args=[area.pk])).status_code == 404
    client = as_user(consultant)
    assert client.get(reverse("areas:figure", args=[area.pk, ours.pk])).status_code == 200
    assert client.get(reverse("areas:figure", args=[area.pk, theirs.pk])).status_code == 404
    assert client.get(reverse("areas:figure", args=[area.pk, 2**63])).status_code == 404


@pytest.mark.parametrize("name", ["list", "recipe", "date"])
@pytest.mark.parametrize("value", JUNK)
def test_junk_in_the_address_is_no_error(area, outside, consultant, as_user, name, value):
    factories.observation(area, outside, 2020)
    client = as_user(consultant)
    assert client.get(f"{reverse('areas:detail', args=[area.pk])}?{name}={value}").status_code == 200


def test_many_figures_and_areas_cost_as_many_queries_as_few(area, outside, home, consultant, as_user, count_queries):
    recipe = factories.recipe(outside, is_default=True)
    brought_in(consultant, area, outside)
    recompute()
    client, address = as_user(consultant), reverse("areas:detail", args=[area.pk])
    client.get(address)
    few = count_queries(lambda: client.get(address))
    for number in range(8):
        figure = factories.indicator(name_da=f"Tal {number}", name_en=f"Figure {number}")
        factories.status_rule(figure)
        factories.recipe_item(recipe, figure)
        place = factories.area(municipality=home)
        for year in range(2012, 2021):
            factories.observation(area, figure, year, value=30 + number)
            factories.observation(place, figure, year, value=20 + number)
        factories.list_entry(area, year=2012 + number, status="udsat")
    recompute()
    assert count_queries(lambda: client.get(address)) == few


def test_the_page_begins_with_what_a_board_asks_first(area, outside, consultant, as_user):
    factories.observation(area, outside, 2020, value=42)
    factories.list_entry(area, year=2020, status="udsat")
    brief = page(as_user(consultant), area).context["brief"]
    assert brief.status == "Udsat boligområde"
    assert brief.criteria == "Udsat boligområde, 2020: 1 af 1 kriterier er opfyldt; der skal 1 til."
    assert (brief.level, brief.match) == (None, "")


def test_a_figure_just_past_its_limit_is_written_with_the_digits_that_show_it(area, outside):
    factories.observation(area, outside, 2020, value=Decimal("40.04"))
    assert criterion(area).figure == "40,04 %"
    area.observations.filter(indicator=outside).update(value=Decimal("40.14"))
    assert criterion(area).figure == "40,1 %"


def test_ways_without_a_number_of_residents_say_on_which_side_of_the_limit(area, outside):
    factories.observation(area, outside, 2020, value=42)
    type(outside).objects.update(is_of_residents=False)
    with translation.override("en"):
        assert told(area).rules[0].ways == ["“Outside work” at most 40 % (now 42 %)", "201 fewer residents"]


def test_a_criterion_that_cannot_be_decided_is_not_counted_as_unmet(area, outside, residents):
    with translation.override("en"):
        assert told(area).rules[0].count == "0 of 1 criteria are met, 1 cannot be decided; 1 are needed."


def test_the_strip_begins_with_the_first_list_of_which_anything_is_known(area, outside, home):
    home.is_fictional = True  # the published lists say nothing of it
    home.save()
    StatusRule.objects.update(first_year=2010)
    factories.observation(area, outside, 2020, value=42)
    standing = told(area)
    assert standing.all[0].year == 2010
    assert standing.strip[0].year == 2020
