"""Who works in an effort: posts, their week and the mode that follows, on one page that works without JavaScript."""

from datetime import date

import pytest
from django.urls import reverse

from boligsocial.records.models import Deletion
from efforts.choices import EffortStatus, Role
from staffing.choices import Mode
from staffing.derive import modes_of_efforts
from staffing.models import Placement, Post, Workplace
from tests import factories
from tests.nasty import NASTY
from tests.page_forms import main_form

START = date(2026, 6, 1)
TODAY = date(2026, 9, 7)


class Browser:
    """A browser without JavaScript: what the page holds, changed, is what is sent."""

    def __init__(self, client, effort, day: date | None = None):
        self.client = client
        self.url = reverse("desk:effort-staff", args=[effort.pk]) + (f"?date={day}" if day else "")
        self.open()

    def open(self):
        self.response = self.client.get(self.url)
        assert self.response.status_code == 200
        self.data = main_form(self.response).data()

    def send(self, **changes):
        """Fields by name; "__" stands for "-"."""
        self.data |= {name.replace("__", "-"): value for name, value in changes.items()}
        self.response = self.client.post(self.url, self.data)
        if self.response.status_code == 200 and "fragment" not in self.data:
            self.data = main_form(self.response).data()
        return self.response

    @property
    def text(self) -> str:
        return self.response.content.decode()


@pytest.fixture
def draft(home):
    """A new effort from 1 June that reaches two areas, of which one has a workplace."""
    north, south = (factories.area(name, municipality=home) for name in ("Nordparken", "Sydparken"))
    effort = factories.effort(
        "Ny indsats",
        municipalities=(home,),
        reaches=(north, south),
        status=EffortStatus.DRAFT,
        starts_on=START,
        ends_on=date(2030, 6, 1),
    )
    effort.north, effort.south = north, south
    effort.house, effort.hall = (
        factories.workplace(north, name="Beboerhuset"),
        factories.workplace(home, name="Rådhuset"),
    )
    return effort


@pytest.fixture
def running(draft):
    """The same, running, with one post in Beboerhuset on Monday and Tuesday."""
    draft.status = EffortStatus.RUNNING
    draft.save()
    draft.post = factories.post(draft, title="Medarbejder")
    for weekday in (1, 2):
        factories.placement(draft.post, draft.house, weekday)
    return draft


@pytest.fixture
def sheet(consultant, as_user):
    """`sheet(effort)`: the page in the consultant's browser."""
    return lambda effort, day=None: Browser(as_user(consultant), effort, day)


def week_of(post: Post, day: date) -> dict[int | None, str]:
    rows = post.placements.select_related("workplace")
    return {row.weekday: row.workplace.name for row in rows if row.holds_on(day)}


def test_three_posts_of_which_one_sits_centrally_two_days(draft, sheet):
    page = sheet(draft)
    house, hall = str(draft.house.pk), str(draft.hall.pk)
    for number in range(3):
        page.data |= {f"new-{number}-title": f"Medarbejder {number}", f"new-{number}-every": house}
    page.data |= {"new-2-day_4": hall, "new-2-day_5": hall, "new-0-weekly_minutes": "18,5"}
    answer = page.send()
    assert answer.status_code == 302, page.text
    first, second, third = draft.posts.order_by("pk")
    assert first.weekly_minutes == 18.5 * 60 and second.weekly_minutes is None
    assert week_of(first, START) == dict.fromkeys(range(1, 6), "Beboerhuset")
    assert week_of(third, START) == dict.fromkeys((1, 2, 3), "Beboerhuset") | dict.fromkeys((4, 5), "Rådhuset")
    team = modes_of_efforts([draft.pk], START)[draft.pk]
    assert team.mode == Mode.MIX and team.within == (third.pk,)


def test_what_follows_is_shown_and_nothing_is_saved(draft, sheet):
    page = sheet(draft)
    values = {"new-0-title": "Leder", "new-0-day_1": str(draft.hall.pk), "new-0-day_2": str(draft.house.pk)}
    page.data |= values
    fragment = page.send(fragment="1").content.decode()
    assert 'data-team-mode="mix"' in fragment and "<html" not in fragment
    page.data.pop("fragment")
    page.send(preview="1")
    assert 'data-team-mode="mix"' in page.text and page.data["new-0-title"] == ["Leder"]
    assert not draft.posts.exists()


def test_the_preview_is_what_the_effort_shows_afterwards(running, sheet):
    page = sheet(running, TODAY)
    page.send(preview="1", **{f"post-{running.post.pk}-day_3": str(running.hall.pk)})
    shown = page.response.context["follows"].team.team
    assert page.send().status_code == 302
    saved = modes_of_efforts([running.pk], TODAY)[running.pk]
    assert (shown.mode, shown.local_days, shown.central_days) == (saved.mode, saved.local_days, saved.central_days)


def test_one_more_post_keeps_what_is_typed(draft, sheet):
    page = sheet(draft)
    before = sum(name.endswith("-title") for name in page.data)
    page.send(more="1", **{"new-0-title": "Leder"})
    assert sum(name.endswith("-title") for name in page.data) == before + 1
    assert page.data["new-0-title"] == ["Leder"] and not draft.posts.exists()


def test_a_workplace_is_added_on_the_way(draft, sheet):
    page = sheet(draft)
    owner = f"area-{draft.south.pk}"
    fields = {"place-name": "Pavillonen", "place-owner": owner, "place-point": "55.40, 10.38"}
    sent = page.data | fields | {"add_place": "1", "new-0-title": "Leder"}
    page.send(add_place="1", **fields, **{"new-0-title": "Leder"})
    made = Workplace.objects.get(name="Pavillonen")
    assert made.area == draft.south and made.point is not None
    assert page.data["new-0-title"] == ["Leder"] and f'value="{made.pk}"' in page.text
    page.client.post(page.url, sent)
    assert Workplace.objects.filter(name="Pavillonen").count() == 1, "the same form sent twice"


def test_a_workplace_that_is_wrong_says_so_and_keeps_what_is_typed(draft, sheet):
    page = sheet(draft)
    page.send(add_place="1", **{"place-name": "", "place-point": "10, 10", "new-0-title": "Leder"})
    assert page.data["new-0-title"] == ["Leder"]
    assert set(page.response.context["place_form"].errors) == {"name", "owner", "point"}


def test_an_area_without_a_workplace_gets_one(draft, sheet):
    page = sheet(draft)
    page.data |= {"new-0-title": "A", "new-1-title": "B"}
    for name in ("new-0-day_1", "new-0-day_2", "new-1-day_3"):
        page.data[name] = f"area-{draft.south.pk}"
    assert page.send().status_code == 302
    made = Workplace.objects.get(area=draft.south)
    assert made.placements.count() == 3


def test_a_change_holds_from_its_day(running, sheet):
    page = sheet(running, TODAY)
    pk = running.post.pk
    page.send(
        from_day="2026-10-01", reason="Flytter", **{f"post-{pk}-day_1": str(running.hall.pk), f"post-{pk}-day_2": ""}
    )
    assert week_of(running.post, date(2026, 9, 30)) == {1: "Beboerhuset", 2: "Beboerhuset"}
    assert week_of(running.post, date(2026, 10, 1)) == {1: "Rådhuset"}
    assert set(Placement.history.filter(history_change_reason="Flytter").values_list("weekday", flat=True)) == {1, 2}
    assert running.post.history.count() == 1, "the post itself is not changed"


def test_what_is_planned_stays(running, sheet):
    factories.placement(running.post, running.hall, 3, starts_on=date(2027, 1, 1))
    page = sheet(running, TODAY)
    page.send(from_day=str(TODAY), **{f"post-{running.post.pk}-day_3": str(running.house.pk)})
    assert week_of(running.post, date(2026, 12, 31))[3] == "Beboerhuset"
    assert week_of(running.post, date(2027, 1, 1))[3] == "Rådhuset"


def test_in_a_draft_places_are_replaced_and_posts_removed(draft, sheet):
    one, other = factories.post(draft, title="En"), factories.post(draft, title="To")
    for post in (one, other):
        factories.placement(post, draft.house, 1)
    page = sheet(draft)
    page.send(**{f"post-{one.pk}-day_1": str(draft.hall.pk), f"post-{other.pk}-remove": "on"})
    assert [(row.workplace, row.starts_on) for row in one.placements.all()] == [(draft.hall, None)]
    assert not Post.objects.filter(pk=other.pk).exists()
    assert Deletion.objects.get().name == "To"


@pytest.mark.parametrize("what", ["post", "places"])
def test_what_somebody_changed_meanwhile_is_not_removed_unseen(draft, sheet, what):
    post = factories.post(draft, title="En")
    factories.placement(post, draft.house, 1)
    page = sheet(draft)
    if what == "post":
        post.title = "To"
        post.save()
    else:
        factories.placement(post, draft.hall, 2)
    page.send(**{f"post-{post.pk}-remove": "on"})
    assert page.response.status_code == 200 and Post.objects.filter(pk=post.pk).exists()
    page.send(**{f"post-{post.pk}-remove": "on"})
    assert not Post.objects.filter(pk=post.pk).exists()


def test_the_end_of_a_post_ends_its_places(running, sheet):
    page = sheet(running, TODAY)
    page.send(**{f"post-{running.post.pk}-ends_on": "2026-12-31"})
    assert set(running.post.placements.values_list("ends_on", flat=True)) == {date(2027, 1, 1)}


# --- two people ---


def test_what_only_one_changed_is_kept(running, sheet):
    mine, theirs = sheet(running, TODAY), sheet(running, TODAY)
    pk = running.post.pk
    theirs.send(**{f"post-{pk}-day_1": str(running.hall.pk), f"post-{pk}-weekly_minutes": "30"})
    assert mine.send(**{f"post-{pk}-day_2": str(running.hall.pk)}).status_code == 302
    assert week_of(running.post, TODAY) == {1: "Rådhuset", 2: "Rådhuset"}
    running.post.refresh_from_db()
    assert running.post.weekly_minutes == 30 * 60


@pytest.mark.parametrize(("keep", "place"), [("mine", "Skolen"), ("theirs", "Rådhuset")])
def test_what_both_changed_is_asked_about(running, sheet, keep, place, home):
    school = factories.workplace(home, name="Skolen")
    mine, theirs = sheet(running, TODAY), sheet(running, TODAY)
    cell = f"post-{running.post.pk}-day_1"
    theirs.send(**{cell: str(running.hall.pk)})
    mine.send(**{cell: str(school.pk)})
    [row] = [row for row in mine.response.context["form"].rows if row.conflict]
    [difference] = row.conflict.differences
    assert ("Beboerhuset" in difference.origin, "Rådhuset" in difference.theirs) == (True, True)
    assert "Skolen" in difference.mine and row.conflict.who == "Karla Konsulent"
    assert week_of(running.post, TODAY)[1] == "Rådhuset"
    assert mine.send().status_code == 200, "nothing was chosen"
    assert week_of(running.post, TODAY)[1] == "Rådhuset"
    assert mine.send(**{f"keep-{cell}": keep}).status_code == 302, mine.text
    assert week_of(running.post, TODAY)[1] == place


def test_a_post_that_is_gone_is_said(running, sheet):
    page = sheet(running, TODAY)
    running.post.placements.all().delete()
    running.post.delete()
    page.send(**{"new-0-title": "Ny"})
    assert page.response.status_code == 200 and not running.posts.exists()


# --- rights and junk ---


def test_strangers_find_nothing_and_board_members_may_not(running, stranger, board, leader, as_user):
    url = reverse("desk:effort-staff", args=[running.pk])
    codes = {as_user(person).get(url).status_code for person in (stranger, leader)}
    assert codes == {404} and as_user(board).get(url).status_code == 403
    assert as_user(board).post(url, {"rows_shown": "1", "new-0-title": "Ny"}).status_code == 403
    factories.member(leader, running, Role.LEADER)
    assert as_user(leader).get(url).status_code == 200


def test_the_effort_leads_to_it_for_those_who_may(running, consultant, board, as_user):
    url, page = reverse("desk:effort-staff", args=[running.pk]), reverse("efforts:detail", args=[running.pk])
    assert url in as_user(consultant).get(page).content.decode()
    assert url not in as_user(board).get(page).content.decode()


def test_places_of_others_cannot_be_chosen(draft, sheet):
    other = factories.workplace()
    page = sheet(draft)
    page.send(**{"new-0-title": "A", "new-0-day_1": str(other.pk), "new-0-day_2": f"area-{other.area_id}"})
    assert page.response.status_code == 200 and not draft.posts.exists()
    [errors] = [row.errors for row in page.response.context["form"].said]
    assert set(errors) == {"day_1", "day_2"}


def test_posts_of_others_are_not_touched(draft, sheet):
    other = factories.post(title="Andres")
    page = sheet(draft)
    page.send(**{f"post-{other.pk}-version": "1", f"post-{other.pk}-title": "Min", "new-0-title": "Ny"})
    other.refresh_from_db()
    assert other.title == "Andres" and not draft.posts.exists()


@pytest.mark.parametrize(
    "name",
    [
        "title",
        "display_name",
        "employer",
        "weekly_minutes",
        "starts_on",
        "ends_on",
        "day_1",
        "day_0",
        "every",
        "version",
    ],
)
def test_nasty_cells_are_refused_or_kept_as_text(running, sheet, name):
    page = sheet(running, TODAY)
    for text in NASTY:
        for row in (f"post-{running.post.pk}", "new-0"):
            page.open()
            answer = page.send(rows_shown="1", **{f"{row}-title": "Titel", f"{row}-{name}": text})
            assert answer.status_code in (200, 302)
    assert week_of(running.post, TODAY) == {1: "Beboerhuset", 2: "Beboerhuset"}


@pytest.mark.parametrize("name", ["rows_shown", "from_day", "reason", "token", "was_1"])
def test_nasty_hidden_fields_are_no_error(running, sheet, name):
    page = sheet(running, TODAY)
    name = f"post-{running.post.pk}-was_1" if name == "was_1" else name
    for text in NASTY:
        page.open()
        assert page.send(**{name: text}).status_code in (200, 302)
    assert week_of(running.post, TODAY) == {1: "Beboerhuset", 2: "Beboerhuset"}


def test_a_replayed_form_makes_one_post(draft, sheet):
    page = sheet(draft)
    sent = page.data | {"new-0-title": "Leder", "new-0-day_1": str(draft.house.pk)}
    for _turn in range(2):
        assert page.client.post(page.url, sent).status_code == 302
    assert draft.posts.count() == 1 and Placement.objects.count() == 1


def test_queries_are_flat(running, sheet, count_queries):
    page = sheet(running, TODAY)
    few = count_queries(page.open)
    for number in range(9):
        post = factories.post(running, title=f"Post {number}")
        place = factories.workplace(running.north)
        for weekday in (1, 2, 3):
            factories.placement(post, place, weekday)
    assert count_queries(page.open) == few
