"""Need, status and whether they fit an area's efforts, in words: for pages and files."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from areas.choices import Match, Trend
from areas.models import NeedLevel, Standing
from areas.need import WhyNot
from areas.standings import named

ARROWS = {Trend.RISING: "▲", Trend.STEADY: "▬", Trend.FALLING: "▼", Trend.UNKNOWN: ""}


def why_not(need: NeedLevel | None) -> str:
    """Why an area has no need level; nothing where it has one."""
    if need is None:
        return _("There are no figures for it up to this day.")
    words = {
        WhyNot.EMPTY: _("No figure counts in the recipe yet."),
        WhyNot.NO_FIGURES: _("None of the figures that count is known for that year."),
        WhyNot.MISSING: _("Some of the figures that count are not known for that year."),
        WhyNot.WITHHELD: _("Some of the figures that count are withheld, because few people are behind them."),
        WhyNot.NO_RESIDENTS: _("How many live there is not known."),
        WhyNot.FEW_RESIDENTS: _("Fewer people live there than the recipe asks for."),
        WhyNot.FEW_AREAS: _("Too few areas of the municipality have figures to make a mean of."),
        WhyNot.ONLY_LISTED: _(
            "Too few areas outside the official lists have figures, and the municipality's own are not known. Held "
            "against each other alone, the areas of the lists would look better off than they are."
        ),
    }
    return words.get(need.why_not, "") if need.level is None else ""


def trend(need: NeedLevel | None) -> str | None:
    """Which way the need goes; None where that is not known."""
    if need is None or need.level is None or need.trend == Trend.UNKNOWN:
        return None
    return str(Trend(need.trend).label)


def place(need: NeedLevel | None) -> str | None:
    """Its place in the municipality, as far as the uncertainty lets one say."""
    if need is None or need.rank_from is None:
        return None
    first, last = need.rank_from, need.rank_to
    span = str(first) if first == last else f"{first}–{last}"
    return _("%(place)s of %(areas)s") % {"place": span, "areas": need.ranked}


def statuses(standing: Standing | None) -> list[str] | None:
    """What the rules say, with the year; None where they say nothing."""
    if standing is None:
        return None
    found = [f"{capfirst(status.label)} {standing.year}" for status in named(standing.statuses)]
    open_ones = named(standing.undecided)
    if open_ones:
        listed = ", ".join(str(status.label) for status in open_ones)
        found.append(_("cannot be decided for %(year)s: %(statuses)s") % {"year": standing.year, "statuses": listed})
    return found or [_("none in %(year)s") % {"year": standing.year}]


def note(match: Match, level: int | None, year: int | None, trend_: str | None) -> str:
    """What a map says of an area, in one line."""
    if level is None:
        return capfirst(str(match.label))
    known = {"match": capfirst(str(match.label)), "level": level, "year": year}
    if trend_ in (None, Trend.UNKNOWN):
        return _("%(match)s. Need level %(level)s in %(year)s.") % known
    return _("%(match)s. Need level %(level)s in %(year)s, %(trend)s.") % {**known, "trend": Trend(trend_).label}
