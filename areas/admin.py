"""The places, with their borders on a map."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import Case, F, OuterRef, Subquery, When
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from areas import figure_admin, import_admin, need_admin, status_admin  # noqa: F401  (registered there)
from areas.choices import Availability, BorderQuality
from areas.figure_actions import municipalities_of
from areas.models import (
    AreaBorder,
    AreaName,
    Estate,
    HousingArea,
    HousingOrganisation,
    Institution,
    Municipality,
)
from areas.recompute import recompute
from areas.said import told
from areas.typed_count import TypedCount
from boligsocial.common.admin import FactStacked, FactTabular, PeriodFilter, period
from boligsocial.common.admin_forms import AdminForm
from boligsocial.common.periods import in_force
from boligsocial.records.admin import KeptAdmin, ReferenceAdmin

QUALITIES = dict(BorderQuality.choices)


@admin.register(Municipality)
class MunicipalityAdmin(ReferenceAdmin):
    list_display = ["name", "code", "region", "is_fictional"]
    list_filter = ["region", "is_fictional"]
    search_fields = ["search_key", "code"]


@admin.register(HousingOrganisation)
class HousingOrganisationAdmin(ReferenceAdmin):
    list_display = ["name", "is_fictional", "source"]
    list_filter = ["is_fictional"]
    search_fields = ["search_key"]


@admin.register(Estate)
class EstateAdmin(KeptAdmin):
    owners = ("municipality",)
    list_display = ["name", "number", "organisation", "municipality", "homes"]
    list_filter = [("municipality", RelatedOnlyFieldListFilter), ("organisation", RelatedOnlyFieldListFilter)]
    list_select_related = ["organisation", "municipality"]
    search_fields = ["search_key", "number", "organisation__search_key"]


class BorderInline(FactStacked):
    model = AreaBorder
    fields = [("starts_on", "ends_on"), "quality", "source", "geometry"]


class NameInline(FactTabular):
    model = AreaName


class AreaAdminForm(TypedCount, AdminForm):
    """What the admin asks about an area."""


@admin.register(HousingArea)
class HousingAreaAdmin(KeptAdmin):
    tracked_form = AreaAdminForm
    owners = ("municipality",)
    list_display = ["name", "code", "municipality", "tenure", "homes", "people", "residents_on", "border", period]
    list_filter = ["tenure", PeriodFilter, ("municipality", RelatedOnlyFieldListFilter)]
    list_select_related = ["municipality"]
    search_fields = ["search_key", "code", "other_names__search_key"]
    inlines = [BorderInline, NameInline]

    def get_queryset(self, request):
        borders = AreaBorder.objects.filter(in_force(timezone.localdate()), area=OuterRef("pk"))
        rows = super().get_queryset(request).annotate(border_quality=Subquery(borders.values("quality")[:1]))
        pages = ("areas_housingarea_changelist", "areas_housingarea_change")
        shown = request.resolver_match and request.resolver_match.url_name in pages
        return rows.annotate(told=Case(When(told(), then=F("residents")))) if shown else rows

    def lookup_allowed(self, lookup, value, request=None):
        """Not by the number of residents: whoever may ask for those above a number knows it."""
        return not lookup.startswith("residents") and super().lookup_allowed(lookup, value, request)

    def get_fields(self, request, obj=None):
        """Those who only look read the number of residents as it may be told."""
        fields = super().get_fields(request, obj)
        only_looks = self._only_looks(request, obj)
        return ["people" if only_looks and name == "residents" else name for name in fields]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if {"estates", "municipality", "residents", "residents_on"} & set(form.changed_data):
            before = municipalities_of(form.initial.get("estates", ()))
            recompute(({form.instance.municipality_id, form.initial.get("municipality")} - {None}) | before)

    @admin.display(description=_("residents"), ordering="told")
    def people(self, area) -> str | None:
        if area.residents is None:
            return None
        return Availability.WITHHELD.label if area.told is None else number_format(area.told, force_grouping=True)

    @admin.display(description=_("boundary today"), ordering="border_quality")
    def border(self, area) -> str:
        return QUALITIES[area.border_quality] if area.border_quality else _("none drawn")


@admin.register(AreaName)
class AreaNameAdmin(KeptAdmin):
    parent = "area"
    list_display = ["name", "area", "municipality"]
    list_select_related = ["area__municipality"]
    search_fields = ["search_key", "area__search_key"]

    @admin.display(description=_("municipality"), ordering="area__municipality__sort_key")
    def municipality(self, name):
        return name.area.municipality


@admin.register(AreaBorder)
class AreaBorderAdmin(KeptAdmin):
    parent = "area"
    list_display = ["area", "municipality", "quality", period, "source"]
    list_filter = ["quality", PeriodFilter, ("area__municipality", RelatedOnlyFieldListFilter)]
    list_select_related = ["area__municipality"]
    search_fields = ["area__search_key", "area__other_names__search_key"]
    fields = ["area", ("starts_on", "ends_on"), "quality", "source", "geometry"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        # A list of boundaries shows none of their corners.
        listed = request.resolver_match and request.resolver_match.url_name == "areas_areaborder_changelist"
        return rows.defer("geometry", "outline") if listed else rows

    @admin.display(description=_("municipality"), ordering="area__municipality__sort_key")
    def municipality(self, border):
        return border.area.municipality


@admin.register(Institution)
class InstitutionAdmin(KeptAdmin):
    owners = ("municipality",)
    list_display = ["name", "kind", "municipality", "has_place", "is_approximate"]
    list_filter = ["kind", "is_approximate", ("municipality", RelatedOnlyFieldListFilter)]
    list_select_related = ["municipality"]
    search_fields = ["search_key"]

    @admin.display(description=_("on the map"), boolean=True)
    def has_place(self, institution) -> bool:
        return institution.point is not None
