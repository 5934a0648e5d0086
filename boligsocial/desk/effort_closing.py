"""The pages that change an effort's status: closing shows what follows before one confirms, opening again too."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boligsocial.common.editing import TrackedForm
from boligsocial.common.fields import DayField
from boligsocial.common.views import EARLIEST, LATEST
from boligsocial.desk.effort_pages import EffortPart
from boligsocial.desk.effort_steps import carried
from efforts.choices import EffortStatus
from efforts.models import Budget, Effort
from staffing.effort_closing import ClosingEffort, LastYear, close_effort, ended_with, reopen_effort

# What the status is set to on a page; closing and drafts have ways of their own.
OPEN_STATUSES = (EffortStatus.PLANNED, EffortStatus.RUNNING, EffortStatus.UNKNOWN)


class EndOfEffort(EffortPart):
    """What these pages have in common: they lead back to the effort's page."""

    def go_on(self, effort: Effort) -> str:
        return reverse("efforts:detail", args=[effort.pk]) + carried(self.request)

    def get_context(self, subject, form) -> dict:
        url = self.go_on(subject)
        return {"effort": subject, "steps": None, "back_url": url, "scope_url": reverse("efforts:list")}


class StatusForm(TrackedForm):
    class Meta:
        model = Effort
        fields = ["status"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [(one.value, one.label) for one in OPEN_STATUSES]


class StatusPage(EndOfEffort):
    """Planned, running, or not stated; with a reason."""

    form_class = StatusForm

    def get_title(self, subject) -> str:
        return _("Status of %(effort)s") % {"effort": subject.name}

    def save(self, form) -> str:
        if self.is_settled(form.instance):
            raise ValidationError(_("A draft is finished, and a closed effort opened again, on pages of their own."))
        return self.go_on(form.save())

    @staticmethod
    def is_settled(effort: Effort) -> bool:
        now = Effort.objects.values_list("status", flat=True).get(pk=effort.pk)
        return now not in OPEN_STATUSES


class DayForm(forms.Form):
    """Which day is to be the last one."""

    last_day = DayField(label=gettext_lazy("Last day"))

    def clean_last_day(self) -> date | None:
        day = self.cleaned_data["last_day"]
        if day is not None and not EARLIEST <= day < LATEST:
            raise ValidationError(_("Choose a day between 1990 and 2100."), code="far")
        return day


class CloseForm(DayForm):
    """The confirmation. `shown` is the fingerprint of what followed when the page was shown."""

    last_year = forms.ChoiceField(
        label=gettext_lazy("The money of the last year"),
        choices=[
            (LastYear.KEEP.value, gettext_lazy("stays as it is")),
            (LastYear.BY_DAYS.value, gettext_lazy("is reduced by the days that are lost")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why is the effort closed?"),
        max_length=500,
        help_text=gettext_lazy("It is kept in the history of everything that ends."),
    )
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, asks_for_money: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].widget = forms.HiddenInput()
        self.fields["last_year"].required = asks_for_money


class ClosePage(EndOfEffort):
    """The day is chosen, what follows is shown, then one confirms."""

    template_name = "desk/effort_close.html"
    submit_label = gettext_lazy("Close the effort")

    def get_title(self, subject) -> str:
        return _("Close %(effort)s") % {"effort": subject.name}

    def get_form(self, subject, data=None, files=None):
        typed = data if data is not None else self.request.GET
        usual = min(timezone.localdate(), subject.last_day or date.max)
        self.day_form = DayForm(typed if "last_day" in typed else None, initial={"last_day": usual})
        day = self.day_form.cleaned_data["last_day"] if self.day_form.is_valid() else usual
        self.closing = ClosingEffort(subject, day + timedelta(days=1))
        initial = {"last_day": day.isoformat(), "shown": self.closing.fingerprint}
        form = CloseForm(data, initial=initial, asks_for_money=self.closing.asks_for_money)
        self.seen = data.get("shown", "") if data is not None else ""
        if data is not None and self.seen != self.closing.fingerprint:
            form.data = data.copy()
            form.data["shown"] = self.closing.fingerprint
        return form

    def save(self, form) -> str:
        values = form.cleaned_data
        close_effort(
            effort=self.closing.effort,
            last_day=values["last_day"],
            reason=values["reason"],
            user=self.request.user,
            last_year=LastYear(values["last_year"] or LastYear.KEEP),
            shown=self.seen or "-",
        )
        return self.go_on(self.closing.effort)

    def get_success(self, form) -> str:
        day = date_format(form.cleaned_data["last_day"], "DATE_FORMAT")
        return _("%(effort)s is closed: its last day is %(day)s.") % {"effort": self.closing.effort.name, "day": day}

    def get_context(self, subject, form) -> dict:
        closing = self.closing
        return super().get_context(subject, form) | {
            "closing": closing,
            "last_day": closing.ends_on - timedelta(days=1),
            "day_form": self.day_form,
            "can_close": subject.status not in (EffortStatus.CLOSED, EffortStatus.DRAFT),
            "last_money": [
                (row, isinstance(row, Budget), row.amount, closing.amount_by_days(row)) for row in closing.last_money
            ]
            if closing.asks_for_money
            else [],
            "later_money": sorted(
                ((row, isinstance(row, Budget)) for row in closing.later_money),
                key=lambda one: (one[0].year, not one[1]),
            ),
        }


class ReopenForm(DayForm):
    with_parts = forms.BooleanField(label=gettext_lazy("What ended with it goes on too"), required=False, initial=True)
    reason = forms.CharField(
        label=gettext_lazy("Why is it opened again?"),
        max_length=500,
        help_text=gettext_lazy("It is kept in the history of everything that goes on."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].required = False
        self.fields["last_day"].help_text = _("Empty: until further notice.")


class ReopenPage(EndOfEffort):
    """A closed effort goes on, with what ended when it was closed."""

    template_name = "desk/effort_reopen.html"
    submit_label = gettext_lazy("Open it again")

    def get_title(self, subject) -> str:
        return _("Open %(effort)s again") % {"effort": subject.name}

    def get_form(self, subject, data=None, files=None):
        self.effort = subject
        return ReopenForm(data)

    def save(self, form) -> str:
        values = form.cleaned_data
        reopen_effort(
            effort=self.effort,
            last_day=values["last_day"],
            reason=values["reason"],
            with_parts=values["with_parts"],
        )
        return self.go_on(self.effort)

    def get_context(self, subject, form) -> dict:
        ended = ended_with(subject) if subject.status == EffortStatus.CLOSED else []
        return super().get_context(subject, form) | {"ended": ended}
