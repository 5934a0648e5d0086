"""The made-up people who enter through the one-click doors, and what they may see and do.

Consultant and board member belong to every municipality and organisation with something to see; the effort leader to
one effort only. Nobody has a password.
"""

from django.contrib.auth import get_user_model

from areas.models import HousingOrganisation, Municipality
from boligsocial.common.loading import insert
from efforts.choices import Role
from efforts.editors import editors
from efforts.models import Effort, Membership

PEOPLE = {
    "consultant": {"name": "Demo Konsulent", "is_staff": True},
    "leader": {"name": "Demo Indsatsleder"},
    "board": {"name": "Demo Bestyrelsesmedlem"},
    "admin": {"name": "Demo Administrator", "is_staff": True, "is_superuser": True},
}


def load(*, effort: Effort, organisations: list[HousingOrganisation]) -> None:
    """The people, with the leader in `effort`, and the other two in all municipalities that have something to see."""
    people = {who: _person(who, **fields) for who, fields in PEOPLE.items()}
    people["consultant"].groups.add(editors())
    municipalities = Municipality.objects.filter(areas__isnull=False) | Municipality.objects.filter(
        efforts__isnull=False
    )
    roles = {"consultant": Role.CONSULTANT, "board": Role.BOARD}
    rows = [
        Membership(user=people[who], role=role, **place)
        for who, role in roles.items()
        for place in (
            *({"municipality": row} for row in municipalities.distinct()),
            *({"organisation": row} for row in organisations),
        )
    ]
    insert([*rows, Membership(user=people["leader"], role=Role.LEADER, effort=effort)])


def _person(who: str, **fields):
    users = get_user_model().objects
    email = email_of(who)
    return users.filter(email=email).first() or users.create_user(email, **fields)


def email_of(who: str) -> str:
    return f"{who}@demo.invalid"
