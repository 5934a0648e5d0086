"""The filters of roles: of the people who have them, and of the places they are in."""

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from areas.models import Municipality
from boligsocial.accounts.models import NO_PASSWORD
from boligsocial.common.filters import CodeFilter, PageFilterSet
from boligsocial.common.text import search_key
from efforts.choices import Role
from efforts.models import Membership

PLACES = ("municipality", "organisation", "effort")


class Standing(TextChoices):
    """How somebody stands with us."""

    ACTIVE = "active", _("has a password")
    INVITED = "invited", _("has no password yet")
    CLOSED = "closed", _("closed")
    ADMIN = "admin", _("administrator")
    NO_ROLE = "none", _("without a role")


STANDINGS = {
    Standing.ACTIVE: Q(is_active=True) & ~NO_PASSWORD,
    Standing.INVITED: Q(is_active=True) & NO_PASSWORD,
    Standing.CLOSED: Q(is_active=False),
    Standing.ADMIN: Q(is_superuser=True),
    Standing.NO_ROLE: Q(memberships__isnull=True, is_superuser=False),
}


class PersonFilter(PageFilterSet):
    """People, by name, address, place and role."""

    q = django_filters.CharFilter(label=_("Name, e-mail address or place"), max_length=200, method="filter_q")
    municipality = CodeFilter(
        label=_("Municipality"),
        to_field_name="code",
        queryset=Municipality.objects.all(),
        method="filter_municipality",
    )
    role = django_filters.ChoiceFilter(
        label=_("Role"), choices=Role.choices, empty_label=_("All"), method="filter_role"
    )
    standing = django_filters.ChoiceFilter(
        label=_("Standing"), choices=Standing.choices, empty_label=_("All"), method="filter_standing"
    )

    class Meta:
        model = get_user_model()
        fields = ["q", "municipality", "role", "standing"]

    def filter_q(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            in_place = Membership.objects.filter(_place_named(word)).values("user")
            rows = rows.filter(_spelled(word, "name", "email") | Q(pk__in=in_place))
        return rows

    def filter_municipality(self, rows: QuerySet, name: str, value) -> QuerySet:
        return rows.filter(pk__in=Membership.objects.filter(_within(value)).values("user"))

    def filter_role(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(pk__in=Membership.objects.filter(role=value).values("user"))

    def filter_standing(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(STANDINGS[Standing(value)])


class MembershipFilter(PageFilterSet):
    """Roles, by place, person and role."""

    q = django_filters.CharFilter(label=_("Name, e-mail address or place"), max_length=200, method="filter_q")
    municipality = CodeFilter(
        label=_("Municipality"),
        to_field_name="code",
        queryset=Municipality.objects.all(),
        method="filter_municipality",
    )
    role = django_filters.ChoiceFilter(label=_("Role"), choices=Role.choices, empty_label=_("All"))

    class Meta:
        model = Membership
        fields = ["q", "municipality", "role"]

    def filter_q(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            rows = rows.filter(_place_named(word) | _spelled(word, "user__name", "user__email"))
        return rows

    def filter_municipality(self, rows: QuerySet, name: str, value) -> QuerySet:
        return rows.filter(_within(value))


def _within(municipality) -> Q:
    """Roles in the municipality and in its efforts."""
    efforts = municipality.efforts.order_by().values("pk")
    return Q(municipality=municipality) | Q(effort__in=efforts)


def _place_named(word: str) -> Q:
    found = Q(pk__in=[])
    for place in PLACES:
        found |= Q(**{f"{place}__search_key__spelt": search_key(word)})
    return found


def _spelled(word: str, *fields: str) -> Q:
    found = Q(pk__in=[])
    for field in fields:
        # SQLite folds a-z only.
        for spelling in {word, word.lower(), word.upper(), word.capitalize()}:
            found |= Q(**{f"{field}__icontains": spelling})
    return found
