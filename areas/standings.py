"""The computed status of areas on a day: that of the newest list for which an area has figures."""

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from areas.choices import ListStatus
from areas.models import Standing
from areas.querysets import last_list


def on_day(on: date, area: OuterRef) -> QuerySet:
    """The standing of the area of an outer row."""
    newest = Standing.objects.filter(area=OuterRef("area"), year__lte=last_list(on)).order_by("-year")
    return Standing.objects.filter(area=area, pk=Subquery(newest.values("pk")[:1]))


def standings_of(areas: Iterable[int], on: date) -> dict[int, Standing]:
    """By area. One query, however many."""
    rows = Standing.objects.filter(area__in=areas, year__lte=last_list(on)).order_by("year")
    return {row.area_id: row for row in rows}


def named(codes: str) -> list[ListStatus]:
    """The statuses that a standing holds between commas."""
    return [ListStatus(code) for code in codes.split(",") if code]
