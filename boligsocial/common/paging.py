"""Pages of a long list: ids first, then only that page's rows with all they show."""

from collections.abc import Callable, Iterable

from django.db.models import Count, QuerySet, Window


class Page:
    """One page: `rows` after `load`, in the order of `ids`; `total` rows on `last` pages."""

    def __init__(self, ids: list[int], number: int, total: int, size: int):
        self.ids, self.number, self.total, self.size = ids, number, total, size
        self.last = max(1, -(-total // size))
        self.rows: list = []

    def __iter__(self):
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def load(self, fetch: Callable[[list[int]], Iterable]) -> None:
        """Fetch the rows by id and put them in order. An empty page asks the database nothing."""
        found = {row.pk: row for row in fetch(self.ids)} if self.ids else {}
        self.rows = [found[pk] for pk in self.ids if pk in found]

    @property
    def first_row(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.ids) - 1 if self.total else 0

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None

    @property
    def numbers(self) -> list[int | None]:
        """The page numbers to show; None is a gap."""
        near = {1, self.last, *range(self.number - 1, self.number + 2)}
        shown: list[int | None] = []
        for number in sorted(n for n in near if 1 <= n <= self.last):
            if shown and number - (shown[-1] or 0) > 1:
                shown.append(None)
            shown.append(number)
        return shown


def page_of(rows: QuerySet, wanted: str | None, size: int) -> Page:
    """The page that `wanted` names; what is no number is the first page, too high a number the last."""
    number = _number(wanted)
    ids, total = _ids_and_total(rows, number, size)
    if not ids and number > 1:
        number = max(1, -(-rows.order_by().count() // size))
        ids, total = _ids_and_total(rows, number, size)
    return Page(ids, number, total, size)


def page_of_list(items: list, wanted: str | None, size: int) -> Page:
    """Like `page_of`, for what is in memory; the page's rows are the items."""
    number = min(_number(wanted), max(1, -(-len(items) // size)))
    start = (number - 1) * size
    page = Page(list(range(start, min(start + size, len(items)))), number, len(items), size)
    page.rows = items[start : start + size]
    return page


def _number(wanted: str | None) -> int:
    number = int(wanted) if wanted and wanted.isascii() and wanted.isdigit() and len(wanted) < 8 else 1
    return max(number, 1)


def _ids_and_total(rows: QuerySet, number: int, size: int) -> tuple[list[int], int]:
    # The total rides along with the ids: one round trip instead of two.
    start = (number - 1) * size
    counted = rows.annotate(_total=Window(Count("pk"))).values_list("pk", "_total")
    found = list(counted[start : start + size])
    return [pk for pk, _total in found], found[0][1] if found else 0
