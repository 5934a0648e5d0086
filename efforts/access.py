"""Who may see and change which efforts.

* A superuser (admin) sees and changes everything.
* A membership in a municipality shows the efforts in it; in a housing organisation those it leads or pays for; in an
  effort that one.
* Consultants and leaders may change what their membership shows; board members and readers only see.
"""

from django.db.models import Model, Q

from efforts.choices import Role

EFFORT_PATHS = (
    "memberships",
    "municipalities__memberships",
    "lead_organisation__memberships",
    "shares__funder__organisation__memberships",
)
WRITERS = (Role.CONSULTANT.value, Role.LEADER.value)


def changeable_by(model: type[Model], user, *paths: str) -> Q:
    """Like `seen_by`, counting only memberships whose role may change things."""
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.is_superuser:
        return Q()
    found = Q(pk__in=[])
    for path in paths:
        rows = model._base_manager.filter(**{f"{path}__user": user, f"{path}__role__in": WRITERS})
        found |= Q(pk__in=rows.values("pk"))
    return found
