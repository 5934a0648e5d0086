"""The last step: all of a draft in one view, and the button that finishes it."""

from datetime import date

import pytest
from django.urls import reverse

from areas.choices import Tenure
from efforts import reference
from efforts.choices import EffortStatus, FunderKind
from efforts.models import Effort
from efforts.rules.completeness import Lack
from tests import factories
from tests.desk.test_effort_where import Page
from tests.page_forms import main_form


def check(effort) -> str:
    return reverse("desk:effort-check", args=[effort.pk])


def finish(client, effort):
    return client.post(check(effort), main_form(client.get(check(effort))).data())


@pytest.fixture
def draft(home):
    return factories.effort("Kladden", municipalities=(home,), status=EffortStatus.DRAFT)


def test_an_empty_draft_says_all_that_is_missing_and_may_be_finished(draft, consultant, board, as_user):
    client = as_user(consultant)
    page = client.get(check(draft))
    assert [one.lack for one, _url in page.context["missing"]] == [Lack.PERIOD, Lack.REACH, Lack.MONEY, Lack.POSTS]
    for _one, url in page.context["missing"]:
        assert client.get(url).status_code == 200
    assert as_user(board).get(reverse("efforts:detail", args=[draft.pk])).status_code == 404
    assert finish(client, draft).url == reverse("efforts:detail", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.status == EffortStatus.PLANNED
    assert as_user(board).get(reverse("efforts:detail", args=[draft.pk])).status_code == 200
    assert draft.history.first().history_user == consultant


def test_it_runs_when_its_first_day_has_come(draft, consultant, as_user):
    draft.starts_on = date(2020, 1, 1)
    draft.save()
    finish(as_user(consultant), draft)
    draft.refresh_from_db()
    assert draft.status == EffortStatus.RUNNING


def test_one_that_nobody_would_see_is_not_finished(draft, admin_user, as_user):
    draft.municipalities.clear()
    client = as_user(admin_user)
    page = client.get(check(draft))
    assert page.context["is_held_up"]
    refused = client.post(check(draft), main_form(page).data())
    assert refused.status_code == 200
    assert refused.context["form"].errors
    draft.refresh_from_db()
    assert draft.is_draft


def test_what_is_finished_is_not_finished_again(draft, consultant, admin_user, as_user):
    mine, theirs = as_user(consultant), as_user(admin_user)
    data = main_form(mine.get(check(draft))).data()
    finish(theirs, draft)
    before = Effort.objects.get(pk=draft.pk).version
    assert mine.post(check(draft), data).status_code == 200
    assert Effort.objects.get(pk=draft.pk).version == before


def test_rights(draft, cast, as_user):
    assert as_user(cast.consultant).get(check(draft)).status_code == 200
    for person in (cast.board, cast.stranger):
        assert as_user(person).get(check(draft)).status_code == 404
        assert as_user(person).post(check(draft)).status_code == 404


def test_the_way_through_the_steps(consultant, home, as_user):
    """What the issue asks for: two social areas, a private one and a school, over four years from 1 June."""
    reference.load()
    social = [factories.area(name, municipality=home) for name in ("Elmeparken", "Birkegården")]
    private = factories.area("Åhaven", municipality=home, tenure=Tenure.PRIVATE_RENTAL)
    for place in (*social, private):
        factories.border(place)
    factories.institution("Nordskolen", municipality=home, point=factories.spot(x=-9_000))
    client, new = as_user(consultant), reverse("desk:effort-new")
    what = main_form(client.get(new)).data() | {
        "name": "Nye veje", "kind": "helhedsplan", "starts_on": "2026-06-01", "years": "4",
        "lead_municipality": str(home.pk),
    }  # fmt: skip
    client.post(new, what)
    effort = Effort.objects.get()
    where = Page(client, effort)
    for place in (*social, private):
        where.pick(place)
    where.more("institutions", institution="Nordskolen")
    where.save()
    for kind in (FunderKind.LBF, FunderKind.MUNICIPALITY, FunderKind.ORGANISATION):
        payer = factories.funder(kind=kind)
        for year in range(2026, 2031):
            factories.share(effort, payer, year=year)
    factories.placement(factories.post(effort, title="Leder"), factories.workplace(home), 1)
    factories.placement(factories.post(effort, title="Medarbejder"), factories.workplace(social[0]), 1)
    page = client.get(check(effort), {"date": "2026-09-01"})
    assert {one.finding.number for one in page.context["sets"][0].typologies if one.finding.verdict == "met"} == {
        1,
        2,
        4,
    }
    assert page.context["staff"].team.mode.value == "mix"
    assert finish(client, effort).status_code == 302
    detail = client.get(reverse("efforts:detail", args=[effort.pk]), {"date": "2026-09-01"}).content.decode()
    for name in ("Elmeparken", "Birkegården", "Åhaven", "Nordskolen"):
        assert name in detail
