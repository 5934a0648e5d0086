"""The list and the map of efforts: rights, filters, junk in addresses, what is not stated, flat query counts."""

import json
from datetime import date

import pytest
from django.urls import reverse

from areas.choices import BorderQuality, Tenure
from efforts.choices import AreaRole, EffortKind, EffortStatus, FunderKind, Recruitment, ShareStatus
from tests import factories
from tests.efforts.conftest import DAY

# --- Rights -----------------------------------------------------------------------------------------------------


def test_one_sees_the_efforts_of_ones_own(as_user, cast, full, five):
    effort = full("Fælles om Vestbyen")
    for person in (cast.consultant, cast.board, cast.admin):
        assert "Fælles om Vestbyen" in as_user(person).get(reverse("efforts:list")).content.decode()
    for person in (cast.stranger, cast.leader):
        assert "Fælles om Vestbyen" not in as_user(person).get(reverse("efforts:list")).content.decode()
        assert "Fælles om Vestbyen" not in as_user(person).get(reverse("efforts:map")).content.decode()
        for name in ("efforts:detail", "efforts:detail-map"):
            assert as_user(person).get(reverse(name, args=[effort.pk])).status_code == 404


@pytest.mark.parametrize("name", ["list", "map"])
def test_whoever_is_not_signed_in_is_sent_to_the_door(client, name, db):
    response = client.get(reverse(f"efforts:{name}"))
    assert response.status_code == 302
    assert reverse("accounts:sign-in") in response["Location"]


def test_an_empty_list_teaches(page):
    assert "empty__title" in page()


# --- Filters -----------------------------------------------------------------------------------------------------


def test_search_folds_danish_letters(listed, full):
    wanted = full("ÅRHUSVEJ og Ørbæk")
    full("Noget andet")
    assert listed(q="ørbæk") == listed(q="aarhusvej") == [wanted]


def test_status_and_kind(listed, full):
    closed = full(status=EffortStatus.CLOSED, kind=EffortKind.OWN)
    full()
    assert listed(status="closed") == listed(kind="own") == [closed]


def test_municipality(listed, full, home, elsewhere, consultant):
    factories.member(consultant, elsewhere)
    here, there = full(), factories.effort(municipalities=(elsewhere,))
    both = factories.effort(municipalities=(home, elsewhere))
    assert set(listed(municipality=home.code)) == {here, both}
    assert set(listed(municipality=elsewhere.code)) == {there, both}


def test_typology(listed, home):
    social = factories.area(municipality=home)
    one = factories.effort("A", reaches=(social, factories.area(municipality=home)))
    two = factories.effort("B", reaches=(social, factories.area(municipality=home, tenure=Tenure.MUNICIPAL)))
    open_group = factories.effort("C", reaches=(social,))
    factories.citizens(open_group, recruitment=Recruitment.OPEN)
    none = factories.effort("D", reaches=(social,))
    assert listed(typology="1") == [one]
    assert listed(typology="2") == [two]
    assert listed(typology="3") == [open_group]
    assert listed(typology="open") == [open_group]
    assert listed(typology="none") == [none]


def test_typology_is_that_of_the_day(listed, home):
    first, second = factories.area(municipality=home), factories.area(municipality=home)
    effort = factories.effort(reaches=(first,))
    factories.reach(effort, second, starts_on=date(2026, 7, 1))
    assert listed(typology="1") == []
    assert listed(typology="1", date="2026-07-01") == [effort]


def test_funder(listed, full):
    paid, applied = full("Betalt"), full("Søgt")
    lbf = factories.funder(kind=FunderKind.LBF)
    factories.share(paid, lbf)
    factories.share(applied, lbf, status=ShareStatus.APPLIED)
    undated = factories.effort("Uden år", municipalities=tuple(paid.municipalities.all()))
    factories.share(undated, lbf, year=None, amount=None, status=ShareStatus.UNKNOWN)
    assert listed(funder="lbf") == [paid, undated]
    assert listed(funder="lbf", date="2020-01-01") == [undated]


def test_area_reached_by_any_of_its_names(listed, home):
    place = factories.area("Vangkvarteret", municipality=home)
    place.other_names.create(name="Grønneparken")
    effort = factories.effort(reaches=(place,))
    factories.effort(municipalities=(home,))
    assert listed(area="vangkv") == listed(area="GRØNNEPARKEN") == [effort]
    assert listed(area="ingen") == []


def test_period_against_the_day(listed, full):
    before = full("A", ends_on=date(2026, 6, 1))
    now = full("B", starts_on=date(2026, 1, 1), ends_on=date(2027, 1, 1))
    later = full("C", starts_on=date(2026, 6, 2))
    assert listed(period="now") == [now]
    assert listed(period="before") == [before]
    assert listed(period="later") == [later]


def test_placement_of_staff(listed, full, home):
    effort, other = full("A"), full("B")
    at = factories.workplace(effort.area_reaches.first().area)
    factories.placement(factories.post(effort), at)
    assert listed(mode="local") == [effort]
    assert listed(mode="unknown") == [other]


def test_sorting(listed, full):
    early = full("B", starts_on=date(2020, 1, 1), ends_on=date(2028, 1, 1))
    late = full("A", starts_on=date(2021, 1, 1), ends_on=date(2027, 1, 1))
    undated = full("C")
    assert listed() == [late, early, undated]
    assert listed(sort="-name") == [undated, early, late]
    assert listed(sort="start") == [early, late, undated]
    assert listed(sort="end") == [late, early, undated]


JUNK = ["\x00", "999999999999999999999", "-1", "'; drop table", "æøå", "<script>", "x" * 5_000, "1e400"]
FIELDS = ["q", "municipality", "status", "kind", "typology", "funder", "area", "period", "mode", "date", "page", "sort"]


@pytest.mark.parametrize("field", [*FIELDS, "box"])
def test_junk_in_the_address_is_no_error(as_user, consultant, full, five, field):
    effort = full()
    client = as_user(consultant)
    for junk in JUNK:
        for name, args in (("list", []), ("map", []), ("detail", [effort.pk]), ("detail-map", [effort.pk])):
            assert client.get(reverse(f"efforts:{name}", args=args), {field: junk}).status_code == 200


def test_a_key_too_large_is_not_found(as_user, consultant, five):
    assert as_user(consultant).get("/indsatser/99999999999999999999/").status_code == 404


# --- What is shown ------------------------------------------------------------------------------------------------


def test_names_are_text(page, full, home):
    effort = full("<script>alert(1)</script>")
    factories.citizens(effort, name="<b>fed</b>", note="<i>x</i>")
    factories.reach(effort, factories.area("<u>u</u>", municipality=home))
    factories.share(effort, factories.funder("<em>part</em>"))
    for text in (page(), page("detail", effort.pk)):
        assert "<script>alert" not in text
        assert not any(tag in text for tag in ("<b>fed", "<i>x", "<u>u", "<em>part"))
    assert json.loads(page("map"))["features"]


def test_what_is_not_known_is_said(page, home):
    factories.effort("Uden alt", municipalities=(home,), status=EffortStatus.UNKNOWN)
    text = page()
    assert text.count("not-known") >= 4
    assert "0,00" not in text


def test_an_open_typology_is_marked_in_words(page, home):
    effort = factories.effort(reaches=(factories.area(municipality=home),))
    factories.citizens(effort, recruitment=Recruitment.OPEN)
    assert "typology--open" in page()


def test_shares_and_the_gap_of_the_year(page, full):
    full()
    text = page()
    assert "75,00" in text
    assert "25.000" in text


# --- The map ----------------------------------------------------------------------------------------------------


def features(text: str) -> list[dict]:
    return json.loads(text)["features"]


def test_the_map_shows_what_the_list_shows(page, full):
    one, two = full("Alfa"), full("Beta")
    keys = {feature["properties"]["id"] for feature in features(page("map"))}
    assert keys == {f"effort-{one.pk}", f"effort-{two.pk}"}
    assert {feature["properties"]["id"] for feature in features(page("map", q="alfa"))} == {f"effort-{one.pk}"}


def test_what_has_no_place_is_one_approximate_marker_a_municipality(page, full, home):
    effort = full()
    shown = [feature for feature in features(page("map")) if feature["properties"]["kind"] == "unplaced"]
    assert len(shown) == 1
    assert shown[0]["properties"]["approximate"] is True
    assert shown[0]["geometry"]["coordinates"] == [home.lon, home.lat]
    assert effort.citizen_groups.get().name in shown[0]["properties"]["note"]


def test_an_effort_that_reaches_nothing_is_on_the_map_by_its_municipality(page, home):
    factories.effort("Uden sted", municipalities=(home,))
    [feature] = features(page("map"))
    assert feature["properties"]["kind"] == "unplaced"


def test_an_approximate_boundary_is_said_to_be_so(page, home):
    place = factories.area(municipality=home)
    factories.border(place, quality=BorderQuality.APPROXIMATE)
    effort = factories.effort(municipalities=(home,))
    factories.reach(effort, place, role=AreaRole.ORIGIN)
    [feature] = features(page("map"))
    assert feature["properties"] | {"approximate": True, "kind": "origin"} == feature["properties"]
    assert feature["geometry"]["type"].endswith("Polygon")


def test_very_many_efforts_are_points(page, full, monkeypatch):
    from boligsocial.dashboards.effort_views import EffortMap

    monkeypatch.setattr(EffortMap, "shapes_limit", 1)
    full(), full()
    data = json.loads(page("map"))
    assert data["shapes"] is False
    assert [feature["geometry"]["type"] for feature in data["features"]] == ["Point", "Point"]


def test_a_map_that_has_not_changed_is_not_sent_again(as_user, consultant, full, five):
    full()
    client = as_user(consultant)
    first = client.get(reverse("efforts:map"))
    assert client.get(reverse("efforts:map"), headers={"If-None-Match": first["ETag"]}).status_code == 304


# --- Query counts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "most"), [("list", 15), ("map", 13)])
def test_ten_efforts_take_as_many_queries_as_one(as_user, consultant, full, five, count_queries, name, most):
    client = as_user(consultant)

    def get():
        assert client.get(reverse(f"efforts:{name}"), {"date": DAY}).status_code == 200

    factories.placement(factories.post(full()))
    one = count_queries(get)
    for _ in range(9):
        factories.placement(factories.post(full()))
    assert count_queries(get) == one <= most
