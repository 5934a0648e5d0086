"""Who sees and changes what in the admin: the same as on the pages, and nothing through the back door."""

import pytest
from django.urls import reverse

from areas.access import WRITERS
from areas.models import AreaBorder, HousingArea, Institution
from efforts.choices import Role
from efforts.models import Effort, FundingShare, Membership
from staffing.models import Post
from tests import factories
from tests.admin.conftest import add_url, change_url, errors, list_url, send, world


def test_writers_are_the_roles_that_change_things():
    assert set(WRITERS) == {Role.CONSULTANT.value, Role.LEADER.value}


@pytest.fixture
def own(home):
    return world(home, 1)


@pytest.fixture
def foreign(elsewhere):
    return world(elsewhere, 2)


OWNED = [
    "housingarea",
    "areaname",
    "areaborder",
    "estate",
    "institution",
    "observation",
    "listentry",
    "effort",
    "areareach",
    "citizengroup",
    "institutionreach",
    "citylink",
    "budget",
    "fundingshare",
    "activity",
    "post",
    "placement",
    "workplace",
]
COMMON = ["municipality", "housingorganisation", "indicator", "funder", "focusarea", "typology", "typologyset"]


@pytest.mark.parametrize("name", OWNED)
def test_a_consultant_has_the_own_rows_only(as_editor, own, foreign, name):
    rows = as_editor.get(list_url(own[name])).context["cl"].result_list
    assert [row.pk for row in rows] == [own[name].pk]
    assert as_editor.get(change_url(own[name])).context["has_change_permission"]
    for action in ("change", "delete", "history"):
        hidden = as_editor.get(change_url(foreign[name]).replace("change", action))
        assert hidden.status_code == 302 and hidden.url == reverse("admin:index")


@pytest.mark.parametrize("name", COMMON)
def test_common_knowledge_is_looked_at_not_changed(as_editor, own, name):
    page = as_editor.get(change_url(own[name]))
    assert page.status_code == 200 and not page.context["has_change_permission"]
    assert as_editor.post(change_url(own[name]), {"name": "Kapret"}).status_code == 403
    assert as_editor.get(add_url(type(own[name]))).status_code == 403
    assert as_editor.post(change_url(own[name]).replace("change", "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ["user", "membership"])
def test_people_and_memberships_are_not_theirs(as_editor, own, name):
    assert as_editor.get(list_url(own[name])).status_code == 403
    assert as_editor.get(change_url(own[name])).status_code == 403
    assert as_editor.get(add_url(type(own[name]))).status_code == 403


@pytest.mark.parametrize("name", ["housingarea", "areaborder", "effort", "post"])
@pytest.mark.parametrize("role", [Role.BOARD, Role.READER])
def test_who_only_reads_changes_nothing(as_editor, own, name, role):
    Membership.objects.exclude(pk=own["membership"].pk).update(role=role)
    page = as_editor.get(change_url(own[name]))
    assert page.status_code == 200 and not page.context["has_change_permission"]
    assert "SRID=" not in page.content.decode() and "data-shape=" not in page.content.decode()
    assert as_editor.post(change_url(own[name]), {"name": "Kapret"}).status_code == 403
    assert as_editor.post(change_url(own[name]).replace("change", "delete"), {"post": "yes"}).status_code == 403
    marked = {"action": "delete_selected", "_selected_action": [own[name].pk], "post": "yes"}
    assert as_editor.post(list_url(own[name]), marked).status_code in (200, 302, 403)
    assert type(own[name])._base_manager.filter(pk=own[name].pk).exists()


def test_an_area_is_added_at_home_only(as_editor, home, elsewhere):
    fields = {"name": "Ny bebyggelse", "tenure": "social"}
    refused = send(as_editor, add_url(HousingArea), **fields, municipality=elsewhere.pk)
    assert "municipality" in errors(refused)
    assert send(as_editor, add_url(HousingArea), **fields, municipality=home.pk).status_code == 302
    assert HousingArea.objects.get().municipality == home


def test_posted_keys_of_others_are_refused(as_editor, own, foreign):
    refused = send(as_editor, change_url(own["areaborder"]), area=foreign["housingarea"].pk)
    assert "area" in errors(refused)
    refused = send(as_editor, change_url(own["post"]), effort=foreign["effort"].pk)
    assert "effort" in errors(refused)
    refused = send(as_editor, change_url(own["effort"]), area_reaches__0__area=foreign["housingarea"].pk)
    assert "area_reaches-0-area" in errors(refused)
    refused = send(as_editor, change_url(own["housingarea"]), estates=[foreign["estate"].pk])
    assert "estates" in errors(refused)
    assert AreaBorder.objects.filter(area=own["housingarea"]).count() == 1


def test_an_inline_row_of_another_effort_cannot_be_taken_over(as_editor, own, foreign):
    before = FundingShare.objects.get(pk=foreign["fundingshare"].pk)
    refused = send(as_editor, change_url(own["effort"]), shares__0__id=before.pk, shares__0__amount="1")
    assert refused.status_code == 200
    after = FundingShare.objects.get(pk=before.pk)
    assert (after.effort_id, after.amount) == (before.effort_id, before.amount)


def test_an_effort_is_added_where_one_may_change_things(as_editor, home, elsewhere):
    fields = {"name": "Ny indsats", "kind": "own", "status": "planned"}
    refused = send(as_editor, add_url(Effort), **fields, municipalities=[elsewhere.pk])
    assert "municipalities" in errors(refused)
    assert send(as_editor, add_url(Effort), **fields, municipalities=[home.pk, elsewhere.pk]).status_code == 302
    assert Effort.objects.get().municipalities.count() == 2


def ask(client, model, field: str, term: str = "") -> list[str]:
    meta = model._meta
    query = {"app_label": meta.app_label, "model_name": meta.model_name, "field_name": field, "term": term}
    answer = client.get(reverse("admin:autocomplete"), query)
    assert answer.status_code == 200
    return [row["text"] for row in answer.json()["results"]]


def test_search_boxes_offer_what_one_may_choose(as_editor, own, foreign, home, elsewhere):
    assert ask(as_editor, AreaBorder, "area") == [own["housingarea"].name]
    assert ask(as_editor, FundingShare, "earmarked_for") == [own["housingarea"].name]
    assert ask(as_editor, Post, "effort") == [own["effort"].name]
    # A place of one's own lies at home; an employer may be any municipality.
    assert ask(as_editor, Institution, "municipality") == [home.name]
    assert ask(as_editor, Post, "employer_municipality") == [elsewhere.name, home.name]


def test_search_boxes_fold_letters_and_bear_junk(as_admin, home):
    factories.area("Ørbækparken", municipality=home)
    assert ask(as_admin, AreaBorder, "area", "ØRBÆK") == ["Ørbækparken"]
    assert ask(as_admin, AreaBorder, "area", "\x00") == ["Ørbækparken"]
    assert ask(as_admin, AreaBorder, "area", "ø" * 5_000) == []


def test_what_was_chosen_may_stay(as_user, as_editor, editor, home, elsewhere):
    """A row that points to something its editor could not choose anew can still be saved."""
    payer = factories.organisation()
    effort = factories.effort(municipalities=(home,), reaches=(factories.area(municipality=elsewhere),))
    Membership.objects.filter(user=editor).delete()
    factories.member(editor, payer)
    factories.share(effort, factories.funder(organisation=payer, kind="organisation"))
    assert send(as_editor, change_url(effort), name="Nyt navn").status_code == 302


def test_no_door_for_others(as_user, client, board, editor):
    assert as_user(board).get(reverse("admin:index"), follow=True).status_code == 404
    away = client.get(reverse("admin:index"), follow=True)
    assert away.redirect_chain[-1][0].startswith(reverse("accounts:sign-in"))
    assert as_user(editor).get(reverse("admin:login")).url == reverse("admin:index")


def test_a_consultants_pages_are_flat_too(as_editor, home, own, count_queries):
    pages = [list_url(own["housingarea"]), list_url(own["fundingshare"]), change_url(own["effort"])]
    before = [count_queries(lambda url=url: as_editor.get(url)) for url in pages]
    for number in range(3, 8):
        more = world(home, number)
        factories.share(own["effort"], more["funder"], earmarked_for=more["housingarea"])
        factories.reach(own["effort"], more["housingarea"])
    assert [count_queries(lambda url=url: as_editor.get(url)) for url in pages] == before
