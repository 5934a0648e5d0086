"""The page of an area in brief: what a board asks first, in a few words each; the parts below say why."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from areas.choices import Match
from areas.rules.match import match_of
from boligsocial.dashboards.area_need import AreaNeed
from boligsocial.dashboards.area_page import AreaPage
from boligsocial.dashboards.area_status import AreaStatus


@dataclass(frozen=True)
class AreaBrief:
    """Status, need, and whether need and effort fit, from what the parts of the page have found."""

    page: AreaPage
    standing: AreaStatus
    need: AreaNeed

    @property
    def status(self) -> str | None:
        """What the newest list says; None where that is not known."""
        standing = self.standing
        if standing.newest is None or standing.newest_cell.kind == "open":
            return None
        return ", ".join(standing.newest_names) or capfirst(_("not named"))

    @property
    def criteria(self) -> str:
        """How many criteria of the list's first rule are met, or that the area is too small for it."""
        chosen = self.standing.chosen
        rule = self.standing.rules[0] if chosen and chosen.has_figures and self.standing.rules else None
        said = "" if rule is None else rule.size if rule.is_small else rule.count
        return (
            _("%(name)s, %(year)s: %(count)s") % {"name": rule.name, "year": chosen.year, "count": said} if said else ""
        )

    @property
    def level(self) -> int | None:
        return self.need.reasons.level if self.need.reasons else None

    @property
    def match(self) -> str:
        """Whether need and effort fit; nothing where need cannot be said."""
        reasons = self.need.reasons
        if self.level is None:
            return ""
        found = match_of(reasons.level, reasons.before_level, self.page.reached_by > 0)
        return "" if found == Match.REST else capfirst(str(found.label))
