"""Quality checks: what in areas, boundaries, figures and lists is worth a second look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from areas import checks, figure_checks
from areas.checks import Check, Finding, Rows, Scope, listed_rows
from areas.models import HousingArea, Indicator
from areas.rules.freshness import Age
from boligsocial.common.columns import Column, Columns, Kind
from boligsocial.common.paging import Page
from boligsocial.common.rights import SIGNED_IN, Ruled
from boligsocial.dashboards.check_words import ABOUT, about_words, finding_words
from boligsocial.dashboards.data_home import sources
from boligsocial.dashboards.scope import scope_of
from boligsocial.records.lists import TablePage

A_PAGE = 50
BATCH = 2000


def late_sources(scope: Scope) -> Rows:
    """Sources of which a newer edition should be here, the oldest first."""
    found = []
    for line in sources(scope.user, scope.municipality, timezone.localdate()):
        if line.source is not None and line.count and line.freshness.age == Age.LATE:
            numbers = {"months": line.freshness.months, "between": line.source.months_between}
            row = Finding("source", line.source.pk, line.source.name, numbers=numbers, day=line.freshness.as_of)
            found.append(row)
    return listed_rows(sorted(found, key=lambda row: row.day))


CHECKS = {
    Check.OVERLAPS: checks.overlaps,
    Check.NO_BORDER: checks.no_border,
    Check.NO_RESIDENTS: checks.no_residents,
    Check.GAPS: figure_checks.gaps,
    Check.LISTED: checks.listed_without_figures,
    Check.LATE: late_sources,
    Check.JUMPS: figure_checks.jumps,
    Check.STATUS: figure_checks.status,
    Check.PARTS: figure_checks.parts,
    Check.SUMS: figure_checks.sums,
}


@dataclass(frozen=True)
class Line:
    """A row of the table: a finding with what it is about, in words."""

    finding: Finding
    figure: str | None
    words: str
    url: str

    @property
    def key(self) -> str:
        return f"{self.finding.level}-{self.finding.key}"


CHECK_COLUMNS = Columns(
    Column("name", pgettext_lazy("check", "What"), lambda line: line.finding.name, fixed=True),
    Column("municipality", gettext_lazy("Municipality"), lambda line: line.finding.town or "–"),
    Column("figure", gettext_lazy("Figure"), lambda line: line.figure or "–"),
    Column("year", gettext_lazy("Year"), lambda line: line.finding.year or "–", Kind.YEAR),
    Column("finding", gettext_lazy("What is found"), lambda line: line.words),
)


class ChecksPage(Ruled, TablePage):
    """All checks with how much they found, and the rows of one (`?check=`)."""

    rule = SIGNED_IN
    columns = CHECK_COLUMNS

    @cached_property
    def scope(self) -> Scope:
        chosen = scope_of(self.request)
        return Scope(chosen.user, chosen.on, chosen.municipality)

    @cached_property
    def indicators(self) -> dict[int, Indicator]:
        return Indicator.objects.in_bulk()

    @property
    def chosen(self) -> Check | None:
        wanted = self.request.GET.get("check", "")
        return Check(wanted) if wanted in [one.value for one in Check] else None

    @property
    def title(self):
        return ABOUT[self.chosen].title if self.chosen else gettext_lazy("Quality checks")

    def show(self, request: HttpRequest, **kwargs) -> HttpResponse:
        context = {
            "scope": self.scope,
            "on": self.scope.on,
            "scope_url": "",
            "chosen": self.chosen,
            "table": self.table,
        }
        if self.chosen is None:
            found = [(check, ABOUT[check], CHECKS[check](self.scope).count()) for check in CHECKS]
            context |= {"checks": found, "all": sum(count for _check, _about, count in found)}
            return render(request, "data/checks.html", context)
        rows = CHECKS[self.chosen](self.scope)
        page = self.page_of(rows)
        others = [(check, ABOUT[check]) for check in CHECKS]
        context |= {"page": page, "about": ABOUT[self.chosen], "others": others}
        return render(request, "data/check_rows.html", context)

    def page_of(self, rows: Rows) -> Page:
        total = rows.count()
        wanted, last = self.request.GET.get("page", ""), max(1, -(-total // A_PAGE))
        is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 8
        number = min(max(int(wanted), 1), last) if is_number else 1
        start = (number - 1) * A_PAGE
        found = rows.part(start, start + A_PAGE) if total else []
        page = Page(list(range(start, start + len(found))), number, total, A_PAGE)
        page.rows = self.lines(found)
        return page

    def lines(self, found: list[Finding]) -> list[Line]:
        estates = {row.key for row in found if row.level == "estate"}
        area_of = self._areas_of(estates) if estates else {}
        return [
            Line(
                row,
                about_words(row, self.indicators),
                finding_words(self.chosen, row, self.indicators),
                self._address(row, area_of),
            )
            for row in found
        ]

    def _areas_of(self, estates: set[int]) -> dict[int, int]:
        """An area of each estate, where its figures stand."""
        links = HousingArea.estates.through.objects.filter(
            estate__in=estates, housingarea__in=self.scope.areas.values("pk")
        )
        return dict(links.order_by("-housingarea").values_list("estate", "housingarea"))

    @staticmethod
    def _address(row: Finding, area_of: dict[int, int]) -> str:
        area = row.key if row.level == "area" else area_of.get(row.key) if row.level == "estate" else None
        return reverse("areas:detail", args=[area]) if area else ""

    def export_rows(self, on: date) -> Iterable[Line]:
        """All rows of the chosen check, a batch at a time; of none chosen, nothing."""
        if self.chosen is None:
            return
        rows, start = CHECKS[self.chosen](self.scope), 0
        while found := rows.part(start, start + BATCH):
            yield from self.lines(found)
            start += BATCH
