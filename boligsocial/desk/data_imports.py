"""The list of files brought in: one's own, for an administrator everybody's."""

from datetime import date

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from areas.access import brings_in
from areas.choices import ImportState, Layout
from areas.models import FigureSource, Import
from boligsocial.common.filters import PageFilterSet
from boligsocial.common.rights import SIGNED_IN, Ruled
from boligsocial.common.views import ListPage
from boligsocial.desk.data_steps import files


class ImportFilter(PageFilterSet):
    """Files, by name, standing, layout and source."""

    q = django_filters.CharFilter(label=_("File, source or person"), max_length=200, method="filter_q")
    state = django_filters.ChoiceFilter(label=_("Status"), choices=ImportState.choices, empty_label=_("All"))
    layout = django_filters.ChoiceFilter(label=_("Layout"), choices=Layout.choices, empty_label=_("All"))
    source = django_filters.ModelChoiceFilter(
        label=_("Source"), queryset=FigureSource.objects.all(), to_field_name="code", empty_label=_("All")
    )

    class Meta:
        model = Import
        fields = ["q", "state", "layout", "source"]

    def filter_q(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            found = Q(pk__in=[])
            for field in ("file_name", "source_text", "source__name_da", "source__name_en", "user__name"):
                # SQLite folds a-z only.
                for spelling in {word, word.lower(), word.upper(), word.capitalize()}:
                    found |= Q(**{f"{field}__icontains": spelling})
            rows = rows.filter(found)
        return rows


class Imports(Ruled, ListPage):
    """Every file the user may see, newest first."""

    rule = SIGNED_IN
    filterset_class = ImportFilter
    template_name = "data/imports.html"
    sorts = {"made": ("made_at",), "file": ("file_name",)}
    default_sort = "-made"

    def get_queryset(self) -> QuerySet:
        return Import.objects.visible_to(self.request.user)

    def get_rows(self, ids: list[int], on: date) -> QuerySet:
        return files().filter(pk__in=ids)

    def get_context(self, page, on: date) -> dict:
        return {"brings_in": brings_in(self.request.user), "scope_url": reverse("data:home")}
