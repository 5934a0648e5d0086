"""Sign-in is throttled: five wrong passwords for one person from one computer lock that pair out for a while.

The first lock is a quarter of an hour; each further one within a day is twice as long. Signing in forgives everything,
and an admin may. django-axes counts; this says whom, for how long, and what one is told.
"""

import ipaddress
from datetime import datetime, timedelta

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=8)
REMEMBERED = timedelta(days=1)  # how long an earlier lock makes the next one longer
KEPT = timedelta(days=30)  # what is refused is kept this long for the admins


def client_address(request: HttpRequest) -> str | None:
    """The address of the computer that asks; None where the server does not say (a socket without a network).

    Behind a proxy it is what the proxy added to X-Forwarded-For, the last entry: those before it are whatever the
    visitor likes them to be. Without a proxy that header is the visitor's own, and not read.
    """
    named = [request.META.get("REMOTE_ADDR", "")]
    if settings.BEHIND_PROXY:
        named.insert(0, request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip())
    return next((found for found in map(_address, named) if found is not None), None)


def _address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def client_name(request: HttpRequest, credentials: dict | None) -> str:
    """Who wants to sign in, however it was typed."""
    typed = (credentials or {}).get("username") or request.POST.get("username") or ""
    return typed.strip().lower().replace("\x00", "")[:254]


def cool_off(request: HttpRequest) -> timedelta:
    return lock_length(client_name(request, None), client_address(request))


def lock_length(name: str, address: str | None) -> timedelta:
    """How long a lock of this pair lasts, by how many locks it had lately."""
    if not name:
        return FIRST_LOCK
    since = timezone.now() - REMEMBERED
    rows = AccessFailureLog.objects.filter(username=name, ip_address=address, locked_out=True, attempt_time__gt=since)
    return min(FIRST_LOCK * 2 ** max(rows.count() - 1, 0), LONGEST_LOCK)


def locks(name: str) -> list[tuple[str | None, datetime]]:
    """The computers that the person is locked out from now, with the time each lock ends."""
    failures: dict[str | None, tuple[int, datetime]] = {}
    for row in AccessAttempt.objects.filter(username=name):
        count, last = failures.get(row.ip_address, (0, row.attempt_time))
        failures[row.ip_address] = (count + row.failures_since_start, max(last, row.attempt_time))
    full = [(address, last) for address, (count, last) in failures.items() if count >= settings.AXES_FAILURE_LIMIT]
    found = [(address, last + lock_length(name, address)) for address, last in full]
    return [(address, end) for address, end in found if end > timezone.now()]


def locked_until(request: HttpRequest) -> datetime | None:
    """When the lock ends that this attempt to sign in met or set off."""
    address = client_address(request)
    return next((end for where, end in locks(client_name(request, None)) if where == address), None)


def unlock(name: str) -> int:
    """Forget the failed attempts of a person, from every computer; returns how many rows that were."""
    AccessFailureLog.objects.filter(username=name, locked_out=True).update(locked_out=False)
    return AccessAttempt.objects.filter(username=name).delete()[0]


def answer(request: HttpRequest, original_response: HttpResponse, credentials: dict | None) -> HttpResponse:
    """The sign-in page says itself that one is locked out (views.SignIn)."""
    return original_response


class SignInHandler(AxesDatabaseHandler):
    """Counts in the database, so that every server process knows."""

    def clean_expired_user_attempts(self, request=None, credentials=None) -> int:
        """Forget this pair's attempts when its lock is over; others have locks of another length."""
        old = timezone.now() - KEPT
        AccessFailureLog.objects.filter(attempt_time__lt=old).delete()
        gone = AccessAttempt.objects.filter(attempt_time__lt=old).delete()[0]
        if request is None:
            return gone
        over = get_cool_off_threshold(request)
        own = self.filter_user_attempts(request, credentials)
        return gone + sum(rows.filter(attempt_time__lte=over).delete()[0] for rows in own)

    def reset_user_attempts(self, request, credentials=None) -> int:
        """Who has signed in starts afresh, on every computer they failed from as this person."""
        return unlock(client_name(request, credentials))
