"""The page of one effort: geography with reasons, money, staff, sources, as of a date."""

import json
from datetime import date

import pytest
from django.urls import reverse

from areas.choices import BorderQuality, Tenure
from efforts.choices import EffortKind, EffortStatus, FunderKind, ShareKind, ShareStatus
from efforts.models import Typology
from tests import factories
from tests.efforts.conftest import DAY


def test_both_sets_and_their_reasons(page, full):
    text = page("detail", full().pk)
    assert text.count("verdict--met") == 5 + 3
    assert text.count("typology-set") >= 2
    assert "Genhusede familier" in text
    assert "Kulturkvarteret" in text


def test_declared_beside_shown(page, full):
    effort = full()
    effort.city_links.all().delete()
    effort.declared_typologies.set(Typology.objects.filter(typology_set__code="cfbu-2021", number__in=[1, 5]))
    text = page("detail", effort.pk)
    assert text.count("message--warning") == 1 + 3  # 5 is not shown; 2, 3 and 4 are not declared


def test_a_small_group_is_withheld(page, full):
    effort = full()
    factories.citizens(effort, name="Få", people=3, households=2)
    text = page("detail", effort.pk)
    assert "3 personer" not in text and "2 husstande" not in text


def test_everything_on_the_map_is_in_the_table(page, full):
    effort = full()
    rows = page("detail", effort.pk)
    keys = {feature["properties"]["id"] for feature in json.loads(page("detail-map", effort.pk))["features"]}
    assert keys
    assert all(f'data-feature="{key}"' in rows for key in keys)


def test_what_has_no_place_lights_the_marker_of_its_municipality(page, full, home):
    effort = full()
    assert f'data-feature="unplaced-{home.code}"' in page("detail", effort.pk)


def test_the_picture_is_that_of_the_day(page, home):
    old, new = factories.area("Gammelgård", municipality=home), factories.area("Nygård", municipality=home)
    effort = factories.effort(municipalities=(home,))
    factories.reach(effort, old, ends_on=date(2026, 6, 1))
    factories.reach(effort, new, starts_on=date(2026, 6, 1))
    today, before = page("detail", effort.pk), page("detail", effort.pk, date="2026-05-31")
    assert "Nygård" in today and "Gammelgård" not in today
    assert "Gammelgård" in before and "Nygård" not in before


def test_money_by_party_and_year(page, full):
    effort = full(starts_on=date(2025, 1, 1), ends_on=date(2028, 1, 1))
    lbf = factories.funder("Landsbyggefonden prøve", kind=FunderKind.LBF)
    factories.share(effort, lbf, amount=500_000_00, status=ShareStatus.APPLIED)
    factories.share(effort, lbf, amount=100_000_00, year=2027, status=ShareStatus.REFUSED)
    factories.share(effort, year=2027, kind=ShareKind.HOURS, hours=1_200, amount=10_000_00)
    text = page("detail", effort.pk)
    for words in ("75.000", "500.000", "share--applied", "share--refused", "1.200", "money__short"):
        assert words in text
    assert text.count('data-label="2025"') >= 3
    assert "<svg" in text and "stack--applied" in text


def test_more_than_the_budget_is_said_plainly(page, full):
    effort = full()
    factories.share(effort, amount=50_000_00)
    assert page("detail", effort.pk).count("message--warning") >= 1
    assert "25.000" in page("detail", effort.pk)


def test_the_rule_for_the_fund(page, full):
    effort = full(kind=EffortKind.HELHEDSPLAN)
    effort.shares.all().delete()
    factories.share(effort, factories.funder(kind=FunderKind.LBF), amount=80_000_00)
    factories.share(effort, factories.funder(kind=FunderKind.MUNICIPALITY), amount=20_000_00)
    text = page("detail", effort.pk)
    assert 'class="rows rows--cards limits"' in text
    assert "80,00" in text and "20,00" in text


def test_nothing_known_is_not_stated_and_never_nought(page, home):
    effort = factories.effort("Uden alt", municipalities=(home,), status=EffortStatus.UNKNOWN)
    factories.share(effort, year=None, amount=None, status=ShareStatus.UNKNOWN, kind=ShareKind.UNKNOWN)
    text = page("detail", effort.pk)
    assert text.count("not-known") >= 10
    assert "0 kr." not in text and "0,00" not in text


def test_an_effort_without_municipality_or_lead(as_user, admin_user, five):
    effort = factories.effort()
    effort.municipalities.clear()
    for name in ("detail", "detail-map"):
        assert as_user(admin_user).get(reverse(f"efforts:{name}", args=[effort.pk])).status_code == 200
    assert as_user(admin_user).get(reverse("efforts:list")).status_code == 200


def test_what_is_made_up_says_so(as_user, admin_user, five):
    town = factories.municipality("Eventyrby", is_fictional=True)
    effort = factories.effort(municipalities=(town,))
    text = as_user(admin_user).get(reverse("efforts:detail", args=[effort.pk])).content.decode()
    assert "badge-own--fictional" in text


@pytest.mark.parametrize("language", ["da", "en"])
def test_both_languages(as_user, consultant, full, five, language):
    effort = full()
    client = as_user(consultant)
    client.cookies["django_language"] = language
    response = client.get(reverse("efforts:detail", args=[effort.pk]))
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.parametrize(("name", "most"), [("detail", 22), ("detail-map", 13)])
def test_more_parts_take_as_many_queries(as_user, consultant, home, full, five, count_queries, name, most):
    effort = full()
    client = as_user(consultant)

    def get():
        assert client.get(reverse(f"efforts:{name}", args=[effort.pk]), {"date": DAY}).status_code == 200

    def more():
        place = factories.area(municipality=home, tenure=Tenure.PRIVATE_RENTAL)
        factories.border(place, quality=BorderQuality.DRAWN)
        factories.reach(effort, place)
        factories.citizens(effort)
        factories.partner(effort, factories.institution(municipality=home, point=factories.spot()))
        factories.city_link(effort, area=place)
        factories.share(effort, earmarked_for=place)
        effort.activities.create(name="Café", area=place)
        factories.placement(factories.post(effort))

    more()
    one = count_queries(get)
    for _ in range(9):
        more()
    assert count_queries(get) == one <= most


def test_whoever_may_change_it_is_led_to_where_each_part_is_changed(as_user, consultant, admin_user, board, full, five):
    effort = full()
    names = ("what", "where", "money", "staff", "status", "close", "activity-new")
    links = [reverse(f"desk:effort-{name}", args=[effort.pk]) for name in names]
    for person, there in ((consultant, True), (admin_user, True), (board, False)):
        text = as_user(person).get(reverse("efforts:detail", args=[effort.pk])).content.decode()
        assert [link in text for link in links] == [there] * len(links)
        assert reverse("admin:efforts_effort_change", args=[effort.pk]) not in text


def test_a_draft_is_gone_on_with_and_a_closed_effort_opened_again(as_user, consultant, full, five):
    effort = full()
    for status, name in ((EffortStatus.DRAFT, "resume"), (EffortStatus.CLOSED, "reopen")):
        effort.status = status
        effort.save()
        text = as_user(consultant).get(reverse("efforts:detail", args=[effort.pk])).content.decode()
        assert reverse(f"desk:effort-{name}", args=[effort.pk]) in text
        assert reverse("desk:effort-close", args=[effort.pk]) not in text
