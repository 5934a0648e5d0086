"""An admin changes a rule, a limit or a list, and the statuses follow."""

import pytest

from areas import reference
from areas.models import Indicator, ListEntry, Standing, StatusRule, YearLimit
from tests import factories
from tests.admin.conftest import add_url, change_url, errors, list_url, send

FIGURES = {"residents": 1500, "outside_work": 45, "convicted": 2, "basic_education": 50, "income": 70}


@pytest.fixture
def judged(db, home):
    """An area of 2021 with one of four criteria met, and one held against a limit that no source confirms."""
    reference.load()
    area = factories.area(municipality=home)
    for code, value in FIGURES.items():
        factories.observation(area, Indicator.objects.get(code=code), 2021, value=value)
    return area


def statuses(area) -> tuple[str, str]:
    row = Standing.objects.get(area=area, year=2021)
    return row.statuses, row.undecided


def test_a_limit_that_is_confirmed_decides(as_admin, judged):
    limit = YearLimit.objects.get(year=2021, times=3)
    page = send(as_admin, change_url(limit), value="2,00")
    assert page.status_code == 302, errors(page)
    assert ",udsat," in statuses(judged)[1]
    assert send(as_admin, change_url(limit), is_confirmed="on").status_code == 302
    assert statuses(judged)[0] == ",udsat,"
    assert send(as_admin, change_url(limit), value="2,01").status_code == 302
    assert ",udsat," not in "".join(statuses(judged))


def test_a_rule_and_its_criteria_change_together(as_admin, judged):
    rule = StatusRule.objects.get(code="udsat-2018")
    assert send(as_admin, change_url(rule), needed="1").status_code == 302
    assert ",udsat," in statuses(judged)[0]
    row = next(number for number, one in enumerate(rule.criteria.all()) if one.indicator.code == "outside_work")
    assert send(as_admin, change_url(rule), **{f"criteria__{row}__limit": "45"}).status_code == 302
    assert ",udsat," in statuses(judged)[1]


def test_a_criterion_needs_one_limit(as_admin, judged):
    rule = StatusRule.objects.get(code="udsat-2018")
    page = send(as_admin, change_url(rule), criteria__0__times="3", criteria__0__limit="40")
    assert any("criteria-0" in name for name in errors(page))


def test_a_rule_does_not_build_on_itself(as_admin, judged):
    rule = StatusRule.objects.get(code="udsat-2018")
    page = send(as_admin, change_url(rule), builds_on=str(StatusRule.objects.get(code="parallel-2021").pk))
    assert "builds_on" in errors(page)
    assert "builds_on" in errors(send(as_admin, change_url(rule), builds_on=str(rule.pk)))


def test_an_entry_on_a_list_counts_at_once_and_no_more_when_it_is_gone(as_admin, judged):
    for year in range(2017, 2021):
        factories.list_entry(judged, year, "ghetto")
    data = {"area": str(judged.pk), "year": "2021", "status": "parallel", "source": "Avisen", "is_certain": "on"}
    assert send(as_admin, add_url(ListEntry), **data).status_code == 302
    assert ",omdannelse," in statuses(judged)[0]
    entry = ListEntry.objects.get(year=2021)
    url = change_url(entry).replace("change", "delete")
    assert as_admin.post(url, {"post": "yes", "reason": "Fejl"}).status_code == 302
    assert ",omdannelse," not in statuses(judged)[0]


def test_a_rule_that_is_deleted_is_asked_no_more(as_admin, judged):
    send(as_admin, change_url(StatusRule.objects.get(code="udsat-2018")), needed="1")
    rule = StatusRule.objects.get(code="kombineret-2024")
    assert (
        as_admin.post(change_url(rule).replace("change", "delete"), {"post": "yes", "reason": "-"}).status_code == 302
    )
    assert not StatusRule.objects.filter(code="kombineret-2024").exists()
    # Others build on this one.
    vulnerable = StatusRule.objects.get(code="udsat-2018")
    as_admin.post(change_url(vulnerable).replace("change", "delete"), {"post": "yes", "reason": "-"})
    assert StatusRule.objects.filter(pk=vulnerable.pk).exists()


def test_editors_look_and_do_not_touch(as_editor, judged):
    rule = StatusRule.objects.get(code="udsat-2018")
    assert as_editor.get(list_url(StatusRule)).status_code == 200
    assert as_editor.post(change_url(rule), {"needed": "1"}).status_code == 403
    assert as_editor.get(list_url(Standing)).status_code == 200
