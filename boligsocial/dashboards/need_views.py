"""Where need is great and no effort reaches, and where effort stays though need has fallen."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from areas.choices import Match
from areas.match import match_order
from areas.models import AreaBorder, HousingArea, Recipe
from areas.querysets import reached
from areas.rules.match import match_of
from boligsocial.common.columns import Columns
from boligsocial.common.periods import in_force
from boligsocial.common.templatetags.boligsocial import carried
from boligsocial.common.views import MapLayer, point
from boligsocial.dashboards import area_columns as columns
from boligsocial.dashboards import need_words
from boligsocial.dashboards.area_views import AreaList, AreaSet
from boligsocial.dashboards.need_columns import COMPUTED, FOLLOW_UPS, MATCH, need_columns
from staffing.follow_up_filters import NeedFilter

RESIDENTS, COUNTED_IN = columns.RESIDENTS
STAFF_DAYS, MORE_STAFF = columns.STAFF
NEED_COLUMNS = Columns(
    columns.AREA,
    MATCH,
    *need_columns(),
    replace(columns.EFFORTS, parts=("efforts", *STAFF_DAYS.parts)),
    *FOLLOW_UPS,
    replace(STAFF_DAYS, first=False),
    replace(columns.TENURE, first=False),
    replace(RESIDENTS, first=False),
    COUNTED_IN,
    columns.STATUS,
    COMPUTED,
    columns.MUNICIPALITY,
    columns.BORDER,
    MORE_STAFF,
)
MOST_RECIPES = 3  # named above the list


class NeedSet(AreaSet):
    """Areas that exist on the day, with their `need` beside, held against the efforts that reach them."""

    filterset_class = NeedFilter


class NeedList(NeedSet, AreaList):
    template_name = "need/list.html"
    title = gettext_lazy("Need and effort")
    columns = NEED_COLUMNS
    sorts = {
        "match": ("match_order", "less_need", "need__rank_from", "need__rank_to", "sort_key"),
        "need": ("less_need", "need__rank_from", "need__rank_to", "sort_key"),
        "trend": ("need__trend", "less_need", "sort_key"),
        **{name: AreaList.sorts[name] for name in ("name", "municipality", "tenure", "residents")},
    }
    default_sort = "match"

    def annotate_for_sort(self, rows: QuerySet, sort: str, on: date) -> QuerySet:
        rows = super().annotate_for_sort(rows, sort, on)
        if sort == "match":
            rows = rows.annotate(match_order=match_order(on))
        if "less_need" in self.sorts[sort]:
            rows = rows.annotate(less_need=4 - F("need__level"))
        return rows

    def get_context(self, page, on: date) -> dict:
        areas = [row.pk for row in page]
        changeable = HousingArea.objects.changeable_by(self.request.user).filter(pk__in=areas).order_by()
        return {
            "rows": self.rows_of(page, on),
            "table": self.table,
            "counts": self.counts(on),
            "used": self.used(),
            "may_follow": set(changeable.values_list("pk", flat=True)) if areas else set(),
        }

    def counts(self, on: date) -> list[tuple[Match, int, str]]:
        """How many areas of each sort there are, whatever sort is chosen, and where to see them."""
        query = self.request.GET.copy()
        for name in ("match", "page"):
            query.pop(name, None)
        rows = self.filterset_class(query, queryset=self.get_queryset(), request=self.request).qs.order_by()
        rows = rows.annotate(is_reached=reached(HousingArea, on))
        found = Counter(match_of(*row) for row in rows.values_list("need__level", "need__before", "is_reached"))
        return [(match, found[match], f"?{urlencode([*query.items(), ('match', match.value)])}") for match in Match]

    def used(self) -> list[tuple[Recipe, int]]:
        """The recipes whose levels are shown, with the year; nothing where they are too many to name."""
        used = sorted(self.needs.years)
        recipes = Recipe.objects.in_bulk({recipe for recipe, _year in used}) if len(used) <= MOST_RECIPES else {}
        return [(recipes[recipe], year) for recipe, year in used if recipe in recipes]


class NeedMap(NeedSet, MapLayer):
    """The boundaries of the filtered areas, by need and by whether effort fits it."""

    def within(self, rows: QuerySet, box, on: date) -> QuerySet:
        return rows.in_box(box, on)

    def get_features(self, rows: QuerySet, on: date, shapes: bool) -> Iterable[tuple[str, str, dict]]:
        borders = AreaBorder.objects.filter(in_force(on), area__in=rows.order_by().values("pk"))
        borders = self.needs.beside(borders, "area__").annotate(is_reached=reached(HousingArea, on, "area"))
        kept = carried({"request": self.request})
        before, after = reverse("areas:detail", args=[0]).split("0")
        need = [f"need__{name}" for name in ("level", "before", "year", "trend")]
        shape = ["outline"] if shapes else ["lon", "lat"]
        columns = ["area", "area__name", "quality", "is_reached", *need, *shape]
        for pk, name, quality, is_reached, level, was, year, trend, *where in (
            borders.order_by("area").values_list(*columns).iterator(chunk_size=2000)
        ):
            match = match_of(level, was, is_reached)
            about = {
                "name": name,
                "note": need_words.note(match, level, year, trend),
                "url": f"{before}{pk}{after}{kept}",
                "kind": f"need-{level} {match}" if level else str(match),
                "mark": str(level or "?"),
            }
            if quality == "approximate":
                about["approximate"] = True
            yield f"area-{pk}", where[0] if shapes else point(*where), about
