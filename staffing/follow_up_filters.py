"""What areas can be narrowed by where need is held against effort, and what follow-ups can be narrowed by."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from areas.choices import Match, Trend
from areas.filters import AreaFilter
from areas.match import matches
from areas.models import HousingArea, Municipality
from boligsocial.common.filters import CodeFilter, PageFilterSet, SearchFilter
from staffing.choices import FollowUpKind, FollowUpState
from staffing.models import FollowUp

MINE = "mine"


class Followed(TextChoices):
    """Whether something is to be looked at again in an area."""

    SOME = "some", _("with a follow-up")
    NONE = "none", _("without one")


class NeedFilter(AreaFilter):
    """Of areas with their `need` beside, and whether effort fits it."""

    match = django_filters.ChoiceFilter(
        label=_("Need and effort"), choices=Match.choices, empty_label=_("All"), method="filter_match"
    )
    trend = django_filters.ChoiceFilter(
        label=_("Trend of the need"), choices=Trend.choices, empty_label=_("All"), method="filter_trend"
    )
    follow_up = django_filters.ChoiceFilter(
        label=_("Follow-up"), choices=Followed.choices, empty_label=_("All"), method="filter_follow_up"
    )
    computed = border = None

    class Meta:
        model = HousingArea
        fields = ["q", "municipality", "match", "need", "trend", "follow_up", "status", "tenure", "effort"]

    def filter_match(self, rows, name, value):
        return rows.filter(matches(self.on)[Match(value)])

    def filter_trend(self, rows, name, value):
        found = Q(need__level__isnull=False, need__trend=value)
        return rows.filter(found | Q(need__level__isnull=True) if value == Trend.UNKNOWN else found)

    def filter_follow_up(self, rows, name, value):
        open_ones = Exists(FollowUp.objects.open(self.on).filter(area=OuterRef("pk")))
        return rows.filter(open_ones if value == Followed.SOME else ~open_ones)


class FollowUpFilter(PageFilterSet):
    """Without `when`, those that are open."""

    q = SearchFilter(label=_("Area"), field_name="area__search_key", lookup_expr="spelt")
    municipality = CodeFilter(
        field_name="area__municipality",
        label=_("Municipality"),
        to_field_name="code",
        queryset=Municipality.objects.all(),
    )
    when = django_filters.ChoiceFilter(
        label=_("State"), choices=FollowUpState.choices, empty_label=_("open"), method="filter_when"
    )
    owner = django_filters.ChoiceFilter(label=_("Owner"), empty_label=_("All"), method="filter_owner")
    kind = django_filters.ChoiceFilter(label=_("What to do"), choices=FollowUpKind.choices, empty_label=_("All"))

    class Meta:
        model = FollowUp
        fields = ["q", "municipality", "when", "owner", "kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        owners = get_user_model().objects.filter(follow_ups__in=FollowUp.objects.visible_to(self.request.user))
        others = owners.exclude(pk=self.request.user.pk).order_by("name", "pk").distinct()
        self.form.fields["owner"].choices = [
            ("", _("All")),
            (MINE, _("Me")),
            *((str(person.pk), str(person)) for person in others),
        ]

    def filter_when(self, rows, name, value):
        return rows.in_state(value, self.on)

    def filter_owner(self, rows, name, value):
        return rows.filter(owner=self.request.user.pk if value == MINE else int(value))

    def filter_queryset(self, queryset):
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("when") else rows.open(self.on)
