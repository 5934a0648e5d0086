"""Every model is in the admin, opens, and costs as many queries with ten rows as with one."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from boligsocial.common.versions import is_history
from efforts.choices import Role
from efforts.models import Membership
from tests import factories
from tests.admin.conftest import add_url, change_url, list_url, send, world

LABELS = ("accounts", "areas", "efforts", "staffing")
# What the program notes by itself is shown where it matters: which mails were sent, on the roles page.
NOTED = {"letter"}
# What follows from something else is looked at only.
DERIVED = {
    "figuretally",
    "standing",
    "needlevel",
    "import",
    "rememberedmapping",
    "stagedfigure",
    "importfault",
    "importchange",
}
MODELS = [
    model
    for label in LABELS
    for model in apps.get_app_config(label).get_models()
    if not is_history(model) and model._meta.model_name not in NOTED
]
NAMES = [model._meta.model_name for model in MODELS]


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_every_model_is_in_the_admin(model):
    assert admin.site.is_registered(model)
    options = admin.site.get_model_admin(model)
    assert options.search_fields, "a search box needs them"


@pytest.fixture
def filled(home):
    return world(home)


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_list_and_forms_open(as_admin, filled, model):
    row = filled[model._meta.model_name]
    assert as_admin.get(list_url(model), {"q": "ørbæk"}).status_code == 200
    page = as_admin.get(change_url(row))
    assert page.status_code == 200
    assert "SRID=" not in page.content.decode()
    assert as_admin.get(change_url(row).replace("/change/", "/history/")).status_code == 200
    changed = 403 if model._meta.model_name in DERIVED else 200
    assert as_admin.get(add_url(model)).status_code == changed
    assert as_admin.get(change_url(row).replace("/change/", "/delete/")).status_code == changed


def test_every_list_costs_the_same_with_ten_rows(as_admin, home, count_queries):
    def cost(model) -> int:
        return count_queries(lambda: as_admin.get(list_url(model)))

    world(home)
    one = {model: cost(model) for model in MODELS}
    for number in range(2, 11):
        world(home, number)
        factories.municipality()
    assert [model for model in MODELS if model._base_manager.count() < 10] == []
    assert {model: cost(model) for model in MODELS} == one


def test_an_effort_costs_the_same_with_ten_of_each_part(as_admin, home, count_queries):
    made = world(home)
    effort, url = made["effort"], change_url(made["effort"])
    as_admin.get(url)
    one = count_queries(lambda: as_admin.get(url))
    for number in range(2, 11):
        more = world(home, number)
        factories.reach(effort, more["housingarea"])
        factories.citizens(effort)
        factories.partner(effort, more["institution"])
        factories.city_link(effort, area=more["housingarea"])
        factories.budget(effort, 2026 + number)
        factories.share(effort, more["funder"], earmarked_for=more["housingarea"])
        more["activity"].effort = effort
        more["activity"].save()
    page = as_admin.get(url)
    assert page.content.decode().count("Lektiecafé") >= 10
    assert count_queries(lambda: as_admin.get(url)) == one


def test_an_area_a_post_and_a_user_cost_the_same_with_ten_parts(as_admin, home, count_queries):
    made = world(home)
    pages = [change_url(made[name]) for name in ("housingarea", "post", "user", "typologyset")]
    for url in pages:
        as_admin.get(url)  # what is remembered for all pages is asked for now
    before = [count_queries(lambda url=url: as_admin.get(url)) for url in pages]
    place, post, person = made["housingarea"], made["post"], made["user"]
    for number in range(2, 11):
        place.other_names.create(name=f"Navn {number}")
        factories.placement(post, factories.workplace(place), weekday=None)
        factories.member(person, factories.municipality())
    place.borders.update(ends_on="2001-01-01")
    for year in range(2001, 2010):
        factories.border(place, starts_on=f"{year}-01-01", ends_on=f"{year + 1}-01-01")
    assert [count_queries(lambda url=url: as_admin.get(url)) for url in pages] == before


def test_search_finds_letters_however_they_are_typed(as_admin, home):
    place = factories.area("Ørbækparken", municipality=home)
    factories.area("Rosenhøj", municipality=home).other_names.create(name="Ådalen")
    for word in ("ørbæk", "ØRBÆK", "parken ørb"):
        found = as_admin.get(list_url(place), {"q": word}).context["cl"].result_list
        assert [area.name for area in found] == ["Ørbækparken"], word
    for word in ("aadal", "ÅDAL", "A\u030adal"):
        found = as_admin.get(list_url(place), {"q": word}).context["cl"].result_list
        assert [area.name for area in found] == ["Rosenhøj"], word


@pytest.mark.parametrize("query", ["q=%00", "q=" + "x" * 10_000, "p=99999999999999999999", "p=-1", "tenure__exact=%00"])
def test_junk_in_the_address_is_no_error(as_admin, home, query):
    factories.area(municipality=home)
    assert as_admin.get(f"{reverse('admin:areas_housingarea_changelist')}?{query}").status_code in (200, 302)


@pytest.mark.parametrize("pk", ["%00", "99999999999999999999", "abc"])
def test_a_row_that_is_not_there_leads_back(as_admin, home, pk):
    assert as_admin.get(f"/admin/areas/housingarea/{pk}/change/").status_code in (302, 404)


def test_the_site_is_ours_in_the_language_one_chose(as_admin, home):
    page = as_admin.get(reverse("admin:index")).content.decode()
    assert "Boligsocial" in page and 'lang="da"' in page
    as_admin.cookies["django_language"] = "en"
    page = as_admin.get(reverse("admin:index")).content.decode()
    assert 'lang="en"' in page and "Housing areas" in page


def test_numbers_and_years_are_written_as_what_they_are(as_admin, home):
    """Thousands are set apart in amounts, not in years, and never in the keys that forms send back."""
    made = world(home)
    place = factories.area("Stor nøgle", municipality=home, pk=1_234_567, residents=4_321, residents_on="2025-01-01")
    border = factories.border(place, pk=7_654_321)
    page = as_admin.get(list_url(made["fundingshare"])).content.decode()
    assert ">2026<" in page and "2.026" not in page and "75.000 kr." in page
    assert "4.321" in as_admin.get(list_url(place)).content.decode()
    assert send(as_admin, change_url(place), name="Nyt navn", borders__0__quality="surveyed").status_code == 302
    border.refresh_from_db()
    assert (border.area.name, border.quality) == ("Nyt navn", "surveyed")
    marked = {"action": "delete_selected", "_selected_action": [border.pk], "post": "yes", "reason": "Fejl"}
    assert as_admin.post(list_url(border), marked).status_code == 302
    assert not place.borders.exists()


def test_who_only_looks_reads_years_too(as_editor, home):
    made = world(home)
    Membership.objects.update(role=Role.BOARD)
    for row in (made["effort"], made["fundingshare"], made["observation"]):
        page = as_editor.get(change_url(row)).content.decode()
        assert ("2026" in page or "2017" in page) and "2.026" not in page and "2.017" not in page
