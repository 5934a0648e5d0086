"""Names and numbers people mistype come back as a message; what may stand is shown safely."""

import unicodedata

from areas.models import HousingArea
from efforts.models import Effort
from tests.admin.conftest import add_url, change_url, errors, list_url, send, world

BOW_TIE = '{"type": "Polygon", "coordinates": [[[10.3, 55.4], [10.4, 55.5], [10.4, 55.4], [10.3, 55.5], [10.3, 55.4]]]}'
MALMO = {"type": "Point", "coordinates": [13.0, 55.6]}
SWAPPED = {"type": "Point", "coordinates": [55.4, 10.4]}


def test_names_that_are_too_long_empty_or_broken(as_admin, place):
    for name in ("x" * 10_000, "", "   ", "Ørbæk\x00parken"):
        assert "name" in errors(send(as_admin, change_url(place), name=name))
    for number in ("9" * 20, "-1", "1e5", "\x00"):
        assert "residents" in errors(send(as_admin, change_url(place), residents=number))
    assert HousingArea.objects.get().name == "Ørbækparken"


def test_html_in_names_stays_text(as_admin, home):
    evil = '<script>alert(1)</script>"><img src=x>'
    made = world(home)
    HousingArea.objects.filter(pk=made["housingarea"].pk).update(name=evil)
    Effort.objects.filter(pk=made["effort"].pk).update(name=evil)
    for url in (
        list_url(made["housingarea"]),
        change_url(made["housingarea"]),
        change_url(made["effort"]),
        list_url(made["areareach"]),
        change_url(made["placement"]),
        change_url(made["effort"]).replace("change", "delete"),
    ):
        page = as_admin.get(url).content.decode()
        assert "<script>alert(1)" not in page and "<img src=x>" not in page


def test_both_forms_of_danish_letters_are_found(as_admin, home):
    for form in ("NFC", "NFD"):
        name = unicodedata.normalize(form, f"Ådal Æblehaven {form}")
        fields = {"name": name, "tenure": "social", "municipality": home.pk}
        assert send(as_admin, add_url(HousingArea), **fields).status_code == 302
    for form in ("NFC", "NFD"):
        word = unicodedata.normalize(form, "åDAL")
        assert len(as_admin.get(list_url(HousingArea), {"q": word}).context["cl"].result_list) == 2


def test_names_that_are_taken(as_admin, place, home):
    as_admin.cookies["django_language"] = "en"
    fields = {"name": place.name, "tenure": "social", "municipality": home.pk}
    assert "area of this name" in errors(send(as_admin, add_url(HousingArea), **fields))["name"][0]
    twice = {"other_names__TOTAL_FORMS": 2, "other_names__0__name": "Parken", "other_names__1__name": "Parken"}
    assert "other_names-1-name" in errors(send(as_admin, change_url(place), **twice))
    assert "residents_on" in errors(send(as_admin, change_url(place), residents="5"))


def test_what_others_lean_on_is_not_deleted(as_admin, home):
    made = world(home)
    for name in ("housingarea", "municipality", "funder", "workplace", "effort"):
        url = change_url(made[name]).replace("change", "delete")
        assert as_admin.get(url).context["protected"]
        assert as_admin.post(url, {"post": "yes", "reason": "Fejl"}).status_code == 200
        assert type(made[name]).objects.filter(pk=made[name].pk).exists()
