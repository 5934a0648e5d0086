"""The week board and its map."""

from collections.abc import Iterable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from areas.models import AreaBorder
from boligsocial.common.exports import Sheet
from boligsocial.common.paging import Page
from boligsocial.common.periods import in_force
from boligsocial.common.rights import SIGNED_IN, Ruled
from boligsocial.common.spatial import to_degrees
from boligsocial.common.views import BATCH, FilteredSet, MapLayer, narrowed, point, view_date
from boligsocial.records.lists import TablePage
from efforts.models import Effort
from staffing.board import AREA, CENTRAL, SORTS, Board, Place
from staffing.columns import BOARD_COLUMNS, WEEKDAYS
from staffing.derive import WEEKEND
from staffing.filters import BoardFilterSet
from staffing.models import Post

PLACES_A_PAGE = 40
MOST_UNPLACED = 60  # posts without a place that the page lists; the rest is counted
WIDEST = 16  # radius of the largest circle, pixels


class BoardSet(Ruled, FilteredSet):
    """The posts the user may see that are at work on the day."""

    rule = SIGNED_IN
    filterset_class = BoardFilterSet

    def get_queryset(self):
        return Post.objects.visible_to(self.request.user).for_board(view_date(self.request))


class BoardPage(TablePage, BoardSet):
    """Places × weekdays."""

    title = gettext_lazy("Week board")
    columns = BOARD_COLUMNS

    def show(self, request: HttpRequest, **kwargs) -> HttpResponse:
        filterset = self.get_filterset()
        board = Board(filterset)
        filterset.trim_choices()
        sort = self.get_sort()
        page = self.get_page(board, sort)
        unplaced = list(board.unplaced[: MOST_UNPLACED + 1])
        cards = board.cards(page.rows)
        context = {
            "filterset": filterset,
            "narrowed": narrowed(filterset),
            "board": board,
            "page": page,
            "sort": sort,
            "table": self.table,
            "on": board.on,
            "cards": cards,
            "unplaced": unplaced[:MOST_UNPLACED],
            "unplaced_more": len(unplaced) > MOST_UNPLACED,
            "in_admin": request.user.is_staff and request.user.has_perm("staffing.change_post"),
            "changeable": self.changeable([card.post for card in cards] + unplaced),
            "may_make": Effort.objects.changeable_by(request.user).exists(),
        }
        return render(request, "staffing/board.html", context)

    def changeable(self, posts: list[Post]) -> set[int]:
        """The posts that the user may move, change and end."""
        keys = [post.pk for post in posts]
        rows = Post.objects.changeable_by(self.request.user).filter(pk__in=keys).order_by()
        return set(rows.values_list("pk", flat=True))

    def get_sort(self) -> str:
        sort = self.request.GET.get("sort", "")
        return sort if sort.removeprefix("-") in SORTS else "place"

    def get_sheet(self) -> Sheet:
        """All places of the board; the weekend only where anybody works in it."""
        board = Board(self.get_filterset())
        unused = {WEEKDAYS[day] for day in WEEKEND if day not in board.weekdays}
        columns = [column for column in self.written if column.key not in unused]
        return Sheet(str(self.title), board.on, columns, self.every_place(board))

    def every_place(self, board: Board) -> Iterable[Place]:
        keys = [row[:2] for row in board.keys(self.get_sort())]
        for start in range(0, len(keys), BATCH):
            yield from board.places(keys[start : start + BATCH])

    def get_page(self, board: Board, sort: str) -> Page:
        total, wanted = board.count(), self.request.GET.get("page", "")
        last = max(1, -(-total // PLACES_A_PAGE))
        is_number = wanted.isascii() and wanted.isdigit() and len(wanted) < 8
        number = min(max(int(wanted), 1), last) if is_number else 1
        start = (number - 1) * PLACES_A_PAGE
        keys = [row[:2] for row in board.keys(sort)[start : start + PLACES_A_PAGE]]
        page = Page([pk for _kind, pk in keys], number, total, PLACES_A_PAGE)
        page.rows = board.places(keys)
        return page


class BoardMap(BoardSet, MapLayer):
    """The places of the board: areas with their shape, central workplaces as circles, each with its staff days."""

    def get_filterset(self):
        self.board = Board(super().get_filterset())
        if "municipality" not in self.board.filterset.values and not self.request.GET.get("box"):
            self.shapes_limit = 0  # on a map of the country a shape is too small to see; a point is not
        return _Rows(self.board.areas)

    def within(self, rows, box, on: date):
        west, south, east, north = box
        return rows.filter(
            in_force(on, "borders__"),
            borders__west__lte=east,
            borders__east__gte=west,
            borders__south__lte=north,
            borders__north__gte=south,
        ).distinct()

    def get_features(self, rows, on: date, shapes: bool) -> Iterable[tuple[str, str, dict]]:
        days = self.board.days_of_places()
        borders = AreaBorder.objects.filter(in_force(on), area__in=rows.values("pk")).order_by("area")
        columns = ("area", "area__name", "quality", "outline" if shapes else "lon", "lat")
        for pk, name, quality, shape, lat in borders.values_list(*columns):
            about = {
                "name": name,
                "note": days_in_words(days.get((AREA, pk))),
                "approximate": quality == "approximate",
                "kind": kind_of(days.get((AREA, pk))),
            }
            yield f"area-{pk}", shape if shapes else point(shape, lat), about
        yield from self.central_features(days)

    def central_features(self, days: dict) -> Iterable[tuple[str, str, dict]]:
        """Central workplaces at their point; without one at the centre of their municipality, as approximate."""
        centres = self.board.centres()
        for workplace in self.board.central.select_related("municipality").order_by("pk"):
            exact = workplace.point and to_degrees(workplace.point)
            place = (exact.x, exact.y) if exact else centres.get(workplace.pk)
            if place is None:
                continue
            count = days.get((CENTRAL, workplace.pk))
            about = {
                "name": workplace.name,
                "note": days_in_words(count),
                "approximate": exact is None,
                "kind": "central",
                "radius": min(7 + (count[0] if count else 0), WIDEST),
            }
            yield f"workplace-{workplace.pk}", point(*place), about


class _Rows:
    """What MapLayer counts and draws: the areas of the board, not its posts."""

    def __init__(self, qs):
        self.qs = qs


def kind_of(count: tuple[int, int] | None) -> str:
    """The class of an area on the map: by its staff days a week, in steps."""
    days, bases = count or (0, 0)
    if not days:
        return "staffed-base" if bases else "unstaffed"
    return f"staffed-{1 if days <= 2 else 2 if days <= 5 else 3}"


def days_in_words(count: tuple[int, int] | None) -> str:
    """ "5 staff days a week", with the posts of which the days are not stated."""
    if not count:
        return _("None of the posts shown has its place here.")
    (days, bases), words = count, []
    if days:
        words.append(
            ngettext("%(count)s staff day a week", "%(count)s staff days a week", days)
            % {"count": number_format(days, force_grouping=True)}
        )
    if bases:
        text = ngettext("%(count)s post, days not stated", "%(count)s posts, days not stated", bases)
        words.append(text % {"count": bases})
    return "; ".join(words)
