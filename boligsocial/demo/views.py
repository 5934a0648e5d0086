"""One-click doors into a demonstration. They do not exist outside one."""

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views import View

from boligsocial.common.rights import OPEN, Ruled

WHO = ("consultant", "leader", "board", "admin")


class Enter(Ruled, View):
    """Sign in as one of the made-up people; refuses outside a demonstration, whatever the urls say."""

    rule = OPEN

    def post(self, request: HttpRequest, who: str) -> HttpResponse:
        if not settings.DEMO or who not in WHO:
            raise Http404
        user = get_object_or_404(get_user_model(), email=f"{who}@demo.invalid", is_active=True)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(settings.LOGIN_REDIRECT_URL)
