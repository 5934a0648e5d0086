"""What list pages and map layers have in common: the day shown, one filtered set, its order, its pages, its shapes."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views import View

from boligsocial.common.paging import page_of

BATCH = 200  # rows of a file that are read at a time
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?")


def view_date(request: HttpRequest) -> date:
    """The day the page shows: `?date=2026-05-31`, else today. What is no date gives today and a message."""
    if not hasattr(request, "_view_date"):
        text = request.GET.get("date", "")
        day = _parse_date(text)
        if text and day is None:
            messages.warning(request, _("“%(text)s” is not a date we can show; you see today.") % {"text": text[:40]})
        request._view_date = day or timezone.localdate()
    return request._view_date


def _parse_date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and EARLIEST <= day <= LATEST else None


def view_box(request: HttpRequest) -> tuple[float, float, float, float] | None:
    """West, south, east, north in degrees from `?box=…`; what is no box is no limit."""
    parts = request.GET.get("box", "").split(",")
    if len(parts) != 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    west, south, east, north = map(float, parts)
    return (west, south, east, north) if west < east and south < north else None


class FilteredSet(View):
    """One set of rows: what the user may see, narrowed by a FilterSet. List, map and export are its faces."""

    filterset_class = None

    def get_queryset(self) -> QuerySet:
        """The rows that `self.request.user` may see, before filters."""
        raise NotImplementedError

    def get_filterset(self):
        """The filters, bound to the address. A value that does not fit is reported at its field and left out."""
        return self.filterset_class(self.request.GET, queryset=self.get_queryset(), request=self.request)


class ListPage(FilteredSet):
    """A filtered, sorted and paged table. The queryset's `for_list(on)` prepares the rows of one page only.

    `sorts` maps what `?sort=` may say to the fields it orders by; `-` before it turns it round.
    """

    template_name = ""
    sorts: dict[str, tuple[str, ...]] = {}
    default_sort = ""
    page_size = 50

    def get(self, request: HttpRequest) -> HttpResponse:
        on = view_date(request)
        filterset = self.get_filterset()
        sort = self.get_sort()
        page = page_of(self.ordered(filterset.qs, sort, on), request.GET.get("page"), self.page_size)
        page.load(lambda ids: self.get_rows(ids, on))
        context = {
            "filterset": filterset,
            "page": page,
            "sort": sort,
            "on": on,
            "narrowed": narrowed(filterset),
        }
        return render(request, self.template_name, context | self.get_context(page, on))

    def get_sort(self) -> str:
        wanted = self.request.GET.get("sort", "")
        return wanted if wanted.removeprefix("-") in self.sorts else self.default_sort

    def ordered(self, rows: QuerySet, sort: str, on: date) -> QuerySet:
        """The rows in the order of `sort`, empty values last, ties by key so that pages never overlap."""
        rows = self.annotate_for_sort(rows, sort.removeprefix("-"), on)
        fields = [F(name) for name in self.sorts[sort.removeprefix("-")]]
        if sort.startswith("-"):
            return rows.order_by(*[field.desc(nulls_last=True) for field in fields], "pk")
        return rows.order_by(*[field.asc(nulls_last=True) for field in fields], "pk")

    def annotate_for_sort(self, rows: QuerySet, sort: str, on: date) -> QuerySet:
        """Where `sort` is something counted: the rows with that count. The plain fields need nothing."""
        return rows

    def every_batch(self, on: date) -> Iterator[list]:
        """All rows of the list in its order, whatever page is shown, with all that the table shows; for files."""
        rows = self.ordered(self.get_filterset().qs, self.get_sort(), on)
        ids = list(rows.values_list("pk", flat=True))
        for start in range(0, len(ids), BATCH):
            wanted = ids[start : start + BATCH]
            found = {row.pk: row for row in self.get_rows(wanted, on)}
            yield [found[pk] for pk in wanted if pk in found]

    def get_rows(self, ids: list[int], on: date) -> Iterable:
        """The rows of one page, in any order, with all that the table shows."""
        return self.get_queryset().model._default_manager.filter(pk__in=ids).for_list(on)

    def get_context(self, page, on: date) -> dict:
        """What else the template needs."""
        return {}


def narrowed(filterset) -> int:
    """How many of the filters that the panel shows are in use."""
    values = getattr(filterset.form, "cleaned_data", {})
    return sum(values.get(field.name) not in (None, "", []) for field in filterset.form.visible_fields())


class MapLayer(FilteredSet):
    """The same set as GeoJSON, joined from text that was stored when the shapes were saved.

    More than `shapes_limit` rows are sent as points, with `"shapes": false`; the map then asks again with
    `?box=` when one has come closer.
    """

    shapes_limit = 400

    def get(self, request: HttpRequest) -> HttpResponse:
        on = view_date(request)
        rows = self.get_filterset().qs
        box = view_box(request)
        if box:
            rows = self.within(rows, box, on)
        shapes = rows.order_by()[: self.shapes_limit + 1].count() <= self.shapes_limit
        return feature_response(request, self.get_features(rows, on, shapes), shapes)

    def get_features(self, rows: QuerySet, on: date, shapes: bool) -> Iterable[tuple[str, str, dict]]:
        """Key ("area-12"), GeoJSON geometry as text (or a `point`), and properties of each thing on the map.

        Properties the map knows: name, url, note (a line of text), approximate (true: dashed), kind (words that become
        classes), mark (a figure written on the shape).
        """
        raise NotImplementedError

    def within(self, rows: QuerySet, box: tuple[float, float, float, float], on: date) -> QuerySet:
        """The rows that touch the box."""
        return rows


def feature_response(
    request: HttpRequest, features: Iterable[tuple[str, str, dict]], shapes: bool = True
) -> HttpResponse:
    """The features as GeoJSON, with an ETag: a map that hasn't changed is not sent again."""
    body = feature_collection(features, shapes)
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(body, content_type="application/geo+json", headers={"ETag": etag})
    response["Cache-Control"] = "private, no-cache"
    return response


def point(lon: float, lat: float) -> str:
    """A GeoJSON point as text."""
    return f'{{"type":"Point","coordinates":[{lon:.6f},{lat:.6f}]}}'


def feature_collection(features: Iterable[tuple[str, str, dict]], shapes: bool = True) -> str:
    """GeoJSON from geometries that are text already: parsing and writing them again would be most of the work."""
    parts = []
    for key, geometry, properties in features:
        about = json.dumps({"id": key, **properties}, ensure_ascii=False, separators=(",", ":"))
        parts.append(f'{{"type":"Feature","properties":{about},"geometry":{geometry}}}')
    flag = "true" if shapes else "false"
    return f'{{"type":"FeatureCollection","shapes":{flag},"features":[{",".join(parts)}]}}'
