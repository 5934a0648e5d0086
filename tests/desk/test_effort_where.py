"""What an effort reaches: picked, searched, saved together, and what it is then called."""

import json
from datetime import date

import pytest
from django.urls import reverse

from areas.choices import Tenure
from efforts import reference
from efforts.choices import AreaRole, EffortStatus
from efforts.derive import all_typologies, reach_of, sets_of
from efforts.models import AreaReach, CitizenGroup, Effort, InstitutionReach
from tests import factories
from tests.nasty import NASTY
from tests.page_forms import main_form


def where(effort) -> str:
    return reverse("desk:effort-where", args=[effort.pk])


@pytest.fixture
def places(home):
    """Two social areas and a private one, with borders."""
    rows = [factories.area(name, municipality=home) for name in ("Elmeparken", "Birkegården")]
    rows.append(factories.area("Åhaven", municipality=home, tenure=Tenure.PRIVATE_RENTAL))
    for row in rows:
        factories.border(row)
    return rows


@pytest.fixture
def effort(home):
    return factories.effort("Nye veje", municipalities=(home,), status=EffortStatus.DRAFT)


@pytest.fixture
def five(db):
    reference.load()


class Page:
    """The form of the page as a browser holds it."""

    def __init__(self, client, effort):
        self.client, self.url = client, where(effort)
        self.read(client.get(self.url))

    def read(self, response):
        self.response = response
        self.data = main_form(response).data()
        return response

    def pick(self, area, on=True, **more) -> str:
        """Tick an area's last row, and tell its number."""
        number = [name.split("-")[1] for name, (value,) in self.data.items() if self._is_area(name, value, area)][-1]
        self.data.pop(f"areas-{number}-picked", None)
        if on:
            self.data[f"areas-{number}-picked"] = ["on"]
        self.data |= {f"areas-{number}-{name}": [value] for name, value in more.items()}
        return number

    @staticmethod
    def _is_area(name, value, area) -> bool:
        return name.startswith("areas-") and name.endswith("-area") and value == str(area.pk)

    def more(self, part, **values) -> int:
        """Ask for one more row of a part and fill it in."""
        self.read(self.client.post(self.url, self.data | {"more": part}))
        number = int(self.data[f"{part}-TOTAL_FORMS"][0]) - 1
        self.fill(part, number, **values)
        return number

    def fill(self, part, number, **values) -> None:
        self.data |= {f"{part}-{number}-{name}": [value] for name, value in values.items()}

    def save(self):
        return self.client.post(self.url, self.data)


@pytest.fixture
def page(consultant, effort, places, as_user):
    return Page(as_user(consultant), effort)


def test_everything_is_saved_at_once_without_javascript(page, effort, places, home):
    school = factories.institution("Nordskolen", municipality=home)
    page.pick(places[0])
    page.pick(places[2], role="meeting_place", starts_on="2026-06-01", ends_on="2027-05-31", note="Fælleshuset")
    page.more("citizens", name="Genhusede familier", people="12", recruitment="selected")
    page.more("institutions", institution="nordskolen")
    page.more("institutions", unnamed="Dagtilbud i byen", unnamed_kind="day_care", unnamed_count="3")
    page.more("links", kind="plan", name="Kulturkvarteret", area="Birkegården")
    response = page.save()
    assert response.status_code == 302, page.read(response).context["form"].errors
    reaches = {row.area: row for row in effort.area_reaches.all()}
    assert set(reaches) == {places[0], places[2]}
    assert reaches[places[2]].role == AreaRole.MEETING_PLACE
    assert (reaches[places[2]].starts_on, reaches[places[2]].ends_on) == (date(2026, 6, 1), date(2027, 6, 1))
    assert (effort.citizen_groups.get().people, effort.citizen_groups.get().municipality) == (12, home)
    assert {row.institution for row in effort.institution_reaches.all()} == {school, None}
    assert effort.city_links.get().area == places[1]


def test_one_more_row_keeps_what_was_typed_and_saves_nothing(page, effort, places):
    page.pick(places[0])
    page.more("citizens", name="Unge")
    page.more("citizens")
    assert page.data["citizens-0-name"] == ["Unge"]
    assert page.response.context["form"].errors == {}
    assert "form-error-message" not in page.response.content.decode()
    assert not effort.area_reaches.exists()


def test_a_search_finds_areas_by_their_other_names_elsewhere(admin_user, effort, places, elsewhere, as_user):
    away = factories.area("Grønneparken", municipality=elsewhere)
    away.other_names.create(name="Agervang")
    page = Page(as_user(admin_user), effort)
    page.pick(places[0])
    page.read(page.client.post(page.url, page.data | {"find": "1", "q": "AGERV"}))
    page.pick(away)
    page.data["q"] = ["x"]
    assert page.save().status_code == 302
    assert set(effort.area_reaches.values_list("area", flat=True)) == {places[0].pk, away.pk}


def test_a_search_finds_nothing_that_the_user_does_not_see(page, elsewhere):
    away = factories.area("Grønneparken", municipality=elsewhere)
    response = page.client.post(page.url, page.data | {"find": "1", "q": "grønnep"})
    assert away.name not in response.content.decode()


def test_unticking_removes_and_the_history_says_why(page, effort, places):
    page.pick(places[0])
    page.save()
    effort.status = EffortStatus.RUNNING
    effort.save()
    page.read(page.client.get(page.url))
    page.pick(places[0], on=False)
    page.data["reason"] = ["Flyttet til kommunen"]
    assert page.save().status_code == 302
    assert not effort.area_reaches.exists()
    last = AreaReach.history.first()
    assert (last.history_type, last.history_change_reason) == ("-", "Flyttet til kommunen")


def test_a_second_period_of_an_area_already_reached(page, effort, places):
    page.pick(places[0], ends_on="2026-12-31")
    page.save()
    page.read(page.client.get(page.url))
    page.read(page.client.post(page.url, page.data | {"find": "1", "q": "elmep"}))
    page.pick(places[0], starts_on="2026-06-01")
    refused = page.read(page.save())
    assert refused.status_code == 200
    assert effort.area_reaches.count() == 1
    page.pick(places[0], starts_on="2027-06-01")
    assert page.save().status_code == 302
    assert effort.area_reaches.count() == 2


@pytest.mark.parametrize("typed", ["Skolen", "Ingen skole", "x" * 400, "\u202eSkolen"])
def test_an_institution_that_is_not_one(page, effort, home, typed):
    factories.institution("Nordskolen", municipality=home)
    factories.institution("Sydskolen", municipality=home)
    page.more("institutions", institution=typed)
    response = page.save()
    assert response.status_code == 200
    assert "institution" in response.context["parts"]["institutions"].forms[0].errors
    assert not effort.institution_reaches.exists()


# --- What it is then called ----------------------------------------------------------------------------------------


def shown(sets) -> dict[str, set[int]]:
    return {
        one.typology_set.code: {found.finding.number for found in one.typologies if found.finding.verdict == "met"}
        for one in sets
    }


def test_the_typologies_follow_the_form_before_anything_is_saved(page, effort, places, home, five):
    school = factories.institution("Nordskolen", municipality=home, point=factories.spot(x=-9_000))
    page.pick(places[0])
    page.pick(places[1])
    url = reverse("desk:effort-typologies", args=[effort.pk])
    first = page.client.post(url, page.data)
    assert first.status_code == 200
    assert [*shown(first.context["sets"]).values()][0] == {1}
    page.pick(places[2])
    page.more("institutions", institution=school.name)
    assert [*shown(page.client.post(url, page.data).context["sets"]).values()][0] == {1, 2, 4}
    by_button = page.client.post(page.url, page.data | {"preview": "1"})
    assert [*shown(by_button.context["sets"]).values()][0] == {1, 2, 4}
    assert not effort.area_reaches.exists()
    page.save()
    on = by_button.context["on_shown"]
    saved = Effort.objects.with_reach(on).get(pk=effort.pk)
    assert shown(sets_of(reach_of(saved, on), all_typologies(), [])) == shown(by_button.context["sets"])


def test_half_typed_rows_do_not_spoil_the_typologies(page, effort, places, five):
    page.pick(places[0])
    page.more("citizens", name="", people="x" * 10_000)
    response = page.client.post(reverse("desk:effort-typologies", args=[effort.pk]), page.data)
    assert response.status_code == 200
    assert not CitizenGroup.objects.exists()


# --- Two people ----------------------------------------------------------------------------------------------------


def test_rows_that_others_added_stay(page, effort, places, admin_user, as_user):
    other = Page(as_user(admin_user), effort)
    other.pick(places[1])
    other.save()
    page.pick(places[0])
    page.more("citizens", name="Unge", recruitment="open")
    assert page.save().status_code == 302
    assert set(effort.area_reaches.values_list("area", flat=True)) == {places[0].pk, places[1].pk}


def test_the_same_area_picked_by_two_is_reached_once(page, effort, places, admin_user, as_user):
    other = Page(as_user(admin_user), effort)
    other.pick(places[0])
    other.save()
    page.pick(places[0])
    assert page.save().status_code == 200
    assert effort.area_reaches.count() == 1


def test_a_row_that_another_changed_is_refused_with_both_versions(page, effort, places, admin_user, as_user):
    row = factories.reach(effort, places[0], note="Før")
    page.read(page.client.get(page.url))
    other = Page(as_user(admin_user), effort)
    other.pick(places[0], note="Deres")
    other.save()
    page.pick(places[0], note="Min")
    refused = page.read(page.save())
    assert refused.status_code == 200
    form = next(form for form in refused.context["parts"]["areas"].forms if form.instance.pk == row.pk)
    differences = form.conflict.differences
    assert [one.name for one in differences] == [f"{form.prefix}-note"]
    difference = differences[0]
    assert (difference.origin, difference.theirs, difference.mine) == ("Før", "Deres", "Min")
    page.data[difference.control] = ["mine"]
    assert page.save().status_code == 302
    row.refresh_from_db()
    assert row.note == "Min"


def test_what_another_changed_is_not_removed_unseen(page, effort, places, admin_user, as_user):
    row = factories.reach(effort, places[0])
    page.read(page.client.get(page.url))
    other = Page(as_user(admin_user), effort)
    other.pick(places[0], note="Vigtigt")
    other.save()
    page.pick(places[0], on=False)
    refused = page.read(page.save())
    assert refused.status_code == 200
    assert AreaReach.objects.filter(pk=row.pk).exists()
    assert page.save().status_code == 302
    assert not AreaReach.objects.filter(pk=row.pk).exists()


def test_what_another_removed_is_said_before_it_is_put_back(page, effort, admin_user, as_user):
    factories.citizens(effort, name="Unge")
    page.read(page.client.get(page.url))
    other = Page(as_user(admin_user), effort)
    other.data["citizens-0-DELETE"] = ["on"]
    other.save()
    assert not effort.citizen_groups.exists()
    page.fill("citizens", 0, people="20")
    assert page.read(page.save()).status_code == 200
    assert not effort.citizen_groups.exists()
    assert page.save().status_code == 302
    assert effort.citizen_groups.get().people == 20


# --- Nasty input and rights ------------------------------------------------------------------------------------------


def test_other_peoples_rows_are_out_of_reach(page, effort, elsewhere):
    theirs = factories.effort(municipalities=(elsewhere,))
    group = factories.citizens(theirs, name="Deres")
    page.more("citizens", name="Min", recruitment="open")
    page.data |= {"citizens-0-id": [str(group.pk)], "citizens-INITIAL_FORMS": ["1"], "citizens-0-DELETE": ["on"]}
    page.save()
    group.refresh_from_db()
    assert (group.name, group.effort) == ("Deres", theirs)


@pytest.mark.parametrize("field", ["area", "id", "version", "role", "starts_on", "note"])
@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_in_an_area(page, effort, places, field, text):
    number = page.pick(places[0])
    page.data[f"areas-{number}-{field}"] = [text]
    response = page.save()
    assert response.status_code in (200, 302)
    assert effort.area_reaches.count() == (response.status_code == 302)


@pytest.mark.parametrize("field", ["name", "municipality", "people", "point", "id"])
@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_in_a_group(page, effort, field, text):
    page.more("citizens", **{"name": "Unge", "recruitment": "open", field: text})
    response = page.save()
    assert response.status_code in (200, 302)
    assert effort.citizen_groups.count() <= 1
    assert response.status_code == 302 or not effort.citizen_groups.exists()


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_around_the_rows(page, text):
    for name in ("areas-TOTAL_FORMS", "areas-INITIAL_FORMS", "more", "q", "reason", "token"):
        assert page.client.post(page.url, page.data | {name: text}).status_code in (200, 302)
    for query in ("also", "date", "municipality"):
        assert page.client.get(page.url + "kort.json", {query: text}).status_code == 200
    assert page.client.post(page.url, page.data | {"find": "1", "q": text}).status_code == 200


def test_nothing_at_all_is_sent(page, effort, places):
    factories.reach(effort, places[0])
    assert page.client.post(page.url, {}).status_code in (200, 302)
    assert effort.area_reaches.count() == 1


def test_the_map_has_what_can_be_picked(page, effort, places):
    features = json.loads(page.client.get(page.url + "kort.json").content)["features"]
    assert {one["properties"]["id"] for one in features} == {f"area-{row.pk}" for row in places}


@pytest.mark.parametrize("path", ["", "kort.json", "typologier/"])
def test_rights(cast, effort, as_user, path):
    url = where(effort) + path
    method = "post" if path == "typologier/" else "get"
    assert getattr(as_user(cast.consultant), method)(url).status_code == 200
    assert getattr(as_user(cast.stranger), method)(url).status_code == 404
    effort.status = EffortStatus.RUNNING
    effort.save()
    assert getattr(as_user(cast.board), method)(url).status_code == 403


def test_ten_areas_cost_as_many_queries_as_one(page, effort, home, count_queries):
    def fill():
        place = factories.area(municipality=home)
        factories.border(place)
        factories.reach(effort, place)
        factories.citizens(effort)
        factories.partner(effort, factories.institution(municipality=home))
        factories.city_link(effort, area=place)

    def get():
        assert page.client.get(page.url).status_code == 200

    fill()
    one = count_queries(get)
    for _ in range(9):
        fill()
    assert InstitutionReach.objects.count() == 10
    assert count_queries(get) == one
