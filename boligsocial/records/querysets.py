"""Whose kept things are whose."""

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

PLACES = ("municipality", "organisation", "effort")  # where people are members, and so colleagues


class SavedViewQuerySet(QuerySet):
    def visible_to(self, user):
        """One's own, and those that colleagues share: members of the same municipality, organisation or effort.

        An admin is everybody's colleague. What a view leads to shows each reader their own rows.
        """
        if not user.is_authenticated:
            return self.none()
        theirs = Q(is_shared=True) & ~Q(name="")
        if not user.is_superuser:
            theirs &= Q(user__in=_colleagues(user))
        return self.filter(Q(user=user) | theirs)

    def changeable_by(self, user):
        """Only one's own."""
        return self.filter(user=user.pk)


def _colleagues(user) -> QuerySet:
    same = Q(pk__in=[])
    for place in PLACES:
        mine = user.memberships.order_by().filter(**{f"{place}__isnull": False})
        same |= Q(**{f"memberships__{place}__in": mine.values(place)})
    return get_user_model().objects.filter(same).order_by().values("pk")
