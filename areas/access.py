"""Who may see which places.

* A superuser (admin) sees everything.
* A membership in a municipality shows its areas, estates, institutions and figures.
* A membership in a housing organisation shows its estates and the areas they are part of.
* A membership in an effort shows the areas and institutions that it reaches.
* Whoever may see an effort, also as its lead organisation or as an organisation that pays, may see what it reaches,
  across the municipal border too; otherwise its page would point at areas that do not open.
* Municipalities, housing organisations and indicators are common knowledge for everyone who is signed in.

Who may change which places.

* A superuser changes everything, and alone the common knowledge.
* Consultants and leaders may change what lies in their municipality, and the areas and estates of their housing
  organisation. A membership in a single effort changes no place.
* Board members and readers only see.
"""

from django.db.models import Model, Q

# The roles that may change things, as efforts.choices.Role spells them (that app is above this one).
WRITERS = ("consultant", "leader")


def seen_by(model: type[Model], user, *paths: str, roles: tuple[str, ...] = ()) -> Q:
    """Rows of `model` from which one of the `paths` leads to a membership of the user; all of them for an admin.

    A path is a chain of relations ending in "memberships". Each is a subquery, so that rows never double.
    `roles` counts only memberships with one of them.
    """
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.is_superuser:
        return Q()
    found = Q(pk__in=[])
    for path in paths:
        member = {f"{path}__user": user} | ({f"{path}__role__in": roles} if roles else {})
        found |= Q(pk__in=model._base_manager.filter(**member).values("pk"))
    return found


def changeable_by(model: type[Model], user, *paths: str) -> Q:
    """Like `seen_by`, counting only memberships whose role may change things."""
    return seen_by(model, user, *paths, roles=WRITERS)


# The ways to an effort that may be seen, as efforts/access.py has them.
_THROUGH_EFFORTS = (
    "reaches__effort__memberships",
    "reaches__effort__municipalities__memberships",
    "reaches__effort__lead_organisation__memberships",
    "reaches__effort__shares__funder__organisation__memberships",
)
AREA_PATHS = ("municipality__memberships", "estates__organisation__memberships", *_THROUGH_EFFORTS)
ESTATE_PATHS = ("municipality__memberships", "organisation__memberships")
INSTITUTION_PATHS = ("municipality__memberships", *_THROUGH_EFFORTS)

AREA_CHANGE_PATHS = ("municipality__memberships", "estates__organisation__memberships")
ESTATE_CHANGE_PATHS = ESTATE_PATHS
INSTITUTION_CHANGE_PATHS = ("municipality__memberships",)
