"""The official status of an area: as published and by the rules, on the newest list and over the years."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import dropwhile

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from areas import rulebook
from areas.choices import ListStatus, Verdict
from areas.figures import Figure
from areas.models import HousingArea, ListEntry
from areas.status import StatusYear, status_of
from boligsocial.common.templatetags.boligsocial import number
from boligsocial.dashboards.area_status_words import RuleWords, letter

FIRST_LIST = 2010


@dataclass(frozen=True)
class Cell:
    """What stands in the strip for a year: letters, all of it in words, and its pattern."""

    letters: str
    words: str
    kind: str  # "named", "none", "open", "inferred"


@dataclass(frozen=True)
class StripYear:
    """A year of the strip: what was published, what the rules say, and whether they differ."""

    told: StatusYear

    @property
    def year(self) -> int:
        return self.told.year

    @cached_property
    def published(self) -> Cell:
        entries = self.told.entries
        if entries:
            words = ", ".join(str(entry.get_status_display()) for entry in entries)
            kind = "named" if any(entry.is_certain for entry in entries) else "inferred"
            words = words if kind == "named" else _("%(statuses)s (inferred)") % {"statuses": words}
            return Cell(" ".join(letter(entry.status) for entry in entries), words, kind)
        if any(rule.published is None for rule in self.told.rules):
            return Cell("?", _("list not known here"), "open")
        return Cell("–", _("not named"), "none")

    @cached_property
    def computed(self) -> Cell:
        rules = self.told.rules
        named = [rule.rule for rule in rules if rule.verdict == Verdict.YES]
        undecided = [rule.rule for rule in rules if rule.verdict == Verdict.UNDECIDED]
        if named:
            words = ", ".join(str(rule.get_status_display()) for rule in named)
            letters = " ".join(letter(rule.status) for rule in named)
            return Cell(f"{letters} ?" if undecided else letters, words, "named")
        if undecided:
            return Cell("?", _("cannot be decided"), "open")
        return Cell("–", _("no status"), "none")

    @property
    def differs(self) -> bool:
        return any(rule.differs for rule in self.told.rules)


class AreaStatus:
    """The statuses of an area up to a day, by its `figures`. `wanted` is the list that the address asks for."""

    def __init__(
        self,
        area: HousingArea,
        on: date,
        figures: Iterable[Figure],
        wanted: str = "",
        stored: rulebook.Rows | None = None,
    ):
        self.area, self.on, self.wanted, self.stored = area, on, wanted, stored
        self.figures = list(figures)

    @cached_property
    def newest_list(self) -> int | None:
        """The year of the newest published list that names any area known here."""
        return ListEntry.objects.newest_year(self.on)

    @cached_property
    def all(self) -> list[StatusYear]:
        """Every list since the first, up to the newest that is known or that there are figures for."""
        last = max(
            [year for year in (self.newest_list, *(figure.year for figure in self.figures)) if year], default=None
        )
        return status_of(self.area, range(FIRST_LIST, last + 1), self.figures, self.stored) if last else []

    @cached_property
    def strip(self) -> list[StripYear]:
        """From the first list of which anything is known."""
        years = [StripYear(one) for one in self.all]
        return list(dropwhile(lambda one: one.published.kind == one.computed.kind == "open", years)) or years

    @cached_property
    def letters(self) -> list[tuple[str, str]]:
        """The letters in use, and what they stand for."""
        used = {entry.status for one in self.all for entry in one.entries}
        used |= {rule.rule.status for one in self.all for rule in one.rules if rule.verdict == Verdict.YES}
        return [(letter(status), capfirst(str(status.label))) for status in ListStatus if status in used]

    @cached_property
    def newest(self) -> StatusYear | None:
        """What the newest known list says, and the rules of its year."""
        return next((one for one in self.all if one.year == self.newest_list), None)

    @property
    def newest_cell(self) -> Cell:
        return StripYear(self.newest).published

    @cached_property
    def newest_names(self) -> list[str]:
        return [capfirst(entry.get_status_display()) for entry in self.newest.entries]

    @cached_property
    def chosen(self) -> StatusYear | None:
        """The list asked for, else the newest with figures, else the newest."""
        asked = next((one for one in self.all if str(one.year) == self.wanted), None)
        told = [one for one in self.all if one.has_figures]
        return asked or (told or self.all or [None])[-1]

    @cached_property
    def rules(self) -> list[RuleWords]:
        """The rules of the list that is shown."""
        names = {one.rule.code: capfirst(one.rule.get_status_display()) for one in self.chosen.rules}
        return [RuleWords(one, names) for one in self.chosen.rules]

    @cached_property
    def newest_figures(self) -> StatusYear | None:
        """The newest list of whose year any figure that counts is known, if only the residents."""
        return next((one for one in reversed(self.all) if one.has_figures or one.residents is not None), None)

    @cached_property
    def by_rules(self) -> str:
        """What the rules say by the newest figures, in a sentence."""
        told = self.newest_figures
        if told is None:
            return _("No figures are known here that the rules could be held against.")
        named = [capfirst(one.rule.get_status_display()) for one in told.rules if one.verdict == Verdict.YES]
        undecided = [one for one in told.rules if one.verdict == Verdict.UNDECIDED]
        if named:
            known = {"year": told.year, "names": ", ".join(named)}
            return _("By the rules and the figures of %(year)s: %(names)s.") % known
        if undecided:
            reasons = dict.fromkeys(str(why.label) for one in undecided for why in one.finding.why)
            known = {"year": told.year, "reasons": "; ".join(reasons)}
            return _("By the rules and the figures of %(year)s it cannot be decided: %(reasons)s.") % known
        if any(one.finding.is_large is False for one in told.rules):
            least = number(told.rules[0].rule.smallest_residents)
            known = {"year": told.year, "residents": number(told.residents), "least": least}
            return (
                _("By the rules: no status, with %(residents)s residents in %(year)s and %(least)s asked for.") % known
            )
        return _("By the rules and the figures of %(year)s: no status.") % {"year": told.year}

    @cached_property
    def newest_told(self) -> StripYear | None:
        """Where it is not known whether the newest list names it: the newest list of which it is."""
        if self.newest_cell.kind != "open":
            return None
        told = [one for one in self.strip if one.year < self.newest.year and one.published.kind != "open"]
        return told[-1] if told else None

    @property
    def sources(self) -> list[str]:
        """Of the published lists, each once, in the order of the years."""
        return list(dict.fromkeys(entry.source for one in self.all for entry in one.entries))
