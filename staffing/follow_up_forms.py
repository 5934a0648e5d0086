"""Asking people about follow-ups: what to do about need and effort in an area, and what came of it."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from areas.models import HousingArea
from boligsocial.common.editing import TrackedForm
from boligsocial.common.fields import DayField
from boligsocial.common.periods import in_force
from boligsocial.common.views import LATEST
from efforts.models import Activity, AreaReach, Effort
from staffing.choices import FollowUpKind
from staffing.models import FollowUp, Post
from staffing.querysets import at_work

AFTER = timedelta(days=91)  # a board meets about four times a year
# What each kind of follow-up is about; the others' answers are not kept.
ASKED = {
    FollowUpKind.MOVE_ACTIVITY: "activity",
    FollowUpKind.MOVE_POST: "post",
    FollowUpKind.OPERATION: "effort",
    FollowUpKind.NOTHING: "",
}


class Movable:
    """What a follow-up of the area can be about: what the user may change of the efforts around it, on a day."""

    def __init__(self, area: HousingArea, user, on: date):
        self.on, self.user = on, user
        reaching = AreaReach.objects.filter(in_force(on), area=area).order_by().values("effort")
        near = Q(pk__in=reaching) | Q(municipalities=area.municipality_id)
        efforts = Effort.objects.changeable_by(user).filter(at_work(on)).order_by()
        self.efforts = Effort.objects.filter(pk__in=efforts.filter(near).values("pk")).order_by("sort_key", "pk")

    @property
    def activities(self) -> QuerySet:
        return self._of(Activity).order_by("effort__sort_key", "name", "pk")

    @property
    def posts(self) -> QuerySet:
        return self._of(Post).order_by("effort__sort_key", "title", "display_name", "pk")

    def is_seen(self, effort: int | None) -> bool:
        """Whether the user may know of an effort that somebody else has chosen."""
        return effort is None or Effort.objects.visible_to(self.user).filter(pk=effort).exists()

    def _of(self, model) -> QuerySet:
        efforts = self.efforts.order_by().values("pk")
        return model.objects.filter(in_force(self.on), effort__in=efforts).select_related("effort")


class OfEffort(forms.ModelChoiceField):
    """Efforts, or rows by their own name and their effort's; not the one that is `unseen` by the user."""

    unseen: int | None = None

    def label_from_instance(self, row) -> str:
        if row.pk == self.unseen:
            return _("one that you may not see")
        return row.name if isinstance(row, Effort) else f"{row} ({row.effort.name})"


class FollowUpForm(TrackedForm):
    """A new follow-up, or a change of one. `today` is the day from which one can look again."""

    class Meta:
        model = FollowUp
        fields = ["kind", "activity", "post", "effort", "grounds", "owner", "look_again_on"]
        field_classes = {"activity": OfEffort, "post": OfEffort, "effort": OfEffort, "look_again_on": DayField}
        widgets = {"kind": forms.RadioSelect, "grounds": forms.Textarea(attrs={"rows": 4})}
        labels = {
            "kind": _("What to do"),
            "activity": _("Which activity"),
            "post": _("Which post"),
            "effort": _("Of which effort"),
            "grounds": _("Why"),
            "owner": _("Who looks again"),
            "look_again_on": _("Look again on"),
        }
        help_texts = {
            "activity": _("Those of efforts here that you may change."),
            "post": _("Those of efforts here that you may change."),
            "effort": _("The effort whose work becomes core operation. Empty: none of them."),
            "grounds": _("Why this, and what it should lead to. Counts only, never persons."),
            "owner": _("Those who may change things in the area, or in an effort that reaches it."),
        }

    def __init__(self, *args, movable: Movable, owners: QuerySet, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        choices = {"activity": movable.activities, "post": movable.posts, "effort": movable.efforts, "owner": owners}
        for name, rows in choices.items():
            field, chosen = self.fields[name], getattr(self.instance, f"{name}_id")
            field.queryset = rows | rows.model._base_manager.filter(pk=chosen) if chosen else rows
            if name != "owner" and not movable.is_seen(self.instance.effort_id):
                field.unseen = chosen
        self.fields["kind"].choices = FollowUpKind.choices
        self.fields["activity"].empty_label = self.fields["post"].empty_label = _("Choose")

    def clean_look_again_on(self) -> date:
        day = self.cleaned_data["look_again_on"]
        if day > LATEST:
            raise ValidationError(_("Choose an earlier day."), code="too_late")
        if day < self.today and "look_again_on" in self.changed_data:
            raise ValidationError(_("The day to look again cannot be before today."), code="past")
        return day

    def clean(self):
        cleaned = super().clean()
        asked = ASKED.get(cleaned.get("kind"))
        if asked is None:
            return cleaned
        for name in ("activity", "post", "effort"):
            if name != asked:
                cleaned[name] = None
                self._errors.pop(name, None)
        if asked in ("activity", "post"):
            if cleaned.get(asked) is None and asked not in self.errors:
                self.add_error(asked, ValidationError(_("Choose what to move."), code="required"))
            cleaned["effort"] = cleaned[asked].effort if cleaned.get(asked) else None
        return cleaned


class CloseFollowUpForm(TrackedForm):
    """What came of it. The outcome is the reason of the change."""

    reason = None

    class Meta:
        model = FollowUp
        fields = ["outcome"]
        widgets = {"outcome": forms.Textarea(attrs={"rows": 4})}
        labels = {"outcome": _("What came of it")}
        help_texts = {"outcome": _("What was done, and whether need and effort fit now. It stays with the follow-up.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].required = True


class ReopenFollowUpForm(TrackedForm):
    """When to look again at what was closed, and why."""

    class Meta:
        model = FollowUp
        fields = ["look_again_on"]
        field_classes = {"look_again_on": DayField}
        labels = {"look_again_on": _("Look again on")}

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["reason"].required = True
        self.fields["reason"].label = _("Why is it opened again?")
        self.fields["reason"].help_text = _("It is kept in the history.")

    clean_look_again_on = FollowUpForm.clean_look_again_on
