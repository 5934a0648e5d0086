"""Find anything: by any name, in both Unicode forms, best first, and only what one may see."""

import unicodedata

import pytest
from django.urls import reverse

from areas.models import AreaName
from boligsocial.dashboards.search import FIRST, find
from efforts.choices import EffortStatus
from tests import factories

pytestmark = pytest.mark.django_db


def named(groups) -> dict[str, list[str]]:
    return {group.kind: [str(hit.thing) for hit in group.hits] for group in groups}


@pytest.fixture
def world(home):
    """One of each kind at home whose name holds "ørbæk"."""
    area = factories.area("Ørbækparken", municipality=home)
    effort = factories.effort("Sammen om Ørbæk", reaches=(area,))
    school = factories.institution("Ørbæk Skole", municipality=home)
    factories.partner(effort, school)
    organisation = factories.organisation("Boligforeningen Fyn")
    estate = factories.estate(name="Ørbæk afdeling 7", number="007", organisation=organisation, municipality=home)
    area.estates.add(estate)
    factories.share(effort, factories.funder("Ørbækfonden"))
    factories.post(effort, title="Brobygger", display_name="Ørbækvej")
    factories.workplace(area, name="Ørbækkontoret")
    return area


def test_a_code_finds_its_area(world, consultant):
    world.code = "0751-B"
    world.save()
    (group,) = find("0751-b", consultant)
    assert [(hit.thing, hit.matched) for hit in group.hits] == [(world, "0751-B")]
    assert find("0751", consultant) == []


def test_everything_is_found_in_its_group(world, consultant):
    assert named(find("ørbæk", consultant)) == {
        "areas": ["Ørbækparken"],
        "efforts": ["Sammen om Ørbæk"],
        "institutions": ["Ørbæk Skole"],
        "estates": ["Ørbæk afdeling 7"],
        "workplaces": ["Ørbækkontoret"],
        "posts": ["Brobygger (Ørbækvej)"],
        "funders": ["Ørbækfonden"],
    }
    assert named(find("hjemkøb", consultant)) == {"municipalities": ["Hjemkøbing"]}


@pytest.mark.parametrize("text", ["ØRBÆK", " ørbæk ", unicodedata.normalize("NFD", "ørbæk"), "Ørbæk"])
def test_case_and_unicode_forms_do_not_matter(world, consultant, text):
    assert named(find(text, consultant))["areas"] == ["Ørbækparken"]


@pytest.mark.parametrize("text", ["Åparken", "aaparken", "A\u030aparken", "ÅPARK"])
def test_aa_is_found_in_all_its_forms(home, consultant, text):
    factories.area("Åparken", municipality=home)
    assert named(find(text, consultant)) == {"areas": ["Åparken"]}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Ørbækparken", "oerbaekp"),
        ("Søndervang", "soendervang"),
        ("Oehlenschlægersgade 4 Süd", "oehlenschlaegersgade 4 sued"),
        ("Aarhusvej", "århusvej"),
        ("Århusvej", "aarhus"),
        ("Oerbaekparken", "ørbæk"),
    ],
)
def test_letters_are_found_by_what_other_keyboards_type(home, consultant, as_user, name, typed):
    area = factories.area("Agervang", municipality=home)
    AreaName.objects.create(area=area, name=name)
    assert [hit.matched for hit in find(typed, consultant)[0].hits] == [name]
    assert name.encode() not in as_user(consultant).get(reverse("areas:list"), {"q": "oeland"}).content
    assert list(as_user(consultant).get(reverse("areas:list"), {"q": typed}).context["page"]) == [area]


def test_what_it_is_called_comes_before_what_only_holds_it(home, consultant):
    for name in ("Ny Sø", "Søen", "Sø"):
        factories.area(name, municipality=home)
    assert named(find("soe", consultant))["areas"] == ["Sø", "Søen", "Ny Sø"]


def test_what_is_spelt_as_typed_comes_before_what_may_be_meant(home, consultant):
    for name in ("Brønden", "Ved Broen", "Storebroens Kvarter"):
        factories.area(name, municipality=home)
    assert named(find("broen", consultant))["areas"] == ["Ved Broen", "Storebroens Kvarter", "Brønden"]


def test_the_best_come_first_in_danish_order(home, consultant):
    for name in ("Nordparken", "Park", "Parken Å", "Parken Æ", "Vest park"):
        factories.area(name, municipality=home)
    assert named(find("park", consultant))["areas"] == ["Park", "Parken Æ", "Parken Å", "Vest park", "Nordparken"]


def test_several_words_narrow_in_any_order(home, consultant):
    for name in ("Store Vang Syd", "Vang Nord", "Store Mose"):
        factories.area(name, municipality=home)
    assert named(find("vang store", consultant))["areas"] == ["Store Vang Syd"]


def test_an_area_says_by_which_other_name_it_was_found(home, consultant):
    area = factories.area("Agervang", municipality=home)
    for name in ("Vangkvarteret", "Grønneparken"):
        AreaName.objects.create(area=area, name=name)
    factories.area("Det gamle Grønneparken", municipality=home)
    found = find("grønneparken", consultant)[0]
    assert [(str(hit.thing), hit.matched) for hit in found.hits] == [
        ("Agervang", "Grønneparken"),
        ("Det gamle Grønneparken", ""),
    ]
    assert find("agervang", consultant)[0].hits[0].matched == ""


def test_a_stranger_finds_nothing(world, stranger):
    assert find("ørbæk", stranger) == []
    assert find("hjemkøbing", stranger) == []


def test_drafts_are_found_only_by_those_who_may_change_them(world, consultant, board, home):
    draft = factories.effort("Kladden om Ørbæk", municipalities=(home,), status=EffortStatus.DRAFT)
    factories.post(draft, title="Ørbæk-kladdepost")
    factories.share(draft, factories.funder("Ørbæk kladdefond"))
    assert "Kladden om Ørbæk" in named(find("kladde", consultant))["efforts"]
    assert find("kladde", board) == []


def test_a_funder_names_the_efforts_one_sees_and_no_others(world, consultant, elsewhere):
    payer = factories.funder("Fælles fond")
    for number in range(5):
        factories.share(factories.effort(f"Hjemme {number}", reaches=(world,)), payer)
    factories.share(factories.effort("Ude", municipalities=(elsewhere,)), payer)
    hit = find("fælles fond", consultant)[0].hits[0]
    assert [effort.name for effort in hit.efforts] == ["Hjemme 0", "Hjemme 1", "Hjemme 2"]
    assert hit.more == 2


def test_a_group_counts_all_and_shows_the_first(home, consultant):
    for number in range(FIRST + 3):
        factories.area(f"Parken {number}", municipality=home)
    group = find("parken", consultant)[0]
    assert (len(group.hits), group.all) == (FIRST, FIRST + 3)


def test_the_queries_are_flat(world, consultant, count_queries, home):
    def look():
        find("ørbæk", consultant)

    look()
    one = count_queries(look)
    for number in range(9):
        area = factories.area(f"Ørbækparken {number}", municipality=home)
        AreaName.objects.create(area=area, name=f"Ny Ørbæk {number}")
        effort = factories.effort(f"Ørbæk {number}", reaches=(area,))
        factories.partner(effort, factories.institution(f"Ørbæk Skole {number}", municipality=home))
        factories.share(effort, factories.funder(f"Ørbækfonden {number}"))
        factories.post(effort, title=f"Ørbækpost {number}")
        factories.workplace(area, name=f"Ørbækkontoret {number}")
        area.estates.add(factories.estate(name=f"Ørbæk {number}", municipality=home))
    assert count_queries(look) == one <= 13


@pytest.mark.parametrize(
    "text", ["", " ", "%", "_", "%%00", "\x00", "' OR 1=1 --", "<script>", "=1+1", "\u202eabc", "9" * 20, "å" * 10_000]
)
def test_junk_finds_nothing_and_is_no_error(world, consultant, as_user, text):
    answer = as_user(consultant).get(reverse("search:all"), {"q": text})
    assert answer.status_code == 200
    assert answer.context["groups"] == []
    assert "<script>" not in answer.content.decode().replace("<script type", "")


def test_the_page_leads_to_where_things_are_read(world, consultant, as_user):
    text = as_user(consultant).get(reverse("search:all"), {"q": "ørbæk", "date": "2026-05-01"}).content.decode()
    effort = world.reaches.get().effort
    assert f'href="{reverse("areas:detail", args=[world.pk])}?date=2026-05-01"' in text
    assert f'href="{reverse("efforts:detail", args=[effort.pk])}?date=2026-05-01"' in text
    assert "Ørbækkontoret" in text and "Ørbæk afdeling 7" in text
