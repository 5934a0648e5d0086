"""Money: years outside an effort, the same share twice, amounts that are none."""

import pytest

from efforts.models import Budget, Effort, FundingShare
from tests import factories
from tests.admin.conftest import add_url, change_url, errors, list_url, send

BOW_TIE = '{"type": "Polygon", "coordinates": [[[10.3, 55.4], [10.4, 55.5], [10.4, 55.4], [10.3, 55.5], [10.3, 55.4]]]}'
MALMO = {"type": "Point", "coordinates": [13.0, 55.6]}
SWAPPED = {"type": "Point", "coordinates": [55.4, 10.4]}


def share(number: int, payer, **fields) -> dict:
    fields = {"funder": payer.pk, "status": "granted", "kind": "cash", **fields}
    return {f"shares__{number}__{name}": value for name, value in fields.items()}


def test_a_share_in_a_year_outside_the_effort(as_admin, effort):
    as_admin.cookies["django_language"] = "en"
    payer = factories.funder()
    one = {"shares__TOTAL_FORMS": 1, **share(0, payer, year="2028", amount="100")}
    page = send(as_admin, change_url(effort), **one)
    assert "outside the effort" in errors(page)["shares-0-year"][0]
    # The period as it is in the same form counts, not the one before.
    assert send(as_admin, change_url(effort), **one, ends_on="2029-01-01").status_code == 302
    page = send(as_admin, change_url(effort), ends_on="2027-01-01")
    assert "2028" in errors(page)["ends_on"][0]
    page = send(as_admin, change_url(FundingShare.objects.get()), year="2031")
    assert "outside the effort" in errors(page)["year"][0]
    assert str(Effort.objects.get().ends_on) == "2029-01-01"


def test_a_share_outside_the_period_of_a_new_effort(as_admin, home):
    fields = {"name": "Ny", "kind": "own", "status": "planned", "municipalities": [home.pk]}
    fields |= {"starts_on": "2026-01-01", "ends_on": "2027-01-01", "shares__TOTAL_FORMS": 1}
    page = send(as_admin, add_url(Effort), **fields, **share(0, factories.funder(), year="2030", amount="5"))
    assert "shares-0-year" in errors(page)
    assert not Effort.objects.exists()


def test_the_same_share_twice(as_admin, effort):
    payer, area = factories.funder(), factories.area()
    twice = {"shares__TOTAL_FORMS": 2, **share(0, payer, year="2026"), **share(1, payer, year="2026")}
    assert "shares-1-kind" in errors(send(as_admin, change_url(effort), **twice))
    earmarked = twice | {"shares__1__earmarked_for": area.pk}
    assert send(as_admin, change_url(effort), **earmarked).status_code == 302
    assert FundingShare.objects.count() == 2


def test_budgets_change_years(as_admin, effort):
    factories.budget(effort, 2025, 100)
    factories.budget(effort, 2026, 200)
    page = send(as_admin, change_url(effort), budgets__0__year="2026", budgets__1__year="2025")
    assert "budgets-0-__all__" in errors(page)
    page = send(as_admin, change_url(effort), budgets__0__year="2026")
    assert "budgets-1-year" in errors(page)
    assert send(as_admin, change_url(effort), budgets__0__year="2026", budgets__1__year="2027").status_code == 302
    assert list(Budget.objects.values_list("year", "amount")) == [(2026, 100), (2027, 200)]


@pytest.mark.parametrize("amount", ["-5", "9" * 20, "9" * 13, "1e999999", "abc", "1,234", "NaN", "\x00", "1" * 10_000])
def test_an_amount_that_is_none(as_admin, effort, amount):
    budget = factories.budget(effort)
    assert errors(send(as_admin, change_url(effort), budgets__0__amount=amount)).keys() == {"budgets-0-amount"}
    assert Budget.objects.get().amount == budget.amount


def test_kroner_are_kept_as_ore(as_admin, effort):
    budget = factories.budget(effort)
    for text, ore in (("1.250.000", 125_000_000), ("1 250 000,50", 125_000_050), ("0", 0)):
        assert send(as_admin, change_url(budget), amount=text).status_code == 302
        assert Budget.objects.get().amount == ore
    assert send(as_admin, change_url(budget)).status_code == 302
    assert "0 kr." in as_admin.get(list_url(budget)).content.decode()
