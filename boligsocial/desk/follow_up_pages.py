"""The pages that start, change, close and open again what somebody is to look at in an area."""

from datetime import date

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from areas.match import Needs
from areas.models import HousingArea
from boligsocial.common.rights import changes
from boligsocial.common.templatetags.boligsocial import carried
from boligsocial.desk.pages import FormPage
from staffing import actions
from staffing.follow_up_forms import AFTER, CloseFollowUpForm, FollowUpForm, Movable, ReopenFollowUpForm
from staffing.models import FollowUp
from staffing.people import who_may_act


class OneFollowUp(FormPage):
    """A page about one follow-up; `?back=area` leads back to its area instead of the list."""

    rule = changes("staffing.FollowUp")
    template_name = "desk/follow_up.html"

    def get_subject(self, lock: bool = False) -> FollowUp:
        if lock:
            # First of all, so that everything read from here on is as the save will find it. By key: else its area
            # would be locked too.
            FollowUp._base_manager.select_for_update().filter(pk=self.kwargs["pk"]).order_by("pk").first()
        rows = FollowUp.objects.select_related("area__municipality", "activity__effort", "post__effort", "effort")
        return self.rule.row(self.request.user, self.kwargs, rows)

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    def back_url(self, area: HousingArea) -> str:
        kept = carried({"request": self.request})
        if self.request.GET.get("back") == "area":
            return reverse("areas:detail", args=[area.pk]) + kept + "#follow-ups"
        return reverse("need:follow-ups") + kept

    def get_form(self, subject, data=None, files=None):
        return self.form_class(data, instance=subject)

    def get_context(self, subject, form) -> dict:
        need = Needs(self.today, subject.area.municipality_id).of([subject.area_id]).get(subject.area_id)
        return {
            "area": subject.area,
            "need": need,
            "back_url": self.back_url(subject.area),
            "scope_url": reverse("need:follow-ups"),
        }

    def save(self, form) -> str:
        self.write(form)
        return self.back_url(form.instance.area)

    def write(self, form) -> None:
        raise NotImplementedError


class AskedFor(OneFollowUp):
    """A page with all that a follow-up says."""

    template_name = "desk/follow_up_form.html"

    def get_form(self, subject, data=None, files=None) -> FollowUpForm:
        user, area = self.request.user, subject.area
        choices = {"movable": Movable(area, user, self.today), "owners": who_may_act(area, self.today)}
        return FollowUpForm(data, instance=subject, today=self.today, **choices)


class NewFollowUp(AskedFor):
    """What to do about an area; one begins it from its row in the list of need and effort, or from its page."""

    rule = changes("areas.HousingArea")

    def get_subject(self, lock: bool = False) -> FollowUp:
        rows = HousingArea.objects.select_related("municipality")
        if lock:
            rows = rows.select_for_update(of=("self",))
        area = self.rule.row(self.request.user, self.kwargs, rows.order_by("pk"))
        return FollowUp(area=area, made_on=self.today)

    def get_form(self, subject, data=None, files=None) -> FollowUpForm:
        form = super().get_form(subject, data, files)
        form.initial |= {"look_again_on": self.today + AFTER}
        if form.fields["owner"].queryset.filter(pk=self.request.user.pk).exists():
            form.initial["owner"] = self.request.user.pk
        return form

    def get_title(self, subject) -> str:
        return _("New follow-up: %(area)s") % {"area": subject.area.name}

    def write(self, form) -> None:
        area = form.instance.area
        need = Needs(self.today, area.municipality_id).of([area.pk]).get(area.pk)
        level = need.level if need else None
        actions.save_follow_up(follow_up=form.save(commit=False), on=self.today, need_level=level)

    def get_success(self, form) -> str:
        day = formats.date_format(form.instance.look_again_on, "DATE_FORMAT")
        text = _("The follow-up is on the list. %(owner)s looks again on %(date)s.")
        return text % {"owner": form.instance.owner, "date": day}


class EditFollowUp(AskedFor):
    def get_title(self, subject) -> str:
        return _("Edit the follow-up: %(area)s") % {"area": subject.area.name}

    def write(self, form) -> None:
        if not form.changes_nothing:
            actions.save_follow_up(follow_up=form.save(commit=False), on=self.today, reason=form.why())


class CloseFollowUp(OneFollowUp):
    """What came of it."""

    form_class = CloseFollowUpForm

    def get_title(self, subject) -> str:
        if subject.closed_on:
            return _("What came of the follow-up: %(area)s") % {"area": subject.area.name}
        return _("Close the follow-up: %(area)s") % {"area": subject.area.name}

    @property
    def submit_label(self) -> str:
        return _("Close")

    def write(self, form) -> None:
        row = form.save(commit=False)
        if row.closed_on and form.changes_nothing:
            return
        actions.close_follow_up(follow_up=row, outcome=form.cleaned_data["outcome"], on=self.today)

    def get_success(self, form) -> str:
        return _("The follow-up is closed.")


class ReopenFollowUp(OneFollowUp):
    """Back on the list."""

    def get_form(self, subject, data=None, files=None) -> ReopenFollowUpForm:
        return ReopenFollowUpForm(data, instance=subject, today=self.today)

    def get_title(self, subject) -> str:
        return _("Open the follow-up again: %(area)s") % {"area": subject.area.name}

    @property
    def submit_label(self) -> str:
        return _("Open again")

    def write(self, form) -> None:
        day, reason = form.cleaned_data["look_again_on"], form.why()
        actions.reopen_follow_up(follow_up=form.save(commit=False), look_again_on=day, reason=reason)

    def get_success(self, form) -> str:
        return _("The follow-up is on the list again.")
