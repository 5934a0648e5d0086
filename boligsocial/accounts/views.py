"""Signing in and out, and the language."""

from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.views import View
from django.views.i18n import set_language

from boligsocial.accounts.forms import SignInForm
from boligsocial.common.rights import OPEN, SIGNED_IN, Ruled


class SignIn(Ruled, auth_views.LoginView):
    """The first page for those who have not signed in; a demonstration adds one-click doors to it."""

    rule = OPEN
    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


class SignOut(Ruled, auth_views.LogoutView):
    """POST only, back to the sign-in page."""

    rule = SIGNED_IN


class ChooseLanguage(Ruled, View):
    """The language of all pages from now on; it can be chosen before one signs in."""

    rule = OPEN

    def post(self, request: HttpRequest) -> HttpResponse:
        return set_language(request)
