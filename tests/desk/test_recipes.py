"""Need recipes: everyone reads them, a municipality changes its own, and the levels follow."""

import pytest
from django.urls import reverse

from areas.models import NeedLevel, Recipe, RecipeItem
from areas.need import recipe_for
from areas.recompute import recompute
from tests import factories
from tests.page_forms import forms_of

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("data:recipes"), reverse("data:recipe-new")


@pytest.fixture
def figures(db):
    return [
        factories.indicator("outside", name_da="Uden for arbejde", name_en="Outside work"),
        factories.indicator("income", direction="lower", unit="index"),
        factories.indicator("rent", name_da="Huslejerestance", name_en="Arrears"),
        factories.indicator("origin", direction="neutral", name_da="Oprindelse", name_en="Origin"),
    ]


@pytest.fixture
def common(figures):
    fields = {"name_da": "Den fælles", "name_en": "The common one", "fewest_areas": 1, "is_default": True}
    return factories.recipe(*figures[:2], **fields)


@pytest.fixture
def own(figures, home, common):
    fields = {"name_da": "Vores egen", "name_en": "Our own", "fewest_areas": 1, "copied_from": common}
    return factories.recipe(*figures[:2], municipality=home, is_default=True, **fields)


@pytest.fixture
def places(home, figures):
    made = [factories.area(municipality=home) for _ in range(3)]
    for number, place in enumerate(made):
        factories.observation(place, figures[0], 2023, value=30 + 3 * number, denominator=500)
        factories.observation(place, figures[1], 2023, value=60, denominator=500)
    recompute()
    return made


def edit_url(recipe) -> str:
    return reverse("data:recipe-edit", args=[recipe.pk])


def filled(client, url: str, **changes) -> dict:
    """The page's own form with some fields changed; None takes one away."""
    form = next(form for form in forms_of(client.get(url)) if "token" in form.data())
    data = form.data() | {name: [value] for name, value in changes.items() if value is not None}
    return {name: values for name, values in data.items() if name not in changes or changes[name] is not None}


def row_of(data: dict, figure) -> str:
    """The prefix of a figure's row: "items-3"."""
    name = next(name for name, values in data.items() if name.endswith("-indicator") and values == [str(figure.pk)])
    return name.removesuffix("-indicator")


# --- reading ---


def test_everyone_reads_what_a_recipe_does(as_user, cast, common, own, figures):
    for person in (cast.board, cast.stranger):
        client = as_user(person)
        page = client.get(LIST).content.decode()
        assert "Den fælles" in page and "Vores egen" in page and "Uden for arbejde" in page
        assert NEW not in page if person is cast.board else NEW in page
        page = client.get(reverse("data:recipe", args=[own.pk])).content.decode()
        assert edit_url(own) not in page and "Den fælles" in page
        assert client.get(reverse("history:recipe", args=[own.pk])).status_code == 200
    assert edit_url(own) in as_user(cast.consultant).get(reverse("data:recipe", args=[own.pk])).content.decode()
    assert (
        edit_url(common) not in as_user(cast.consultant).get(reverse("data:recipe", args=[common.pk])).content.decode()
    )


def test_the_page_says_who_uses_it_first(as_user, consultant, common, own, elsewhere):
    factories.area(municipality=elsewhere)
    factories.area(municipality=own.municipality)
    page = as_user(consultant).get(reverse("data:recipe", args=[common.pk]))
    assert page.context["used_by"] == 1 and page.context["others"] == [own.municipality]
    first = as_user(consultant).get(LIST, {"municipality": own.municipality.code}).context["first"]
    assert first == own
    assert as_user(consultant).get(LIST, {"municipality": elsewhere.code}).context["first"] == common


def test_the_list_costs_the_same_with_ten_recipes(as_user, consultant, common, figures, count_queries):
    client = as_user(consultant)
    factories.recipe(*figures[:2], municipality=factories.municipality())
    one = count_queries(lambda: client.get(LIST))
    for _ in range(9):
        factories.recipe(*figures[:2], municipality=factories.municipality())
    assert count_queries(lambda: client.get(LIST)) == one


def test_a_level_that_cannot_be_reached_is_said(as_user, consultant, common):
    url = reverse("data:recipe", args=[common.pk])
    assert as_user(consultant).get(url).context["page"].is_out_of_reach
    RecipeItem.objects.filter(recipe=common).update(weight=3)
    assert not as_user(consultant).get(url).context["page"].is_out_of_reach


# --- a copy of one's own ---


def test_a_copy_becomes_the_one_used_first(as_user, consultant, home, common, places):
    client = as_user(consultant)
    data = filled(client, f"{NEW}?recipe={common.pk}", name_da="Hjemkøbings opskrift")
    assert data["municipality"] == [str(home.pk)], "the only one to choose is chosen"
    answer = client.post(NEW, data)
    made = Recipe.objects.get(municipality=home)
    assert answer.url == edit_url(made)
    assert recipe_for(home) == made and made.name_en == "Hjemkøbings opskrift" and not made.is_confirmed
    assert made.copied_from == common and made.items.count() == 2 and made.history.get().history_user == consultant
    assert NeedLevel.objects.filter(recipe=made, area__in=places).count() == 3
    again = filled(client, f"{NEW}?recipe={common.pk}", name_da="En til")
    client.post(NEW, again)
    assert Recipe.objects.filter(municipality=home).count() == 2
    assert recipe_for(home).name_da == "En til"
    assert client.post(NEW, again).status_code == 302
    assert Recipe.objects.filter(municipality=home).count() == 2, "a form that is sent twice makes one copy"


@pytest.mark.parametrize(
    "junk",
    [
        {"municipality": "99999999999999999999"},
        {"municipality": ""},
        {"recipe": "x"},
        {"name_da": "x" * 10_000},
        {"name_da": "a\x00b"},
        {"name_da": " "},
    ],
)
def test_a_copy_that_cannot_be_is_refused_at_its_field(as_user, consultant, common, junk):
    client = as_user(consultant)
    answer = client.post(NEW, filled(client, NEW, **{"name_da": "Ny", **junk}))
    assert answer.status_code == 200 and set(answer.context["form"].errors) == set(junk)
    assert Recipe.objects.count() == 1


def test_nobody_copies_for_a_municipality_that_is_not_theirs(as_user, consultant, board, common, elsewhere):
    client = as_user(consultant)
    answer = client.post(NEW, filled(client, NEW, name_da="Ny", municipality=str(elsewhere.pk)))
    assert "municipality" in answer.context["form"].errors and Recipe.objects.count() == 1
    assert as_user(board).get(NEW).status_code == 403
    for key in ("99999999999999999999999", "x", "-1", str(2**62)):
        assert client.get(NEW, {"recipe": key}).status_code == 200


# --- changing it ---


def test_a_weight_is_changed_with_a_reason_and_the_levels_follow(as_user, consultant, own, figures, places):
    client, url = as_user(consultant), edit_url(own)
    data = filled(client, url)
    heavier = {f"{row_of(data, figures[0])}-weight": "2"}
    refused = client.post(url, data | heavier)
    assert refused.status_code == 200 and "reason" in refused.context["form"].errors
    before = NeedLevel.objects.get(recipe=own, area=places[2])
    assert (before.level, before.score) == (1, 3)
    answer = client.post(url, filled(client, url) | heavier | {"reason": "Arbejde vejer mest"})
    assert answer.url == reverse("data:recipe", args=[own.pk])
    after = NeedLevel.objects.get(recipe=own, area=places[2])
    assert (after.level, after.score) == (2, 6)
    item = own.items.get(indicator=figures[0])
    assert item.weight == 2 and item.history.first().history_change_reason == "Arbejde vejer mest"
    own.refresh_from_db()
    assert own.version == 2 and own.history.first().history_change_reason == "Arbejde vejer mest"
    page = client.get(answer.url).content.decode()
    assert "Arbejde vejer mest" in page


def test_figures_come_and_go_by_their_tick(as_user, consultant, own, figures, places):
    client, url = as_user(consultant), edit_url(own)
    data = filled(client, url)
    gone, new = row_of(data, figures[1]), row_of(data, figures[2])
    assert not [name for name, values in data.items() if name.endswith("-indicator") and str(figures[3].pk) in values]
    data.pop(f"{gone}-picked")
    data |= {f"{new}-picked": "on", f"{new}-step": "0,5", "reason": "Andre nøgletal"}
    assert client.post(url, data).status_code == 302
    found = {item.indicator: item for item in own.items.all()}
    assert set(found) == {figures[0], figures[2]}
    assert found[figures[2]].step == pytest.approx(0.5)
    assert RecipeItem.history.filter(recipe=own, history_type="-").get().history_change_reason == "Andre nøgletal"
    assert {row.why_not for row in NeedLevel.objects.filter(recipe=own)} == {"missing"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("step", "0"),
        ("step", "-1"),
        ("step", ""),
        ("step", "=1+1"),
        ("step", "9" * 20),
        ("weight", "0"),
        ("weight", "99999"),
        ("weight", "2,5"),
        ("most", "\x00"),
        ("indicator", "99999999999999999999"),
    ],
)
def test_a_figure_that_cannot_count_so_is_refused(as_user, consultant, own, figures, field, value):
    client, url = as_user(consultant), edit_url(own)
    data = filled(client, url, reason="Prøve")
    answer = client.post(url, data | {f"{row_of(data, figures[0])}-{field}": value})
    assert answer.status_code == 200 and answer.context["form"].errors
    assert own.history.count() == 1 and RecipeItem.history.filter(recipe=own).count() == 2


@pytest.mark.parametrize(
    "junk",
    [
        {"level_3": "4"},
        {"level_4": "1"},
        {"level_2": "abc"},
        {"level_2": "1e9"},
        {"trend_from": "0"},
        {"trend_years": "0"},
        {"trend_years": "21"},
        {"fewest_areas": "0"},
        {"smallest_residents": "-1"},
        {"smallest_residents": "9" * 20},
        {"name_da": "\x00"},
    ],
)
def test_limits_that_make_no_sense_are_refused(as_user, consultant, own, junk):
    client, url = as_user(consultant), edit_url(own)
    answer = client.post(url, filled(client, url, **junk, reason="Prøve"))
    assert answer.status_code == 200 and answer.context["form"].errors
    assert Recipe.objects.get(pk=own.pk).version == 1


def test_a_recipe_keeps_a_figure(as_user, consultant, own):
    client, url = as_user(consultant), edit_url(own)
    data = {name: values for name, values in filled(client, url, reason="Tom").items() if not name.endswith("-picked")}
    answer = client.post(url, data)
    assert answer.status_code == 200 and answer.context["form"].non_field_errors()
    assert own.items.count() == 2


def test_two_people_at_once_lose_nothing(as_user, cast, own, figures):
    one, other, url = as_user(cast.consultant), as_user(cast.admin), edit_url(own)
    mine, theirs = filled(one, url), filled(other, url)
    row = row_of(mine, figures[0])
    assert other.post(url, theirs | {f"{row}-weight": "3", "reason": "Tre"}).status_code == 302
    answer = one.post(url, mine | {f"{row}-weight": "5", "reason": "Fem"})
    assert answer.status_code == 200 and own.items.get(indicator=figures[0]).weight == 3
    kept = filled(one, url) | {f"{row}-weight": "5", "reason": "Fem"}
    assert one.post(url, kept).status_code == 302
    assert own.items.get(indicator=figures[0]).weight == 5


def test_the_one_used_first_steps_back_for_another(as_user, consultant, own, figures):
    other = factories.recipe(figures[0], municipality=own.municipality, name_da="En anden")
    client, url = as_user(consultant), edit_url(other)
    assert client.post(url, filled(client, url, is_default="on", reason="Den passer bedre")).status_code == 302
    assert list(Recipe.objects.filter(municipality=own.municipality, is_default=True)) == [other]
    assert own.history.first().history_change_reason == "Den passer bedre"


def test_who_may_change_what(as_user, cast, common, own):
    assert as_user(cast.consultant).get(edit_url(own)).status_code == 200
    assert as_user(cast.consultant).get(edit_url(common)).status_code == 403
    assert as_user(cast.admin).get(edit_url(common)).status_code == 200
    for person in (cast.board, cast.stranger, cast.leader):
        assert as_user(person).get(edit_url(own)).status_code == 403
        assert as_user(person).post(edit_url(own), {}).status_code == 403


def test_standard_deviations_have_neither_steps_nor_a_most(as_user, consultant, home, figures):
    limits = {"level_2": -1, "level_3": 1, "level_4": "1.5"}
    recipe = factories.recipe(*figures[:2], kind="matrix", municipality=home, **limits)
    client, url = as_user(consultant), edit_url(recipe)
    data = filled(client, url)
    assert not [name for name in data if name.endswith(("-step", "-most"))]
    new = row_of(data, figures[2])
    answer = client.post(url, data | {f"{new}-picked": "on", "level_4": "1,75", "reason": "Strengere"})
    assert answer.status_code == 302 and recipe.items.count() == 3
    assert Recipe.objects.get(pk=recipe.pk).level_4 == pytest.approx(1.75)
    assert client.get(answer.url).status_code == 200
