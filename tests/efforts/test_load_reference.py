"""The reference data: complete, quick to load again, and never against an admin's edits."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from areas.models import Indicator, Municipality
from efforts.choices import Trait
from efforts.editors import GROUP
from efforts.models import FocusArea, Funder, Typology, TypologySet


@pytest.fixture
def reference(db):
    call_command("load_reference", verbosity=0)


def test_it_is_complete(reference):
    assert Municipality.objects.count() == 98
    assert Municipality.objects.values("region").distinct().count() == 5
    codes = ["residents", "outside_work", "nonwestern", "convicted", "basic_education", "income"]
    codes += ["outside_labour_market", "felt_safety"]
    assert list(Indicator.objects.values_list("code", flat=True)) == codes
    assert not Indicator.objects.filter(source=None).exists()
    assert [len(FocusArea.objects.filter(grant_period=period)) for period in ("2011-14", "2015-18", "2019-26")] == [
        7,
        4,
        4,
    ]
    assert Funder.objects.get().name == "Landsbyggefonden"


def test_both_sets_of_typologies(reference):
    five, three = TypologySet.objects.all()
    assert [row.traits for row in five.typologies.all()] == [[trait] for trait in Trait.values]
    assert [row.traits for row in three.typologies.all()] == [
        ["several_social", "other_tenures"],
        ["citizens"],
        ["city_balance"],
    ]


def test_rows_are_valid_and_written_in_both_languages(reference):
    for model in (Municipality, Indicator, TypologySet, Typology, FocusArea, Funder):
        for row in model.objects.all():
            row.full_clean()
    for model in (Indicator, Typology):
        for row in model.objects.all():
            assert row.description_da and row.description_en


def test_a_second_time_writes_nothing(reference, django_assert_max_num_queries):
    with django_assert_max_num_queries(28) as queries:
        call_command("load_reference", verbosity=0)
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE"))]


def test_an_admins_edits_stay(reference):
    Indicator.objects.filter(code="income").update(name_da="Indkomst")
    Typology.objects.filter(number=5).delete()
    FocusArea.objects.filter(name_da="Sundhed").update(name_da="Sundhed og trivsel")
    Funder.objects.update(name="LBF")
    call_command("load_reference", verbosity=0)
    assert Indicator.objects.get(code="income").name_da == "Indkomst"
    assert Typology.objects.count() == 7
    assert FocusArea.objects.count() == 15
    assert Funder.objects.get().name == "LBF"


def test_a_municipality_follows_the_register(reference):
    Municipality.objects.filter(code="0101").update(name="Kobenhavn", search_key="kobenhavn")
    call_command("load_reference", verbosity=0)
    row = Municipality.objects.get(code="0101")
    assert (row.name, row.search_key) == ("København", "københavn")


def test_consultants_get_a_group_that_an_admin_may_change(reference):
    group = Group.objects.get(name=GROUP)
    codenames = set(group.permissions.values_list("codename", flat=True))
    assert {"change_effort", "add_housingarea", "delete_placement", "view_municipality"} <= codenames
    assert not {"change_municipality", "view_membership", "add_user"} & codenames
    group.permissions.clear()
    call_command("load_reference", verbosity=0)
    assert not group.permissions.exists()


def test_indicators_from_before_they_could_say_more_are_completed_once(reference):
    bare = {"source": None, "jump": None, "is_of_residents": False}
    words = [f"{name}_{language}" for name in ("caution", "numerator", "denominator") for language in ("da", "en")]
    Indicator.objects.filter(code="nonwestern").update(**bare, **dict.fromkeys(words, ""), name_da="Vores navn")
    Indicator.objects.filter(code="income").update(caution_da="Vores forbehold", caution_en="")
    call_command("load_reference", verbosity=0)
    ours = Indicator.objects.get(code="nonwestern")
    assert ours.is_of_residents and ours.source.code == "official-lists" and ours.denominator_da == "Alle beboere"
    assert ours.name_da == "Vores navn"
    assert Indicator.objects.get(code="income").caution_en == ""
