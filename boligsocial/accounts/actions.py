"""What admins do to people: invite, close, reopen, make an admin. Each is noted where the admin shows histories."""

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from boligsocial.accounts.models import NO_PASSWORD, User


@transaction.atomic
def invite(*, email: str, name: str, by: User) -> User:
    """A new person without a password; send them their invitation afterwards (letters.send_invitation)."""
    user = User(email=email.strip().lower(), name=name)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    _note(user, by, "Invited.", ADDITION)
    return user


@transaction.atomic
def close(*, user: User, by: User) -> None:
    """The person cannot sign in any more and is signed out at once; what they did, and their roles, stay."""
    _another_admin_than(user)
    if user == by:
        raise ValidationError(_("Somebody else must close you."), code="own")
    User.objects.filter(pk=user.pk).update(is_active=False)
    _note(user, by, "Closed.")


@transaction.atomic
def reopen(*, user: User, by: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=True)
    _note(user, by, "Opened again.")


@transaction.atomic
def make_admin(*, user: User, by: User) -> None:
    User.objects.filter(pk=user.pk).update(is_superuser=True, is_staff=True)
    _note(user, by, "Made an administrator.")


@transaction.atomic
def unmake_admin(*, user: User, by: User) -> None:
    """What is left is what their roles allow."""
    _another_admin_than(user)
    User.objects.filter(pk=user.pk).update(is_superuser=False, is_staff=False)
    _note(user, by, "No administrator any more.")


def admins_without(users) -> bool:
    """Whether there is an administrator who can sign in, besides these users; who is awaited cannot yet."""
    awaited = NO_PASSWORD & Q(last_login=None)
    others = User.objects.filter(~awaited, is_superuser=True, is_active=True)
    return others.exclude(pk__in=[user.pk for user in users]).exists()


def _another_admin_than(user: User) -> None:
    # Locked in one order: two admins who close each other at the same time must not both succeed.
    list(User.objects.select_for_update().filter(is_superuser=True).order_by("pk"))
    if not admins_without([user]):
        raise ValidationError(_("This is the last administrator. Make somebody else one first."), code="last_admin")


def _note(user: User, by: User, text: str, flag: int = CHANGE) -> None:
    LogEntry.objects.log_actions(by.pk, [user], flag, text, single_object=True)
