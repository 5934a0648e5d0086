"""The week as a flat list: one placement a row, with the filters of the board."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from areas.models import HousingArea
from boligsocial.common.views import ListPage
from boligsocial.records.lists import TablePage
from staffing.columns import PLACEMENT_COLUMNS
from staffing.models import Placement
from staffing.views import BoardSet


class _Placements:
    """The board's filters; their set is the placements of the posts."""

    def __init__(self, filterset):
        self.form = filterset.form
        self.qs = Placement.objects.for_board(filterset.qs, filterset.on)


class PlacementList(BoardSet, TablePage, ListPage):
    template_name = "staffing/placements.html"
    title = gettext_lazy("Who sits where")
    columns = PLACEMENT_COLUMNS
    sorts = {
        "post": ("post__title", "post__display_name", "weekday"),
        "effort": ("post__effort__sort_key", "post__title", "weekday"),
        "weekday": ("weekday", "workplace__sort_key", "post__title"),
        "workplace": ("workplace__sort_key", "weekday", "post__title"),
        "hours": ("post__weekly_minutes", "post__title", "weekday"),
        "start": ("starts_on", "post__title", "weekday"),
        "end": ("ends_on", "post__title", "weekday"),
    }
    default_sort = "post"

    def get_filterset(self) -> _Placements:
        filterset = super().get_filterset()
        filterset.trim_choices()
        return _Placements(filterset)

    def get_rows(self, ids: list[int], on: date) -> QuerySet:
        return Placement.objects.filter(pk__in=ids).with_everyone().select_related("workplace__area__municipality")

    def get_context(self, page, on: date) -> dict:
        areas = {row.workplace.area_id for row in page if row.workplace.area_id}
        opening = HousingArea.objects.visible_to(self.request.user).filter(pk__in=areas).order_by()
        return {"table": self.table, "open_areas": set(opening.values_list("pk", flat=True)) if areas else set()}

    def export_rows(self, on: date) -> Iterable[Placement]:
        for batch in self.every_batch(on):
            yield from batch
