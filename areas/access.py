"""Who may see which places.

* A superuser (admin) sees everything.
* A membership in a municipality shows its areas, estates, institutions and figures.
* A membership in a housing organisation shows its estates and the areas they are part of.
* A membership in an effort shows the areas and institutions that it reaches.
* Whoever may see an effort, also as its lead organisation or as an organisation that pays, may see what it reaches,
  across the municipal border too; otherwise its page would point at areas that do not open.
* An effort that is still a draft shows what it is made of to those alone who may change it.
* Municipalities, housing organisations, indicators and need recipes are common knowledge for everyone who is signed
  in.

Who may change which places.

* A superuser changes everything, and alone the common knowledge.
* Consultants and leaders may change what lies in their municipality, and the areas and estates of their housing
  organisation. A membership in a single effort changes no place.
* Board members and readers only see.
* Files are brought in by whoever may change things in a municipality or a housing organisation.
"""

from dataclasses import dataclass
from functools import cache

from django.db.models import Model, Q

# The roles that may change things, as efforts.choices.Role spells them (that app is above this one).
WRITERS = ("consultant", "leader")
# The states of an effort that is no draft, as efforts.choices.EffortStatus spells them.
DRAFT = "draft"
FINISHED = ("planned", "running", "closed", "unknown")
# Where one can be a member, by the name of the model.
_PLACES = {"municipality": "municipality", "housingorganisation": "organisation", "effort": "effort"}


def seen_by(model: type[Model], user, *paths: str, roles: tuple[str, ...] = ()) -> Q:
    """Rows of `model` from which one of the `paths` leads to a membership of the user; all of them for an admin.

    A path is a chain of relations ending in "memberships". A chain to many is a subquery, so that rows never double.
    `roles` counts only memberships with one of them. The user's memberships are read once for each user object, that
    is once a request.
    """
    if not user.is_authenticated:
        return Q(pk__in=[])
    if user.is_superuser:
        return Q()
    found = Q(pk__in=[])
    for path in paths:
        way = _way(model, path)
        mine = [row for row in _memberships(user) if row[way.place]]
        writing = [row[way.place] for row in mine if row["role"] in (roles or WRITERS)]
        reading = [] if roles else [row[way.place] for row in mine if row["role"] not in WRITERS]
        if writing:
            found |= way.rows(writing)
        if reading:
            found |= way.rows(reading, no_drafts=True)
    return found


def _memberships(user) -> list[dict]:
    if not hasattr(user, "_memberships_read"):
        user._memberships_read = list(user.memberships.order_by().values("role", *_PLACES.values()))
    return user._memberships_read


@dataclass(frozen=True)
class _Way:
    """A path: the chain before "memberships", the place it ends in, whether it leads from a row to one row, and the
    lookup of the status of the effort that it passes (empty: none)."""

    model: type[Model]
    chain: str
    place: str
    is_single: bool
    status: str

    def rows(self, keys: list[int], no_drafts: bool = False) -> Q:
        here = Q(**{f"{self.chain}__in" if self.chain else "pk__in": keys})
        if no_drafts and self.status:
            here &= Q(**{f"{self.status}__in": FINISHED})
        return here if self.is_single else Q(pk__in=self.model._base_manager.filter(here).values("pk"))


@cache
def _way(model: type[Model], path: str) -> _Way:
    names, passed, end = path.split("__")[:-1], [], model
    is_single, status = True, "status" if model._meta.model_name == "effort" else ""
    for name in names:
        field = end._meta.get_field(name)
        is_single = is_single and not (field.many_to_many or field.one_to_many)
        end = field.related_model
        passed.append(name)
        if end._meta.model_name == "effort":
            status = "__".join([*passed, "status"])
    return _Way(model, "__".join(names), _PLACES[end._meta.model_name], is_single, status)


def changeable_by(model: type[Model], user, *paths: str) -> Q:
    """Like `seen_by`, counting only memberships whose role may change things."""
    return seen_by(model, user, *paths, roles=WRITERS)


def brings_in(user) -> bool:
    """Whether the user may bring files with figures and boundaries in; what each row is about is asked row by row."""
    if not user.is_authenticated or user.is_superuser:
        return user.is_superuser
    return any(
        row["role"] in WRITERS and (row["municipality"] or row["organisation"]) is not None
        for row in _memberships(user)
    )


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
RECIPE_CHANGE_PATHS = ("municipality__memberships",)
