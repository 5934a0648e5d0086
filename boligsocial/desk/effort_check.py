"""The last step of a new effort: all of it in one view, what is missing, and the button that finishes it."""

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from boligsocial.common.views import view_date
from boligsocial.desk.effort_pages import EffortPart
from boligsocial.desk.effort_steps import STEPS, address, carried
from boligsocial.desk.effort_where import day_shown
from efforts.actions import finish_effort
from efforts.derive import all_typologies, funding_plan, reach_of, sets_of
from efforts.layers import things_of
from efforts.models import Effort
from efforts.rules.completeness import EffortFacts, status_on, what_is_missing
from staffing.choices import Mode
from staffing.derive import staff_of_effort


class CheckPage(EffortPart):
    """Nothing is asked here; sending the form finishes the draft."""

    step = "check"
    template_name = "desk/effort_check.html"

    def get_form(self, subject, data=None, files=None):
        return forms.Form(data)

    def get_title(self, subject) -> str:
        return _("Check")

    def get_success(self, form) -> str:
        return _("“%(effort)s” is finished and is seen by everybody who sees the municipality's efforts.") % {
            "effort": self.effort.name
        }

    def get_subject(self, lock: bool = False) -> Effort:
        self.effort = super().get_subject(lock)
        return self.effort

    def save(self, form) -> str:
        finish_effort(effort=self.effort, on=timezone.localdate())
        return reverse("efforts:detail", args=[self.effort.pk]) + carried(self.request)

    def get_context(self, subject, form) -> dict:
        on = day_shown(subject, view_date(self.request))
        effort = Effort.objects.for_page(on).get(pk=subject.pk)
        reach, plan, staff = reach_of(effort, on), funding_plan(effort), staff_of_effort(effort, on)
        missing = what_is_missing(
            EffortFacts(
                name=effort.name,
                has_home=bool(effort.lead or effort.municipalities.all()),
                starts_on=effort.starts_on,
                ends_on=effort.ends_on,
                reach=reach,
                plan=plan,
                posts=len(staff.rows) + staff.other_periods,
                unplaced=tuple(str(row.post) for row in staff.rows if row.mode.mode == Mode.UNKNOWN),
            )
        )
        return super().get_context(subject, form) | {
            "effort": effort,
            "on_shown": on,
            "missing": [(one, address(subject, one.step, self.request)) for one in missing],
            "is_held_up": any(one.is_needed for one in missing),
            "things": things_of(effort, on),
            "sets": sets_of(reach, all_typologies(), effort.declared_typologies.all()),
            "plan": plan,
            "staff": staff,
            "addresses": {key: address(subject, key, self.request) for key in STEPS},
            "becomes": status_on(effort.starts_on, effort.ends_on, timezone.localdate()),
        }
