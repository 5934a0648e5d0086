"""The history of a thing with its parts: who changed what, when and why; and what there was at any moment."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from areas.models import HousingArea
from boligsocial.common.versions import VersionedModel
from boligsocial.dashboards.history_kinds import THINGS
from efforts.choices import EffortStatus, Role
from efforts.models import Activity, Effort
from tests import factories
from tests.admin.conftest import world

pytestmark = pytest.mark.django_db

NOUNS = ["area", "estate", "institution", "effort", "funder", "post", "workplace"]
MODEL_OF = {"area": "housingarea"}


def changed(row, *, by=None, why=None, at=None, **values):
    """Save some values of a row, as somebody, at a time."""
    row._history_user, row._change_reason = by, why
    if at is not None:
        row._history_date = at
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def text_of(client, noun, pk, page="", language="en", **query) -> str:
    client.cookies["django_language"] = language
    answer = client.get(reverse(f"history:{noun}{page}", args=[pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def told(client, noun, pk, **query):
    client.cookies["django_language"] = "en"
    return client.get(reverse(f"history:{noun}", args=[pk]), query).context["told"]


@pytest.fixture
def area(home):
    return factories.area("Ørbækparken", municipality=home, homes=100)


def test_a_change_is_told_field_by_field_with_who_when_and_why(area, consultant, board, as_user):
    changed(area, by=consultant, why="Talt op", at=timezone.now() + timedelta(minutes=1), homes=1200, tenure="mixed")
    newest, first = told(as_user(board), "area", area.pk)
    assert (newest.who, newest.event.reasons) == ("Karla Konsulent", ["Talt op"])
    (entry,) = newest.entries
    assert entry.action == "changed"
    assert [(one.old, one.new) for one in entry.changes] == [("social housing", "mixed"), ("100", "1,200")]
    assert first.entries[0].action == "made" and first.who == ""
    page = text_of(as_user(board), "area", area.pk)
    assert "Karla Konsulent" in page and "Talt op" in page and "1,200" in page


def test_an_effort_tells_its_parts_and_those_that_are_gone(home, area, consultant, as_user):
    effort = factories.effort("Broen", municipalities=(home,), reaches=(area,))
    post = factories.post(effort, title="Brobygger")
    factories.placement(post, factories.workplace(home, name="Rådhuset"))
    share = factories.share(effort, factories.funder("Fonden"))
    reach = effort.area_reaches.get()
    later = timezone.now() + timedelta(hours=1)
    for row in (share, reach, post.placements.get(), post):
        row._history_user, row._history_date, row._change_reason = consultant, later, "Slut"
        row.delete()
    area.delete()
    newest = told(as_user(consultant), "effort", effort.pk)[0]
    assert newest.event.reasons == ["Slut"]
    found = {(one.action, one.name) for one in newest.entries}
    assert found == {
        ("deleted", "Ørbækparken (deleted)"),
        ("deleted", "Fonden, 2026"),
        ("deleted", "Brobygger"),
        ("deleted", "Brobygger (deleted), Monday"),
    }
    assert "75,000 kr." in str([one.changes for one in newest.entries])


def test_rows_of_one_save_are_one_event_and_lists_are_told(home, elsewhere, consultant, as_user):
    effort = factories.effort("Broen", municipalities=(home,))
    at = timezone.now() + timedelta(hours=1)
    changed(effort, by=consultant, at=at, name="Den nye bro")
    effort.municipalities.add(elsewhere)
    newest = told(as_user(consultant), "effort", effort.pk)[0]
    (entry,) = newest.entries
    assert [(one.old, one.new) for one in entry.changes] == [
        ("Broen", "Den nye bro"),
        ("Hjemkøbing", "Andetsted, Hjemkøbing"),
    ]


def test_small_groups_stay_withheld(home, consultant, as_user):
    effort = factories.effort(municipalities=(home,))
    group = factories.citizens(effort, people=37, households=4)
    changed(group, by=consultant, at=timezone.now() + timedelta(hours=1), people=3)
    for page in ("", "-moment"):
        text = text_of(as_user(consultant), "effort", effort.pk, page)
        assert "withheld" in text
        assert ">37<" not in text and ">3<" not in text and ">4<" not in text


def test_a_moved_boundary_is_drawn_and_said(area, consultant, as_user):
    border = factories.border(area, geometry=factories.square())
    at = timezone.now() + timedelta(hours=1)
    changed(border, by=consultant, why="Opmålt", at=at, geometry=factories.ring())
    (entry,) = told(as_user(consultant), "area", area.pk)[0].entries
    (change,) = entry.changes
    assert change.old == "16.0 ha" and change.new == "13.0 ha, 2 parts, 1 hole"
    assert change.outline.old and change.outline.new
    assert "<path" in text_of(as_user(consultant), "area", area.pk)


def test_a_part_that_moved_is_told_at_both_ends_and_no_further(home, consultant, as_user):
    one, other = (factories.effort(name, municipalities=(home,)) for name in ("Den ene", "Den anden"))
    activity = Activity.objects.create(effort=one, name="Lektiecafé")
    changed(activity, by=consultant, at=timezone.now() + timedelta(hours=1), effort=other)
    changed(activity, by=consultant, at=timezone.now() + timedelta(hours=2), name="Hemmeligt")
    assert [entry.action for event in told(as_user(consultant), "effort", one.pk) for entry in event.entries][
        0
    ] == "left"
    assert "Hemmeligt" not in text_of(as_user(consultant), "effort", one.pk)
    actions = [entry.action for event in told(as_user(consultant), "effort", other.pk) for entry in event.entries]
    assert actions[:2] == ["changed", "came"]


def test_the_state_of_an_earlier_moment(home, area, consultant, as_user):
    factories.border(area, starts_on=date(2020, 1, 1), geometry=factories.square())
    before = timezone.now()
    changed(area, by=consultant, at=before + timedelta(days=1), name="Ørbæk Nord", homes=7)
    border = area.borders.get()
    border._history_date = before + timedelta(days=1)
    border.delete()
    client = as_user(consultant)
    old = text_of(client, "area", area.pk, "-moment", at=(before + timedelta(minutes=1)).isoformat())
    assert "Ørbækparken" in old and "16.0 ha" in old
    new = text_of(client, "area", area.pk, "-moment", at=(before + timedelta(days=2)).isoformat())
    assert "Ørbæk Nord" in new and "16.0 ha" not in new
    assert "not kept" in text_of(client, "area", area.pk, "-moment", at="1995-01-01T12:00")


def test_narrowed_to_a_person_and_days(area, consultant, board, as_user):
    start = timezone.now()
    changed(area, by=consultant, at=start + timedelta(days=3), homes=1)
    changed(area, by=board, at=start + timedelta(days=6), homes=2)
    client, day = as_user(consultant), timezone.localdate
    assert [one.who for one in told(client, "area", area.pk, who=consultant.pk)] == ["Karla Konsulent"]
    since = {"since": day(start + timedelta(days=5)).isoformat()}
    assert [one.who for one in told(client, "area", area.pk, **since)] == ["Bent Bestyrelse"]
    until = {"until": day(start + timedelta(days=3)).isoformat()}
    assert [one.who for one in told(client, "area", area.pk, **until)] == ["Karla Konsulent", ""]


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("page", ["", "-moment"])
def test_who_sees_the_thing_sees_its_history_and_nobody_else(home, cast, as_user, client, noun, page):
    row = world(home)[MODEL_OF.get(noun, noun)]
    url = reverse(f"history:{noun}{page}", args=[row.pk])
    for person in (cast.consultant, cast.board, cast.admin):
        assert as_user(person).get(url).status_code == 200
    assert as_user(cast.stranger).get(url).status_code == (200 if noun == "funder" else 404)
    assert client.get(url).status_code == 302
    assert as_user(cast.admin).get(reverse(f"history:{noun}{page}", args=[row.pk + 10_000])).status_code == 404


def test_roles_are_for_admins(home, consultant, admin_user, as_user):
    effort = factories.effort(municipalities=(home,))
    factories.member(consultant, effort, Role.LEADER)
    url = reverse("history:roles", args=[consultant.pk])
    assert as_user(consultant).get(url).status_code == 403
    assert "Karla Konsulent" in as_user(admin_user).get(url).content.decode()
    kinds = lambda person: [  # noqa: E731
        entry.kind for event in told(as_user(person), "effort", effort.pk) for entry in event.entries
    ]
    assert "membership" in kinds(admin_user) and "membership" not in kinds(consultant)


def test_drafts_are_nobody_elses(home, consultant, board, as_user):
    effort = factories.effort(municipalities=(home,), status=EffortStatus.DRAFT)
    assert as_user(consultant).get(reverse("history:effort", args=[effort.pk])).status_code == 200
    assert as_user(board).get(reverse("history:effort", args=[effort.pk])).status_code == 404


@pytest.mark.parametrize("language", ["da", "en"])
def test_ten_changes_cost_as_many_queries_as_one(home, consultant, as_user, count_queries, language):
    made = world(home)
    effort, client = made["effort"], as_user(consultant)
    client.cookies["django_language"] = language
    urls = [reverse(f"history:effort{page}", args=[effort.pk]) for page in ("", "-moment")]
    changed(effort, by=consultant, at=timezone.now() + timedelta(hours=1), name="Navn 1")
    for url in urls:
        client.get(url)
    before = [count_queries(lambda url=url: client.get(url)) for url in urls]
    for number in range(2, 9):
        factories.reach(effort, factories.area(municipality=home))
        factories.budget(effort, 2030 + number)
        factories.share(effort, factories.funder(), year=2030 + number, earmarked_for=made["housingarea"])
        factories.citizens(effort)
        factories.partner(effort, factories.institution(municipality=home))
        factories.city_link(effort, area=factories.area(municipality=home))
        factories.placement(factories.post(effort), factories.workplace(home))
        changed(effort, by=consultant, at=timezone.now() + timedelta(hours=number), name=f"Navn {number}")
    assert [count_queries(lambda url=url: client.get(url)) for url in urls] == before


JUNK = ["%00", "9" * 20, "x" * 10_000, "<b>", "=1+1", "\u202eabc", "0001-01-01", "9999-12-31T23:59", "2026-03-29T02:30"]


@pytest.mark.parametrize("junk", JUNK)
def test_junk_in_the_address_is_no_error(area, consultant, as_user, junk):
    client = as_user(consultant)
    for name in ("who", "since", "until", "page"):
        assert client.get(reverse("history:area", args=[area.pk]), {name: junk}).status_code == 200
    assert client.get(reverse("history:area-moment", args=[area.pk]), {"at": junk}).status_code == 200
    assert client.get(f"/historik/omraader/{'9' * 20}/").status_code == 404


def test_many_events_are_paged(area, consultant, as_user):
    for number in range(60):
        changed(area, by=consultant, at=timezone.now() + timedelta(minutes=number), homes=number)
    page = as_user(consultant).get(reverse("history:area", args=[area.pk]), {"page": 3}).context["page"]
    assert (page.total, page.last, len(page)) == (61, 3, 11)


def test_history_is_there_for_every_row_that_is_followed():
    """Whoever adds a versioned model adds it to a history."""
    followed = {model for model in apps.get_models() if issubclass(model, VersionedModel)}
    assert followed == {kind.model for thing in THINGS.values() for kind in thing.kinds}
    assert {HousingArea, Effort} <= followed


def test_a_long_event_is_counted_first(home, consultant, as_user):
    effort = factories.effort(municipalities=(home,))
    for year in range(2020, 2028):
        factories.budget(effort, year)
    (one,) = told(as_user(consultant), "effort", effort.pk)
    assert ("made", "budget of a year", 8) in one.counts
    assert "<details>" in text_of(as_user(consultant), "effort", effort.pk)
