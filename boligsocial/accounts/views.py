"""Signing in and out."""

from django.contrib.auth import views as auth_views

from boligsocial.accounts.forms import SignInForm


class SignIn(auth_views.LoginView):
    """The only page for those who have not signed in; a demonstration adds one-click doors to it."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True


class SignOut(auth_views.LogoutView):
    """POST only, back to the sign-in page."""
