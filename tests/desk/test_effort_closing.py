"""Closing an effort, opening it again, and its status."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from boligsocial.records.models import Deletion
from efforts.choices import EffortStatus, ShareStatus
from efforts.models import Activity, Effort
from staffing.effort_closing import LastYear, close_effort, reopen_effort
from staffing.models import Placement, Post
from tests import factories
from tests.nasty import NASTY
from tests.page_forms import main_form

LAST = date(2026, 6, 30)
AFTER = date(2026, 7, 1)


def close_page(effort) -> str:
    return reverse("desk:effort-close", args=[effort.pk])


@pytest.fixture
def effort(home):
    """Four years with everything: reach now and later, a post with a day, one that begins later, money."""
    made = factories.effort(
        "Kører", municipalities=(home,), starts_on=date(2025, 1, 1), ends_on=date(2029, 1, 1)
    )  # fmt: skip
    place = factories.area("Elmeparken", municipality=home)
    factories.reach(made, place)
    factories.reach(made, factories.area("Senere", municipality=home), starts_on=date(2027, 1, 1))
    factories.reach(made, factories.area("Forbi", municipality=home), ends_on=date(2026, 1, 1))
    factories.citizens(made)
    factories.partner(made)
    factories.city_link(made)
    Activity.objects.create(effort=made, name="Lektiecafé")
    post = factories.post(made, title="Leder")
    factories.placement(post, factories.workplace(place), 1)
    factories.placement(post, factories.workplace(place), 2, starts_on=date(2026, 9, 1))
    later = factories.post(made, title="Ny", starts_on=date(2027, 1, 1))
    factories.placement(later, factories.workplace(place), 1)
    for year in (2025, 2026, 2027):
        factories.budget(made, year, amount=100_000_00)
        factories.share(made, year=year, amount=60_000_00)
    factories.share(made, year=2026, amount=40_000_00, status=ShareStatus.APPLIED)
    return made


def close(effort, user, **more):
    values = {"last_day": LAST, "reason": "Pengene er brugt", "user": user, **more}
    return close_effort(effort=effort, **values)


def test_everything_in_it_ends_on_the_day(effort, consultant):
    close(effort, consultant)
    effort.refresh_from_db()
    assert (effort.status, effort.ends_on) == (EffortStatus.CLOSED, AFTER)
    ends = {row.area.name: row.ends_on for row in effort.area_reaches.select_related("area")}
    assert ends == {"Elmeparken": AFTER, "Forbi": date(2026, 1, 1)}
    for rows in (effort.citizen_groups, effort.institution_reaches, effort.city_links, effort.activities):
        assert rows.get().ends_on == AFTER
    assert [(post.title, post.ends_on) for post in effort.posts.all()] == [("Leder", AFTER)]
    assert [(row.weekday, row.ends_on) for row in Placement.objects.filter(post__effort=effort)] == [(1, AFTER)]
    assert set(effort.budgets.values_list("year", flat=True)) == {2025, 2026}
    assert set(effort.shares.values_list("year", flat=True)) == {2025, 2026}
    assert effort.history.first().history_change_reason == "Pengene er brugt"
    effort.clean()


def test_what_goes_can_be_put_back(effort, consultant):
    close(effort, consultant)
    assert Deletion.objects.count() == 5  # a reach, a placement, a post with its own, a budget, a share
    assert set(Deletion.objects.values_list("reason", flat=True)) == {"Pengene er brugt"}


def test_the_money_of_the_last_year_stays_or_is_reduced_by_days(effort, consultant):
    close(effort, consultant, last_year=LastYear.BY_DAYS)
    part = 181 / 365
    budget = effort.budgets.get(year=2026).amount
    granted = effort.shares.get(year=2026, status=ShareStatus.GRANTED).amount
    applied = effort.shares.get(year=2026, status=ShareStatus.APPLIED).amount
    assert (budget, granted, applied) == (round(100_000_00 * part), round(60_000_00 * part), round(40_000_00 * part))
    assert effort.budgets.get(year=2025).amount == 100_000_00


def test_money_stays_when_that_is_wanted(effort, consultant):
    close(effort, consultant)
    assert effort.budgets.get(year=2026).amount == 100_000_00


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": "  "}, "no_reason"),
        ({"last_day": date(2024, 12, 31)}, "before_start"),
        ({"last_day": date(2029, 1, 1)}, "after_end"),
        ({"shown": "something else"}, "news"),
    ],
)
def test_what_is_refused_changes_nothing(effort, consultant, values, code):
    before = Effort.objects.get(pk=effort.pk).version
    with pytest.raises(ValidationError) as refused:
        close(effort, consultant, **values)
    by_field = getattr(refused.value, "error_dict", {"": [refused.value]})
    assert [one.code for errors in by_field.values() for one in errors] == [code]
    assert Effort.objects.get(pk=effort.pk).version == before
    assert Post.objects.filter(effort=effort).count() == 2


@pytest.mark.parametrize("status", [EffortStatus.CLOSED, EffortStatus.DRAFT])
def test_only_what_runs_is_closed(effort, consultant, status):
    Effort.objects.filter(pk=effort.pk).update(status=status)
    with pytest.raises(ValidationError):
        close(effort, consultant)


def test_it_is_opened_again_as_it_was(effort, consultant):
    close(effort, consultant)
    reopen_effort(effort=effort, last_day=None, reason="Nye penge")
    effort.refresh_from_db()
    assert (effort.status, effort.ends_on) == (EffortStatus.RUNNING, None)
    ends = {row.area.name: row.ends_on for row in effort.area_reaches.select_related("area")}
    assert ends == {"Elmeparken": None, "Forbi": date(2026, 1, 1)}
    assert effort.posts.get().ends_on is None
    # The second day was to begin on 1 September and went; the first goes on.
    assert Placement.objects.get(post__effort=effort).ends_on is None


def test_what_goes_on_does_not_outlast_the_effort(effort, consultant):
    close(effort, consultant)
    reopen_effort(effort=effort, last_day=date(2027, 12, 31), reason="Nye penge")
    assert effort.area_reaches.get(area__name="Elmeparken").ends_on == date(2028, 1, 1)


def test_it_is_opened_again_alone(effort, consultant):
    close(effort, consultant)
    reopen_effort(effort=effort, last_day=None, reason="Nye penge", with_parts=False)
    assert effort.area_reaches.get(area__name="Elmeparken").ends_on == AFTER


def test_money_outside_keeps_it_from_a_shorter_period(effort, consultant):
    close(effort, consultant)
    with pytest.raises(ValidationError) as refused:
        reopen_effort(effort=effort, last_day=date(2025, 6, 30), reason="Nye penge")
    assert "ends_on" in refused.value.error_dict
    assert Effort.objects.get(pk=effort.pk).status == EffortStatus.CLOSED


# --- The pages -----------------------------------------------------------------------------------------------------


def test_the_page_says_what_follows_and_does_just_that(effort, consultant, as_user):
    client = as_user(consultant)
    page = client.get(close_page(effort), {"last_day": LAST.isoformat()})
    text = page.content.decode()
    for name in ("Elmeparken", "Senere", "Lektiecafé", "Leder", "Ny"):
        assert name in text
    assert "Forbi" not in text
    data = main_form(page).data() | {"reason": "Pengene er brugt", "last_year": "by_days"}
    assert client.post(close_page(effort), data).status_code == 302
    effort.refresh_from_db()
    assert (effort.status, effort.ends_on) == (EffortStatus.CLOSED, AFTER)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"reason": ""}, "reason"), ({"last_year": ""}, "last_year"), ({"last_day": "31-02-2026"}, "last_day")],
)
def test_what_is_left_out_is_asked_for(effort, consultant, as_user, values, field):
    client = as_user(consultant)
    page = client.get(close_page(effort), {"last_day": LAST.isoformat()})
    data = main_form(page).data() | {"reason": "Slut", "last_year": "keep", **values}
    refused = client.post(close_page(effort), data)
    assert field in refused.context["form"].errors
    effort.refresh_from_db()
    assert effort.status == EffortStatus.RUNNING


def test_what_changed_since_the_page_was_shown_is_shown_first(effort, consultant, as_user):
    client = as_user(consultant)
    page = client.get(close_page(effort), {"last_day": LAST.isoformat()})
    data = main_form(page).data() | {"reason": "Slut", "last_year": "keep"}
    factories.post(effort, title="Kom til")
    refused = client.post(close_page(effort), data)
    assert refused.status_code == 200
    assert "Kom til" in refused.content.decode()
    again = main_form(refused).data() | {"last_year": "keep"}
    assert client.post(close_page(effort), again).status_code == 302
    assert not Post.objects.filter(effort=effort, ends_on=None).exists()


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text(effort, consultant, as_user, text):
    client = as_user(consultant)
    assert client.get(close_page(effort), {"last_day": text}).status_code == 200
    page = client.get(close_page(effort), {"last_day": LAST.isoformat()})
    for name in ("last_day", "last_year", "shown"):
        data = main_form(page).data() | {"reason": "Slut", "last_year": "keep", name: text}
        assert client.post(close_page(effort), data).status_code == 200
    effort.refresh_from_db()
    assert effort.status == EffortStatus.RUNNING


def test_the_page_that_opens_it_again(effort, consultant, as_user):
    close(effort, consultant)
    client, url = as_user(consultant), reverse("desk:effort-reopen", args=[effort.pk])
    page = client.get(url)
    assert "Elmeparken" in page.content.decode()
    assert client.post(url, main_form(page).data() | {"reason": ""}).status_code == 200
    assert client.post(url, main_form(page).data() | {"reason": "Nye penge"}).status_code == 302
    effort.refresh_from_db()
    assert effort.status == EffortStatus.RUNNING


def test_a_status_needs_a_reason(effort, consultant, as_user):
    client, url = as_user(consultant), reverse("desk:effort-status", args=[effort.pk])
    data = main_form(client.get(url)).data() | {"status": "planned"}
    assert "reason" in client.post(url, data).context["form"].errors
    assert client.post(url, data | {"reason": "Udskudt"}).status_code == 302
    effort.refresh_from_db()
    assert effort.status == EffortStatus.PLANNED
    assert effort.history.first().history_change_reason == "Udskudt"


@pytest.mark.parametrize("status", [EffortStatus.CLOSED, EffortStatus.DRAFT])
def test_the_status_page_is_no_way_round_the_others(effort, consultant, as_user, status):
    client, url = as_user(consultant), reverse("desk:effort-status", args=[effort.pk])
    data = main_form(client.get(url)).data()
    Effort.objects.filter(pk=effort.pk).update(status=status)
    assert client.post(url, data | {"status": "planned", "reason": "x"}).status_code == 200
    assert client.post(url, data | {"status": "closed", "reason": "x"}).status_code == 200
    effort.refresh_from_db()
    assert effort.status == status


@pytest.mark.parametrize("name", ["desk:effort-close", "desk:effort-reopen", "desk:effort-status"])
def test_rights(cast, effort, as_user, name):
    url = reverse(name, args=[effort.pk])
    assert as_user(cast.consultant).get(url).status_code == 200
    assert as_user(cast.board).get(url).status_code == 403
    assert as_user(cast.board).post(url, {"reason": "x"}).status_code == 403
    assert as_user(cast.stranger).get(url).status_code == 404


def test_ten_of_everything_cost_as_many_queries_as_one(effort, consultant, home, as_user, count_queries):
    client = as_user(consultant)

    def get():
        assert client.get(close_page(effort), {"last_day": LAST.isoformat()}).status_code == 200

    def get_reopen():
        assert client.get(reverse("desk:effort-reopen", args=[effort.pk])).status_code == 200

    def fill():
        place = factories.area(municipality=home)
        factories.reach(effort, place)
        factories.citizens(effort)
        factories.partner(effort, factories.institution(municipality=home))
        factories.placement(factories.post(effort), factories.workplace(place))

    fill()
    one = count_queries(get)
    for _ in range(9):
        fill()
    assert count_queries(get) == one
    close(effort, consultant)
    assert count_queries(get_reopen) < 40
