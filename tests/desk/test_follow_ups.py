"""Follow-ups: begun at an area, changed, closed with an outcome, opened again, deleted; and the list of them."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from boligsocial.records.deletion import put_back
from boligsocial.records.models import Deletion
from efforts.choices import EffortStatus, Role
from efforts.models import Activity
from staffing import actions
from staffing.choices import FollowUpKind
from staffing.follow_up_forms import AFTER
from staffing.models import FollowUp
from staffing.people import who_may_act
from tests import factories
from tests.page_forms import main_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def place(home):
    return factories.area("Kløft", municipality=home)


@pytest.fixture
def effort(home, place):
    return factories.effort("Broen", municipalities=(home,), reaches=(place,))


def new(place) -> str:
    return reverse("desk:follow-up-new", args=[place.pk])


def page(name, row) -> str:
    return reverse(f"desk:follow-up-{name}", args=[row.pk])


def filled(person, today, **fields) -> dict:
    return {
        "kind": "nothing",
        "grounds": "Vi ser tiden an.",
        "owner": person.pk,
        "look_again_on": (today + AFTER).isoformat(),
        **fields,
    }


def errors(response) -> dict:
    assert response.status_code == 200
    return response.context["form"].errors


# --- Beginning -----------------------------------------------------------------------------------------------------


def test_one_begins_with_oneself_and_a_day_before_the_next_meeting(place, consultant, as_user, today):
    form = as_user(consultant).get(new(place)).context["form"]
    assert (form["owner"].value(), form["look_again_on"].value()) == (consultant.pk, today + AFTER)


def test_it_keeps_what_was_said_and_the_level_of_then(place, home, consultant, as_user, today):
    factories.need_level(place, factories.recipe(is_default=True), today.year, 3)
    answer = as_user(consultant).post(new(place), filled(consultant, today))
    assert answer.url == reverse("need:follow-ups")
    one = FollowUp.objects.get()
    assert (one.area, one.kind, one.need_level, one.made_on) == (place, FollowUpKind.NOTHING, 3, today)
    state = one.history.get()
    assert (state.history_user, state.grounds) == (consultant, "Vi ser tiden an.")


@pytest.mark.parametrize("kind", ["activity", "post"])
def test_what_is_moved_brings_its_effort_and_nothing_else_is_kept(kind, place, effort, consultant, as_user, today):
    things = {"activity": Activity.objects.create(effort=effort, name="Café"), "post": factories.post(effort)}
    data = filled(consultant, today, kind=kind, **{name: thing.pk for name, thing in things.items()})
    as_user(consultant).post(new(place), data)
    one = FollowUp.objects.get()
    assert (one.activity, one.post, one.effort) == (
        things["activity"] if kind == "activity" else None,
        things["post"] if kind == "post" else None,
        effort,
    )


def test_core_operation_may_name_the_effort_it_takes_over_from(place, effort, consultant, as_user, today):
    as_user(consultant).post(new(place), filled(consultant, today, kind="operation", effort=effort.pk))
    assert FollowUp.objects.get().effort == effort


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", ""),
        ("kind", "x\x00"),
        ("grounds", "   "),
        ("grounds", "x" * 2001),
        ("owner", ""),
        ("owner", "99999999999999999999"),
        ("owner", "<b>"),
        ("look_again_on", ""),
        ("look_again_on", "2020-01-01"),
        ("look_again_on", "9999-12-31"),
        ("look_again_on", "31-02-2027"),
    ],
)
def test_bad_answers_are_told_at_their_field(place, consultant, as_user, today, field, value):
    assert field in errors(as_user(consultant).post(new(place), filled(consultant, today, **{field: value})))
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("kind", ["activity", "post"])
def test_one_says_what_to_move(kind, place, effort, consultant, as_user, today):
    assert kind in errors(as_user(consultant).post(new(place), filled(consultant, today, kind=kind)))


def test_what_one_may_not_change_cannot_be_moved(place, effort, elsewhere, consultant, as_user, today):
    client = as_user(consultant)
    foreign = factories.post(factories.effort(municipalities=(elsewhere,)))
    over = factories.post(factories.effort(municipalities=(place.municipality,), status=EffortStatus.CLOSED))
    past = factories.post(effort, ends_on=today)
    mine = factories.post(effort)
    offered = set(client.get(new(place)).context["form"].fields["post"].queryset)
    assert offered == {mine}
    for one in (foreign, over, past):
        assert "post" in errors(client.post(new(place), filled(consultant, today, kind="post", post=one.pk)))


def test_owners_are_those_who_may_act_there(place, effort, home, cast, today):
    lead, organisation = factories.user("Leder her"), factories.organisation()
    factories.member(lead, effort, Role.LEADER)
    landlord, reader, gone = factories.user("Udlejer"), factories.user("Læser"), factories.user("Væk", is_active=False)
    place.estates.add(factories.estate(organisation=organisation, municipality=home))
    factories.member(landlord, organisation, Role.CONSULTANT)
    factories.member(reader, home, Role.READER)
    factories.member(gone, home, Role.CONSULTANT)
    secret = factories.effort("Kladde", reaches=(place,), status=EffortStatus.DRAFT)
    factories.member(factories.user("Elsewhere"), secret, Role.LEADER)
    assert set(who_may_act(place, today)) == {cast.consultant, lead, landlord}


def test_the_same_form_sent_twice_makes_one(place, consultant, as_user, today):
    client = as_user(consultant)
    token = client.get(new(place)).context["token"]
    for _again in range(2):
        client.post(new(place), filled(consultant, today, token=token))
    assert FollowUp.objects.count() == 1


# --- Changing, closing, opening again ------------------------------------------------------------------------------


def edit(client, one, **changes):
    form = client.get(page("edit", one)).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return client.post(page("edit", one), data | changes)


def test_another_day_needs_a_reason(place, consultant, as_user, today):
    one = factories.follow_up(place, consultant, made_on=today, look_again_on=today + AFTER)
    client, later = as_user(consultant), (today + AFTER + timedelta(days=7)).isoformat()
    assert "reason" in errors(edit(client, one, look_again_on=later))
    assert edit(client, one, look_again_on=later, reason="Mødet er flyttet.").status_code == 302
    assert one.history.first().history_change_reason == "Mødet er flyttet."


def test_a_late_one_can_be_changed_without_a_new_day(place, consultant, as_user):
    one = factories.follow_up(place, consultant)
    assert edit(as_user(consultant), one, grounds="Nye tal kommer i maj.").status_code == 302


def test_a_stale_save_is_refused_with_both_versions(place, consultant, as_user, today):
    one = factories.follow_up(place, consultant)
    client = as_user(consultant)
    form = client.get(page("edit", one)).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    edit(client, one, grounds="Den enes.")
    answer = client.post(page("edit", one), data | {"grounds": "Den andens."})
    assert answer.context["conflict"].differences[0].theirs == "Den enes."
    one.refresh_from_db()
    assert one.grounds == "Den enes."


def test_it_closes_with_an_outcome_and_opens_again_with_a_reason(place, consultant, as_user, today):
    one = factories.follow_up(place, consultant)
    client = as_user(consultant)
    assert "outcome" in errors(client.post(page("close", one), {"outcome": " ", "version": 1}))
    assert client.post(page("close", one), {"outcome": "Flyttet.", "version": 1}).status_code == 302
    one.refresh_from_db()
    assert (one.closed_on, one.outcome) == (today, "Flyttet.")
    with pytest.raises(ValidationError):
        actions.save_follow_up(follow_up=one, on=today)
    again = {"look_again_on": (today + AFTER).isoformat(), "version": one.version}
    assert "reason" in errors(client.post(page("reopen", one), again))
    assert client.post(page("reopen", one), again | {"reason": "Det gik tilbage."}).status_code == 302
    one.refresh_from_db()
    assert (one.closed_on, one.outcome, one.look_again_on) == (None, "", today + AFTER)
    assert [state.outcome for state in one.history.all()] == ["", "Flyttet.", ""]


def test_it_is_deleted_and_put_back(place, consultant, as_user):
    one = factories.follow_up(place, consultant)
    url = reverse("desk:delete", args=["staffing.followup", one.pk])
    answer = as_user(consultant).post(url, {"version": one.version, "reason": "Oprettet ved en fejl."})
    assert answer.status_code == 302 and not FollowUp.objects.exists()
    put_back(Deletion.objects.get(), user=consultant)
    assert FollowUp.objects.get().grounds == one.grounds


# --- Who may ---------------------------------------------------------------------------------------------------------


def test_an_owner_through_an_effort_says_what_came_of_it(place, effort, as_user):
    """Who leads an effort may change no area, but whoever owns a follow-up must be able to close it."""
    lead = factories.user("Leder her")
    factories.member(lead, effort, Role.LEADER)
    own, other = factories.follow_up(place, lead), factories.follow_up(place)
    client = as_user(lead)
    assert client.get(page("close", own)).status_code == 200
    assert client.get(page("close", other)).status_code == 403
    assert client.get(new(place)).status_code == 403


@pytest.mark.parametrize(("who", "status"), [("board", 403), ("stranger", 404), ("admin", 200)])
def test_others_are_refused(place, cast, as_user, who, status):
    one = factories.follow_up(place, cast.consultant)
    client = as_user(getattr(cast, who))
    for url in (new(place), page("edit", one), page("close", one), page("reopen", one)):
        assert client.get(url).status_code == status
    seen = client.get(reverse("need:follow-ups")).content.decode()
    assert (one.grounds in seen) == (status != 404) and (page("close", one) in seen) == (status == 200)


def test_what_is_moved_from_an_effort_one_may_not_see_is_not_named(place, elsewhere, consultant, as_user):
    hidden = factories.post(factories.effort("Hemmelig", municipalities=(elsewhere,)), title="Skjult stilling")
    factories.follow_up(place, consultant, kind="post", post=hidden, effort=hidden.effort)
    client, one = as_user(consultant), FollowUp.objects.get()
    more = [reverse(f"history:follow-up{which}", args=[one.pk]) for which in ("", "-moment")]
    for address in (reverse("need:follow-ups"), page("edit", one), page("close", one), *more):
        page_ = client.get(address).content.decode()
        assert "Skjult stilling" not in page_ and "Hemmelig" not in page_


def test_whoever_may_not_see_what_is_moved_can_still_change_the_rest(place, elsewhere, consultant, as_user, today):
    effort = factories.effort("Hemmelig", municipalities=(elsewhere,))
    hidden = Activity.objects.create(effort=effort, name="Skjult")
    one = factories.follow_up(place, consultant, kind="activity", activity=hidden, effort=hidden.effort)
    form = main_form(as_user(consultant).get(page("edit", one))).data()
    answer = as_user(consultant).post(page("edit", one), form | {"grounds": "Nu med flere ord."})
    assert answer.status_code == 302
    one.refresh_from_db()
    assert (one.grounds, one.activity, one.effort) == ("Nu med flere ord.", hidden, hidden.effort)


# --- The list --------------------------------------------------------------------------------------------------------


def listed(client, **query) -> list[str]:
    response = client.get(reverse("need:follow-ups"), {"date": "2026-03-02", **query})
    return [row.one.grounds for row in response.context["rows"]]


@pytest.fixture
def several(place, consultant):
    days = {"sent": (1, 1), "i dag": (3, 2), "snart": (3, 20), "siden": (9, 1)}
    for grounds, (month, day) in days.items():
        factories.follow_up(
            place, consultant, grounds=grounds, made_on=date(2026, 1, 1), look_again_on=date(2026, month, day)
        )
    other = {"made_on": date(2026, 1, 1), "look_again_on": date(2026, 1, 5)}
    factories.follow_up(place, grounds="lukket", closed_on=date(2026, 2, 1), outcome="Færdig.", **other)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["sent", "i dag", "snart", "siden"]),
        ({"when": "late"}, ["sent"]),
        ({"when": "due"}, ["sent", "i dag"]),
        ({"when": "soon"}, ["sent", "i dag", "snart"]),
        ({"when": "closed"}, ["lukket"]),
        ({"when": "all"}, ["sent", "i dag", "snart", "siden", "lukket"]),
        ({"owner": "mine"}, ["sent", "i dag", "snart", "siden"]),
        ({"kind": "post"}, []),
        ({"q": "KLØ", "when": "late"}, ["sent"]),
        ({"date": "2026-01-20"}, ["sent", "lukket", "i dag", "snart", "siden"]),
        ({"date": "2025-12-31"}, []),
    ],
)
def test_late_ones_first_and_the_file_is_the_list(several, consultant, as_user, query, found):
    client = as_user(consultant)
    if found:
        assert listed(client, **query) == found
    answer = client.get(reverse("need:follow-ups"), {"date": "2026-03-02", **query, "export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert [line for line in found if line in text] == found and text.count("\n") == len(found) + 1
