"""Who can be asked to act in an area."""

from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from areas.access import DRAFT, WRITERS
from areas.models import HousingArea
from boligsocial.common.periods import in_force
from efforts.models import AreaReach, Membership


def who_may_act(area: HousingArea, on: date) -> QuerySet:
    """The people with a role that changes things in its municipality, an organisation with an estate in it, or an
    effort that reaches it on the day; a draft is known to its makers alone.

    Nobody else: whoever owns a follow-up must be able to say what came of it.
    """
    reaching = AreaReach.objects.filter(in_force(on), in_force(on, "effort__"), area=area).order_by()
    reaching = reaching.exclude(effort__status=DRAFT)
    estates = area.estates.order_by().values("organisation")
    places = (
        Q(municipality=area.municipality_id) | Q(organisation__in=estates) | Q(effort__in=reaching.values("effort"))
    )
    members = Membership.objects.filter(places, role__in=WRITERS).order_by()
    return get_user_model().objects.filter(is_active=True, pk__in=members.values("user")).order_by("name", "email")
