"""Loading the demonstration: once, whole, quick, and never against what people changed."""

from itertools import filterfalse

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import IntegrityError

from areas.choices import BorderQuality
from areas.models import AreaBorder, HousingArea, Municipality
from boligsocial.common.versions import is_history
from boligsocial.demo import loading, people
from boligsocial.demo.town_places import TOWN
from boligsocial.demo.views import WHO
from efforts.choices import Role
from efforts.models import Effort, Membership

APPS = ("accounts", "areas", "auth", "efforts", "staffing")


def everything() -> dict:
    """Every row with every field, of every table the demonstration may touch."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in APPS]
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


def test_loading_twice_changes_nothing(demo):
    before = everything()
    assert sum(map(len, before.values())) > 2000
    for command in ("load_demo", "load_official_lists", "load_reference"):
        call_command(command, verbosity=0)
        assert everything() == before


def test_what_people_changed_stays(demo):
    area = HousingArea.objects.get(municipality__name="Holbæk", name="Agervang")
    area.name, area.note = "Grønneparken", "Rettet i hånden."
    area.save()
    HousingArea.objects.filter(name="Tåstrupgård").update(note="Rettet i hånden.")
    AreaBorder.objects.filter(area__name="Vollsmose").delete()
    Effort.objects.filter(name="Mit Kvarter").update(name="Mit Kvarter 2")
    get_user_model().objects.get(email="leader@demo.invalid").delete()
    before = everything()
    for command in ("load_demo", "load_official_lists", "load_reference"):
        call_command(command, verbosity=0)
        assert everything() == before


def test_it_builds_on_what_is_there(db):
    call_command("load_official_lists", verbosity=0)
    there = set(HousingArea.objects.values_list("pk", flat=True))
    call_command("load_demo", verbosity=0)
    assert HousingArea.objects.filter(name="Tåstrupgård").count() == 1
    assert there <= set(HousingArea.objects.values_list("pk", flat=True))


def test_it_is_loaded_whole_or_not_at_all(db, monkeypatch):
    def fail(**kwargs):
        raise IntegrityError

    monkeypatch.setattr(people, "load", fail)
    before = everything()
    with pytest.raises(IntegrityError):
        loading.load()
    assert everything() == before


def test_to_find_it_loaded_takes_one_query(demo, count_queries):
    assert count_queries(loading.load) == 1


def test_every_row_is_valid(demo):
    """Bulk inserts skip the models' own checks; every row passes them."""
    for config in map(apps.get_app_config, ("areas", "efforts", "staffing")):
        for model in filterfalse(is_history, config.get_models()):
            for row in model._base_manager.all():
                row.full_clean(validate_unique=False, validate_constraints=False)


def test_nothing_is_called_surveyed(demo):
    assert not AreaBorder.objects.filter(quality=BorderQuality.SURVEYED).exists()
    real = AreaBorder.objects.filter(area__municipality__is_fictional=False)
    assert set(real.values_list("quality", flat=True)) == {BorderQuality.APPROXIMATE}
    assert not AreaBorder.objects.filter(source="").exists()


def test_there_is_a_person_behind_every_door(demo):
    users = {user.email: user for user in get_user_model().objects.all()}
    assert set(users) == {f"{who}@demo.invalid" for who in WHO}
    assert all(user.name.startswith("Demo ") and not user.has_usable_password() for user in users.values())
    assert {email for email, user in users.items() if user.is_superuser} == {"admin@demo.invalid"}
    assert {email for email, user in users.items() if user.is_staff} == {
        "admin@demo.invalid",
        "consultant@demo.invalid",
    }


def test_the_consultant_edits_places_efforts_and_staff_but_not_rights(demo):
    consultant = get_user_model().objects.get(email="consultant@demo.invalid")
    for permission in ("areas.change_housingarea", "efforts.add_fundingshare", "staffing.delete_placement"):
        assert consultant.has_perm(permission)
    assert consultant.has_perm("efforts.view_typology")
    for permission in ("efforts.change_typology", "efforts.view_membership", "accounts.view_user"):
        assert not consultant.has_perm(permission)


def test_the_board_member_sees_all_and_the_leader_one_effort(demo):
    board, leader = (get_user_model().objects.get(email=f"{who}@demo.invalid") for who in ("board", "leader"))
    assert Effort.objects.visible_to(board).count() == Effort.objects.count()
    assert HousingArea.objects.visible_to(board).count() == HousingArea.objects.count()
    seen = Effort.objects.visible_to(leader).get()
    assert seen.name == "Sammen i Eventyrkøbing"
    assert seen.posts.count() == max(effort.posts.count() for effort in Effort.objects.all())
    assert Membership.objects.get(user=leader).role == Role.LEADER
    assert set(Municipality.objects.worked_in_by(leader).values_list("name", flat=True)) <= {TOWN}
