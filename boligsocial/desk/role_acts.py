"""The buttons on a person's page."""

from django.utils.translation import gettext as _

from boligsocial.accounts.actions import close, make_admin, reopen, unmake_admin
from boligsocial.accounts.models import User
from boligsocial.accounts.throttle import unlock
from boligsocial.desk.role_pages import Act, tell_of_invitation


class Close(Act):
    def do(self, person: User) -> str:
        close(user=person, by=self.request.user)
        return _("%(person)s is closed and signed out everywhere. The roles are kept.") % {"person": person}


class Open(Act):
    def do(self, person: User) -> str:
        reopen(user=person, by=self.request.user)
        return _("%(person)s may sign in again.") % {"person": person}


class MakeAdmin(Act):
    def do(self, person: User) -> str:
        make_admin(user=person, by=self.request.user)
        return _("%(person)s is an administrator.") % {"person": person}


class UnmakeAdmin(Act):
    def do(self, person: User) -> str:
        unmake_admin(user=person, by=self.request.user)
        return _("%(person)s is no administrator any more.") % {"person": person}


class Invite(Act):
    """The invitation once more; the link in it is new, and the one before works until one of them is used."""

    def do(self, person: User) -> str:
        if not person.is_active or not person.is_invited:
            return ""
        tell_of_invitation(self.request, person)
        return ""


class Unlock(Act):
    def do(self, person: User) -> str:
        unlock(person.email)
        return _("%(person)s may try to sign in again.") % {"person": person}
