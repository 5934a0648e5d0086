"""What a column of a file can be."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from areas.choices import Layout, Level
from areas.models import Indicator

PARTS = ("figure", "numerator", "denominator", "answers", "margin")
OWNERS = ("area", "area_code", "municipality", "estate", "organisation")
ONCE = (*OWNERS, "year", "period", "indicator")  # at most one column is this


@dataclass(frozen=True)
class Target:
    """`key` as the mapping has it ("" leaves the column out), `label` for the reader, `group` it is offered in."""

    key: str
    label: str | Promise
    group: str | Promise


_WHERE, _WHEN, _WHAT = _("Whom the row is about"), _("When"), _("What the column says")
_PLAIN = {
    "": (_("Leave out"), ""),
    "area": (_("Housing area (name)"), _WHERE),
    "area_code": (_("Housing area (code)"), _WHERE),
    "municipality": (_("Municipality (name or code)"), _WHERE),
    "estate": (_("Estate (name or number)"), _WHERE),
    "organisation": (_("Housing organisation of the estate"), _WHERE),
    "year": (_("Year or date"), _WHEN),
    "period": (_("Period in words"), _WHEN),
    "listed": (_("On the official list: yes or no, or the status"), _WHAT),
    "indicator": (_("Which figure (code or name)"), _WHAT),
    "value": (_("Value"), _WHAT),
    "numerator": (_("Numerator (count)"), _WHAT),
    "denominator": (_("Denominator (count)"), _WHAT),
    "answers": (_("Answers (of a survey)"), _WHAT),
    "margin": (_("Uncertainty, ±"), _WHAT),
}
_OFFERED = {
    Layout.OFFICIAL: ("", "area", "area_code", "municipality", "year", "period", "listed"),
    Layout.WIDE: ("", *OWNERS, "year", "period"),
    Layout.LONG: ("", *OWNERS, "year", "period", "indicator", "value", *PARTS[1:]),
}
_GROUPS = {
    "figure": _("Figures"),
    "numerator": _("Numerators (counts)"),
    "denominator": _("Denominators (counts)"),
    "answers": _("Answers of surveys"),
    "margin": _("Uncertainty, ±"),
}


def targets(layout: str) -> list[Target]:
    """All that a column of such a file can be, in the order in which it is offered."""
    offered = [Target(key, *_PLAIN[key]) for key in _OFFERED.get(layout, ())]
    if layout == Layout.LONG or not offered:
        return offered
    indicators = list(Indicator.objects.all())
    if layout == Layout.OFFICIAL:
        indicators = [row for row in indicators if row.level == Level.AREA]
    for part in PARTS:
        wanted = (row for row in indicators if part not in ("answers", "margin") or row.is_survey)
        offered += [Target(f"{part}:{row.code}", row.name, _GROUPS[part]) for row in wanted]
    return offered
