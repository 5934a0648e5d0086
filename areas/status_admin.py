"""The rules of the official lists and the limits of their years in the admin, and the published entries.

Whoever changes one sees the statuses follow: what is kept for lists is computed anew.
"""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from areas.choices import ListStatus
from areas.models import ListEntry, Standing, StatusCriterion, StatusRule, YearLimit
from areas.recompute import recompute, recompute_lists
from areas.rulebook import complete_lists
from areas.standings import named
from boligsocial.common.admin import FactTabular, LookedAt
from boligsocial.common.forms import FactForm
from boligsocial.common.templatetags import boligsocial as words
from boligsocial.records.admin import KeptAdmin, ReferenceAdmin


class Decides(ReferenceAdmin):
    """Of what decides statuses: all of them are computed anew once it is saved or gone."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        recompute()

    def delete_model(self, request, obj):
        self.delete_queryset(request, [obj])

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            recompute()


class RuleForm(FactForm):
    """A rule. It may lean on others, and not on itself in a circle: nothing could be decided by it."""

    def clean(self):
        cleaned = super().clean()
        leans = (
            dict(StatusRule.objects.values_list("pk", "builds_on")),
            dict(StatusRule.objects.values_list("pk", "not_with")),
        )
        for name in ("builds_on", "not_with"):
            other = cleaned.get(name)
            if other and self.instance.pk and self.instance.pk in _reached(other.pk, *leans):
                text = _("This rule builds on the one you are changing.")
                self.add_error(name, ValidationError(text, code="circle"))
        return cleaned


def _reached(start: int, *leans: dict[int, int | None]) -> set[int]:
    """The rules that one leans on, however indirectly, and itself."""
    found, ahead = set(), [start]
    while ahead:
        one = ahead.pop()
        if one is not None and one not in found:
            found.add(one)
            ahead += [each.get(one) for each in leans]
    return found


class CriterionInline(FactTabular):
    model = StatusCriterion
    related = ("indicator",)


@admin.register(StatusRule)
class StatusRuleAdmin(Decides):
    form = RuleForm
    list_display = ["status", "first_year", "last_year", "smallest_residents", "needed", "in_a_row", "is_confirmed"]
    list_filter = ["status", "is_confirmed"]
    search_fields = ["code", "paragraph", "note"]
    inlines = [CriterionInline]
    fields = [
        ("code", "status"),
        ("first_year", "last_year"),
        ("smallest_residents", "needed"),
        ("builds_on", "not_with"),
        "in_a_row",
        ("paragraph", "is_confirmed"),
        "source",
        "note",
    ]


@admin.register(StatusCriterion)
class StatusCriterionAdmin(Decides):
    list_display = ["rule", "indicator", "comparison", "held_against", "is_required"]
    list_filter = ["rule", "indicator"]
    list_select_related = ["rule", "indicator"]
    search_fields = ["rule__code", "indicator__code", "indicator__name_da", "indicator__name_en"]

    @admin.display(description=_("limit"), ordering="limit")
    def held_against(self, criterion) -> str:
        if criterion.limit is None:
            times = words.number(criterion.times, 1)
            return _("%(times)s times the national average") % {"times": times}
        return words.number(criterion.limit, criterion.indicator.decimals)


@admin.register(YearLimit)
class YearLimitAdmin(Decides):
    list_display = ["year", "indicator", "times", "limit", "is_confirmed", "source"]
    list_filter = ["is_confirmed", "year", "indicator"]
    list_select_related = ["indicator"]
    search_fields = ["indicator__code", "indicator__name_da", "indicator__name_en", "source", "note"]

    @admin.display(description=_("limit"), ordering="value")
    def limit(self, row) -> str | None:
        return None if row.value is None else words.number(row.value, row.indicator.decimals)


@admin.register(ListEntry)
class ListEntryAdmin(KeptAdmin):
    parent = "area"
    list_display = ["area", "municipality", "year", "status", "is_certain", "source"]
    list_filter = ["status", "year", "is_certain", ("area__municipality", RelatedOnlyFieldListFilter)]
    list_select_related = ["area__municipality"]
    search_fields = ["area__search_key", "area__other_names__search_key"]

    @admin.display(description=_("municipality"), ordering="area__municipality__sort_key")
    def municipality(self, entry):
        return entry.area.municipality

    def save_model(self, request, obj, form, change):
        moved = ListEntry.objects.filter(pk=obj.pk).values_list("area__municipality", flat=True)
        before, towns = complete_lists(), {obj.area.municipality_id, *moved}
        super().save_model(request, obj, form, change)
        recompute_lists(towns, before)

    def delete_model(self, request, obj):
        self.delete_queryset(request, [obj])

    def delete_queryset(self, request, queryset):
        before, towns = complete_lists(), {entry.area.municipality_id for entry in queryset}
        with transaction.atomic():
            super().delete_queryset(request, queryset)
            recompute_lists(towns, before)


@admin.register(Standing)
class StandingAdmin(LookedAt, KeptAdmin):
    """To look at: it follows from figures, entries and rules."""

    parent = "area"
    list_display = ["area", "municipality", "year", "is_now", "may_be", "would_be"]
    list_filter = ["year", ("area__municipality", RelatedOnlyFieldListFilter)]
    list_select_related = ["area__municipality"]
    search_fields = ["area__search_key", "area__other_names__search_key"]

    @admin.display(description=_("municipality"), ordering="area__municipality__sort_key")
    def municipality(self, standing):
        return standing.area.municipality

    @admin.display(description=_("statuses"))
    def is_now(self, standing) -> str:
        return _listed(named(standing.statuses))

    @admin.display(description=_("cannot be decided"))
    def may_be(self, standing) -> str:
        return _listed(named(standing.undecided))

    @admin.display(description=_("with residents enough"))
    def would_be(self, standing) -> str:
        return _listed(named(standing.as_if))


def _listed(statuses: list[ListStatus]) -> str:
    return ", ".join(str(status.label) for status in statuses)
