"""The list of what ends: efforts, and parties' money in efforts that go on."""

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from boligsocial.common.columns import Column, Columns, Kind, in_words
from boligsocial.common.paging import Page
from boligsocial.common.rights import SIGNED_IN, Ruled
from boligsocial.common.text import sort_key
from boligsocial.dashboards.endings import Ending, endings
from boligsocial.dashboards.scope import scope_of
from boligsocial.records.lists import TablePage
from efforts.rules.endings import Stage

A_PAGE = 50
NONE_ENDS = "–"  # within the lead time


def what_ends(row: Ending) -> list[str]:
    """In the words of dashboards/_endings_table.html."""
    lines = []
    for day, funders in row.money:
        text = ngettext("money from %(names)s", "money from %(names)s", len(funders)) % {"names": ", ".join(funders)}
        lines.append(f"{in_words(Kind.DAY, day)} {text}")
    if row.last_day:
        lines.append(f"{in_words(Kind.DAY, row.last_day)} {_('the effort')}")
    return lines


def time_left(row: Ending) -> str:
    return {
        Stage.START: _("time to start"),
        Stage.DIALOGUE: _("the dialogue should be under way"),
    }.get(row.stage, _("less than 8 months"))


def funders(row: Ending) -> list[str] | str:
    return NONE_ENDS if not row.money else list(dict.fromkeys(name for _day, names in row.money for name in names))


ENDING_COLUMNS = Columns(
    Column("effort", gettext_lazy("Effort"), lambda row: row.name, sort="name", fixed=True),
    Column("what", gettext_lazy("What ends"), what_ends, parts=("what", "last_day", "money_ends", "funders")),
    Column("stage", gettext_lazy("Time left"), time_left, sort="soonest"),
    Column("soonest", gettext_lazy("Ends first"), lambda row: row.soonest, Kind.DAY, first=False),
    Column(
        "last_day", gettext_lazy("Last day of the effort"), lambda row: row.last_day or NONE_ENDS, Kind.DAY, first=False
    ),
    Column(
        "money_ends",
        gettext_lazy("First money ends"),
        lambda row: row.money[0][0] if row.money else NONE_ENDS,
        Kind.DAY,
        first=False,
    ),
    Column("funders", gettext_lazy("Whose money ends"), funders, first=False),
)
ORDERS = {"soonest": lambda row: (row.soonest, sort_key(row.name)), "name": lambda row: sort_key(row.name)}


class EndingsPage(Ruled, TablePage):
    """All that ends within the lead time, soonest first."""

    rule = SIGNED_IN
    title = gettext_lazy("What ends")
    columns = ENDING_COLUMNS

    def show(self, request: HttpRequest, **kwargs) -> HttpResponse:
        scope = scope_of(request)
        found = endings(scope)
        context = {
            "scope": scope,
            "on": scope.on,
            "endings": found,
            "page": self.page_of(self.in_order(found.rows)),
            "sort": self.get_sort(),
            "table": self.table,
        }
        return render(request, "dashboards/endings.html", context)

    def export_rows(self, on: date) -> Iterable[Ending]:
        return self.in_order(endings(scope_of(self.request)).rows)

    def get_sort(self) -> str:
        wanted = self.request.GET.get("sort", "")
        return wanted if wanted.removeprefix("-") in ORDERS else "soonest"

    def in_order(self, rows: list[Ending]) -> list[Ending]:
        sort = self.get_sort()
        return sorted(rows, key=ORDERS[sort.removeprefix("-")], reverse=sort.startswith("-"))

    def page_of(self, rows: list[Ending]) -> Page:
        wanted, last = self.request.GET.get("page", ""), max(1, -(-len(rows) // A_PAGE))
        is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 8
        number = min(max(int(wanted), 1), last) if is_number else 1
        shown = rows[(number - 1) * A_PAGE : number * A_PAGE]
        page = Page([row.effort for row in shown], number, len(rows), A_PAGE)
        page.rows = shown
        return page
