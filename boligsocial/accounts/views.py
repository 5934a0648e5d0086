"""Signing in and out, choosing a password, one's own account, and the language."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View
from django.views.i18n import set_language

from boligsocial.accounts.forms import (
    AccountForm,
    AskForPasswordForm,
    ChoosePasswordForm,
    OtherPasswordForm,
    SignInForm,
)
from boligsocial.accounts.letters import TOKENS
from boligsocial.accounts.models import LetterKind, User
from boligsocial.common.rights import OPEN, SIGNED_IN, Ruled

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignIn(Ruled, auth_views.LoginView):
    """The first page for those who have not signed in; a demonstration adds one-click doors to it."""

    rule = OPEN
    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def form_invalid(self, form) -> HttpResponse:
        answer = super().form_invalid(form)
        if form.locked_until is not None:
            answer.status_code = 429
            answer["Retry-After"] = max(1, int((form.locked_until - timezone.now()).total_seconds()))
        return answer


class SignOut(Ruled, auth_views.LogoutView):
    """POST only, back to the sign-in page."""

    rule = SIGNED_IN
    http_method_names = ["post", "options"]


class AskForPassword(Ruled, auth_views.PasswordResetView):
    """Asks for an address and answers the same whether anybody has it."""

    rule = OPEN
    form_class = AskForPasswordForm
    template_name = "accounts/ask_for_password.html"
    success_url = reverse_lazy("accounts:reset-sent")


class PasswordSent(Ruled, auth_views.PasswordResetDoneView):
    """What happens next, for whoever asked for a new password."""

    rule = OPEN
    template_name = "accounts/password_sent.html"


class ChoosePassword(Ruled, auth_views.PasswordResetConfirmView):
    """Where the link in a mail leads; whoever chooses a password there is signed in."""

    rule = OPEN
    kind = LetterKind.RESET
    form_class = ChoosePasswordForm
    template_name = "accounts/choose_password.html"
    post_reset_login = True
    post_reset_login_backend = BACKEND
    success_url = reverse_lazy(settings.LOGIN_REDIRECT_URL)
    extra_context = {"kind": LetterKind.RESET.value}

    @property
    def token_generator(self):
        return TOKENS[self.kind]

    def get_user(self, uidb64: str) -> User | None:
        """Nobody for whoever has been closed since the link was sent."""
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None

    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        messages.success(self.request, _("Your password is chosen and you are signed in."))
        return answer


class AcceptInvitation(ChoosePassword):
    """Where the link in an invitation leads."""

    kind = LetterKind.INVITATION
    extra_context = {"kind": LetterKind.INVITATION.value}


class Account(Ruled, View):
    """One's own name and language, and the roles one has."""

    rule = SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(request, AccountForm(instance=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        # A row of its own: a name that is refused must not stand in the header of the page that says so.
        form = AccountForm(request.POST, instance=User.objects.get(pk=request.user.pk))
        if not form.is_valid():
            return self.show(request, form)
        form.save()
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("accounts:account"))

    def show(self, request: HttpRequest, form: AccountForm) -> HttpResponse:
        roles = request.user.memberships.select_related("municipality", "organisation", "effort")
        by_role = sorted(roles, key=lambda one: one.role)
        return render(request, "accounts/account.html", {"form": form, "roles": by_role})


class ChangePassword(Ruled, auth_views.PasswordChangeView):
    """A new password for whoever knows the old one; every other session of theirs ends."""

    rule = SIGNED_IN
    form_class = OtherPasswordForm
    template_name = "accounts/change_password.html"
    success_url = reverse_lazy("accounts:account")

    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        messages.success(self.request, _("Your password is changed. You are signed out everywhere else."))
        return answer


class ChooseLanguage(Ruled, View):
    """The language of all pages from now on, and of mails; it can be chosen before one signs in."""

    rule = OPEN

    def post(self, request: HttpRequest) -> HttpResponse:
        language = request.POST.get("language")
        if request.user.is_authenticated and language in dict(settings.LANGUAGES):
            User.objects.filter(pk=request.user.pk).update(language=language)
        return set_language(request)
