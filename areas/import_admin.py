"""Imports in the admin, and how many figures there are: to look at. What became of a file is told on its page."""

from django.contrib import admin

from areas.models import FigureTally, Import, ImportChange, ImportFault, RememberedMapping, StagedFigure
from boligsocial.common.admin import LookedAt
from boligsocial.records.admin import ReferenceAdmin


class Noted(LookedAt, ReferenceAdmin):
    """What the program notes by itself; nobody writes it by hand. Files and numbers are left out."""

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_module_permission(self, request):
        return request.user.is_superuser


@admin.register(Import)
class ImportAdmin(Noted):
    list_display = ["file_name", "layout", "source", "state", "user", "made_at", "created", "replaced", "unchanged"]
    list_filter = ["state", "layout"]
    list_select_related = ["source", "user"]
    search_fields = ["file_name", "sha256", "user__email"]
    exclude = ["content"]


@admin.register(FigureTally)
class FigureTallyAdmin(Noted):
    list_display = [
        "municipality",
        "level",
        "indicator",
        "source",
        "year",
        "shown",
        "withheld",
        "missing",
        "extracted_on",
        "entered_at",
    ]
    list_filter = ["level", "year", "source"]
    list_select_related = ["municipality", "indicator", "source"]
    search_fields = ["municipality__search_key"]


@admin.register(RememberedMapping)
class RememberedMappingAdmin(Noted):
    list_display = ["source", "layout", "headers", "used_at"]
    list_filter = ["layout"]
    list_select_related = ["source"]
    search_fields = ["headers", "source__code"]


class PartOfImport(Noted):
    list_select_related = ["batch"]
    search_fields = ["batch__file_name"]


@admin.register(StagedFigure)
class StagedFigureAdmin(PartOfImport):
    list_display = ["batch", "row", "column", "year"]
    exclude = ["value", "numerator", "denominator", "answers", "margin"]


@admin.register(ImportFault)
class ImportFaultAdmin(PartOfImport):
    list_display = ["batch", "row", "column", "code", "is_error"]
    list_filter = ["is_error"]
    exclude = ["details"]


@admin.register(ImportChange)
class ImportChangeAdmin(PartOfImport):
    list_display = ["batch", "model", "key", "row"]
    exclude = ["before"]
