"""The institutions: a list and its map."""

from collections.abc import Iterable
from datetime import date

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from areas.choices import InstitutionKind
from areas.filters import InstitutionFilter
from areas.models import Institution, Municipality
from boligsocial.common.columns import Column, Columns, Kind
from boligsocial.common.exports import MAPS, Layer
from boligsocial.common.periods import in_force
from boligsocial.common.rights import SIGNED_IN, Ruled
from boligsocial.common.spatial import to_degrees
from boligsocial.common.views import FilteredSet, ListPage, MapLayer, point, view_date
from boligsocial.records.lists import TablePage
from efforts.models import Effort, InstitutionReach


def place_in_words(row: Institution) -> str | None:
    """Whether it is on the map."""
    if row.point is None:
        return None
    return str(_("approximate")) if row.is_approximate else str(_("on the map"))


COLUMNS = Columns(
    Column("name", _("Institution"), lambda row: row.name, sort="name", fixed=True),
    Column("kind", _("Kind"), lambda row: row.get_kind_display(), sort="kind"),
    Column("municipality", _("Municipality"), lambda row: row.municipality.name, sort="municipality"),
    Column("efforts", _("Efforts"), lambda row: row.efforts, Kind.NUMBER),
    Column("place", _("Place"), place_in_words),
    Column("source", _("Source"), lambda row: row.source, first=False),
)


class InstitutionSet(Ruled, FilteredSet):
    rule = SIGNED_IN
    filterset_class = InstitutionFilter

    def get_queryset(self) -> QuerySet:
        return Institution.objects.visible_to(self.request.user)


class InstitutionList(InstitutionSet, TablePage, ListPage):
    template_name = "areas/institutions.html"
    title = _("Institutions")
    columns, formats = COLUMNS, MAPS
    sorts = {
        "name": ("sort_key",),
        "kind": ("kind", "sort_key"),
        "municipality": ("municipality__sort_key", "sort_key"),
    }
    default_sort = "name"

    def get_rows(self, ids: list[int], on: date) -> Iterable:
        return self.with_efforts(Institution.objects.filter(pk__in=ids), on)

    def with_efforts(self, rows: QuerySet, on: date) -> QuerySet:
        """How many efforts that the user may see take the institution in on the day, as `efforts`."""
        reaches = InstitutionReach.objects.filter(
            in_force(on), in_force(on, "effort__"), effort__in=Effort.objects.visible_to(self.request.user).finished()
        )
        now = Q(reaches__in=reaches.values("pk"))
        return rows.select_related("municipality").annotate(efforts=Count("reaches__effort", filter=now, distinct=True))

    def get_context(self, page, on: date) -> dict:
        rows, user = list(page), self.request.user
        ours = Institution.objects.changeable_by(user).filter(pk__in=[row.pk for row in rows])
        return {
            "rows": rows,
            "table": self.table,
            "ours": set(ours.order_by().values_list("pk", flat=True)),
            "may_make": Municipality.objects.changeable_by(user).exists(),
        }

    def export_rows(self, on: date) -> Iterable[Institution]:
        for batch in self.every_batch(on):
            yield from batch

    def get_layer(self) -> Layer:
        on = view_date(self.request)
        return Layer(str(self.title), on, self.written, self.export_shapes(on), "Point")

    def export_shapes(self, on: date) -> Iterable[tuple[Institution, GEOSGeometry | None]]:
        for row in self.export_rows(on):
            yield row, row.point


class InstitutionMap(InstitutionSet, MapLayer):
    """The institutions with a known place; the others are in the table only."""

    shapes_limit = 5_000  # a point is small

    def get_features(self, rows: QuerySet, on: date, shapes: bool) -> Iterable[tuple[str, str, dict]]:
        kinds = dict(InstitutionKind.choices)
        columns = ("pk", "name", "kind", "municipality__name", "is_approximate", "point")
        listed = rows.filter(point__isnull=False).order_by("pk").values_list(*columns)
        for pk, name, kind, town, is_approximate, place in listed:
            spot = to_degrees(place)
            about = {"name": name, "note": f"{town}, {kinds[kind]}", "kind": "institution"}
            if is_approximate:
                about["approximate"] = True
            yield f"institution-{pk}", point(spot.x, spot.y), about
