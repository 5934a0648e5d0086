"""The pages that make an effort and change its parts: what they have in common, the first of them, and the drafts."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from areas.models import Municipality
from boligsocial.common.rights import Ruled, changes
from boligsocial.desk.effort_steps import carried, steps_of, where_left
from boligsocial.desk.pages import FormPage
from efforts.access import MAKES_EFFORTS
from efforts.choices import EffortStatus
from efforts.forms import WhatForm
from efforts.models import Effort


class EffortPart(FormPage):
    """A page that changes a part of an effort; `step` is its place among the steps of a new one."""

    rule = changes("efforts.Effort")
    template_name = "desk/effort_form.html"
    step = ""

    def get_subject(self, lock: bool = False) -> Effort:
        if lock:
            # First of all, so that everything read from here on is as the save will find it.
            Effort._base_manager.select_for_update().filter(pk=self.kwargs["pk"]).first()
        rows = Effort.objects.select_related("lead_municipality", "lead_organisation")
        return self.rule.row(self.request.user, self.kwargs, rows)

    def get_draft_name(self, subject) -> str:
        """With the effort, as steps of several efforts may be left half-finished."""
        title = self.get_title(subject)
        return title if not subject.name or subject.name in title else f"{subject.name}: {title}"

    def get_success(self, form) -> str:
        if "leave" in self.request.POST:
            return _("Saved. You find the draft on the list of efforts and can go on with it there.")
        return super().get_success(form)

    def is_still_ours(self, effort: Effort) -> bool:
        """Whether the user may change the effort after what was just saved: nobody shuts themselves out."""
        return Effort.objects.changeable_by(self.request.user).filter(pk=effort.pk).exists()

    def go_on(self, effort: Effort) -> str:
        """Where a save leads: to the next step, to the list when one leaves a draft, or to the effort's page."""
        if "leave" in self.request.POST and effort.is_draft:
            return reverse("efforts:list") + carried(self.request)
        return steps_of(effort, self.step, self.request).next_url

    def get_context(self, subject, form) -> dict:
        steps = steps_of(subject, self.step, self.request)
        return {
            "effort": subject,
            "steps": steps,
            "back_url": steps.back_url,
            "submit_label": steps.submit_label,
            "scope_url": reverse("efforts:list"),
        }


class WhatPage(EffortPart):
    """What an effort is: name, period, municipalities, lead."""

    step = "what"
    template_name = "desk/effort_what.html"

    def get_form(self, subject, data=None, files=None):
        return WhatForm(data, instance=subject, user=self.request.user)

    def get_title(self, subject) -> str:
        return _("What the effort is")

    def save(self, form) -> str:
        effort = form.save()
        if not self.is_still_ours(effort):
            text = _("Choose a municipality or a housing organisation in which you may change things.")
            raise ValidationError({"municipalities": text}, code="not_yours")
        return self.go_on(effort)


class NewEffort(WhatPage):
    """The first step of a new effort; saving it makes the draft."""

    rule = MAKES_EFFORTS

    def get_subject(self, lock: bool = False) -> Effort:
        return Effort(status=EffortStatus.DRAFT)

    def get_title(self, subject) -> str:
        return _("New effort")

    def get_form(self, subject, data=None, files=None):
        form = super().get_form(subject, data)
        if data is None:
            form.initial["municipalities"] = self.likely(form.own)
        return form

    def likely(self, own: set[int]) -> set[int]:
        """The municipality in which one works: the only one, or the one chosen in the header."""
        if len(own) == 1:
            return own
        code = self.request.GET.get("municipality", "").replace("\x00", "")[:10]
        return set(Municipality.objects.filter(code=code, pk__in=own).values_list("pk", flat=True))

    def save(self, form) -> str:
        try:
            return super().save(form)
        except ValidationError:
            # The row went with the transaction: the page shows an effort that is still to be made.
            form.instance.pk, form.instance._state.adding = None, True
            raise


class Resume(Ruled, View):
    """Leads to the step at which a draft was left; to the effort's page when it is finished."""

    rule = changes("efforts.Effort")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        effort = self.rule.row(request.user, self.kwargs)
        if not effort.is_draft:
            return HttpResponseRedirect(reverse("efforts:detail", args=[pk]) + carried(request))
        return HttpResponseRedirect(where_left(effort, request.user, request))
