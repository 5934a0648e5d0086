"""The page that closes an area: the day is chosen, what follows is shown, then one confirms."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import HousingArea
from boligsocial.common.fields import DayField
from boligsocial.common.rights import changes
from boligsocial.common.views import EARLIEST, LATEST
from boligsocial.desk.area_pages import locked_area
from boligsocial.desk.area_places import page_of_area
from boligsocial.desk.pages import FormPage
from staffing.closing import Closing, Part, close_area


class DayForm(forms.Form):
    """Which day is to be the last one."""

    last_day = DayField(label=gettext_lazy("Last day"))

    def clean_last_day(self) -> date:
        day = self.cleaned_data["last_day"]
        if not EARLIEST <= day < LATEST:
            raise ValidationError(_("Choose a day between 1990 and 2100."), code="far")
        return day


class CloseForm(DayForm):
    """The confirmation. `shown` is the fingerprint of what followed when the page was shown."""

    end_reaches = forms.BooleanField(label=gettext_lazy("End the reach of these efforts that day"), required=False)
    end_activities = forms.BooleanField(label=gettext_lazy("End these activities and links that day"), required=False)
    end_placements = forms.BooleanField(label=gettext_lazy("End these placements that day"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why is the area closed?"),
        max_length=500,
        help_text=gettext_lazy("It is kept in the history of everything that ends."),
    )
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["last_day"].widget = forms.HiddenInput()


class CloseArea(FormPage):
    """The area's last day, and what ends with it."""

    rule = changes("areas.HousingArea")
    template_name = "desk/area_close.html"
    submit_label = gettext_lazy("Close the area")
    is_news = False  # what follows is another than what was shown

    def get_subject(self, lock: bool = False) -> HousingArea:
        return locked_area(self.rule, self.request, self.kwargs, lock)

    def get_title(self, subject) -> str:
        return _("Close %(area)s") % {"area": subject.name}

    def get_form(self, subject, data=None, files=None):
        typed = data if data is not None else self.request.GET
        self.day_form = DayForm(typed if "last_day" in typed else None, initial={"last_day": timezone.localdate()})
        day = self.day_form.cleaned_data["last_day"] if self.day_form.is_valid() else timezone.localdate()
        self.closing = Closing(subject, day + timedelta(days=1), self.request.user)
        initial = {"last_day": day.isoformat(), "shown": self.closing.fingerprint}
        ticked = dict.fromkeys(("end_reaches", "end_activities", "end_placements"), True)
        form = CloseForm(data, initial=initial | ticked)
        if data is not None and data.get("shown") != self.closing.fingerprint:
            form.data = data.copy()
            form.data["shown"] = self.closing.fingerprint
            self.is_news = True
        return form

    def save(self, form) -> str:
        if self.is_news:
            text = _("What follows has changed since the page was shown. Look at it and confirm again.")
            raise ValidationError(text, code="news")
        area, values = self.closing.area, form.cleaned_data
        close_area(area=area, last_day=values["last_day"], reason=values["reason"], ending=self._ending(values))
        return page_of_area(area, self.request)

    def _ending(self, values: dict) -> list:
        chosen: list[Part] = []
        if values["end_reaches"]:
            chosen += self.closing.reaches
        if values["end_activities"]:
            chosen += [*self.closing.activities, *self.closing.city_links]
        if values["end_placements"]:
            chosen += self.closing.placements
        return [part.row for part in chosen if part.can_end]

    def get_success(self, form) -> str:
        day = date_format(form.cleaned_data["last_day"], "DATE_FORMAT")
        return _("%(area)s is closed: its last day is %(day)s.") % {"area": self.closing.area.name, "day": day}

    def get_context(self, subject, form) -> dict:
        return {
            "area": subject,
            "closing": self.closing,
            "last_day": self.closing.ends_on - timedelta(days=1),
            "day_form": self.day_form,
            "back_url": page_of_area(subject, self.request),
            "scope_url": reverse("areas:list"),
        }
