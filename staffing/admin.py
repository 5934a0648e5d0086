"""The staff: posts with their placements, and where they sit."""

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.utils.translation import gettext_lazy as _

from boligsocial.common.admin import FactTabular, PeriodFilter, period
from boligsocial.common.templatetags.boligsocial import number
from boligsocial.records.admin import KeptAdmin
from staffing.models import FollowUp, Placement, Post, Workplace


class PlacementInline(FactTabular):
    model = Placement
    related = ("workplace",)


@admin.register(Post)
class PostAdmin(KeptAdmin):
    parent = "effort"
    list_display = ["__str__", "effort", "employed_by", "hours", period]
    list_filter = [PeriodFilter, ("effort", RelatedOnlyFieldListFilter)]
    list_select_related = ["effort", "employer_municipality", "employer_organisation"]
    search_fields = ["title", "display_name", "effort__search_key"]
    inlines = [PlacementInline]

    @admin.display(description=_("employed by"))
    def employed_by(self, post):
        return post.employer

    @admin.display(description=_("hours a week"), ordering="weekly_minutes")
    def hours(self, post) -> str | None:
        if post.weekly_minutes is None:
            return None
        whole, rest = divmod(post.weekly_minutes, 60)
        return number(post.weekly_minutes / 60, 2) if rest else number(whole)


@admin.register(Placement)
class PlacementAdmin(KeptAdmin):
    parent = "post"
    list_display = ["post", "effort", "workplace", "weekday", period]
    list_filter = ["weekday", PeriodFilter, ("workplace", RelatedOnlyFieldListFilter)]
    list_select_related = ["post__effort", "workplace"]
    search_fields = ["post__title", "post__display_name", "post__effort__search_key", "workplace__search_key"]

    @admin.display(description=_("effort"), ordering="post__effort__sort_key")
    def effort(self, placement):
        return placement.post.effort


@admin.register(Workplace)
class WorkplaceAdmin(KeptAdmin):
    owners = ("area", "municipality", "organisation")
    list_display = ["name", "area", "municipality", "organisation", "is_local_base"]
    list_filter = [("municipality", RelatedOnlyFieldListFilter), ("organisation", RelatedOnlyFieldListFilter)]
    list_select_related = ["area", "municipality", "organisation"]
    search_fields = ["search_key", "area__search_key", "municipality__search_key", "organisation__search_key"]

    @admin.display(description=_("local"), boolean=True)
    def is_local_base(self, workplace) -> bool:
        return workplace.is_local


@admin.register(FollowUp)
class FollowUpAdmin(KeptAdmin):
    parent = "area"
    list_display = ["__str__", "area", "owner", "look_again_on", "closed_on"]
    list_filter = ["kind", "look_again_on", "closed_on", ("owner", RelatedOnlyFieldListFilter)]
    list_select_related = ["area", "owner"]
    search_fields = ["area__search_key", "owner__name"]
