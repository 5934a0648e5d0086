"""The activities of an effort: added and changed one by one; deleting is a page of its own (deletion_views.py)."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from boligsocial.common.views import view_date
from boligsocial.desk.effort_pages import EffortPart
from boligsocial.desk.effort_steps import carried
from boligsocial.desk.effort_where import day_shown
from efforts.activity_forms import ActivityForm
from efforts.models import Activity, Effort
from efforts.reach_choices import INSTITUTIONS, Known


class ActivityPage(EffortPart):
    """An activity, looked up inside its effort."""

    template_name = "desk/effort_activity.html"

    def get_subject(self, lock: bool = False) -> Activity:
        self.effort = super().get_subject(lock)
        return self.get_activity(self.effort)

    def get_activity(self, effort: Effort) -> Activity:
        rows = effort.activities.select_related("area__municipality", "institution__municipality")
        found = rows.filter(pk=self.kwargs["part"]).first()
        if found is None:
            raise Http404
        return found

    def get_form(self, subject, data=None, files=None):
        self.known = Known(self.effort, self.request.user, day_shown(self.effort, view_date(self.request)))
        return ActivityForm(data, instance=subject, known=self.known)

    def get_title(self, subject) -> str:
        return subject.name

    def save(self, form) -> str:
        form.save()
        return self.page_url()

    def page_url(self) -> str:
        return reverse("efforts:detail", args=[self.effort.pk]) + carried(self.request) + "#activities"

    def get_context(self, subject, form) -> dict:
        return {
            "effort": self.effort,
            "activity": subject,
            "steps": None,
            "known": self.known,
            "suggestions": INSTITUTIONS,
            "back_url": self.page_url(),
            "scope_url": reverse("efforts:list"),
        }


class NewActivity(ActivityPage):
    def get_activity(self, effort: Effort) -> Activity:
        return Activity(effort=effort)

    def get_title(self, subject) -> str:
        return _("New activity")
