"""An official status in words: verdicts, criteria, distances to the limits and what would have to change."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from areas.choices import Comparison, ListStatus, NoCount, Unit, Verdict
from areas.models import Indicator
from areas.rules.distance import Distance
from areas.rules.findings import Change, CriterionFinding, RuleFinding, RunYear, Way
from areas.status import RuleYear
from boligsocial.common.charts import LimitBar, limit_bar
from boligsocial.common.templatetags.boligsocial import number
from boligsocial.dashboards.figure_words import amount, exact

MOST_WAYS = 4  # that are told


def letter(status: str) -> str:
    """A status in a letter or two, for a narrow cell; the legend says what it is."""
    return {
        ListStatus.VULNERABLE: pgettext("letter of a status: vulnerable housing area", "V"),
        ListStatus.GHETTO: pgettext("letter of a status: ghetto area", "G"),
        ListStatus.PARALLEL: pgettext("letter of a status: parallel society", "P"),
        ListStatus.HARD_GHETTO: pgettext("letter of a status: hard ghetto area", "H"),
        ListStatus.CONVERSION: pgettext("letter of a status: conversion area", "C"),
        ListStatus.PREVENTION: pgettext("letter of a status: prevention area", "Pr"),
        ListStatus.COMBINED: pgettext("letter of a status: area with combined letting", "Co"),
    }[ListStatus(status)]


def lowered(text: str) -> str:
    """A noun phrase inside a sentence."""
    return text[:1].lower() + text[1:]


def people(distance: Distance, indicator: Indicator | None) -> str:
    """How many fewer or more people turn the criterion over: "14 fewer residents who …"; nothing where not known."""
    if distance.residents is None:
        return ""
    whom = lowered(indicator.numerator) if indicator is not None and indicator.numerator else _("residents")
    low, high = number(distance.residents), number(distance.most)
    if distance.is_about:
        known = {"low": low, "high": high, "whom": whom}
        if distance.fewer:
            return _("about %(low)s–%(high)s fewer %(whom)s") % known
        return _("about %(low)s–%(high)s more %(whom)s") % known
    known = {"count": low, "whom": whom}
    return (_("%(count)s fewer %(whom)s") if distance.fewer else _("%(count)s more %(whom)s")) % known


def why_no_people(distance: Distance) -> str:
    """Why the distance is not known in residents."""
    if distance.residents is not None or distance.why is None:
        return ""
    return {
        NoCount.NO_GROUP: _("Not known in residents, since the source gives no numbers behind the percentage."),
        NoCount.NO_PEOPLE: _("Not counted in residents, since the figure is no share of people."),
        NoCount.NO_WAY: _("No number of residents would be enough."),
    }.get(distance.why, "")


def points(distance: Distance, indicator: Indicator) -> str:
    """How far the figure is above or below its limit, in its unit."""
    if distance.points is None:
        return ""
    size = number_format(abs(distance.points).normalize() + 0, force_grouping=True)
    if distance.points == 0:
        return _("on the limit itself")
    is_above = distance.points > 0
    if indicator.unit == Unit.NUMBER:
        return (_("%(size)s above the limit") if is_above else _("%(size)s below the limit")) % {"size": size}
    if is_above:
        return _("%(size)s percentage points above the limit") % {"size": size}
    return _("%(size)s percentage points below the limit") % {"size": size}


@dataclass(frozen=True)
class CriterionWords:
    """A criterion held against the area's figure."""

    found: CriterionFinding

    @property
    def indicator(self) -> Indicator:
        return self.found.criterion.indicator

    @property
    def figure(self) -> str:
        """The figure, or why it is not shown."""
        figure = self.found.figure
        if figure is None:
            return ""
        if figure.value is None:
            return str(figure.state.label)
        return amount(figure.value, self.indicator) if self._is_clear else exact(figure.value, self.indicator)

    @property
    def _is_clear(self) -> bool:
        """Whether the figure, as it is rounded, stands on the same side of its limit: 60.04 is more than 60."""
        value, limit = self.found.figure.value, self.found.limit
        return value == limit or round(value, self.indicator.decimals) != limit

    @property
    def is_shown(self) -> bool:
        return self.found.figure is not None and self.found.figure.value is not None

    @property
    def limit(self) -> str:
        """What is asked for: "more than 40 %"."""
        criterion = self.found.criterion
        how = str(Comparison(criterion.comparison).label)
        if self.found.limit is not None:
            return f"{how} {exact(self.found.limit, self.indicator)}"
        if criterion.times is not None:
            times = number_format(criterion.times.normalize() + 0)
            return _("%(how)s %(times)s times the national average, which is not known") % {"how": how, "times": times}
        return _("%(how)s a limit that depends on how many live there") % {"how": how}

    @property
    def mark(self) -> str:
        """ "met", "unmet" or "open": the mark and the class of it."""
        return {True: "met", False: "unmet", None: "open"}[self.found.met]

    @property
    def verdict(self) -> str:
        if self.found.met is None:
            return _("Cannot be decided: %(why)s") % {"why": self.found.why.label}
        return _("Met") if self.found.met else _("Not met")

    @property
    def points(self) -> str:
        return points(self.found.distance, self.indicator)

    @property
    def people(self) -> str:
        return people(self.found.distance, self.indicator)

    @property
    def why_no_people(self) -> str:
        """Why the distance is not known in residents, where the figure itself is."""
        return why_no_people(self.found.distance) if self.is_shown else ""

    @property
    def is_uncounted(self) -> bool:
        """Whether a number of residents could be there and is not."""
        return self.is_shown and self.found.distance.why in (NoCount.NO_GROUP, NoCount.NO_WAY)

    @property
    def bar(self) -> LimitBar | None:
        return limit_bar(self.found.figure.value, self.found.limit) if self.is_shown else None

    @property
    def required(self) -> bool:
        return self.found.criterion.is_required


@dataclass(frozen=True)
class RuleWords:
    """A rule of a year: what it says of the area and why, beside what was published."""

    held: RuleYear
    names: dict[str, str]  # of statuses, by the code of their rule

    @property
    def finding(self) -> RuleFinding:
        return self.held.finding

    @property
    def name(self) -> str:
        return capfirst(self.held.rule.get_status_display())

    @property
    def mark(self) -> str:
        return {Verdict.YES: "met", Verdict.NO: "unmet", Verdict.UNDECIDED: "open"}[self.finding.verdict]

    @property
    def verdict(self) -> str:
        return {
            Verdict.YES: _("Yes, by the rules"),
            Verdict.NO: _("No, by the rules"),
            Verdict.UNDECIDED: _("Cannot be decided"),
        }[self.finding.verdict]

    @cached_property
    def criteria(self) -> list[CriterionWords]:
        return [CriterionWords(one) for one in self.finding.criteria]

    @cached_property
    def reasons(self) -> list[str]:
        """Why the rule says what it says, in whole sentences."""
        found = self.finding
        said = [_("%(why)s.") % {"why": capfirst(str(why.label))} for why in found.why]
        if found.rule.smallest_residents:
            said.append(self.size)
        said += [self.count] if self.count else []
        said += [self._required(one) for one in found.required if one.met is not None]
        if found.base is not None:
            said.append(self._base(found.base))
        if found.other is not None and found.other.verdict == Verdict.YES:
            name = self.names[found.other.rule.code]
            said.append(_("It is “%(name)s”, and then it is not this one as well.") % {"name": name})
        if found.is_shut_out:
            name = self.names[found.other.rule.code]
            text = _("Whatever the unknown figures are, it is not this, or it is also “%(name)s” and so not this.")
            said.append(text % {"name": name})
        said += [_run(found.run)] if found.run else []
        return said

    @property
    def count(self) -> str:
        """How many of its criteria are met, and how many it takes."""
        found = self.finding
        if not found.rule.needed:
            return ""
        untold = sum(one.met is None for one in found.counted)
        known = {"met": found.met, "all": len(found.counted), "needed": found.rule.needed, "open": untold}
        if untold:
            return _("%(met)s of %(all)s criteria are met, %(open)s cannot be decided; %(needed)s are needed.") % known
        return _("%(met)s of %(all)s criteria are met; %(needed)s are needed.") % known

    @property
    def size(self) -> str:
        """How many live there, and how many the rule asks for."""
        found, least = self.finding, number(self.finding.rule.smallest_residents)
        if found.residents is None:
            return _("How many live there is not known; at least %(least)s are asked for.") % {"least": least}
        known = {"residents": number(found.residents), "least": least}
        if found.is_large:
            return _("%(residents)s residents; at least %(least)s are asked for.") % known
        return _("Only %(residents)s residents; at least %(least)s are asked for.") % known

    def _required(self, one: CriterionFinding) -> str:
        known = {"name": one.criterion.indicator.name, "limit": CriterionWords(one).limit}
        if one.met:
            return _("“%(name)s” is %(limit)s, which is required.") % known
        return _("“%(name)s” is not %(limit)s, which is required.") % known

    def _base(self, base: RuleFinding) -> str:
        known = {"name": self.names[base.rule.code]}
        return {
            Verdict.YES: _("It builds on “%(name)s”, which the area is."),
            Verdict.NO: _("It builds on “%(name)s”, which the area is not."),
            Verdict.UNDECIDED: _("It builds on “%(name)s”, which cannot be decided."),
        }[base.verdict] % known

    @property
    def is_small(self) -> bool:
        """Whether fewer live there than the rule asks for."""
        return self.finding.is_large is False

    @cached_property
    def as_if(self) -> str:
        """What the rule would say with residents enough, where the area is too small and that is something else."""
        found = self.finding
        if found.as_if == found.verdict or not self.is_small:
            return ""
        return {
            Verdict.YES: _("With residents enough it would have the status: as if."),
            Verdict.NO: _("With residents enough it would still not have the status."),
            Verdict.UNDECIDED: _("With residents enough it could not be decided."),
        }[found.as_if]

    @property
    def published(self) -> str:
        """What the published list says."""
        if self.held.published is None:
            return _("Whether the published list names it is not known here.")
        if not self.held.published:
            return _("The published list does not name it.")
        if self.held.entry is not None and not self.held.entry.is_certain:
            return _("The published list names it, as inferred from other lists and their counts.")
        return _("The published list names it.")

    @property
    def notes(self) -> list[str]:
        """Why distances are not known in residents, each reason once."""
        return list(dict.fromkeys(one.why_no_people for one in self.criteria if one.why_no_people))

    @property
    def heading(self) -> str:
        """Above the ways."""
        return _("What would take the status away") if self.finding.verdict == Verdict.YES else _("What would give it")

    @cached_property
    def ways(self) -> list[str]:
        """The smallest sets of changes that turn the verdict over, the fewest residents first.

        That people move away until the area is too small to be named comes last: it makes nothing better.
        """
        found = sorted(self.finding.ways, key=lambda way: any(one.is_shrinking for one in way))
        return [_way(one) for one in found[:MOST_WAYS]]

    @property
    def more_ways(self) -> int:
        return max(0, len(self.finding.ways) - MOST_WAYS)


def _run(run: tuple[RunYear, ...]) -> str:
    said = {
        Verdict.YES: pgettext("in a list of years", "%(year)s yes"),
        Verdict.NO: pgettext("in a list of years", "%(year)s no"),
        Verdict.UNDECIDED: pgettext("in a list of years", "%(year)s not known"),
    }
    years = ", ".join(said[one.verdict] % {"year": one.year} for one in run)
    words = ngettext("It takes %(count)s list: %(years)s.", "It takes %(count)s lists running: %(years)s.", len(run))
    return words % {"count": len(run), "years": years}


def _way(way: Way) -> str:
    return _(" and ").join(_change(one) for one in way)


def _change(change: Change) -> str:
    if change.lists:
        words = ngettext("%(count)s more list running", "%(count)s more lists running", change.lists)
        return words % {"count": change.lists}
    indicator = change.criterion.indicator if change.criterion else None
    if change.residents is not None:
        said = people(change.distance, indicator)
        return said if indicator is None or indicator.numerator else f"{indicator.name}: {said}"
    now = change.limit + change.distance.points
    known = {"name": indicator.name, "limit": exact(change.limit, indicator), "now": exact(now, indicator)}
    return _past(change) % known


def _past(change: Change) -> str:
    """Where the figure would have to be, on the other side of its limit."""
    comparison = change.criterion.comparison
    is_open = comparison == Comparison.MORE_THAN  # on the limit itself it is not met
    if change.met is (comparison != Comparison.LESS_THAN):
        return (
            _("“%(name)s” above %(limit)s (now %(now)s)")
            if is_open
            else _("“%(name)s” at least %(limit)s (now %(now)s)")
        )
    return _("“%(name)s” at most %(limit)s (now %(now)s)") if is_open else _("“%(name)s” below %(limit)s (now %(now)s)")
