"""The made-up people who enter through the one-click doors, and what they may see and do.

Consultant and board member belong to every municipality and organisation with something to see; the effort leader to
one effort only. Nobody has a password.
"""

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission

from areas.models import HousingOrganisation, Municipality
from boligsocial.common.loading import insert
from efforts.choices import Role
from efforts.models import Effort, Membership

PEOPLE = {
    "consultant": {"name": "Demo Konsulent", "is_staff": True},
    "leader": {"name": "Demo Indsatsleder"},
    "board": {"name": "Demo Bestyrelsesmedlem"},
    "admin": {"name": "Demo Administrator", "is_staff": True, "is_superuser": True},
}
GROUP = "Konsulenter"
DOMAIN = ("areas", "efforts", "staffing")
# Consultants look these up; admins keep them.
REFERENCE = {"municipality", "indicator", "typologyset", "typology", "focusarea"}
# Who may see what is for admins alone.
RIGHTS = {"membership"}


def load(*, effort: Effort, organisations: list[HousingOrganisation]) -> None:
    """The people, with the leader in `effort`, and the other two in all municipalities that have something to see."""
    people = {who: _person(who, **fields) for who, fields in PEOPLE.items()}
    people["consultant"].groups.add(_group())
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
    email = f"{who}@demo.invalid"
    return users.filter(email=email).first() or users.create_user(email, **fields)


def _group() -> Group:
    group, made = Group.objects.get_or_create(name=GROUP)
    if made:
        group.permissions.set(_permissions())
    return group


def _permissions() -> list[Permission]:
    kept = set()
    for label in DOMAIN:
        for model in apps.get_app_config(label).get_models():
            name = model._meta.model_name
            if name not in RIGHTS:
                actions = ("view",) if name in REFERENCE else ("add", "change", "delete", "view")
                kept |= {(label, f"{action}_{name}") for action in actions}
    rows = Permission.objects.filter(content_type__app_label__in=DOMAIN).select_related("content_type")
    return [row for row in rows if (row.content_type.app_label, row.codename) in kept]
