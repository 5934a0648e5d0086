"""Deleting: what goes along is shown first, what others lean on is refused, all of it can be put back."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.figure_actions import municipalities_of
from areas.models import Estate
from areas.recompute import recompute
from boligsocial.common.editing import VersionField
from boligsocial.desk.deletion_kinds import Deletes, page_of_row, page_without
from boligsocial.desk.pages import FormPage, shut_out
from boligsocial.records.deletion import KEPT, consequences, delete, locked
from boligsocial.records.trash import owner_of


class DeleteForm(forms.Form):
    """Why, and which version of the row one has seen."""

    version = VersionField(required=False)
    reason = forms.CharField(label=gettext_lazy("Why is it deleted?"), max_length=500, required=False)

    def __init__(self, data, row):
        super().__init__(data, initial={"version": row.version})
        self.row = row
        owner = owner_of(row)
        is_draft = getattr(owner, "is_draft", False)
        self.fields["reason"].required = row.needs_reason(set(row.reason_for)) and not is_draft
        self.fields["reason"].help_text = (
            _("It is kept in the history. Needed where money, a status or a boundary goes.")
            if self.fields["reason"].required
            else _("It is kept in the history. It may be left empty.")
        )

    def clean_version(self):
        if self.cleaned_data["version"] != self.row.version:
            self.data = self.data.copy()
            self.data["version"] = self.row.version
            raise ValidationError(
                _("Somebody has changed it since you opened this page. Look at it again before you delete it."),
                code="stale",
            )
        return self.cleaned_data["version"]


class DeletePage(FormPage):
    """Asks once more, and says what goes along."""

    rule = Deletes()
    template_name = "desk/delete.html"

    def get_subject(self, lock: bool = False):
        row = self.rule.row(self.request.user, self.kwargs)
        return (locked(row) or row) if lock else row

    def get_form(self, subject, data=None, files=None):
        return DeleteForm(data, subject)

    def get_title(self, subject) -> str:
        return _("Delete %(kind)s: %(name)s") % {"kind": subject._meta.verbose_name, "name": subject}

    @property
    def submit_label(self) -> str:
        return _("Delete")

    def save(self, form) -> str:
        url, owner = page_without(form.row), owner_of(form.row)
        towns = municipalities_of([form.row]) if isinstance(form.row, Estate) else set()
        self.deleted = delete(form.row, user=self.request.user, reason=form.cleaned_data["reason"])
        if towns:
            # What its areas have of their estates' figures is of others now. Areas with figures are not deleted.
            recompute(towns)
        if owner != form.row and not type(owner)._default_manager.changeable_by(self.request.user).contains(owner):
            raise ValidationError(shut_out(), code="shut_out")
        return url

    def get_success(self, form) -> str:
        return _("“%(name)s” is deleted. It can be put back for %(days)s days, on the page of deleted things.") % {
            "name": self.deleted.name,
            "days": KEPT.days,
        }

    @cached_property
    def _consequences(self):
        return consequences(self.get_subject(), self.request.user)

    def get_context(self, subject, form) -> dict:
        return {
            "kind": capfirst(str(subject._meta.verbose_name)),
            "consequences": self._consequences,
            "days": KEPT.days,
            "back_url": page_of_row(subject),
        }
