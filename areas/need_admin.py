"""Need recipes and the levels they give in the admin. Whoever changes a recipe sees the levels follow."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from areas import needs
from areas.choices import Direction
from areas.models import NeedLevel, Recipe, RecipeItem
from boligsocial.common.admin import FactTabular, LookedAt
from boligsocial.common.admin_forms import AdminForm, InlineForm
from boligsocial.records.admin import KeptAdmin, ReferenceAdmin


class CountsForm:
    """A figure counts only where one way is worse."""

    def clean_indicator(self):
        indicator = self.cleaned_data["indicator"]
        if indicator.direction == Direction.NEUTRAL:
            raise ValidationError(_("In this figure neither way is worse, so it cannot count."), code="neutral")
        return indicator


class ItemForm(CountsForm, AdminForm):
    pass


class ItemLineForm(CountsForm, InlineForm):
    pass


class Weighs(ReferenceAdmin):
    """Of what gives levels: they are worked out anew once it is saved or gone."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        needs.rebuild(None)

    def delete_model(self, request, obj):
        self.delete_queryset(request, [obj])

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            needs.rebuild(None)


class ItemInline(FactTabular):
    model = RecipeItem
    tracked_form = ItemLineForm
    related = ("indicator",)


@admin.register(Recipe)
class RecipeAdmin(Weighs):
    list_display = ["code", "name_da", "municipality", "kind", "is_default", "is_confirmed", "version"]
    list_filter = ["kind", "is_default", "is_confirmed", ("municipality", RelatedOnlyFieldListFilter)]
    list_select_related = ["municipality"]
    search_fields = ["code", "name_da", "name_en", "municipality__search_key"]
    inlines = [ItemInline]


@admin.register(RecipeItem)
class RecipeItemAdmin(Weighs):
    form = ItemForm
    list_display = ["recipe", "indicator", "weight", "step", "most"]
    list_filter = ["recipe", "indicator"]
    list_select_related = ["recipe", "indicator"]
    search_fields = ["recipe__code", "recipe__name_da", "indicator__code", "indicator__name_da"]


@admin.register(NeedLevel)
class NeedLevelAdmin(LookedAt, KeptAdmin):
    """To look at: it follows from figures and recipes."""

    parent = "area"
    list_display = ["area", "municipality", "recipe", "year", "level", "score", "trend", "why_not"]
    list_filter = ["level", "year", "recipe", ("area__municipality", RelatedOnlyFieldListFilter)]
    list_select_related = ["area__municipality", "recipe"]
    search_fields = ["area__search_key", "area__other_names__search_key", "recipe__code"]

    @admin.display(description=_("municipality"), ordering="area__municipality__sort_key")
    def municipality(self, need):
        return need.area.municipality
