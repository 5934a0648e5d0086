"""Lists whose columns one chooses, that are taken away as files, and whose views are kept by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views import View

from boligsocial.common.columns import Column, Columns, keys_of
from boligsocial.common.exports import TABLES, Format, Layer, Sheet, file_response
from boligsocial.common.views import view_date
from boligsocial.records.models import SavedView

# What a view does not keep: where one is in the list, and what is said elsewhere.
NOT_KEPT = ("page", "export", "columns", "rows")
MOST_BESIDE_A_MAP = 6  # columns
LONGEST_QUERY = 2000  # characters, as SavedView has it


@dataclass(frozen=True)
class Choice:
    """A column as the form offers it."""

    column: Column
    title: str
    is_shown: bool
    is_first: bool = False
    is_last: bool = False


class ShownTable:
    """What a list's template needs to know: its columns, the files it is taken away as, its saved views."""

    def __init__(self, page: "TablePage", request: HttpRequest):
        self.on, self.request, self.columns = view_date(request), request, page.columns
        self.formats, self.page = page.formats, request.resolver_match.view_name
        views = list(SavedView.objects.visible_to(request.user).filter(page=self.page).select_related("user"))
        last = [view for view in views if not view.name and view.user_id == request.user.pk]
        self.views = [view for view in views if view.name]
        chosen = ",".join(request.GET.getlist("columns"))[:1000]
        self.shown = page.columns.chosen(chosen or (last[0].columns if last else ""))

    @property
    def headers(self) -> list[tuple[Column, str]]:
        return [(column, column.title(self.on)) for column in self.shown]

    @cached_property
    def cells(self) -> list[tuple[Column, SafeString, SafeString]]:
        """Each column with what stands before and after its cell."""
        found = []
        for column, title in self.headers:
            numeric = SafeString(' class="numeric"') if column.is_numeric else ""
            if column.fixed:
                found.append((column, SafeString('<th scope="row">'), SafeString("</th>")))
            else:
                before = format_html('<td data-column="{}" data-label="{}"{}>', column.key, title, numeric)
                found.append((column, before, SafeString("</td>")))
        return found

    @cached_property
    def asked(self) -> set[str]:
        """The keys of all columns that are shown or stand for one that is: rows need know no more."""
        return {column.key for column in (*self.shown, *self.columns.written(self.shown))}

    @property
    def alone(self) -> set[str]:
        """The keys of the columns shown by themselves: other cells need not say them."""
        return {column.key for column in self.shown}

    # --- the forms and links above the table ---

    @property
    def is_wide(self) -> bool:
        """Whether the columns want the whole width of a page."""
        return len(self.shown) > MOST_BESIDE_A_MAP

    @property
    def is_own_choice(self) -> bool:
        """Whether other columns are shown than to whoever has not chosen."""
        return self.keys != keys_of(self.columns.chosen(""))

    @property
    def choices(self) -> list[Choice]:
        free = [column for column in self.shown if not column.fixed]
        shown = [Choice(column, column.title(self.on), True, column is free[0], column is free[-1]) for column in free]
        own = self.alone
        others = [column for column in self.columns if column.key not in own]
        return [*shown, *(Choice(column, column.title(self.on), False) for column in others)]

    @property
    def keys(self) -> str:
        return keys_of(self.shown)

    @property
    def query(self) -> str:
        """The filters and the order in the address."""
        return kept_query(self.request.GET)

    @property
    def files(self) -> list[tuple[Format, str]]:
        """The files and their addresses."""
        query = self.request.GET.copy()
        query.pop("page", None)
        query["columns"] = self.keys
        found = []
        for kind in self.formats:
            query["export"] = kind.key
            found.append((kind, f"{self.request.path}?{query.urlencode()}"))
        return found


def kept_query(query: QueryDict) -> str:
    """What a saved view keeps of an address: no empty values, no page."""
    kept = query.copy()
    for name in list(kept):
        values = [value for value in kept.getlist(name) if value]
        if name in NOT_KEPT or not values:
            del kept[name]
        else:
            kept.setlist(name, values)
    return kept.urlencode()


def address_of(view: SavedView) -> str:
    """The list as the view keeps it; who opens it sees their own rows. NoReverseMatch when there is no such list."""
    query = QueryDict(kept_query(QueryDict(view.query)), mutable=True)
    if view.columns:
        query["columns"] = view.columns
    return f"{reverse(view.page)}?{query.urlencode(safe=',')}".removesuffix("?")


def list_named(page: str) -> "type[TablePage] | None":
    """The list whose address has this name ("areas:list"); None where there is none."""
    try:
        found = resolve(reverse(page))
    except NoReverseMatch:
        return None
    view = getattr(found.func, "view_class", None)
    return view if isinstance(view, type) and issubclass(view, TablePage) else None


def remember_columns(user, page: str, columns: str) -> None:
    """Keep the columns last chosen for a list."""
    SavedView.objects.update_or_create(user=user, page=page, name="", defaults={"columns": columns[:1000]})


class TablePage(View):
    """A list with columns to choose and files to take away; put it before the list's own view class.

    A list says its `columns`, its `title` (which names its files) and its `formats`, prepares `export_rows`, and where
    it has shapes `export_layer`. Its template gets `table`.
    """

    columns: Columns
    title = ""
    formats: tuple[Format, ...] = TABLES

    @cached_property
    def table(self) -> ShownTable:
        return ShownTable(self, self.request)

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        wanted = request.GET.get("export")
        for kind in self.formats:
            if kind.key == wanted:
                return file_response(kind, self.get_layer() if kind.has_shapes else self.get_sheet())
        if wanted:
            messages.warning(request, _("This list cannot be taken away as “%(text)s”.") % {"text": wanted[:40]})
        return self.show(request, **kwargs)

    def show(self, request: HttpRequest, **kwargs) -> HttpResponse:
        """The page itself: that of the list's own view class."""
        return super().get(request, **kwargs)

    @property
    def written(self) -> list[Column]:
        return self.columns.written(self.table.shown)

    def get_sheet(self) -> Sheet:
        on = view_date(self.request)
        return Sheet(str(self.title), on, self.written, self.export_rows(on))

    def get_layer(self) -> Layer:
        raise NotImplementedError

    def export_rows(self, on: date) -> Iterable:
        """All rows of the list, in its order, whatever page is shown; a batch at a time."""
        raise NotImplementedError
