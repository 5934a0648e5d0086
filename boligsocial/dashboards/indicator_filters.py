"""The filters of the list of indicators, and of those who have one."""

import django_filters
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from areas.choices import Level
from areas.coverage import owners_told
from areas.filters import AreaFilter
from areas.models import FigureSource, HousingArea, Indicator, Municipality
from boligsocial.common.filters import CodeFilter, PageFilterSet, SearchFilter
from boligsocial.common.text import search_key, spellings


class IndicatorFilter(PageFilterSet):
    q = SearchFilter(label=_("Name"), method="filter_q")
    source = django_filters.ModelChoiceFilter(
        label=_("Source"), queryset=FigureSource.objects.all(), to_field_name="code", empty_label=_("All")
    )
    level = django_filters.ChoiceFilter(label=_("Level"), choices=Level.choices, empty_label=_("All"))

    class Meta:
        model = Indicator
        fields = ["q", "source", "level"]

    def filter_q(self, rows, name, value):
        """By name in either language, or by code. There are few of them, so that folding them here is quick."""
        names = self.queryset.values_list("pk", "name_da", "name_en", "code")
        sought = spellings(value)
        found = [pk for pk, *words in names if any(each in search_key(word) for word in words for each in sought)]
        return rows.filter(pk__in=found)


class Who(TextChoices):
    """Of whom the table tells."""

    TOLD = "", _("all in the data")
    SHOWN = "shown", _("with a figure")
    WITHHELD = "withheld", _("withheld")
    MISSING = "missing", _("not available")
    ALL = "all", _("also those without")


class YearFilterSet(PageFilterSet):
    """Whoever has the figure in a year; the view says which years there are, and of what level the figures are."""

    year = django_filters.TypedChoiceFilter(label=_("Year"), coerce=int, method="leave")
    who = django_filters.ChoiceFilter(label=_("Show"), choices=Who.choices, empty_label=None, method="leave")

    def __init__(self, *args, indicator: Indicator, years: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.indicator, self.newest = indicator, years[0] if years else None
        self.form.fields["year"].choices = [(year, str(year)) for year in years]
        if indicator.level == Level.ESTATE:  # computed from the estates: nobody knows before they are read
            del self.form.fields["who"]

    @property
    def shown_year(self) -> int | None:
        """The year that is asked for, else the newest that anybody has."""
        return getattr(self.form, "cleaned_data", {}).get("year") or self.newest

    def leave(self, rows, name, value):
        """The year changes what is shown of the rows, and both together which they are."""
        return rows

    def filter_queryset(self, queryset):
        rows, who = super().filter_queryset(queryset), self.form.cleaned_data.get("who") or Who.TOLD
        if self.indicator.level == Level.ESTATE or who == Who.ALL:
            return rows
        return rows.filter(pk__in=owners_told(self.indicator, self.shown_year, who))


class OwnerAreaFilter(YearFilterSet):
    q = SearchFilter(label=_("Name"), method="filter_q")
    municipality = CodeFilter(
        field_name="municipality", label=_("Municipality"), to_field_name="code", queryset=Municipality.objects.all()
    )

    class Meta:
        model = HousingArea
        fields = ["year", "who", "q", "municipality"]

    filter_q = AreaFilter.filter_q


class OwnerMunicipalityFilter(YearFilterSet):
    q = SearchFilter(label=_("Name"), field_name="search_key", lookup_expr="spelt")
    municipality = CodeFilter(
        label=_("Municipality"), to_field_name="code", queryset=Municipality.objects.all(), method="filter_code"
    )

    class Meta:
        model = Municipality
        fields = ["year", "who", "q", "municipality"]

    def filter_code(self, rows, name, value):
        return rows.filter(pk=value.pk)
