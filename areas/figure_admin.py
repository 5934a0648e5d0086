"""Figures in the admin: where they come from, what they mean, and the figures themselves, as the door shows them."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.choices import Availability, Level, Unit
from areas.figure_actions import DECIDING, define, enter, municipalities_of
from areas.figures import figure_of
from areas.models import FigureSource, Indicator, Observation
from areas.ownership import check_owner
from areas.provenance import provenance
from areas.recompute import recompute
from boligsocial.common.forms import FactForm
from boligsocial.common.templatetags import boligsocial as words
from boligsocial.records.admin import KeptAdmin, ReferenceAdmin

NUMBERS = ("value", "numerator", "denominator", "answers", "margin")


@admin.register(FigureSource)
class FigureSourceAdmin(ReferenceAdmin):
    list_display = ["name", "code", "smallest_group", "smallest_count", "is_confirmed", "months_between"]
    list_filter = ["is_confirmed"]
    search_fields = ["code", "name_da", "name_en"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if DECIDING & set(form.changed_data):
            recompute()


class IndicatorForm(FactForm):
    """A definition. Its figures stay where they are, so the level that owns them stays too."""

    def clean(self):
        cleaned = super().clean()
        level = cleaned.get("level")
        if level and "level" in self.changed_data and self.instance.pk:
            others = Observation.objects.filter(indicator=self.instance, municipality__isnull=True)
            if others.exclude(**{f"{level}__isnull": False}).exists():
                text = _("There are figures of another level already. Remove those first, or define a new indicator.")
                self.add_error("level", ValidationError(text, code="figures_elsewhere"))
        return cleaned


@admin.register(Indicator)
class IndicatorAdmin(ReferenceAdmin):
    form = IndicatorForm
    list_display = ["code", "name_da", "name_en", "level", "unit", "direction", "source", "position"]
    list_filter = ["level", "unit", "direction", ("source", RelatedOnlyFieldListFilter)]
    list_select_related = ["source"]
    search_fields = ["code", "name_da", "name_en"]
    fields = [
        "code",
        ("name_da", "name_en"),
        ("description_da", "description_en"),
        ("caution_da", "caution_en"),
        ("numerator_da", "numerator_en"),
        ("denominator_da", "denominator_en"),
        ("is_of_residents", "is_survey"),
        ("level", "unit", "decimals", "direction"),
        "source",
        ("smallest_group", "smallest_count"),
        ("jump", "position"),
    ]

    def save_model(self, request, obj, form, change):
        define(indicator=obj, changed=form.changed_data)


class FigureForm(FactForm):
    """A figure. One that is withheld does not show its numbers: left empty they stay, typed anew they are replaced."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept = {}
        if self.instance.pk and figure_of(self.instance).state is Availability.WITHHELD:
            self.kept = {name: self.initial.get(name) for name in NUMBERS if name in self.fields}
            self.initial |= dict.fromkeys(self.kept)
            for name in self.kept:
                self.fields[name].help_text = _("Withheld: few residents. Leave all numbers empty to keep them.")

    def clean(self):
        cleaned = super().clean()
        untouched = all(cleaned.get(name) is None for name in self.kept) and not set(self.kept) & set(self.errors)
        if untouched and cleaned.get("availability") == Availability.AVAILABLE:
            cleaned |= self.kept
        self._check_place(cleaned)
        return cleaned

    def _check_place(self, cleaned: dict) -> None:
        levels = [level for level in Level if cleaned.get(level)]
        if set(Level) & set(self.errors):
            return
        if len(levels) != 1:
            text = _("A figure is about one area, one estate or one municipality.")
            self.add_error(levels[-1] if levels else Level.AREA, ValidationError(text, code="one_place"))
        elif cleaned.get("indicator"):
            try:
                check_owner(cleaned["indicator"], levels[0])
            except ValidationError as refusal:
                self.add_error("indicator", refusal)


def _as_shown(name: str):
    """A column or a line with a number of the figure as the door shows it."""
    of_indicator = name in ("value", "margin")

    @admin.display(description=Observation._meta.get_field(name).verbose_name)
    def column(_admin, observation) -> str | None:
        figure = figure_of(observation)
        if figure.state is not Availability.AVAILABLE:
            return figure.state.label if name == "value" else None
        number = getattr(figure, name)
        if number is None:
            return None
        indicator = observation.indicator
        unit = " %" if of_indicator and indicator.unit != Unit.NUMBER else ""
        return f"{words.number(number, indicator.decimals if of_indicator else 0)}{unit}"

    return column


@admin.register(Observation)
class ObservationAdmin(KeptAdmin):
    form = FigureForm
    owners = ("area", "estate", "municipality")
    list_display = ["place", "town", "indicator", "year", "shown_value", "source"]
    list_filter = ["indicator", "year", "availability", ("area__municipality", RelatedOnlyFieldListFilter)]
    list_select_related = ["area__municipality", "estate__municipality", "municipality", "indicator"]
    ordering = ["-pk"]  # by place the database would sort all of a million to show a page
    search_fields = [
        "area__search_key",
        "area__other_names__search_key",
        "estate__search_key",
        "municipality__search_key",
        "indicator__code",
    ]
    readonly_fields = ["told"]
    fields = [
        ("area", "estate", "municipality"),
        ("indicator", "year", "period"),
        "availability",
        ("value", "numerator", "denominator"),
        ("answers", "margin"),
        ("source", "origin"),
        "extracted_on",
        "told",
    ]

    shown_value = _as_shown("value")
    shown_numerator = _as_shown("numerator")
    shown_denominator = _as_shown("denominator")
    shown_answers = _as_shown("answers")
    shown_margin = _as_shown("margin")

    def lookup_allowed(self, lookup, value, request=None):
        """Not by numbers: whoever may ask for those above a value knows it."""
        asked = lookup.split("__")[0]
        return asked not in {*NUMBERS, "hidden"} and super().lookup_allowed(lookup, value, request)

    def get_fields(self, request, obj=None):
        """Those who only look read the numbers as the door shows them."""
        fields = super().get_fields(request, obj)
        return [_looked_at(name) for name in fields] if self._only_looks(request, obj) else fields

    @admin.display(description=_("place"), ordering="area__sort_key")
    def place(self, observation):
        return observation.area or observation.estate or observation.municipality

    @admin.display(description=_("municipality"))
    def town(self, observation):
        return observation.municipality or (observation.area or observation.estate).municipality

    @admin.display(description=_("where it is from"))
    def told(self, observation) -> str | None:
        if observation.pk is None:
            return None
        told = provenance([figure_of(observation)])[observation.pk]
        row = gettext("row %(row)s") % {"row": told.row} if told.row else ""
        at = words.day(told.at) if told.at else ""
        return format_html_join(", ", "{}", ((part,) for part in (told.file, row, told.person, at) if part))

    # --- saving ---

    def save_model(self, request, obj, form, change):
        enter(figure=obj, user=request.user)

    def delete_model(self, request, obj):
        self.delete_queryset(request, [obj])

    def delete_queryset(self, request, queryset):
        towns = municipalities_of(queryset)
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            recompute(towns)


def _looked_at(name):
    if isinstance(name, (tuple, list)):
        return tuple(_looked_at(one) for one in name)
    return f"shown_{name}" if name in NUMBERS else name
