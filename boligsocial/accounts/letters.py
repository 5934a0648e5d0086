"""Mails with a link to choose a password: invitations, and new passwords on request.

The link of an invitation holds for three days (PASSWORD_RESET_TIMEOUT), that of a new password for two hours; both
only until a password is chosen with them, since the password is part of what is signed.
"""

import logging
from datetime import timedelta
from threading import Thread

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage
from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import base36_to_int, urlsafe_base64_encode
from django.utils.translation import gettext as _

from boligsocial.accounts.models import Letter, LetterKind, User
from boligsocial.accounts.throttle import client_address

log = logging.getLogger(__name__)

# New passwords asked for within an hour: for one address, and by one computer.
MOST_FOR_A_PERSON = 3
MOST_BY_A_COMPUTER = 20


class LinkTokens(PasswordResetTokenGenerator):
    """Signs links of one kind; a link of another kind is not taken for one of these."""

    def __init__(self, kind: LetterKind, valid: timedelta):
        super().__init__()
        self.key_salt = f"boligsocial.accounts.letters.{kind}"
        self.valid = valid

    def check_token(self, user, token) -> bool:
        if not super().check_token(user, token):
            return False
        made = base36_to_int(token.split("-")[0])
        return self._num_seconds(self._now()) - made <= self.valid.total_seconds()


TOKENS = {
    LetterKind.INVITATION: LinkTokens(LetterKind.INVITATION, timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)),
    LetterKind.RESET: LinkTokens(LetterKind.RESET, timedelta(hours=2)),
}


def compose(user: User, kind: LetterKind, request: HttpRequest, by: User | None = None) -> EmailMessage:
    """The mail, in the language of whoever gets it."""
    parts = {"uidb64": urlsafe_base64_encode(force_bytes(user.pk)), "token": TOKENS[kind].make_token(user)}
    context = {
        "name": user.name,
        "by": by.name or by.email if by else "",
        "link": request.build_absolute_uri(reverse(f"accounts:{kind.value}", kwargs=parts)),
        "site": request.build_absolute_uri("/"),
        "valid": TOKENS[kind].valid,
    }
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = _("You are invited to Boligsocial") if kind == LetterKind.INVITATION else _("Choose a new password")
        text = render_to_string(f"accounts/letters/{kind.value}.txt", context)
    return EmailMessage(subject, text, to=[user.email])


def send_invitation(user: User, by: User, request: HttpRequest) -> bool:
    """Send it while the admin waits, who is to know whether the mail server took it. The link before it stays valid."""
    try:
        compose(user, LetterKind.INVITATION, request, by).send()
    except OSError:
        log.exception("The invitation of user %s could not be sent.", user.pk)
        return False
    Letter.objects.create(email=user.email, kind=LetterKind.INVITATION, sent_by=by)
    return True


def send_reset(email: str, request: HttpRequest) -> None:
    """Send a link for a new password, if somebody with a password has the address and not too many were asked for.

    Whoever asks cannot tell from the answer, or from how long it took, whether there is such a person: the mail goes
    out behind their back.
    """
    email, address, now = email.strip().lower(), client_address(request), timezone.now()
    asked = Letter.objects.filter(kind=LetterKind.RESET)
    asked.filter(sent_at__lt=now - timedelta(days=1)).delete()
    lately = asked.filter(Q(email=email) | Q(ip_address=address), sent_at__gt=now - timedelta(hours=1))
    counted = list(lately.values_list("email", "ip_address"))
    if (
        sum(row[0] == email for row in counted) >= MOST_FOR_A_PERSON
        or sum(row[1] == address for row in counted) >= MOST_BY_A_COMPUTER
    ):
        return
    Letter.objects.create(email=email, kind=LetterKind.RESET, ip_address=address)
    user = User.objects.filter(email=email, is_active=True).first()
    known = user is not None and user.has_usable_password()
    letter = compose(user if known else User(pk=0, email=email), LetterKind.RESET, request)
    if known:
        Thread(target=_send, args=(letter,), name="letter").start()


def _send(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError:
        log.exception("A link for a new password could not be sent.")
