"""What the pages of roles show: people with their roles, places with their people, and what one person sees."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from areas.models import Estate, HousingArea, Institution
from boligsocial.accounts.models import Letter, LetterKind, User
from efforts.models import Effort, Membership
from efforts.role_actions import FIELDS
from staffing.models import Post, Workplace

# What a person's page counts, in the order in which it does.
COUNTED = (HousingArea, Estate, Institution, Effort, Post, Workplace)
MOST_PLACES = 4  # that a line of a list names
KINDS = {field: model for model, field in FIELDS.items()}


def roles() -> QuerySet:
    """Memberships with what their line shows."""
    return Membership.objects.select_related("user", *KINDS)


@dataclass(frozen=True)
class Line:
    """A role somebody has, in one or many places; a list names the first of them."""

    role: str
    places: list

    @property
    def named(self) -> str:
        return ", ".join(str(place) for place in self.places[:MOST_PLACES])

    @property
    def more(self) -> int:
        return max(len(self.places) - MOST_PLACES, 0)


def lines_of(people: list[User]) -> list[tuple[User, list[Line]]]:
    """The people, each with a line for each kind of role they have."""
    found = {person.pk: {} for person in people}
    for role in roles().filter(user__in=list(found)).order_by("role", "pk"):
        found[role.user_id].setdefault(role.get_role_display(), []).append(role.place)
    return [(person, [Line(*line) for line in found[person.pk].items()]) for person in people]


@dataclass(frozen=True)
class Place:
    """A place with its members."""

    kind: str  # the field of a membership
    place: object
    roles: list[Membership]


def places_of(rows: QuerySet) -> list[tuple[str, int]]:
    """Kind and key of the places of these memberships: municipalities first, each kind by name."""
    return [
        (kind, pk)
        for kind in KINDS
        for pk in rows.filter(**{f"{kind}__isnull": False})
        .order_by(f"{kind}__sort_key", kind)
        .values_list(kind, flat=True)
        .distinct()
    ]


def members_of(keys: list[tuple[str, int]], rows: QuerySet) -> list[Place]:
    """The places, in this order, with those of the memberships that are in them."""
    wanted = Q(pk__in=[])
    for kind in KINDS:
        wanted |= Q(**{f"{kind}__in": [pk for one, pk in keys if one == kind]})
    found = defaultdict(list)
    for role in rows.filter(wanted).select_related("user", *KINDS).order_by("role", "user__name", "user__email"):
        found[next((kind, getattr(role, f"{kind}_id")) for kind in KINDS if getattr(role, f"{kind}_id"))].append(role)
    return [Place(key[0], found[key][0].place, found[key]) for key in keys if found[key]]


@dataclass(frozen=True)
class Sight:
    """How many rows of a model somebody sees, and how many of them they may change."""

    label: str
    seen: int
    changed: int


def sight_of(person: User) -> list[Sight]:
    """Counted with the very sets that the pages show the person; nothing for whoever is closed."""
    if not person.is_active:
        return []
    return [
        Sight(
            str(model._meta.verbose_name_plural),
            model.objects.visible_to(person).count(),
            model.objects.changeable_by(person).count(),
        )
        for model in COUNTED
    ]


def invitation_of(person: User) -> Letter | None:
    """The last one that was sent to somebody who has no password yet."""
    if not person.is_invited:
        return None
    sent = Letter.objects.filter(email=person.email, kind=LetterKind.INVITATION)
    return sent.select_related("sent_by").order_by("-sent_at").first()
