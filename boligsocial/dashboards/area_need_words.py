"""The reasons of a need level in words, figure by figure."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from areas.choices import Availability, RecipeKind, Unit
from areas.need import MeanOf, NeedFigure, WeightMoved
from boligsocial.common.templatetags.boligsocial import number
from boligsocial.dashboards.figure_words import amount


@dataclass(frozen=True)
class FigureWords:
    """A figure of the recipe at the area, in words."""

    needed: NeedFigure
    kind: str  # of the recipe

    @property
    def value(self) -> str:
        if self.needed.state != Availability.AVAILABLE or self.needed.value is None:
            return str(self.needed.state.label)
        return amount(self.needed.value, self.needed.indicator)

    @property
    def is_shown(self) -> bool:
        return self.needed.value is not None

    @property
    def between(self) -> str:
        """Where the value is with 95 per cent."""
        if self.needed.low is None or self.needed.high is None or self.needed.low == self.needed.high:
            return ""
        ends = (max(one, Decimal(0)) for one in (self.needed.low, self.needed.high))
        return "–".join(number(one, self.needed.indicator.decimals) for one in ends)

    @property
    def mean(self) -> str:
        return "" if self.needed.mean is None else amount(self.needed.mean, self.needed.indicator)

    @property
    def mean_of(self) -> str:
        """What the mean is the mean of."""
        areas = self.needed.mean_areas
        if self.needed.mean_of == MeanOf.MUNICIPALITY:
            return _("the whole municipality")
        if self.needed.mean_of is None:
            return ""
        words = ngettext("%(areas)s area", "%(areas)s areas", areas) % {"areas": number(areas)}
        if self.needed.mean_of == MeanOf.DENOMINATORS:
            return _("%(areas)s of the municipality, by how many each counts") % {"areas": words}
        return _("%(areas)s of the municipality, by residents") % {"areas": words}

    @property
    def distance(self) -> str:
        """How far from the mean, and which way."""
        distance = self.needed.distance
        if distance is None:
            return ""
        size = number(abs(distance), self.needed.indicator.decimals)
        if self.needed.indicator.unit != Unit.NUMBER:
            worse, better = _("%(size)s percentage points worse"), _("%(size)s percentage points better")
        else:
            worse, better = _("%(size)s worse"), _("%(size)s better")
        if distance == 0:
            return _("as the mean")
        return (worse if distance > 0 else better) % {"size": size}

    @property
    def points(self) -> str:
        """What it counts: points, or standard deviations, times its weight."""
        if self.needed.points is None:
            return ""
        decimals = 0 if self.kind == RecipeKind.POINTS else 2
        points, counted = (number(one, decimals) for one in (self.needed.points, self.needed.counted))
        return f"{points} × {self.needed.weight} = {counted}"

    @property
    def rule(self) -> str:
        """How its points come about."""
        if self.kind != RecipeKind.POINTS:
            return _("Counted in standard deviations from the mean.")
        step = number_format(self.needed.step.normalize() + 0)
        unit = "" if self.needed.indicator.unit == Unit.NUMBER else _("percentage points")
        known = {"step": f"{step} {unit}".strip(), "most": self.needed.most}
        return _("A point for each %(step)s worse than the mean, at most %(most)s.") % known


def moved(one: WeightMoved) -> str:
    """What becomes of the area when one weight is a step higher or lower."""
    known = {
        "name": one.indicator.name,
        "weight": one.weight,
        "new_weight": one.new_weight,
        "place": one.place,
        "new_place": one.new_place,
        "level": one.level,
        "new_level": one.new_level,
    }
    place = _(
        "With weight %(new_weight)s instead of %(weight)s on “%(name)s” it would be no. %(new_place)s, not %(place)s."
    )
    level = _(
        "With weight %(new_weight)s instead of %(weight)s on “%(name)s” it would be on level %(new_level)s, "
        "not %(level)s."
    )
    both = _(
        "With weight %(new_weight)s instead of %(weight)s on “%(name)s” it would be no. %(new_place)s, not %(place)s, "
        "and on level %(new_level)s, not %(level)s."
    )
    if one.place != one.new_place:
        return (both if one.level != one.new_level else place) % known
    return level % known
