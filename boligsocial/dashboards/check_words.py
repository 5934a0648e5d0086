"""What the quality checks are called, what they mean, and what each of their rows says."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from areas.checks import Check, Finding
from areas.choices import ListStatus, Unit
from areas.models import Indicator
from boligsocial.common.columns import Kind, in_words
from boligsocial.common.templatetags.boligsocial import number
from boligsocial.dashboards.figure_words import amount, exact


@dataclass(frozen=True)
class About:
    """`title` and `meaning` say what is checked, `none` what it means that nothing is found."""

    title: str | Promise
    meaning: str | Promise
    none: str | Promise


ABOUT = {
    Check.OVERLAPS: About(
        gettext_lazy("Boundaries that overlap"),
        gettext_lazy(
            "On the day shown two areas share ground. Residents there would count in both. Boundaries along the same "
            "street always share a little: below 100 m² nothing is said."
        ),
        gettext_lazy("No two boundaries share more than 100 m²."),
    ),
    Check.NO_BORDER: About(
        gettext_lazy("Areas without a boundary"),
        gettext_lazy("They are on no map, and overlaps with them cannot be seen. Draw the boundary, or bring it in."),
        gettext_lazy("Every area has a boundary on the day shown."),
    ),
    Check.NO_RESIDENTS: About(
        gettext_lazy("Areas without a number of residents"),
        gettext_lazy(
            "Without it one cannot say whether the area is large enough for the lists, or what a share means."
        ),
        gettext_lazy("The residents of every area are counted."),
    ),
    Check.GAPS: About(
        gettext_lazy("Years missing inside a series"),
        gettext_lazy(
            "There is a figure before and after, and none between. A figure that its source calls not available, and "
            "one that is withheld, are not missing."
        ),
        gettext_lazy("No series has a hole."),
    ),
    Check.LISTED: About(
        gettext_lazy("On a list, without figures"),
        gettext_lazy("An official list names the area in a year of which not one figure is here: nothing shows why."),
        gettext_lazy("Every area has figures for the years in which a list names it."),
    ),
    Check.LATE: About(
        gettext_lazy("Sources that are late"),
        gettext_lazy("A newer edition should be out for some time, and is not here. The figures may mislead by now."),
        gettext_lazy("The newest edition of every source is here, as far as it is known when they come."),
    ),
    Check.JUMPS: About(
        gettext_lazy("Jumps from one year to the next"),
        gettext_lazy(
            "The figure has changed by more than is set at its definition. It may be true; a changed boundary, another "
            "way of counting and a slip of the keyboard look the same. Withheld figures are left out."
        ),
        gettext_lazy("No figure jumps by more than is set."),
    ),
    Check.STATUS: About(
        gettext_lazy("Published status against the rules"),
        gettext_lazy(
            "The official list and the rules, held against the figures that are here, say otherwise. A figure may be "
            "wrong here, or the list in print. What cannot be decided is left out."
        ),
        gettext_lazy("Wherever it can be decided, the rules say what was published."),
    ),
    Check.PARTS: About(
        gettext_lazy("Shares that are not their parts"),
        gettext_lazy("The share is another than its numerator divided by its denominator, beyond rounding."),
        gettext_lazy("Every share agrees with its numerator and denominator."),
    ),
    Check.SUMS: About(
        gettext_lazy("Areas against their estates"),
        gettext_lazy(
            "The area says something else than its estates together, where each of them is known and lies in no other "
            "area."
        ),
        gettext_lazy("Every area agrees with its estates."),
    ),
}


def finding_words(check: Check, row: Finding, indicators: Mapping[int, Indicator]) -> str:
    """What is found, as a sentence."""
    return _SAYINGS[check](row, indicators.get(row.indicator))


def _overlap(row: Finding, indicator) -> str:
    values = {"area": row.other_name, "hectares": number(row.numbers["hectares"], 2)}
    values["share"] = number(row.numbers["share"], 1)
    return _("Shares %(hectares)s ha with %(area)s: %(share)s %% of the smaller of the two.") % values


def _gap(row: Finding, indicator) -> str:
    first, last = row.numbers["first"], row.numbers["last"]
    if first == last:
        return _("The figure of %(year)s is missing.") % {"year": first}
    return _("The figures from %(first)s to %(last)s are missing.") % {"first": first, "last": last}


def _jump(row: Finding, indicator: Indicator) -> str:
    values = {
        "before": amount(row.numbers["before"], indicator),
        "year": row.year - 1,
        "now": amount(row.numbers["value"], indicator),
        "jump": _size(row.numbers["jump"], indicator),
    }
    if row.numbers["change"] > 0:
        return _("Up from %(before)s in %(year)s to %(now)s; more than %(jump)s is worth a look.") % values
    return _("Down from %(before)s in %(year)s to %(now)s; more than %(jump)s is worth a look.") % values


def _size(jump: Decimal, indicator: Indicator) -> str:
    if indicator.unit == Unit.NUMBER:
        return exact(jump, indicator)
    points = number(jump, max(0, -jump.normalize().as_tuple().exponent))
    return _("%(points)s percentage points") % {"points": points}


def _part(row: Finding, indicator: Indicator) -> str:
    values = {
        "share": amount(row.numbers["value"], indicator),
        "numerator": number(row.numbers["numerator"]),
        "denominator": number(row.numbers["denominator"]),
        "expected": amount(row.numbers["expected"], indicator),
    }
    return _("It says %(share)s, but %(numerator)s of %(denominator)s is %(expected)s.") % values


def _sum(row: Finding, indicator: Indicator | None) -> str:
    if row.code == "homes":
        values = {"own": number(row.numbers["value"]), "sum": number(row.numbers["expected"])}
        return _("The area says %(own)s homes, its estates together have %(sum)s.") % values
    values = {"own": amount(row.numbers["value"], indicator), "sum": amount(row.numbers["expected"], indicator)}
    return _("%(own)s is entered for the area, but its estates come to %(sum)s.") % values


def _status(row: Finding, indicator) -> str:
    names = ", ".join(str(ListStatus(code).label) for code in row.statuses)
    if row.code == "listed":
        return _("Published as %(statuses)s; by the rules and the figures it is not.") % {"statuses": names}
    return _("By the rules and the figures %(statuses)s; the published list does not say so.") % {"statuses": names}


def _late(row: Finding, indicator) -> str:
    months = row.numbers["months"]
    text = ngettext(
        "The newest figures are of %(day)s, %(months)s month ago; an edition comes every %(between)s months.",
        "The newest figures are of %(day)s, %(months)s months ago; an edition comes every %(between)s months.",
        months,
    )
    return text % {"day": in_words(Kind.DAY, row.day), "months": months, "between": row.numbers["between"]}


_SAYINGS = {
    Check.OVERLAPS: _overlap,
    Check.NO_BORDER: lambda row, indicator: _("No boundary on the day shown."),
    Check.NO_RESIDENTS: lambda row, indicator: _("Neither a figure nor a count at the area."),
    Check.GAPS: _gap,
    Check.LISTED: lambda row, indicator: _("On the list of %(year)s, and no figure of that year.") % {"year": row.year},
    Check.LATE: _late,
    Check.JUMPS: _jump,
    Check.STATUS: _status,
    Check.PARTS: _part,
    Check.SUMS: _sum,
}


def about_words(row: Finding, indicators: Mapping[int, Indicator]) -> str | None:
    """The figure that a row is about, if it is about one."""
    return capfirst(indicators[row.indicator].name) if row.indicator in indicators else None
