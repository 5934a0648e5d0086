"""The rules of the official lists and the limits of their years, as they come with the program (areas/data/README.md).

Rules and limits are only added; the criteria of a rule come with it. So what an admin changes of a rule that is there,
or takes out of it, stays.
"""

from decimal import Decimal
from pathlib import Path

from django.db import transaction

from areas.models import Indicator, StatusCriterion, StatusRule, YearLimit
from boligsocial.common.loading import add_missing, insert, read_csv

DATA = Path(__file__).resolve().parent / "data"
RULE_NUMBERS = ("first_year", "last_year", "smallest_residents", "needed", "in_a_row")


@transaction.atomic
def load() -> dict[str, int]:
    """How many rules and limits were added. The indicators are there already."""
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    rules, limits = _load_rules(indicators), add_missing(_limits(indicators), by=("indicator_id", "year", "times"))
    return {"status rules": len(rules), "year limits": len(limits)}


def _load_rules(indicators: dict[str, int]) -> list[StatusRule]:
    rows = {row["code"]: row for row in read_csv(DATA / "status_rules.csv")}
    new = add_missing(map(_rule, rows.values()), by=("code",))
    codes = dict(StatusRule.objects.values_list("code", "pk"))
    for rule in new:
        rule.builds_on_id = codes.get(rows[rule.code]["builds_on"])
        rule.not_with_id = codes.get(rows[rule.code]["not_with"])
    if new:
        StatusRule.objects.bulk_update(new, ["builds_on", "not_with"])
    added = {rule.code: rule for rule in new}
    criteria = [row for row in read_csv(DATA / "status_criteria.csv") if row["rule"] in added]
    insert([_criterion(row, added[row["rule"]], indicators[row["indicator"]]) for row in criteria])
    return new


def _rule(row: dict[str, str]) -> StatusRule:
    words = {name: row[name] for name in ("code", "status", "paragraph", "source", "note")}
    numbers = {name: int(row[name]) if row[name] else None for name in RULE_NUMBERS}
    return StatusRule(**words, **numbers, is_confirmed=row["is_confirmed"] == "yes")


def _criterion(row: dict[str, str], rule: StatusRule, indicator: int) -> StatusCriterion:
    numbers = {name: _number(row[name]) for name in ("limit", "times", "large_limit")}
    return StatusCriterion(
        rule=rule,
        indicator_id=indicator,
        comparison=row["comparison"],
        large_from=int(row["large_from"]) if row["large_from"] else None,
        is_required=row["is_required"] == "yes",
        **numbers,
    )


def _limits(indicators: dict[str, int]):
    for row in read_csv(DATA / "year_limits.csv"):
        yield YearLimit(
            indicator_id=indicators[row["indicator"]],
            year=int(row["year"]),
            times=Decimal(row["times"]),
            value=_number(row["value"]),
            is_confirmed=row["is_confirmed"] == "yes",
            source=row["source"],
            note=row["note"],
        )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
