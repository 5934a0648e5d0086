"""The pages of efforts: where, who pays and who sits where, together. They see all apps and write nothing."""

from collections.abc import Iterable
from datetime import date

import django_filters
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from areas.models import HousingArea
from boligsocial.common.exports import MAPS, Layer
from boligsocial.common.rights import SIGNED_IN, Ruled, sees
from boligsocial.common.templatetags.boligsocial import carried
from boligsocial.common.views import FilteredSet, ListPage, MapLayer, feature_response, view_date
from boligsocial.dashboards.effort_columns import EFFORT_COLUMNS, MONEY, EffortRow, ReachedRow, with_reached
from boligsocial.dashboards.effort_page import EffortPage
from boligsocial.records.lists import TablePage
from efforts.access import MAKES_EFFORTS
from efforts.derive import all_typologies, shown_in_list, year_money
from efforts.filters import EffortFilter
from efforts.layers import features_of_many, features_of_one, points_of_many, shapes_of, things_of
from efforts.models import Effort
from staffing.choices import Mode
from staffing.derive import efforts_in_mode, modes_of_efforts, posts_of_efforts, staff_of_effort

MOST_DRAFTS = 20


class EffortPageFilter(EffortFilter):
    """The filters of efforts with one that only shows above staffing: where the team sits."""

    mode = django_filters.ChoiceFilter(
        label=_("Placement of staff"), choices=Mode.choices, empty_label=_("All"), method="filter_mode"
    )

    class Meta(EffortFilter.Meta):
        fields = [*EffortFilter.Meta.fields, "mode"]

    def filter_mode(self, rows, name, value):
        return efforts_in_mode(rows, value, self.on)


class EffortSet(Ruled, FilteredSet):
    rule = SIGNED_IN
    filterset_class = EffortPageFilter

    def get_queryset(self) -> QuerySet:
        return Effort.objects.visible_to(self.request.user).finished()

    def get_filterset(self):
        # Kept: what the typologies are was read for the filter, and the list shows them too.
        self.filterset = super().get_filterset()
        return self.filterset


class EffortList(EffortSet, TablePage, ListPage):
    template_name = "efforts/list.html"
    title = _("Efforts")
    columns, formats = EFFORT_COLUMNS, MAPS
    sorts = {
        "name": ("sort_key",),
        "start": ("starts_on", "sort_key"),
        "end": ("ends_on", "sort_key"),
        "kind": ("kind", "sort_key"),
        "status": ("status", "sort_key"),
    }
    default_sort = "name"

    def get_rows(self, ids: list[int], on: date) -> Iterable:
        asked = self.table.asked
        rows = Effort.objects.filter(pk__in=ids).for_list(on, "typologies" in asked, bool(asked & MONEY))
        return rows.select_related("lead_municipality", "lead_organisation") if "lead" in asked else rows

    def get_context(self, page, on: date) -> dict:
        return {
            "rows": self.rows_of(page, on),
            "table": self.table,
            "drafts": self.get_drafts(),
            "may_make": MAKES_EFFORTS.lets_make(self.request.user),
        }

    def get_drafts(self) -> list[Effort]:
        """The newest efforts that the user may go on with; they are in no list and no count."""
        rows = Effort.objects.changeable_by(self.request.user).drafts().prefetch_related("municipalities")
        return list(rows.order_by("-pk")[:MOST_DRAFTS])

    def rows_of(self, efforts: Iterable[Effort], on: date) -> list[EffortRow]:
        """The rows with what their columns ask for; a fixed number of queries."""
        efforts, asked = list(efforts), self.table.asked
        ids = [effort.pk for effort in efforts]
        modes = modes_of_efforts(ids, on) if ids and "mode" in asked else {}
        posts = posts_of_efforts(ids, on) if ids and "posts" in asked else {}
        typologies = self.filterset.typologies if "typologies" in asked else []
        return [
            EffortRow(
                effort=effort,
                typologies=shown_in_list(effort, typologies),
                money=year_money(effort, on.year) if asked & MONEY else None,
                mode=modes.get(effort.pk),
                posts=posts.get(effort.pk, 0),
            )
            for effort in efforts
        ]

    def export_rows(self, on: date) -> Iterable[EffortRow]:
        for batch in self.every_batch(on):
            yield from self.rows_of(batch, on)

    def get_layer(self) -> Layer:
        on = view_date(self.request)
        return Layer(str(self.title), on, with_reached(self.written), self.export_shapes(on))

    def export_shapes(self, on: date) -> Iterable[tuple[ReachedRow, GEOSGeometry | None]]:
        """Each thing that each effort reaches on the day, with its whole shape; none where its place is not known."""
        for batch in self.every_batch(on):
            reaching = Effort.objects.filter(pk__in=[effort.pk for effort in batch]).with_reach(on).in_bulk()
            things = {effort.pk: things_of(reaching[effort.pk], on) for effort in batch}
            shapes = shapes_of([thing for found in things.values() for thing in found], on)
            for row in self.rows_of(batch, on):
                for thing in things[row.effort.pk] or [None]:
                    yield ReachedRow(row, thing), shapes.get(thing)


class EffortMap(EffortSet, MapLayer):
    """Everything the filtered efforts reach. One effort has several shapes, so fewer are sent with them."""

    shapes_limit = 100

    def within(self, rows: QuerySet, box, on: date) -> QuerySet:
        return rows.in_box(box, on)

    def get_features(self, rows: QuerySet, on: date, shapes: bool):
        if shapes:
            return features_of_many(rows.order_by("sort_key", "pk").with_reach(on), on, self.address)
        return points_of_many(rows, on, self.address)

    def address(self, pk: int) -> str:
        return reverse("efforts:detail", args=[pk]) + carried({"request": self.request})


class OneEffort(Ruled, View):
    """An effort the user may see; a stranger gets 404."""

    rule = sees("efforts.Effort")

    def get_effort(self, on: date) -> Effort:
        return self.rule.row(self.request.user, self.kwargs, self.prepare(Effort.objects.all(), on))

    def prepare(self, rows: QuerySet, on: date) -> QuerySet:
        return rows.for_page(on)

    def open_areas(self, effort: Effort) -> dict[int, str]:
        """The addresses of those areas of the effort that the user may open."""
        ids = {row.area_id for row in (*effort.area_reaches.all(), *effort.city_links.all()) if row.area_id}
        rows = HousingArea.objects.visible_to(self.request.user).filter(pk__in=ids)
        kept = carried({"request": self.request})
        return {pk: reverse("areas:detail", args=[pk]) + kept for pk in rows.values_list("pk", flat=True)}


class EffortDetail(OneEffort):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        on = view_date(request)
        effort = self.get_effort(on)
        page = EffortPage(effort, on, all_typologies(), self.open_areas(effort))
        context = {
            "effort": effort,
            "on": on,
            "page": page,
            "staff": staff_of_effort(effort, on),
            "may_change": Effort.objects.changeable_by(request.user).filter(pk=effort.pk).exists(),
            "scope_url": reverse("efforts:list"),
        }
        return render(request, "efforts/detail.html", context)


class EffortDetailMap(OneEffort):
    def prepare(self, rows: QuerySet, on: date) -> QuerySet:
        return rows.with_reach(on)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        on = view_date(request)
        effort = self.get_effort(on)
        return feature_response(request, features_of_one(effort, on, self.open_areas(effort)))
