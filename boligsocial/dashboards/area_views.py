"""The pages of areas: where they are, who lives there, which efforts reach them and who works there."""

from collections.abc import Iterable
from datetime import date

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views import View

from areas.choices import Tenure
from areas.filters import AreaFilter
from areas.match import Needs, needs_on
from areas.models import AreaBorder, Estate, HousingArea, Municipality
from areas.provenance import history
from areas.querysets import reached
from areas.residents import with_residents
from boligsocial.common.exports import MAPS, Layer
from boligsocial.common.periods import in_force
from boligsocial.common.rights import SIGNED_IN, Ruled, sees
from boligsocial.common.spatial import to_degrees
from boligsocial.common.templatetags.boligsocial import carried
from boligsocial.common.views import FilteredSet, ListPage, MapLayer, feature_response, point, view_date
from boligsocial.dashboards.area_brief import AreaBrief
from boligsocial.dashboards.area_columns import AREA_COLUMNS
from boligsocial.dashboards.area_figures import AreaFigures
from boligsocial.dashboards.area_need import AreaNeed
from boligsocial.dashboards.area_page import AreaPage
from boligsocial.dashboards.area_rows import AreaRow, area_rows
from boligsocial.dashboards.area_status import AreaStatus
from boligsocial.dashboards.figure_words import figure_words
from boligsocial.dashboards.follow_up_views import follow_ups_of
from boligsocial.dashboards.need_columns import with_needed
from boligsocial.records.lists import TablePage

NEIGHBOURS = 0.02  # degrees around an area in which its map shows others
MOST_NEIGHBOURS = 200


class AreaSet(Ruled, FilteredSet):
    """Areas that exist on the day, with their `need` beside."""

    rule = SIGNED_IN
    filterset_class = AreaFilter

    @property
    def needs(self) -> Needs:
        return needs_on(self.request)

    def get_queryset(self) -> QuerySet:
        areas = HousingArea.objects.visible_to(self.request.user).current(view_date(self.request))
        return self.needs.beside(areas)


class AreaList(AreaSet, TablePage, ListPage):
    template_name = "areas/list.html"
    title = gettext_lazy("Areas")
    columns, formats = AREA_COLUMNS, MAPS
    sorts = {
        "name": ("sort_key",),
        "municipality": ("municipality__sort_key", "sort_key"),
        "tenure": ("tenure", "sort_key"),
        "homes": ("homes", "sort_key"),
        "residents": ("people", "sort_key"),
        "need": ("need__level", "sort_key"),
        "trend": ("need__trend", "sort_key"),
    }
    default_sort = "name"

    def annotate_for_sort(self, rows: QuerySet, sort: str, on: date) -> QuerySet:
        return with_residents(rows, on) if sort == "residents" else rows

    def get_rows(self, ids: list[int], on: date) -> Iterable:
        return HousingArea.objects.filter(pk__in=ids).select_related("municipality").defer("note")

    def get_context(self, page, on: date) -> dict:
        may_make = Municipality.objects.changeable_by(self.request.user).exists()
        return {"rows": self.rows_of(page, on), "table": self.table, "may_make": may_make}

    def rows_of(self, areas: Iterable[HousingArea], on: date) -> list[AreaRow]:
        return area_rows(areas, self.request.user, self.needs, with_needed(self.table.asked))

    def export_rows(self, on: date) -> Iterable[AreaRow]:
        for batch in self.every_batch(on):
            yield from self.rows_of(batch, on)

    def get_layer(self) -> Layer:
        on = view_date(self.request)
        return Layer(str(self.title), on, self.written, self.export_shapes(on), "MultiPolygon")

    def export_shapes(self, on: date) -> Iterable[tuple[AreaRow, GEOSGeometry | None]]:
        """Each area with its whole boundary of the day, none where it is not known."""
        for batch in self.every_batch(on):
            borders = AreaBorder.objects.filter(in_force(on), area__in=batch).order_by()
            shapes = dict(borders.values_list("area", "geometry"))
            for row in self.rows_of(batch, on):
                yield row, shapes.get(row.area.pk)


class AreaMap(AreaSet, MapLayer):
    """The boundaries of the filtered areas; those without a known one are in the table only."""

    def within(self, rows: QuerySet, box, on: date) -> QuerySet:
        return rows.in_box(box, on)

    def get_features(self, rows: QuerySet, on: date, shapes: bool) -> Iterable[tuple[str, str, dict]]:
        borders = AreaBorder.objects.filter(in_force(on), area__in=rows.order_by().values("pk"))
        return border_features(self.request, borders, on, shapes, self.needs)


def border_features(
    request: HttpRequest, borders: QuerySet, on: date, shapes: bool, needs: Needs
) -> Iterable[tuple[str, str, dict]]:
    """Features of boundaries, each with its area's name, address, need and whether an effort reaches it."""
    tenures, kept = dict(Tenure.choices), carried({"request": request})
    # One address, taken apart: asking for each would cost more than the query.
    before, after = reverse("areas:detail", args=[0]).split("0")
    borders = needs.beside(borders, "area__").annotate(is_reached=reached(HousingArea, on, "area")).order_by("area")
    columns = ["area", "area__name", "area__tenure", "area__municipality__name", "quality", "is_reached"]
    for pk, name, tenure, town, quality, is_reached, level, *shape in borders.values_list(
        *columns, "need__level", *(["outline"] if shapes else ["lon", "lat"])
    ):
        about = {
            "name": name,
            "note": f"{town}, {tenures[tenure]}",
            "url": f"{before}{pk}{after}{kept}",
            **look_of(level, is_reached),
        }
        if quality == "approximate":
            about["approximate"] = True
        yield f"area-{pk}", shape[0] if shapes else point(*shape), about


def look_of(level: int | None, is_reached: bool) -> dict:
    """How a map shows an area: by its need where that is known, and by whether an effort reaches it."""
    reach = "covered" if is_reached else "uncovered"
    return {"kind": f"need-{level} {reach}", "mark": str(level)} if level else {"kind": reach}


class OneArea(Ruled, View):
    """An area the user may see; a stranger gets 404."""

    rule = sees("areas.HousingArea")

    def get_area(self) -> HousingArea:
        """With `may_change`: whether the user may change it."""
        mine = Exists(HousingArea.objects.changeable_by(self.request.user).filter(pk=OuterRef("pk")))
        rows = HousingArea.objects.annotate(may_change=mine).select_related("municipality")
        return self.rule.row(self.request.user, self.kwargs, rows)


class AreaDetail(OneArea):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        area, on = self.get_area(), view_date(request)
        numbers = AreaFigures(area, request.user, on)
        page = AreaPage(area, request.user, on, numbers.counted, numbers.typed)
        standing = AreaStatus(area, on, numbers.all, request.GET.get("list", ""), numbers.rules)
        need = AreaNeed(numbers, request.GET.get("recipe", ""))
        context = {
            "area": area,
            "on": on,
            "brief": AreaBrief(page, standing, need),
            "page": page,
            "numbers": numbers,
            "standing": standing,
            "need": need,
            "estates": estates_of(area, request.user),
            "follow_ups": follow_ups_of(area, request.user, on),
            "other_names": area.other_names.order_by("sort_key"),
            "may_change": area.may_change,
            "scope_url": reverse("areas:list"),
        }
        return render(request, "areas/detail.html", context)


def estates_of(area: HousingArea, user) -> QuerySet:
    """The estates of an area, each with `may_change`: whether the user may change it."""
    mine = Exists(Estate.objects.changeable_by(user).filter(pk=OuterRef("pk")))
    return area.estates.annotate(may_change=mine).select_related("organisation").order_by("sort_key")


class AreaFigure(OneArea):
    """Everything about one figure of an area: what it is, where it is from, what it was before."""

    def get(self, request: HttpRequest, pk: int, part: int) -> HttpResponse:
        area, on = self.get_area(), view_date(request)
        row = AreaFigures(area, request.user, on, only=part).row
        if row is None:
            raise Http404
        editions = [(one, figure_words(one.figure, row.indicator)) for one in history(row.figure)]
        context = {"area": area, "row": row, "editions": editions, "scope_url": reverse("areas:list")}
        return render(request, "areas/figure.html", context)


class AreaDetailMap(OneArea):
    """The area, its neighbours and the institutions around it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        area, on = self.get_area(), view_date(request)
        border = area.borders.filter(in_force(on)).first()
        if border is None:
            return feature_response(request, [])
        return feature_response(request, self.features(area, border, on))

    def features(self, area: HousingArea, border: AreaBorder, on: date) -> Iterable[tuple[str, str, dict]]:
        around = (
            border.west - NEIGHBOURS,
            border.south - NEIGHBOURS / 2,
            border.east + NEIGHBOURS,
            border.north + NEIGHBOURS / 2,
        )
        visible = HousingArea.objects.visible_to(self.request.user).current(on).exclude(pk=area.pk).in_box(around, on)
        others = AreaBorder.objects.filter(in_force(on), area__in=visible.order_by().values("pk")[:MOST_NEIGHBOURS])
        for key, shape, about in border_features(self.request, others, on, True, needs_on(self.request)):
            yield key, shape, {**about, "kind": "neighbour", "mark": ""}
        for one in AreaPage(area, self.request.user, on).institutions:
            place = to_degrees(one.point)
            about = {"name": one.name, "note": one.get_kind_display(), "kind": "institution"}
            if one.is_approximate:
                about["approximate"] = True
            yield f"institution-{one.pk}", point(place.x, place.y), about
        about = {"name": area.name, "note": border.get_quality_display()}
        if border.quality == "approximate":
            about["approximate"] = True
        yield f"area-{area.pk}", border.outline, about
