"""The efforts: where they reach, who pays for them, and who is a member of what."""

from django import forms
from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from boligsocial.common.admin import (
    FactStacked,
    FactTabular,
    OwnerOnly,
    PeriodFilter,
    changeable,
    kroner,
    period,
)
from boligsocial.common.admin_forms import AdminForm
from boligsocial.common.forms import FactForm
from boligsocial.records.admin import KeptAdmin, ReferenceAdmin
from efforts.choices import Trait
from efforts.models import (
    Activity,
    AreaReach,
    Budget,
    CitizenGroup,
    CityLink,
    Effort,
    FocusArea,
    Funder,
    FundingShare,
    InstitutionReach,
    Membership,
    Typology,
    TypologySet,
)

User = get_user_model()


class AreaReachInline(FactTabular):
    model = AreaReach
    related = ("area",)


class CitizenGroupInline(FactStacked):
    model = CitizenGroup
    related = ("municipality",)


class InstitutionReachInline(FactStacked):
    model = InstitutionReach
    related = ("institution",)


class CityLinkInline(FactStacked):
    model = CityLink
    related = ("area__municipality",)


class BudgetInline(FactTabular):
    model = Budget


class ShareInline(FactTabular):
    model = FundingShare
    related = ("funder", "earmarked_for")


class ActivityInline(FactStacked):
    model = Activity
    related = ("focus_area", "area", "institution")


class EffortForm(AdminForm):
    """Somebody who adds an effort must be able to see and change it afterwards."""

    user = None  # set by the admin

    def clean(self):
        cleaned = super().clean()
        chosen, lead = cleaned.get("municipalities"), cleaned.get("lead_organisation")
        if self.user is None or self.user.is_superuser or chosen is None or self.instance.pk:
            return cleaned
        own = changeable(chosen.all(), self.user).exists()
        if not own and (lead is None or not changeable(type(lead).objects.filter(pk=lead.pk), self.user).exists()):
            raise ValidationError(
                {"municipalities": _("Choose at least one municipality in which you may change things.")}
            )
        return cleaned


@admin.register(Effort)
class EffortAdmin(KeptAdmin):
    form = EffortForm
    list_display = ["name", "status", "kind", period, "led_by"]
    list_filter = ["status", "kind", PeriodFilter, ("municipalities", RelatedOnlyFieldListFilter)]
    list_select_related = ["lead_municipality", "lead_organisation"]
    search_fields = ["search_key", "municipalities__search_key", "lead_organisation__search_key"]
    inlines = [
        AreaReachInline,
        CitizenGroupInline,
        InstitutionReachInline,
        CityLinkInline,
        BudgetInline,
        ShareInline,
        ActivityInline,
    ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.user = request.user  # the class was made for this request
        return form

    @admin.display(description=_("led by"))
    def led_by(self, effort):
        return effort.lead


class PartAdmin(KeptAdmin):
    """Parts of an effort, as a list across efforts."""

    parent = "effort"


@admin.register(AreaReach)
class AreaReachAdmin(PartAdmin):
    list_display = ["effort", "area", "municipality", "role", period]
    list_filter = ["role", PeriodFilter, ("area__municipality", RelatedOnlyFieldListFilter)]
    list_select_related = ["effort", "area__municipality"]
    search_fields = ["effort__search_key", "area__search_key", "area__other_names__search_key"]

    @admin.display(description=_("municipality"), ordering="area__municipality__sort_key")
    def municipality(self, reach):
        return reach.area.municipality


@admin.register(CitizenGroup)
class CitizenGroupAdmin(PartAdmin):
    list_display = ["name", "effort", "municipality", "people", "households", "recruitment", "spread", "approach"]
    list_filter = ["recruitment", "spread", "approach", PeriodFilter]
    list_select_related = ["effort", "municipality"]
    search_fields = ["name", "effort__search_key"]


@admin.register(InstitutionReach)
class InstitutionReachAdmin(PartAdmin):
    list_display = ["effort", "institution", "unnamed", "unnamed_count", "is_outside", period]
    list_filter = ["is_outside", "unnamed_kind", PeriodFilter]
    list_select_related = ["effort", "institution"]
    search_fields = ["unnamed", "effort__search_key", "institution__search_key"]


@admin.register(CityLink)
class CityLinkAdmin(PartAdmin):
    list_display = ["name", "kind", "effort", "area", period]
    list_filter = ["kind", PeriodFilter]
    list_select_related = ["effort", "area"]
    search_fields = ["name", "effort__search_key", "area__search_key"]


@admin.register(Budget)
class BudgetAdmin(PartAdmin):
    list_display = ["effort", "year", kroner("amount", _("amount"))]
    list_filter = ["year"]
    list_select_related = ["effort"]
    search_fields = ["effort__search_key"]


@admin.register(FundingShare)
class FundingShareAdmin(PartAdmin):
    list_display = [
        "effort",
        "funder",
        "year",
        "status",
        "kind",
        kroner("amount", _("amount")),
        "hours",
        "earmarked",
    ]
    list_filter = ["status", "kind", "year", ("funder", RelatedOnlyFieldListFilter)]
    list_select_related = ["effort", "funder", "earmarked_for"]
    search_fields = ["effort__search_key", "funder__search_key"]

    @admin.display(description=_("earmarked for"), empty_value="–")
    def earmarked(self, share):
        return share.earmarked_for


@admin.register(Activity)
class ActivityAdmin(PartAdmin):
    list_display = ["name", "effort", "focus_area", "form", "area", "institution", "in_operation"]
    list_filter = ["form", "in_operation", PeriodFilter]
    list_select_related = ["effort", "focus_area", "area", "institution"]
    search_fields = ["name", "effort__search_key"]


@admin.register(Funder)
class FunderAdmin(ReferenceAdmin):
    list_display = ["name", "kind", "municipality", "organisation", "is_fictional"]
    list_filter = ["kind", "is_fictional"]
    list_select_related = ["municipality", "organisation"]
    search_fields = ["search_key"]


@admin.register(FocusArea)
class FocusAreaAdmin(ReferenceAdmin):
    list_display = ["name_da", "name_en", "grant_period", "position"]
    list_filter = ["grant_period"]
    search_fields = ["name_da", "name_en", "grant_period"]


class TypologyForm(FactForm):
    traits = forms.MultipleChoiceField(label=_("Traits"), choices=Trait.choices, widget=forms.CheckboxSelectMultiple)


@admin.register(Typology)
class TypologyAdmin(ReferenceAdmin):
    form = TypologyForm
    list_display = ["number", "name_da", "name_en", "typology_set"]
    list_display_links = ["name_da"]
    list_filter = ["typology_set"]
    list_select_related = ["typology_set"]
    search_fields = ["name_da", "name_en"]


class TypologyInline(FactTabular):
    model = Typology
    fields = ["number", "name_da", "name_en"]
    can_delete = False

    def has_add_permission(self, request, obj):
        return False


@admin.register(TypologySet)
class TypologySetAdmin(ReferenceAdmin):
    list_display = ["name_da", "name_en", "code", "position"]
    search_fields = ["name_da", "name_en", "code"]
    inlines = [TypologyInline]


@admin.register(Membership)
class MembershipAdmin(OwnerOnly, KeptAdmin):
    list_display = ["user", "role", "municipality", "organisation", "effort"]
    list_filter = ["role"]
    list_select_related = ["user", "municipality", "organisation", "effort"]
    search_fields = [
        "user__email",
        "user__name",
        "municipality__search_key",
        "organisation__search_key",
        "effort__search_key",
    ]

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser


class MembershipInline(FactTabular):
    model = Membership
    related = ("municipality", "organisation", "effort")


# Who somebody is and what they may see, on one page. The app of users is loaded before this one and knows no members.
UserAdmin = type(admin.site.get_model_admin(User))
admin.site.unregister(User)


@admin.register(User)
class MemberAdmin(UserAdmin):
    inlines = [MembershipInline]
