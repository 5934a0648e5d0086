"""What is deleted is kept whole and can be put back; what others lean on stays."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from areas.access import WRITERS
from areas.models import AreaBorder, HousingArea
from boligsocial.records import trash
from boligsocial.records.deletion import consequences, delete, put_back
from boligsocial.records.models import Deletion, Draft, Submission
from efforts.choices import EffortStatus, Role
from efforts.models import Activity, AreaReach, Effort, FundingShare, Membership
from staffing.models import Placement, Post
from tests import factories
from tests.admin.conftest import world

pytestmark = pytest.mark.django_db


def values(row) -> dict:
    """Everything a row says, shapes to the bit."""
    found = {}
    for model_field in row._meta.concrete_fields:
        value = getattr(row, model_field.attname)
        found[model_field.attname] = value.hex if hasattr(value, "hex") and hasattr(value, "srid") else value
    for model_field in row._meta.many_to_many:
        found[model_field.name] = sorted(getattr(row, model_field.name).values_list("pk", flat=True))
    return found


def everything(*models) -> dict:
    return {(model, row.pk): values(row) for model in models for row in model._base_manager.all()}


@pytest.fixture
def area(home):
    """An area with a boundary that has a hole, an old one, names and estates."""
    row = factories.area("Ørbækparken", municipality=home, note="<b>Ærø</b> \u202e =1+1")
    row.estates.set([factories.estate(municipality=home), factories.estate(municipality=home)])
    row.other_names.create(name="Parken")
    factories.border(row, geometry=factories.square(), ends_on=date(2020, 1, 1))
    factories.border(row, geometry=factories.ring(x=0.123456789), starts_on=date(2020, 1, 1))
    return row


def test_an_area_comes_back_to_the_bit(area, consultant):
    from areas.models import AreaName

    models = (HousingArea, AreaName, AreaBorder)
    before = everything(*models)
    deletion = delete(area, user=consultant, reason="Revet ned")
    assert everything(*models) == {}
    assert (deletion.kind, deletion.key, deletion.name) == ("areas.housingarea", deletion.key, "Ørbækparken")
    row = put_back(deletion, user=consultant)
    assert everything(*models) == before
    assert row == HousingArea.objects.get()


def test_the_history_tells_both(area, consultant):
    pk, border = area.pk, area.borders.first().pk
    put_back(delete(area, user=consultant, reason="Revet ned"), user=consultant)
    for model, key in ((HousingArea, pk), (AreaBorder, border)):
        back, gone, *_ = model.history.filter(id=key).order_by("-history_date", "-history_id")
        assert (back.history_type, back.history_user) == ("+", consultant)
        assert (gone.history_type, gone.history_change_reason) == ("-", "Revet ned")
    newest = HousingArea.history.filter(id=pk).order_by("-history_date", "-history_id").first()
    assert newest.estates.count() == 2


def test_what_others_lean_on_is_not_deleted_and_they_are_named(area, consultant, home, elsewhere):
    near, far = (
        factories.effort("Broen", municipalities=(home,)),
        factories.effort("Hemmelig", municipalities=(elsewhere,)),
    )
    factories.reach(near, area)
    factories.reach(far, area)
    with pytest.raises(ValidationError) as refusal:
        delete(area, user=consultant)
    (text,) = refusal.value.messages
    assert "Broen" in text and "Hemmelig" not in text and "(2)" in text
    assert refusal.value.code == "leaned_on"
    assert HousingArea.objects.filter(pk=area.pk).exists() and not Deletion.objects.exists()
    (group,) = consequences(area, consultant).leaning
    assert (group.count, group.more, group.unseen) == (2, 0, 1)


def test_figures_of_an_area_are_counted_not_named(area, consultant):
    for year in (2020, 2021):
        factories.observation(area, factories.indicator(), year)
    (group,) = consequences(area, consultant).leaning
    assert (group.count, group.names, group.unseen) == (2, [], 0)


def test_ten_parts_cost_as_many_queries_as_one(home, consultant, count_queries):
    effort = factories.effort(municipalities=(home,))

    def more(number):
        factories.reach(effort, factories.area(municipality=home))
        factories.budget(effort, 2020 + number)
        factories.placement(factories.post(effort), factories.workplace(home))

    more(1)
    consequences(effort, consultant)
    one = count_queries(lambda: consequences(Effort.objects.get(pk=effort.pk), consultant))
    for number in range(2, 11):
        more(number)
    assert count_queries(lambda: consequences(Effort.objects.get(pk=effort.pk), consultant)) == one


def test_an_effort_goes_with_its_parts_and_its_members(home, consultant):
    made = world(home)
    effort = made["effort"]
    made["placement"].delete()
    made["post"].delete()
    lead = factories.user("Lea Leder")
    factories.member(lead, effort, Role.LEADER)
    models = (Effort, AreaReach, FundingShare, Activity, Membership)
    before = everything(*models)
    groups = consequences(effort, consultant).going
    assert {"Activity", "Aktivitet"} & {group.kind for group in groups}
    deletion = delete(effort, user=lead)
    assert not Effort.objects.exists() and not lead.memberships.exists()
    assert list(Deletion.objects.changeable_by(lead)) == [deletion]
    put_back(deletion, user=lead)
    assert everything(*models) == before


def test_posts_hold_their_effort(home, consultant):
    effort = factories.effort(municipalities=(home,))
    post = factories.post(effort, title="Brobygger")
    with pytest.raises(ValidationError, match="Brobygger"):
        delete(effort, user=consultant)
    factories.placement(post)
    before = everything(Post, Placement)
    put_back(delete(post, user=consultant), user=consultant)
    assert everything(Post, Placement) == before


def test_it_is_put_back_once(area, consultant):
    deletion = delete(area, user=consultant)
    put_back(deletion, user=consultant)
    with pytest.raises(ValidationError) as refusal:
        put_back(deletion, user=consultant)
    assert refusal.value.code == "restored"
    assert HousingArea.objects.count() == 1


def test_what_has_taken_its_place_is_said(area, consultant, home):
    deletion = delete(area, user=consultant)
    factories.area("Ørbækparken", municipality=home)
    with pytest.raises(ValidationError) as refusal:
        put_back(deletion, user=consultant)
    assert "Ørbækparken" in " ".join(refusal.value.messages)
    assert HousingArea.objects.count() == 1 and not AreaBorder.objects.exists()


def test_a_period_that_is_taken_is_said(area, consultant):
    border = area.borders.get(starts_on=date(2020, 1, 1))
    deletion = delete(border, user=consultant, reason="Forkert")
    factories.border(area, starts_on=date(2021, 1, 1))
    with pytest.raises(ValidationError):
        put_back(deletion, user=consultant)
    assert area.borders.count() == 2


def test_a_year_that_lies_outside_by_now_is_said(home, consultant):
    effort = factories.effort(municipalities=(home,), starts_on=date(2025, 1, 1), ends_on=date(2028, 1, 1))
    deletion = delete(factories.budget(effort, 2027), user=consultant, reason="Fejl")
    effort.ends_on = date(2027, 1, 1)
    effort.save()
    with pytest.raises(ValidationError, match="2027"):
        put_back(deletion, user=consultant)
    assert not effort.budgets.exists()


def test_money_that_would_exceed_the_budget_by_now_is_said(home, consultant):
    effort = factories.effort(municipalities=(home,))
    factories.budget(effort, 2026, 100_000_00)
    gone = delete(factories.share(effort, year=2026, amount=60_000_00), user=consultant, reason="Fejl")
    factories.share(effort, year=2026, amount=60_000_00)
    with pytest.raises(ValidationError) as refusal:
        put_back(gone, user=consultant)
    assert refusal.value.code == "over_budget" and effort.shares.count() == 1


def test_what_it_belonged_to_must_be_there(home, consultant):
    effort = factories.effort(municipalities=(home,))
    part, whole = delete(factories.city_link(effort), user=consultant), delete(effort, user=consultant)
    with pytest.raises(ValidationError) as refusal:
        put_back(part, user=consultant)
    assert refusal.value.code == "parent_gone"
    effort = put_back(whole, user=consultant)
    put_back(part, user=consultant)
    assert effort.city_links.count() == 1


def test_what_somebody_deleted_before_is_said(area, consultant):
    same = HousingArea.objects.get(pk=area.pk)
    delete(area, user=consultant)
    with pytest.raises(ValidationError) as refusal:
        delete(same, user=consultant)
    assert refusal.value.code == "deleted"


def test_whose_trash_it_is(cast, home, elsewhere):
    near = delete(factories.area(municipality=home), user=cast.admin)
    far = delete(factories.area(municipality=elsewhere), user=cast.admin)
    part = delete(factories.budget(cast.leader.effort), user=cast.admin)
    funder = delete(factories.funder(), user=cast.admin)
    every = Deletion.objects
    assert set(every.changeable_by(cast.consultant)) == {near, part}
    assert set(every.visible_to(cast.board)) == {near, part} and not every.changeable_by(cast.board).exists()
    assert set(every.changeable_by(cast.stranger)) == {far}
    assert set(every.changeable_by(cast.leader)) == {part}
    assert set(every.changeable_by(cast.admin)) == {near, far, part, funder}


def test_a_deleted_draft_is_seen_by_those_who_could_change_it(cast, home):
    draft = delete(factories.effort(municipalities=(home,), status=EffortStatus.DRAFT), user=cast.consultant)
    assert list(Deletion.objects.visible_to(cast.consultant)) == [draft]
    assert not Deletion.objects.visible_to(cast.board).exists()


def test_a_place_is_not_found_in_a_longer_number(cast, home):
    """Municipality 1 is not municipality 12."""
    kept = delete(factories.area(municipality=home), user=cast.admin)
    Deletion.objects.filter(pk=kept.pk).update(places=f" municipality-{home.pk}7 ")
    assert not Deletion.objects.visible_to(cast.consultant).exists()


def test_writers_are_the_roles_that_change_things():
    assert trash.WRITERS == WRITERS


def test_after_thirty_days_it_is_gone(area, consultant):
    old, young = delete(area, user=consultant), delete(factories.area(), user=consultant)
    draft = Draft.objects.create(user=consultant, path="/gammel/", fields="")
    sent = Submission.objects.create(token="7f4df6ee-6e4f-4b40-9fd3-1f9e9f7f0c11", user=consultant, url="/")
    before = timezone.now() - timedelta(days=31)
    Deletion.objects.filter(pk=old.pk).update(deleted_at=before)
    Draft.objects.update(saved_at=before)
    Submission.objects.update(sent_at=before)
    call_command("tidy", verbosity=0)
    assert list(Deletion.objects.all()) == [young]
    assert not Draft.objects.filter(pk=draft.pk).exists() and not Submission.objects.filter(pk=sent.pk).exists()


@pytest.mark.parametrize(
    "name",
    [
        "areaname",
        "areaborder",
        "institution",
        "estate",
        "observation",
        "listentry",
        "citizengroup",
        "institutionreach",
        "citylink",
        "budget",
        "fundingshare",
        "activity",
        "areareach",
        "placement",
        "workplace",
        "funder",
        "membership",
    ],
)
def test_every_kind_of_row_comes_back(home, consultant, name):
    made = world(home)
    for other in ("placement", "post") if name == "workplace" else ():
        made[other].delete()
    if name in ("institution", "estate"):
        made["effort"].institution_reaches.all().delete()
    if name == "funder":
        made["effort"].shares.all().delete()
    row = made[name]
    before = everything(type(row))
    deletion = delete(row, user=consultant)
    assert (type(row), deletion.key) not in everything(type(row))
    put_back(deletion, user=consultant)
    assert everything(type(row)) == before


def test_an_estate_comes_back_into_its_areas(area, consultant):
    estate = area.estates.first()
    put_back(delete(estate, user=consultant), user=consultant)
    assert area.estates.count() == 2
