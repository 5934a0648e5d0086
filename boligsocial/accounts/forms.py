"""Signing in, asking for a new password, and what people keep about themselves."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from boligsocial.accounts.letters import send_reset
from boligsocial.accounts.models import User
from boligsocial.accounts.throttle import locked_until


class SignInForm(AuthenticationForm):
    """E-mail address and password; the address is compared without regard to case."""

    locked_until = None  # set when there were too many wrong passwords

    username = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    error_messages = {
        "invalid_login": _("No user has that e-mail address and password. Check both and try again."),
        "inactive": _("This user has been closed. Ask your administrator."),
    }

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip().lower()

    def get_invalid_login_error(self):
        self.locked_until = locked_until(self.request)
        if self.locked_until is None:
            return super().get_invalid_login_error()
        text = _(
            "There were too many failed attempts to sign in with this address. You can try again at %(time)s, or ask "
            "an administrator to let you in before."
        )
        time = time_format(timezone.localtime(self.locked_until), "TIME_FORMAT")
        return ValidationError(text, code="locked", params={"time": time})


class AskForPasswordForm(PasswordResetForm):
    """The address to which a link for a new password is sent, when somebody has it."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )

    def save(self, *, request, **options) -> None:
        send_reset(self.cleaned_data["email"], request)


class PasswordHints:
    """What a password must be, as text at the field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = " ".join(password_validators_help_texts())

    def validate_password_for_user(self, user, password_field_name="new_password1") -> None:
        """What is wrong with a password is said at the password, not where it is written again."""
        super().validate_password_for_user(user, "new_password1")


class ChoosePasswordForm(PasswordHints, SetPasswordForm):
    """A password for whoever came by a link."""


class OtherPasswordForm(PasswordHints, PasswordChangeForm):
    """Another password for whoever knows the one they have."""


class AccountForm(forms.ModelForm):
    """The name that others see, and the language of mails."""

    class Meta:
        model = User
        fields = ["name", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES
        self.initial["language"] = self.instance.language or settings.LANGUAGE_CODE

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())
