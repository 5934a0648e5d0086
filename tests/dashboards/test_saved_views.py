"""Lists as people like to see them: columns that are remembered, views that are kept, shared and taken back."""

import pytest
from django.urls import reverse

from boligsocial.records.lists import address_of, kept_query, list_named
from boligsocial.records.models import SavedView
from efforts.choices import Role
from tests import factories

pytestmark = pytest.mark.django_db

LISTS = ["areas:list", "efforts:list", "dashboards:endings", "staffing:board", "staffing:placements"]


@pytest.fixture
def area(home):
    return factories.area("Ærøparken", municipality=home)


@pytest.fixture
def kept(consultant):
    """A view of the consultant's that colleagues may use."""
    return SavedView.objects.create(
        user=consultant, page="areas:list", name="Almene", query="tenure=social", columns="homes", is_shared=True
    )


def shown(client, page: str = "areas:list", **query) -> list[str]:
    return [column.key for column in client.get(reverse(page), query).context["table"].shown]


def choose(client, order: str, ticked: str, **more):
    data = {"page": "areas:list", "query": "q=park&page=3", "order": order.split(","), "column": ticked.split(",")}
    return client.post(reverse("desk:columns"), data | more)


def keep(client, called: str, **more):
    data = {"page": "areas:list", "query": "tenure=social&page=2&sort=-name", "columns": "area,homes", "name": called}
    return client.post(reverse("desk:view-new"), data | more)


# --- Columns ------------------------------------------------------------------------------------------------------


def test_chosen_columns_are_in_the_address_and_remembered(area, consultant, board, as_user):
    client = as_user(consultant)
    answer = choose(client, "homes,tenure,residents", "tenure,homes")
    assert answer["Location"] == f"{reverse('areas:list')}?q=park&columns=homes,tenure"
    assert shown(client) == ["area", "homes", "tenure"]
    assert shown(client, columns="residents") == ["area", "residents"]
    assert shown(as_user(board)) == ["area", "tenure", "residents", "need", "efforts", "staff_days"]


def test_an_address_that_somebody_sent_does_not_change_what_is_remembered(area, consultant, as_user):
    client = as_user(consultant)
    choose(client, "homes", "homes")
    shown(client, columns="residents")
    assert shown(client) == ["area", "homes"]


def test_columns_are_moved_by_buttons(area, consultant, as_user):
    client = as_user(consultant)
    answer = choose(client, "homes,tenure,residents", "homes,tenure,residents", up="residents")
    assert answer["Location"].endswith("columns=homes,residents,tenure#columns")
    answer = choose(client, "homes,tenure", "homes,tenure", down="homes")
    assert answer["Location"].endswith("columns=tenure,homes#columns")
    answer = choose(client, "homes,tenure", "homes,tenure", up="homes")
    assert answer["Location"].endswith("columns=homes,tenure#columns")


def test_columns_go_back_to_those_at_first(area, consultant, as_user):
    client = as_user(consultant)
    choose(client, "homes", "homes")
    assert choose(client, "homes", "homes", reset="1")["Location"] == f"{reverse('areas:list')}?q=park"
    assert shown(client) == ["area", "tenure", "residents", "need", "efforts", "staff_days"]


@pytest.mark.parametrize(
    "page", ["", "x", "areas:detail", "areas:map", "admin:index", "http://elsewhere", "\x00", "a" * 999]
)
def test_columns_are_chosen_for_lists_only(consultant, as_user, page):
    assert as_user(consultant).post(reverse("desk:columns"), {"page": page}).status_code == 404
    assert SavedView.objects.count() == 0


@pytest.mark.parametrize("junk", ["\x00", "<b>", "9" * 20, "å" * 10_000, "=1+1", "\u202e"])
def test_junk_among_the_columns_is_left_out(area, consultant, as_user, junk):
    client = as_user(consultant)
    data = {"page": "areas:list", "query": f"q={junk}", "order": [junk, "homes"], "column": [junk, "homes"], "up": junk}
    assert client.post(reverse("desk:columns"), data).status_code == 302
    assert SavedView.objects.get().columns == "homes"


# --- Views --------------------------------------------------------------------------------------------------------


def test_a_view_is_kept_and_opened(area, consultant, as_user):
    client = as_user(consultant)
    answer = keep(client, "Almene")
    view = SavedView.objects.get(name="Almene")
    assert view.query == "tenure=social&sort=-name" and not view.is_shared
    address = f"{reverse('areas:list')}?tenure=social&sort=-name&columns=area,homes"
    assert answer["Location"] == address
    assert client.get(reverse("desk:view", args=[view.pk]))["Location"] == address
    assert "Almene" in client.get(reverse("areas:list")).content.decode()
    assert "Almene" not in client.get(reverse("efforts:list")).content.decode()


@pytest.mark.parametrize("page", LISTS)
def test_every_list_keeps_views(page, consultant, as_user):
    answer = keep(as_user(consultant), "Min", page=page)
    assert answer["Location"].startswith(reverse(page))
    assert as_user(consultant).get(answer["Location"]).status_code == 200


def test_a_name_is_there_once(consultant, as_user):
    client = as_user(consultant)
    keep(client, "Almene")
    answer = keep(client, "Almene")
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["name"]
    assert SavedView.objects.filter(name="Almene").count() == 1
    assert keep(client, "Almene", page="efforts:list").status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 10_000),
        ("name", "\x00"),
        ("page", ""),
        ("page", "areas:detail"),
        ("page", "//elsewhere"),
        ("page", "\x00"),
        ("query", "q=" + "x" * 10_000),
        ("query", "\x00"),
        ("columns", "x" * 10_000),
    ],
)
def test_junk_is_refused_at_its_field(consultant, as_user, field, value):
    answer = keep(as_user(consultant), "Navn", **{field: value})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert SavedView.objects.count() == 0


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=1+1", "\u202eabc", "9" * 20, "A\u030a"])
def test_odd_names_are_names(consultant, as_user, name):
    client = as_user(consultant)
    assert keep(client, name).status_code == 302
    assert "<script>alert" not in client.get(reverse("areas:list")).content.decode()


def test_colleagues_open_what_is_shared_with_their_own_rights(kept, area, board, as_user, home):
    client = as_user(board)
    assert "Almene" in client.get(reverse("areas:list")).content.decode()
    answer = client.get(reverse("desk:view", args=[kept.pk]), follow=True)
    assert [row.area.name for row in answer.context["rows"]] == ["Ærøparken"]


def test_who_shares_no_place_sees_no_view(kept, stranger, as_user):
    client = as_user(stranger)
    assert "Almene" not in client.get(reverse("areas:list")).content.decode()
    for name in ("view", "view-change"):
        assert client.get(reverse(f"desk:{name}", args=[kept.pk])).status_code == 404
    assert client.post(reverse("desk:view-delete", args=[kept.pk])).status_code == 404


@pytest.mark.parametrize("place", ["organisation", "effort"])
def test_colleagues_are_members_of_the_same_place(place, consultant, as_user):
    where = factories.organisation() if place == "organisation" else factories.effort()
    colleague, other = factories.user("Kollega"), factories.user("Anden")
    factories.member(consultant, where)
    factories.member(colleague, where, Role.READER)
    factories.member(other, factories.organisation())
    view = SavedView.objects.create(user=consultant, page="areas:list", name="Delt", is_shared=True)
    assert view in SavedView.objects.visible_to(colleague)
    assert view not in SavedView.objects.visible_to(other)
    assert view not in SavedView.objects.changeable_by(colleague)


def test_what_is_not_shared_and_columns_last_chosen_stay_ones_own(consultant, board, as_user):
    SavedView.objects.create(user=consultant, page="areas:list", name="Min")
    SavedView.objects.create(user=consultant, page="areas:list", name="", is_shared=True)
    assert list(SavedView.objects.visible_to(board)) == []
    assert SavedView.objects.visible_to(consultant).count() == 2


def test_a_view_is_renamed_shared_and_deleted_by_its_owner(kept, consultant, board, as_user):
    client, change = as_user(consultant), reverse("desk:view-change", args=[kept.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"name": "Alle almene"}).status_code == 302
    kept.refresh_from_db()
    assert (kept.name, kept.is_shared, kept.query) == ("Alle almene", False, "tenure=social")
    kept.is_shared = True
    kept.save()
    for address in ("view-change", "view-delete"):
        assert as_user(board).post(reverse(f"desk:{address}", args=[kept.pk])).status_code == 403
    answer = client.post(reverse("desk:view-delete", args=[kept.pk]))
    assert answer["Location"] == reverse("areas:list")
    assert not SavedView.objects.filter(pk=kept.pk).exists()


def test_a_view_never_leads_out_of_the_house(consultant, as_user):
    view = SavedView.objects.create(user=consultant, page="no:such-list", name="Gammel", query="a=1")
    assert as_user(consultant).get(reverse("desk:view", args=[view.pk])).status_code == 404
    view.page, view.query = "areas:list", "next=//elsewhere&export=csv&page=4"
    assert address_of(view) == f"{reverse('areas:list')}?next=%2F%2Felsewhere"


def test_missing_and_huge_keys_are_not_found(consultant, as_user):
    for key in (0, 9**9, 10**20):
        assert as_user(consultant).get(f"/visninger/{key}/").status_code == 404


def test_only_lists_are_lists():
    from django.http import QueryDict

    assert list_named("areas:list") is not None
    assert list_named("areas:detail") is None and list_named("login") is None
    assert kept_query(QueryDict("a=&b=1&b=&page=2")) == "b=1"
