"""Who may see which places.

* A superuser (admin) sees everything.
* A membership in a municipality shows its areas, estates, institutions and figures.
* A membership in a housing organisation shows its estates and the areas they are part of.
* A membership in an effort shows the areas and institutions that it reaches.
* Whoever may see an effort through its municipalities or its lead organisation may see what it reaches, also
  across the municipal border; otherwise its page would point at areas that do not open.
* Municipalities, housing organisations and indicators are common knowledge for everyone who is signed in.

Roles decide what one may change, not what one may see.
"""

from django.db.models import Model, Q


def seen_by(model: type[Model], user, *paths: str) -> Q:
    """Rows of `model` from which one of the `paths` leads to a membership of the user; all of them for an admin.

    A path is a chain of relations ending in "memberships". Each is a subquery, so that rows never double.
    """
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.is_superuser:
        return Q()
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(pk__in=model._base_manager.filter(**{f"{path}__user": user}).values("pk"))
    return found


AREA_PATHS = (
    "municipality__memberships",
    "estates__organisation__memberships",
    "reaches__effort__memberships",
    "reaches__effort__municipalities__memberships",
    "reaches__effort__lead_organisation__memberships",
)
ESTATE_PATHS = ("municipality__memberships", "organisation__memberships")
INSTITUTION_PATHS = (
    "municipality__memberships",
    "reaches__effort__memberships",
    "reaches__effort__municipalities__memberships",
    "reaches__effort__lead_organisation__memberships",
)
