"""Keeping what people typed: drafts of forms, and forms that were sent already."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.core import signing
from django.http import QueryDict
from django.utils import timezone

from boligsocial.records.models import Draft, Submission

KEPT = timedelta(days=30)
LONGEST = 500_000  # characters of a draft: a boundary of ten thousand corners fits
FORM_OF = "form_of"
NOT_KEPT = {"csrfmiddlewaretoken", "token", "path", FORM_OF}
_SALT = "boligsocial.form"


@dataclass(frozen=True)
class FormOf:
    """Whose form it is, where it is and what it is called."""

    user: int
    path: str
    title: str


def sign_form(user, path: str, title: str) -> str:
    """What a form carries in the field `form_of`, so that it is known whose it was when the session is gone."""
    return signing.dumps([user.pk, path[:500], title[:200]], salt=_SALT)


def form_of(data: QueryDict) -> FormOf | None:
    """What the form says of itself; None for what did not come from a form of ours in the last thirty days."""
    try:
        return FormOf(*signing.loads(data.get(FORM_OF, ""), salt=_SALT, max_age=KEPT))
    except signing.BadSignature:
        return None


def to_keep(data: QueryDict) -> str | None:
    """What is kept of a form's fields, as text; None where it is too much. Passwords are never kept."""
    data = data.copy()
    for name in list(data):
        if name in NOT_KEPT or "password" in name.lower():
            data.pop(name)
    text = data.urlencode()
    return text if len(text) <= LONGEST else None


def keep_draft(user, path: str, text: str, title: str = "") -> Draft:
    """Keep what was typed into the form at the address, in the place of what was kept before."""
    kept = {"fields": text} | ({"title": title[:200]} if title else {})
    draft, _made = Draft.objects.update_or_create(user=user, path=path[:500], defaults=kept)
    return draft


def drafts_of(user):
    """The half-finished forms of a person, newest first."""
    return Draft.objects.filter(user=user, saved_at__gt=timezone.now() - KEPT).defer("fields")


def forget_old() -> int:
    """Throw away drafts that nobody took up in thirty days, and the memory of forms sent before; how many."""
    before = timezone.now() - KEPT
    drafts, _kinds = Draft.objects.filter(saved_at__lt=before).delete()
    sent, _kinds = Submission.objects.filter(sent_at__lt=before).delete()
    return drafts + sent


def draft_of(user, path: str) -> Draft | None:
    return Draft.objects.filter(user=user, path=path[:500], saved_at__gt=timezone.now() - KEPT).first()


def drop_draft(user, path: str) -> None:
    Draft.objects.filter(user=user, path=path[:500]).delete()


def typed(draft: Draft) -> QueryDict:
    """What a draft holds, as a form reads it."""
    return QueryDict(draft.fields)


def sent_before(token: str, user) -> Submission | None:
    """The same form, when this user has sent it and it was saved."""
    try:
        return Submission.objects.filter(token=uuid.UUID(token), user=user).first()
    except ValueError:
        return None


def remember_sent(token: str, user, url: str) -> None:
    """Raise IntegrityError when the form was saved already; call it in the transaction that saves."""
    try:
        Submission.objects.create(token=uuid.UUID(token), user=user, url=_short(url))
    except ValueError:
        # A form without a token of ours: somebody made the request by hand; it may be sent as often as they like.
        return


def _short(url: str) -> str:
    """The address as its column holds it: a longer one leads to the same page without its filters."""
    return url if len(url) <= Submission._meta.get_field("url").max_length else urlsplit(url).path


def new_token() -> str:
    return str(uuid.uuid4())
