"""What the page of one indicator shows beside its areas: its definition in words, who has it, what it is used for."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from areas.choices import Level
from areas.coverage import Coverage, coverage_by_year, newest_coverage
from areas.models import Indicator, Municipality, RecipeItem, StatusCriterion
from areas.rules.freshness import Freshness, freshness
from boligsocial.common.templatetags.boligsocial import number
from boligsocial.dashboards.figure_words import exact


def rhythm(months: int | None) -> str:
    """How often a source comes; nothing where nobody knows."""
    if months is None:
        return ""
    if months == 12:
        return _("once a year")
    if 12 % months == 0:
        times = 12 // months
        return ngettext("%(times)s time a year", "%(times)s times a year", times) % {"times": times}
    return ngettext("every month", "every %(months)s months", months) % {"months": months}


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator in the list of them; `newest` is its newest year, None where nobody has it."""

    indicator: Indicator
    newest: Coverage | None
    on: date

    @property
    def year(self) -> int | None:
        return self.newest.year if self.newest else None

    @property
    def extracted_on(self) -> date | None:
        return self.newest.extracted_on if self.newest else None

    @property
    def _months(self) -> int | None:
        return self.indicator.source.months_between if self.indicator.source else None

    @property
    def freshness(self) -> Freshness:
        """How old the newest figures are, as their source comes; not known of those that are of another source."""
        if self.newest is None or not self.newest.own:
            return freshness(None, None, self._months, self.on)
        return freshness(self.year, self.newest.own_extracted_on, self._months, self.on)

    @property
    def rhythm(self) -> str:
        return rhythm(self._months)


def indicator_rows(indicators, user, on: date, municipality: Municipality | None) -> list[IndicatorRow]:
    """A fixed number of queries, however many indicators."""
    indicators = list(indicators)
    newest = newest_coverage(user, indicators, on, municipality) if indicators else {}
    return [IndicatorRow(one, newest.get(one.pk), on) for one in indicators]


class IndicatorPage:
    """An indicator as a user sees it on a day, in a municipality or in all."""

    def __init__(self, indicator: Indicator, user, on: date, municipality: Municipality | None):
        self.indicator, self.user, self.on, self.municipality = indicator, user, on, municipality

    @cached_property
    def years(self) -> list[Coverage]:
        """Who has it, the newest year first."""
        return coverage_by_year(self.user, self.indicator, self.on, self.municipality)

    @property
    def newest(self) -> Coverage | None:
        return self.years[0] if self.years else None

    @property
    def own(self) -> IndicatorRow:
        """With the newest year that the source itself gave figures of: it says how fresh they are."""
        return IndicatorRow(self.indicator, next((one for one in self.years if one.own), None), self.on)

    @property
    def owners(self) -> str:
        """Who has a figure, in words."""
        return {
            Level.AREA: _("housing areas"),
            Level.ESTATE: _("estates"),
            Level.MUNICIPALITY: _("municipalities"),
        }[self.indicator.level]

    @property
    def owned_by(self) -> str:
        """Whom it is about, and what others have of it."""
        return {
            Level.AREA: _("The housing area. What a municipality has of it is computed from its areas."),
            Level.ESTATE: _(
                "The estate of a housing organisation. What an area has of it is computed from its estates."
            ),
            Level.MUNICIPALITY: _("The whole municipality."),
        }[self.indicator.level]

    @property
    def smallest_group(self) -> int | None:
        return self._stricter("smallest_group")

    @property
    def smallest_count(self) -> int | None:
        return self._stricter("smallest_count")

    def _stricter(self, name: str) -> int | None:
        rules = (self.indicator, self.indicator.source)
        known = [getattr(rule, name) for rule in rules if rule is not None and getattr(rule, name) is not None]
        return max(known, default=None)

    @cached_property
    def criteria(self) -> list[tuple[StatusCriterion, str]]:
        """The rules of the official lists that it counts in, the newest first, each with its limit in words."""
        rows = StatusCriterion.objects.filter(indicator=self.indicator).select_related("rule")
        found = sorted(rows, key=lambda one: (-one.rule.first_year, one.rule.code))
        return [(one, self.limit_of(one)) for one in found]

    def limit_of(self, criterion: StatusCriterion) -> str:
        how = criterion.get_comparison_display()
        if criterion.times is not None:
            times = number_format(criterion.times.normalize())
            return _("%(how)s %(times)s times the national average") % {"how": how, "times": times}
        words = f"{how} {exact(criterion.limit, self.indicator)}"
        if criterion.large_from is None:
            return words
        return _("%(limit)s, %(other)s from %(residents)s residents") % {
            "limit": words,
            "other": exact(criterion.large_limit, self.indicator),
            "residents": number(criterion.large_from),
        }

    @cached_property
    def recipes(self) -> list[RecipeItem]:
        """The recipes of need that it counts in: the common ones, and those of municipalities the user works in."""
        mine = Municipality.objects.worked_in_by(self.user)
        seen = Q(recipe__municipality__isnull=True) | Q(recipe__municipality__in=mine)
        rows = RecipeItem.objects.filter(seen, indicator=self.indicator).select_related("recipe__municipality")
        return list(rows.order_by("recipe__municipality__sort_key", "recipe__code"))

    @property
    def unit(self) -> str:
        return capfirst(str(self.indicator.get_unit_display()))
