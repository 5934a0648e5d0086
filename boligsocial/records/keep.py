"""Keeping what people typed: drafts of forms, and forms that were sent already."""

import uuid
from datetime import timedelta

from django.http import QueryDict
from django.utils import timezone

from boligsocial.records.models import Draft, Submission

KEPT = timedelta(days=30)
LONGEST = 500_000  # characters of a draft: a boundary of ten thousand corners fits
NOT_KEPT = {"csrfmiddlewaretoken", "token"}


def keep_draft(user, path: str, data: QueryDict) -> Draft | None:
    """Keep what was typed into the form at the address, in the place of what was kept before."""
    data = data.copy()
    for name in NOT_KEPT:
        data.pop(name, None)
    text = data.urlencode()
    if len(text) > LONGEST:
        return None
    draft, _made = Draft.objects.update_or_create(user=user, path=path[:500], defaults={"fields": text})
    return draft


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
        Submission.objects.create(token=uuid.UUID(token), user=user, url=url)
    except ValueError:
        # A form without a token of ours: somebody made the request by hand; it may be sent as often as they like.
        return


def new_token() -> str:
    return str(uuid.uuid4())
