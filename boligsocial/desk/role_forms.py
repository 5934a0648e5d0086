"""The forms of the pages of roles."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.models import HousingOrganisation, Municipality
from boligsocial.accounts.models import User
from boligsocial.common.editing import TrackedForm
from efforts.choices import Role
from efforts.models import Effort, Membership
from efforts.role_actions import change_role

PLACES = ("municipality", "organisation", "effort")


class ReasonForm(forms.Form):
    """Why; kept in the history."""

    reason = forms.CharField(
        label=_("Why?"), required=False, max_length=500, help_text=_("It is kept in the history. You may leave it out.")
    )


class GiveRoleForm(ReasonForm):
    """Who gets which role where; whoever is not known yet is invited."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Of somebody who is here already, or of somebody new, who then gets an invitation."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Name"), required=False, max_length=150, help_text=_("Of somebody new. Others keep the name they have.")
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose a role")), *Role.choices],
        help_text=_("Consultants and leaders change what their place holds; board members and readers see it."),
    )
    municipality = forms.ModelChoiceField(
        label=_("In the municipality"),
        queryset=Municipality.objects.order_by("sort_key"),
        required=False,
        empty_label=_("Choose one"),
    )
    organisation = forms.ModelChoiceField(
        label=_("Or in the housing organisation"),
        queryset=HousingOrganisation.objects.order_by("sort_key"),
        required=False,
        empty_label=_("Choose one"),
    )
    effort = forms.ModelChoiceField(
        label=_("Or in the effort alone"),
        queryset=Effort.objects.order_by("sort_key"),
        required=False,
        empty_label=_("Choose one"),
    )
    field_order = ["email", "name", "role", *PLACES, "reason"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        self.person = User.objects.filter(email=email).first()
        if self.person is not None and not self.person.is_active:
            raise ValidationError(_("This person is closed. Open them again first."), code="closed")
        return email

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self):
        cleaned = super().clean()
        chosen = [cleaned[name] for name in PLACES if cleaned.get(name) is not None]
        wrong = [name for name in PLACES if name in self.errors]
        if len(chosen) > 1 or (not chosen and not wrong):
            text = _("Choose one: a municipality, a housing organisation or an effort.")
            self.add_error("municipality", ValidationError(text, code="one_place"))
        self.place = chosen[0] if len(chosen) == 1 else None
        return cleaned


class RoleForm(TrackedForm):
    """Another role in the same place."""

    class Meta:
        model = Membership
        fields = ["role"]

    def save(self, commit=True) -> Membership:
        values = self.cleaned_data
        if self.is_same_row:
            return self.instance
        return change_role(membership=self.instance, role=values["role"], reason=values.get("reason") or "")
