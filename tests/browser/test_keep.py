"""What is typed is kept while it is typed, and waits when the session ends."""

import pytest
from django.urls import reverse

from areas.models import HousingArea
from boligsocial.records.models import Draft
from tests import factories
from tests.browser.test_staff_board import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def area(home):
    return factories.area("Ørbækparken", municipality=home, homes=100)


def test_typing_is_kept_and_taken_up_again(page, sign_in, consultant, area):
    sign_in(page, consultant)
    url = reverse("desk:area-edit", args=[area.pk])
    page.goto(url)
    page.get_by_label("Navn", exact=True).fill("Ørbæk Nord")
    page.locator("[data-kept]").wait_for()
    assert Draft.objects.get().user == consultant
    # A page that is left in the middle of a word.
    page.get_by_label("Navn", exact=True).fill("Ørbæk Nordøst")
    page.goto(reverse("desk:drafts"))
    assert violations(page) == []
    page.locator(".drafts__one a").click()
    assert page.get_by_label("Navn", exact=True).input_value() == "Ørbæk Nordøst"
    page.locator(".desk-form button[type=submit]").last.click()
    page.wait_for_url(f"**{reverse('areas:detail', args=[area.pk])}*")
    assert HousingArea.objects.get().name == "Ørbæk Nordøst" and not Draft.objects.exists()


def test_a_form_sent_after_the_session_ended_is_there_after_the_sign_in(page, sign_in, consultant, area):
    sign_in(page, consultant)
    page.goto(reverse("desk:area-edit", args=[area.pk]))
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Navn", exact=True).fill("Ørbæk Nord")
    page.locator(".desk-form button[type=submit]").last.click()
    page.locator("input[name=username]").fill(consultant.email)
    page.locator("input[name=password]").fill("hemmelig")
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**draft=1*")
    assert page.get_by_label("Navn", exact=True).input_value() == "Ørbæk Nord"
    page.problems.clear()


def test_histories_and_deleted_things_are_for_everybody(page, sign_in, consultant, area):
    factories.border(area)
    sign_in(page, consultant)
    for url in (
        reverse("history:area", args=[area.pk]),
        reverse("history:area-moment", args=[area.pk]),
        reverse("desk:delete", args=["areas.housingarea", area.pk]),
    ):
        page.goto(url)
        assert violations(page) == [], url
    page.locator("#id_reason").fill("Revet ned")
    page.locator(".desk-form button[type=submit]").last.click()
    page.wait_for_url(f"**{reverse('areas:list')}*")
    page.goto(reverse("desk:trash"))
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("main button[type=submit]").click()
    page.wait_for_url(f"**{reverse('areas:detail', args=[area.pk])}*")
    assert HousingArea.objects.filter(pk=area.pk).exists()
