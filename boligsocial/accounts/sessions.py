"""When a session ends: some hours after one signed in, and after a while without use.

It also ends at sign-out, when the password changes (Django compares the session with it) and when the user is closed
(Django's backend lets nobody in who is not active): those two hold at the very next request, on every computer.
"""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

STARTED, SEEN = "signed_in_at", "seen_at"
STEPS = 24  # the time of the last use is written when this part of the allowed idle time has passed


class SessionEndsMiddleware:
    """Signs out whoever's session is over, and says so on the sign-in page that follows."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and is_over(request.session, time.time()):
            logout(request)
            messages.info(request, _("You were signed out because it was a while ago. Sign in to go on."))
        response = self.get_response(request)
        if request.user.is_authenticated:
            keep_alive(request.session, time.time())
        return response


def is_over(session, now: float) -> bool:
    started, seen = session.get(STARTED, now), session.get(SEEN, now)
    return now - started > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE


def keep_alive(session, now: float) -> None:
    """Note that the session is in use; seldom, because each note is a write."""
    if STARTED not in session:
        session[STARTED] = session[SEEN] = int(now)
    elif now - session[SEEN] > settings.SESSION_IDLE / STEPS:
        session[SEEN] = int(now)
