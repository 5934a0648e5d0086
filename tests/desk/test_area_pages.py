"""Areas and their boundaries, made and changed on the pages."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from areas.models import AreaBorder, AreaName, HousingArea, Observation
from areas.recompute import recompute
from boligsocial.common.spatial import to_degrees
from efforts.choices import Role
from tests import factories
from tests.page_forms import main_form

pytestmark = pytest.mark.django_db

OUTER = "580000 6140000\n580400 6140000\n580400 6140400\n580000 6140400"
HOLE = "580100 6140100\n580300 6140100\n580300 6140300\n580100 6140300"


@pytest.fixture
def client(as_user, consultant):
    client = as_user(consultant)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def place(home):
    return factories.area("Rosenhøj", municipality=home, homes=200)


def opened(client, page: str, /, *keys) -> dict:
    """What a browser sends when nothing is touched."""
    answer = client.get(reverse(f"desk:{page}", args=keys))
    assert answer.status_code == 200
    return main_form(answer).data()


def send(client, page: str, /, *keys, data: dict | None = None, **fields):
    data = opened(client, page, *keys) if data is None else data
    return client.post(reverse(f"desk:{page}", args=keys), data | fields)


def errors(page) -> dict:
    assert page.status_code == 200, "saved instead of refused"
    return page.context["form"].errors


def rings(border) -> list[int]:
    return [len(part) for part in border.geometry]


# --- New --------------------------------------------------------------------------------------------------------


def test_an_area_with_a_hole_is_made_without_a_map(client, home):
    fields = {"name": "Villabyen", "tenure": "private_rental", "homes": 40, "starts_on": "2026-06-01"}
    fields |= {"geometry": f"{OUTER}\n\n{HOLE}", "quality": "approximate", "border_source": "Lokalplan"}
    answer = send(client, "area-new", **fields, other_names="Kvarteret\n  Villa  vejen \nKvarteret")
    area = HousingArea.objects.get()
    assert answer.url == reverse("areas:detail", args=[area.pk])
    border = area.borders.get()
    assert (area.municipality, area.name, area.homes, area.starts_on) == (home, "Villabyen", 40, date(2026, 6, 1))
    assert rings(border) == [2] and border.geometry.area == pytest.approx(120_000)
    assert (border.starts_on, border.quality, border.source) == (date(2026, 6, 1), "approximate", "Lokalplan")
    assert set(area.other_names.values_list("name", flat=True)) == {"Kvarteret", "Villa vejen"}
    assert area.history.get().history_user.name == "Karla Konsulent"
    page = client.get(answer.url)
    assert "Villabyen" in page.content.decode() and page.context["page"].border == border


def test_an_area_needs_no_boundary(client):
    assert send(client, "area-new", name="Uden kort").status_code == 302
    assert not AreaBorder.objects.exists()


def test_a_file_takes_the_place_of_the_text(client):
    shape = {"type": "Feature", "properties": {}, "geometry": json.loads(to_degrees(factories.ring()).geojson)}
    text = json.dumps({"type": "FeatureCollection", "features": [shape]})
    file = SimpleUploadedFile("rosenhøj.geojson", b"\xef\xbb\xbf" + text.encode())
    assert send(client, "area-new", name="Fra fil", geometry="noget andet", shape_file=file).status_code == 302
    assert rings(AreaBorder.objects.get()) == [2, 1]


@pytest.mark.parametrize(
    ("file", "field", "said"),
    [
        (b"\x89PNG\r\n\x1a\n\xff", "shape_file", "not a text file"),
        (b"x" * 2_000_001, "shape_file", "too large"),
        (b"", "shape_file", "empty"),
        (b"{}", "geometry", "not a shape"),
    ],
)
def test_a_file_that_is_no_boundary_is_refused_in_words(client, file, field, said):
    page = send(client, "area-new", name="Fra fil", shape_file=SimpleUploadedFile("x.geojson", file))
    assert said in errors(page)[field][0]
    assert not HousingArea.objects.exists()


def test_a_boundary_that_is_none_keeps_what_was_typed_and_saves_nothing(client):
    page = send(client, "area-new", name="Forkert", geometry="580000 6140000\n580400 6140000\nher")
    assert "Line 3 is not a corner" in errors(page)["geometry"][0]
    assert "580400 6140000" in page.content.decode()
    assert not HousingArea.objects.exists()


def test_a_name_is_the_areas_own_in_its_municipality_in_both_forms_of_a_letter(client, place):
    page = send(client, "area-new", name="Rosenh\u00f8j")
    assert "of this name already" in errors(page)["name"][0]
    factories.area("Skovg\u00e5rd", municipality=place.municipality)
    assert "of this name already" in errors(send(client, "area-new", name="Skovga\u030ard"))["name"][0]


def test_residents_need_the_day_they_were_counted(client):
    assert "Say on which day" in errors(send(client, "area-new", name="Ny", residents=900))["residents_on"][0]


def test_only_where_one_may_change_things(client, elsewhere):
    assert "municipality" in errors(send(client, "area-new", name="Ny", municipality=elsewhere.pk))


def test_an_estate_lies_in_the_areas_municipality(as_user, admin_user, home, elsewhere):
    client = as_user(admin_user)
    estate = factories.estate(municipality=elsewhere)
    page = send(client, "area-new", name="Ny", municipality=home.pk, estates=[estate.pk])
    assert "estates" in errors(page)


def test_sent_twice_it_is_made_once(client):
    data = opened(client, "area-new") | {"name": "Rosenhøj"}
    first, second = (send(client, "area-new", data=data) for _time in range(2))
    assert first.url == second.url and HousingArea.objects.count() == 1


# --- Edit -------------------------------------------------------------------------------------------------------


def test_an_untouched_form_changes_no_facts(client, place):
    AreaName.objects.create(area=place, name="Blokkene")
    place.estates.add(factories.estate(municipality=place.municipality))
    border = factories.border(place, geometry=factories.ring())
    assert send(client, "area-edit", place.pk).status_code == 302
    place.refresh_from_db()
    assert (place.name, place.homes, place.estates.count()) == ("Rosenhøj", 200, 1)
    assert place.other_names.get().name == "Blokkene"
    assert place.borders.get().geometry.coords == border.geometry.coords


def test_names_and_estates_come_and_go(client, place):
    AreaName.objects.create(area=place, name="Blokkene")
    gone, new = (factories.estate(municipality=place.municipality) for _number in range(2))
    place.estates.add(gone)
    send(client, "area-edit", place.pk, other_names="Højen", estates=[new.pk])
    assert [row.name for row in place.other_names.all()] == ["Højen"]
    assert list(place.estates.all()) == [new]


def test_an_estate_that_leaves_is_felt_in_areas_of_other_municipalities(client, place, elsewhere):
    """What stood beside it there need not be withheld any more."""
    figure = factories.indicator(smallest_count=5)
    estates = [factories.estate(municipality=elsewhere) for _ in range(2)]
    whole, part = (factories.area(municipality=elsewhere) for _ in range(2))
    for area, its, number in ((whole, estates, 58), (part, estates[:1], 55), (place, estates[1:], 3)):
        area.estates.set(its)
        factories.observation(area, figure, value=number, numerator=number, denominator=100)
    recompute()
    withheld = Observation.objects.exclude(hidden="")
    assert set(withheld.values_list("area", flat=True)) == {part.pk, place.pk}
    send(client, "area-edit", place.pk, estates=[])
    assert not place.estates.exists()
    assert set(withheld.values_list("area", flat=True)) == {place.pk}


def test_estates_of_others_stay(as_user, home, place):
    """An organisation's leader sees the estates of others on the area's page, and does not lose them by saving."""
    leader = factories.user()
    own, other = factories.estate(municipality=home), factories.estate(municipality=home)
    factories.member(leader, own.organisation, Role.LEADER)
    place.estates.add(own, other)
    assert send(as_user(leader), "area-edit", place.pk, homes=210).status_code == 302
    place.refresh_from_db()
    assert place.homes == 210 and set(place.estates.all()) == {own, other} and place.municipality == home


def test_two_people_at_once_lose_nothing(client, as_user, admin_user, place):
    mine, theirs = opened(client, "area-edit", place.pk), as_user(admin_user)
    AreaName.objects.create(area=place, name="Andres navn")
    assert send(theirs, "area-edit", place.pk, homes=300, reason="Talt igen").status_code == 302
    page = send(client, "area-edit", place.pk, data=mine | {"homes": 250, "other_names": "Mit navn"})
    (difference,) = page.context["conflict"].differences
    assert (difference.origin, difference.theirs, difference.mine) == ("200", "300", "250")
    assert "Talt igen" in page.content.decode() and "Ane Admin" in page.content.decode()
    data = main_form(page).data()
    assert send(client, "area-edit", place.pk, data=data | {"keep-homes": "theirs"}).status_code == 302
    place.refresh_from_db()
    assert place.homes == 300
    assert {row.name for row in place.other_names.all()} == {"Andres navn", "Mit navn"}


def test_a_code_is_kept_told_and_found(client, home, place):
    assert send(client, "area-edit", place.pk, code="  B-12 ").status_code == 302
    assert place.history.first().code == "B-12"
    assert "B-12" in client.get(reverse("areas:detail", args=[place.pk])).content.decode()
    factories.area("En anden", municipality=home, code="C-1")
    found = client.get(reverse("areas:list"), {"q": "b-1", "columns": ["area", "code"]}).content.decode()
    assert "B-12" in found and "En anden" not in found
    page = send(client, "area-edit", place.pk, code="C-1")
    assert errors(page) == {"code": ["The municipality has an area with this code already."]}
    mine = opened(client, "area-edit", place.pk)
    assert send(client, "area-edit", place.pk, code="D-4").status_code == 302
    page = send(client, "area-edit", place.pk, data=mine | {"code": "E-5"})
    (difference,) = page.context["conflict"].differences
    assert (difference.origin, difference.theirs, difference.mine) == ("B-12", "D-4", "E-5")


def test_areas_without_a_code_do_not_stand_in_each_others_way(client, home):
    factories.area(municipality=home)
    assert send(client, "area-new", name="Uden kode", code=" ").status_code == 302


@pytest.mark.parametrize("code", ["x" * 51, "a\x00b"])
def test_a_code_that_cannot_be_is_refused_at_the_field(client, place, code):
    assert list(errors(send(client, "area-edit", place.pk, code=code))) == ["code"]


def test_the_last_day_is_written_as_people_say_it(client, place):
    send(client, "area-edit", place.pk, ends_on="2026-12-31")
    place.refresh_from_db()
    assert place.ends_on == date(2027, 1, 1)
    assert opened(client, "area-edit", place.pk)["ends_on"] == ["2026-12-31"]


def test_an_area_that_opens_again_has_its_boundary_again(client, place):
    factories.border(place, ends_on=date(2026, 1, 1))
    HousingArea.objects.filter(pk=place.pk).update(ends_on=date(2026, 1, 1))
    assert send(client, "area-edit", place.pk, ends_on="").status_code == 302
    assert place.borders.get().ends_on is None


# --- Boundaries -------------------------------------------------------------------------------------------------


def test_a_new_boundary_keeps_the_old_one(client, place):
    old = factories.border(place, geometry=factories.ring())
    fields = {"starts_on": "2026-01-01", "geometry": OUTER, "reason": "Skel rettet"}
    assert send(client, "border-new", place.pk, **fields).status_code == 302
    old.refresh_from_db()
    new = place.borders.exclude(pk=old.pk).get()
    assert (old.ends_on, new.starts_on) == (date(2026, 1, 1), date(2026, 1, 1))
    assert old.geometry.coords == factories.ring().coords
    page = client.get(reverse("areas:detail", args=[place.pk])).content.decode()
    assert client.get(reverse("areas:detail", args=[place.pk])).context["page"].borders == [old, new]
    for border in (old, new):
        assert reverse("desk:border-edit", args=[place.pk, border.pk]) in page
    before = client.get(reverse("areas:detail", args=[place.pk]), {"date": "2025-06-01"})
    assert before.context["page"].border == old


def test_a_new_boundary_says_why_and_is_another_one(client, place):
    factories.border(place)
    fields = {"starts_on": "2026-01-01", "geometry": OUTER}
    assert "reason" in errors(send(client, "border-new", place.pk, **fields))
    assert "holds already" in errors(send(client, "border-new", place.pk, reason="Ny"))["geometry"][0]
    assert place.borders.count() == 1


def test_a_boundary_drawn_from_an_old_one_is_asked_about_again(client, place):
    """It begins as the one in force: what somebody corrected there meanwhile would be lost from that day on."""
    border = factories.border(place, geometry=factories.ring())
    url = reverse("desk:border-new", args=[place.pk])
    fields = {"starts_on": "2026-01-01", "geometry": OUTER, "reason": "Skel rettet"}
    sent = opened(client, "border-new", place.pk) | fields
    border.quality = "surveyed"
    border.save()
    refused = client.post(url, sent)
    assert errors(refused) and place.borders.count() == 1
    again = main_form(refused).data()
    assert again["geometry"] == [OUTER] and client.post(url, again).status_code == 302
    assert place.borders.count() == 2


def test_the_first_boundary_needs_neither_day_nor_reason(client, place):
    assert send(client, "border-new", place.pk, geometry=OUTER).status_code == 302
    assert place.borders.get().starts_on is None


def test_a_correction_with_an_untouched_shape_keeps_it_to_the_bit(client, place):
    border = factories.border(place, geometry=factories.ring())
    assert send(client, "border-edit", place.pk, border.pk, quality="surveyed").status_code == 302
    border.refresh_from_db()
    assert border.quality == "surveyed" and border.geometry.coords == factories.ring().coords


def test_a_corrected_shape_says_why(client, place):
    border = factories.border(place, geometry=factories.ring())
    fields = {"geometry": f"{OUTER}\n\n{HOLE}"}
    assert "reason" in errors(send(client, "border-edit", place.pk, border.pk, **fields))
    assert (
        send(client, "border-edit", place.pk, border.pk, **fields, reason="Lille del hører ikke til").status_code == 302
    )
    border.refresh_from_db()
    assert rings(border) == [2]
    assert border.history.first().history_change_reason == "Lille del hører ikke til"


def test_boundaries_never_hold_at_once(client, place):
    first = factories.border(place, ends_on=date(2026, 1, 1))
    factories.border(place, starts_on=date(2026, 1, 1))
    page = send(client, "border-edit", place.pk, first.pk, ends_on="2026-06-01", reason="Længere")
    assert "has a boundary in that period" in errors(page)["starts_on"][0]


def test_two_shapes_at_once_are_both_shown(client, as_user, admin_user, place):
    border = factories.border(place, geometry=factories.square())
    mine = opened(client, "border-edit", place.pk, border.pk)
    theirs = {"geometry": f"{OUTER}\n\n{HOLE}", "reason": "Hul"}
    assert send(as_user(admin_user), "border-edit", place.pk, border.pk, **theirs).status_code == 302
    page = send(client, "border-edit", place.pk, border.pk, data=mine | {"geometry": HOLE, "reason": "Mindre"})
    (difference,) = page.context["conflict"].differences
    assert (difference.origin, difference.theirs, difference.mine) == ("16.0 ha", "12.0 ha, 1 hole", "4.0 ha")
    data = main_form(page).data() | {"keep-geometry": "mine"}
    assert send(client, "border-edit", place.pk, border.pk, data=data).status_code == 302
    border.refresh_from_db()
    assert border.geometry.area == pytest.approx(40_000)


def test_a_boundary_of_another_area_is_not_there(client, place, home):
    other = factories.border(factories.area(municipality=home))
    assert client.get(reverse("desk:border-edit", args=[place.pk, other.pk])).status_code == 404


def test_an_overlap_is_said_and_not_refused(client, place, home):
    neighbour = factories.area("Naboen", municipality=home)
    factories.border(neighbour, geometry=factories.square(x=200))
    answer = client.post(
        reverse("desk:border-new", args=[place.pk]),
        opened(client, "border-new", place.pk) | {"geometry": OUTER},
        follow=True,
    )
    text = answer.content.decode()
    assert "overlaps that of Naboen by 8.00 ha, 50.0 % of this one" in text
    lasting = client.get(reverse("areas:detail", args=[place.pk])).content.decode()
    assert reverse("areas:detail", args=[neighbour.pk]) in lasting and "8.00 ha" in lasting


def test_an_overlap_with_a_hidden_area_names_nobody(client, place, elsewhere):
    factories.border(factories.area("Hemmelig", municipality=elsewhere), geometry=factories.square(x=200))
    page = client.post(
        reverse("desk:border-new", args=[place.pk]),
        opened(client, "border-new", place.pk) | {"geometry": OUTER},
        follow=True,
    )
    assert "another area by 8.00 ha" in page.content.decode() and "Hemmelig" not in page.content.decode()


# --- Buttons ----------------------------------------------------------------------------------------------------


def buttons(client, *addresses) -> list[bool]:
    texts = [client.get(address).content.decode() for address in (reverse("areas:list"), addresses[0])]
    return [
        f'href="{reverse("desk:area-new")}' in texts[0],
        *(f'href="{address}' in texts[1] for address in addresses[1:]),
    ]


def test_buttons_are_for_those_who_may(as_user, consultant, board, admin_user, place):
    border = factories.border(place)
    addresses = [reverse("areas:detail", args=[place.pk])]
    addresses += [reverse(f"desk:{name}", args=[place.pk]) for name in ("area-edit", "border-new", "area-close")]
    addresses.append(reverse("desk:border-edit", args=[place.pk, border.pk]))
    assert all(buttons(as_user(consultant), *addresses)) and all(buttons(as_user(admin_user), *addresses))
    assert not any(buttons(as_user(board), *addresses))


def test_an_empty_list_offers_to_make_the_first(client, as_user, board):
    assert reverse("desk:area-new") in client.get(reverse("areas:list")).content.decode()
    assert reverse("desk:area-new") not in as_user(board).get(reverse("areas:list")).content.decode()


# --- Cost -------------------------------------------------------------------------------------------------------


def test_ten_names_estates_and_boundaries_cost_as_much_as_one(as_user, consultant, place, count_queries):
    def more(number: int) -> None:
        AreaName.objects.create(area=place, name=f"Navn {number}")
        place.estates.add(factories.estate(municipality=place.municipality))
        factories.border(place, starts_on=date(2000 + number, 1, 1), ends_on=date(2001 + number, 1, 1))

    def asked() -> list[int]:
        client = as_user(consultant)
        addresses = [reverse("areas:detail", args=[place.pk]), reverse("desk:border-new", args=[place.pk])]
        addresses.append(reverse("desk:area-edit", args=[place.pk]))
        return [count_queries(lambda address=address: client.get(address)) for address in addresses]

    more(0)
    once = asked()
    for number in range(1, 10):
        more(number)
    assert asked() == once
