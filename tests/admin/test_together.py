"""The admin is one of the doors: stale saves are refused, reasons asked for, deleted rows kept."""

import pytest
from django.urls import reverse

from areas.models import AreaBorder, HousingArea
from boligsocial.records.deletion import put_back
from boligsocial.records.models import Deletion
from efforts.models import AreaReach, Budget, Effort, Membership
from tests import factories
from tests.admin.conftest import change_url, errors, form_data, list_url, send

pytestmark = pytest.mark.django_db


def saved_by(person, row, **values):
    """Somebody else saves in the meantime."""
    now = type(row).objects.get(pk=row.pk)
    now._history_user = person
    for name, value in values.items():
        setattr(now, name, value)
    now.save()


def read(row):
    return type(row).objects.get(pk=row.pk)


def test_a_stale_save_is_refused_and_says_what_others_saved(as_editor, place, board):
    data = form_data(as_editor.get(change_url(place)))
    saved_by(board, place, homes=321, note="Nybyg")
    page = as_editor.post(change_url(place), data | {"homes": "555", "source": "Egen"})
    (text,) = errors(page)["__all__"]
    assert "Bent Bestyrelse" in text and "321" in text and "Nybyg" in text
    assert read(place).homes == 321
    # What one did not touch shows what the other wrote, so that sending it again undoes nothing.
    again = form_data(page)
    assert again["note"] == "Nybyg" and again["homes"] == "555"
    assert as_editor.post(change_url(place), again).status_code == 302
    now = read(place)
    assert (now.homes, now.note, now.source) == (555, "Nybyg", "Egen")


def test_rows_of_a_page_are_refused_too_and_untouched_ones_left_alone(as_editor, effort, board, home):
    mine, theirs = (factories.reach(effort, factories.area(municipality=home)) for _number in range(2))
    data = form_data(as_editor.get(change_url(effort)))
    saved_by(board, theirs, note="Deres")
    rows = {str(data[f"area_reaches-{n}-id"]): n for n in range(2)}
    touched = f"area_reaches-{rows[str(mine.pk)]}-note"
    assert as_editor.post(change_url(effort), data | {touched: "Min"}).status_code == 302
    assert (read(mine).note, read(theirs).note) == ("Min", "Deres")
    saved_by(board, mine, note="Nyere", role="origin")
    page = as_editor.post(change_url(effort), data | {touched: "Min igen"})
    assert page.status_code == 200 and "Nyere" in str(errors(page))
    assert read(mine).note == "Nyere"


def test_lists_and_dates_are_offered_as_they_are_now(as_editor, effort, board, home):
    other = factories.municipality("Tredjested")
    data = form_data(as_editor.get(change_url(effort)))
    saved_by(board, effort, starts_on="2023-02-01")
    read(effort).municipalities.add(other)
    page = as_editor.post(change_url(effort), data | {"name": "Den nye bro"})
    again = form_data(page)
    assert again["starts_on"] == "01.02.2023" and sorted(again["municipalities"]) == sorted(
        [str(home.pk), str(other.pk)]
    )
    assert as_editor.post(change_url(effort), again).status_code == 302
    now = read(effort)
    assert now.name == "Den nye bro" and now.municipalities.count() == 2 and now.starts_on.year == 2023


@pytest.mark.parametrize("door", ["page", "own"])
def test_money_is_not_changed_without_a_word(as_editor, effort, door):
    budget = factories.budget(effort, 2025, 100_00)
    if door == "page":
        url, field = change_url(effort), "budgets__0__amount"
    else:
        url, field = change_url(budget), "amount"
    assert (
        "kept" in str(errors(send(as_editor, url, reason=None, **{field: "200"}))).lower()
        or read(budget).amount == 100_00
    )
    assert read(budget).amount == 100_00
    assert send(as_editor, url, reason="Ny bevilling", **{field: "200"}).status_code == 302
    assert budget.history.filter(amount=200_00, history_change_reason="Ny bevilling").exists()


def test_a_word_is_not_asked_for_what_needs_none(as_editor, place):
    assert send(as_editor, change_url(place), reason=None, name="Nyt navn").status_code == 302


def test_what_is_deleted_here_comes_back_too(as_editor, consultant, place):
    factories.border(place)
    url = change_url(place).replace("change", "delete")
    assert as_editor.post(url, {"post": "yes", "reason": "Revet ned"}).status_code == 302
    kept = Deletion.objects.get()
    assert (kept.user, kept.reason) == (consultant, "Revet ned") and not HousingArea.objects.exists()
    assert put_back(kept, user=consultant).borders.count() == 1


def test_a_row_taken_off_a_page_comes_back_too(as_editor, effort, home):
    reach = factories.reach(effort, factories.area(municipality=home))
    assert send(as_editor, change_url(effort), area_reaches__0__DELETE="on").status_code == 302
    kept = Deletion.objects.get()
    assert (kept.kind, kept.key, kept.reason) == ("efforts.areareach", reach.pk, "Rettet")
    assert not AreaReach.objects.exists()


def test_several_at_once_ask_why_and_come_back(as_editor, effort):
    rows = [factories.budget(effort, year) for year in (2024, 2025)]
    marked = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    url = list_url(Budget)
    asked = as_editor.post(url, marked)
    assert 'name="reason"' in asked.content.decode()
    again = as_editor.post(url, marked | {"post": "yes"})
    assert again.status_code == 200 and 'name="reason"' in again.content.decode() and Budget.objects.count() == 2
    assert as_editor.post(url, marked | {"post": "yes", "reason": "Fejl"}).status_code == 302
    assert not Budget.objects.exists() and Deletion.objects.count() == 2


def test_a_boundary_is_not_deleted_without_a_word(as_editor, place):
    border = factories.border(place)
    url = change_url(border).replace("change", "delete")
    assert 'name="reason"' in as_editor.get(url).content.decode()
    assert as_editor.post(url, {"post": "yes"}).url == url and AreaBorder.objects.exists()
    assert as_editor.post(url, {"post": "yes", "reason": "Fejl"}).status_code == 302
    assert not AreaBorder.objects.exists()


def test_roles_taken_away_are_kept(as_admin, admin_user, stranger):
    url = reverse("admin:accounts_user_change", args=[stranger.pk])
    assert send(as_admin, url, memberships__0__DELETE="on").status_code == 302
    assert not Membership.objects.filter(user=stranger).exists()
    assert Membership.history.filter(user=stranger, history_type="-", history_user=admin_user).exists()


def test_who_only_looks_sees_neither_version_nor_reason(as_editor, effort, editor):
    factories.budget(effort, 2025)
    Membership.objects.update(role="board")
    page = as_editor.get(change_url(effort)).content.decode()
    assert 'name="reason"' not in page and "Version" not in page
    assert Effort.objects.exists()
