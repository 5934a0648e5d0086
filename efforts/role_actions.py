"""Giving and taking roles. Each role's whole life stays in the history of memberships."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from areas.models import HousingOrganisation, Municipality
from efforts.models import Effort, Membership

# The field of a membership that holds a place.
FIELDS = {Municipality: "municipality", HousingOrganisation: "organisation", Effort: "effort"}


@transaction.atomic
def give_role(*, user, role: str, place: Municipality | HousingOrganisation | Effort, reason: str = "") -> Membership:
    """Make the user a member of the place."""
    membership = Membership(user=user, role=role, **{FIELDS[type(place)]: place})
    membership._change_reason = reason or None
    membership.full_clean()
    membership.save()
    return membership


@transaction.atomic
def change_role(*, membership: Membership, role: str, reason: str = "") -> Membership:
    """Another role in the same place."""
    same_place = {name: getattr(membership, f"{name}_id") for name in FIELDS.values()}
    others = Membership.objects.filter(user=membership.user_id, role=role, **same_place).exclude(pk=membership.pk)
    if others.exists():
        raise ValidationError(_("The user has this role there already."), code="there")
    membership.role = role
    membership._change_reason = reason or None
    membership.full_clean()
    membership.save()
    return membership


@transaction.atomic
def take_role(*, membership: Membership, reason: str = "") -> None:
    """What the role showed is hidden from the user's next page on."""
    membership._change_reason = reason or None
    membership.delete()
