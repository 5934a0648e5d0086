"""The filters of areas, shared by list, map and export."""

import django_filters
from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from areas.choices import BorderQuality, InstitutionKind, ListStatus, Tenure
from areas.models import AreaBorder, AreaName, HousingArea, Institution, ListEntry, Municipality
from areas.standings import on_day
from boligsocial.common.filters import CodeFilter, PageFilterSet, SearchFilter
from boligsocial.common.periods import in_force

ANY, NONE, OPEN = "any", "none", "open"
LEVELS = [("4", _("4: most")), ("3", "3"), ("2", "2"), ("1", _("1: least")), (NONE, _("cannot be said"))]


class Covered(TextChoices):
    """Whether an effort reaches an area on the day."""

    SOME = "some", _("reached by an effort")
    NONE = "none", _("reached by none")


class AreaFilter(PageFilterSet):
    """Of areas with their `need` beside (areas/match.py)."""

    q = SearchFilter(label=_("Name"), method="filter_q")
    municipality = CodeFilter(
        field_name="municipality", label=_("Municipality"), to_field_name="code", queryset=Municipality.objects.all()
    )
    tenure = django_filters.ChoiceFilter(label=_("Tenure"), choices=Tenure.choices, empty_label=_("All"))
    status = django_filters.ChoiceFilter(
        label=_("Newest official list"),
        choices=[(ANY, _("on the list")), *ListStatus.choices, (NONE, _("not on the list"))],
        empty_label=_("All"),
        method="filter_status",
    )
    computed = django_filters.ChoiceFilter(
        label=_("Status by the rules"),
        choices=[(ANY, _("a status")), *ListStatus.choices, (NONE, _("no status")), (OPEN, _("cannot be decided"))],
        empty_label=_("All"),
        method="filter_computed",
    )
    need = django_filters.ChoiceFilter(
        label=_("Need level"), choices=LEVELS, empty_label=_("All"), method="filter_need"
    )
    effort = django_filters.ChoiceFilter(
        label=_("Efforts"), choices=Covered.choices, empty_label=_("All"), method="filter_effort"
    )
    border = django_filters.ChoiceFilter(
        label=_("Boundary"),
        choices=[*BorderQuality.choices, (NONE, _("not on the map"))],
        empty_label=_("All"),
        method="filter_border",
    )

    class Meta:
        model = HousingArea
        fields = ["q", "municipality", "tenure", "need", "status", "computed", "effort", "border"]

    def filter_q(self, rows, name, value):
        """By any name of the area, its code, or the name of its municipality."""
        others = AreaName.objects.filter(area=OuterRef("pk"), search_key__spelt=value)
        towns = Q(municipality__search_key__spelt=value)
        return rows.filter(Q(search_key__spelt=value) | Q(code__istartswith=value) | Exists(others) | towns)

    def filter_status(self, rows, name, value):
        newest = ListEntry.objects.newest_year(self.on)
        entries = ListEntry.objects.filter(year=newest, area=OuterRef("pk"))
        if value == NONE:
            return rows.filter(~Exists(entries))
        return rows.filter(Exists(entries if value == ANY else entries.filter(status=value)))

    def filter_computed(self, rows, name, value):
        """By what the rules say of the newest list that the area has figures for."""
        here = on_day(self.on, OuterRef("pk"))
        if value == ANY:
            return rows.filter(Exists(here.exclude(statuses="")))
        if value == NONE:
            return rows.filter(Exists(here.filter(statuses="", undecided="")))
        if value == OPEN:
            return rows.filter(Exists(here.exclude(undecided="")))
        return rows.filter(Exists(here.filter(statuses__contains=f",{value},")))

    def filter_need(self, rows, name, value):
        return rows.filter(need__level=None if value == NONE else int(value))

    def filter_effort(self, rows, name, value):
        return rows.reached(self.on, yes=value == Covered.SOME)

    def filter_border(self, rows, name, value):
        borders = AreaBorder.objects.filter(in_force(self.on), area=OuterRef("pk"))
        if value == NONE:
            return rows.filter(~Exists(borders))
        return rows.filter(Exists(borders.filter(quality=value)))


class InstitutionFilter(PageFilterSet):
    q = SearchFilter(label=_("Name"), method="filter_q")
    municipality = CodeFilter(
        field_name="municipality", label=_("Municipality"), to_field_name="code", queryset=Municipality.objects.all()
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=InstitutionKind.choices, empty_label=_("All"))

    class Meta:
        model = Institution
        fields = ["q", "municipality", "kind"]

    def filter_q(self, rows, name, value):
        """By the name of the institution or of its municipality."""
        return rows.filter(Q(search_key__spelt=value) | Q(municipality__search_key__spelt=value))
