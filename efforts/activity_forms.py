"""Asking what an effort does."""

from django import forms
from django.utils.translation import gettext_lazy as _

from boligsocial.common.editing import TrackedForm
from boligsocial.common.fields import DayField, LastDayField, NameField, RowField
from efforts.models import Activity, FocusArea
from efforts.reach_choices import INSTITUTIONS, Known


class ActivityForm(TrackedForm):
    area = RowField(label=_("In the area"), required=False, widget=forms.Select)
    institution = NameField(
        label=_("or at the institution"),
        required=False,
        suggestions=INSTITUTIONS,
        help_text=_("Write part of its name and choose it."),
    )

    class Meta:
        model = Activity
        fields = [
            "name",
            "description",
            "focus_area",
            "form",
            "area",
            "institution",
            "starts_on",
            "ends_on",
            "in_operation",
        ]
        field_classes = {"starts_on": DayField, "ends_on": LastDayField}
        labels = {"starts_on": _("First day"), "ends_on": _("Last day")}
        help_texts = {"starts_on": _("Empty: as long as the effort."), "ends_on": _("Empty: as long as the effort.")}
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, known: Known, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("area", "institution"):
            field, chosen = self.fields[name], getattr(self.instance, name)
            field.rows = dict(known.areas if name == "area" else known.institutions)
            if chosen is not None:
                # What it points to already may be kept.
                field.rows.setdefault(str(chosen.pk), chosen)
        self.fields["area"].widget.choices = self._areas(known)
        self.fields["focus_area"].choices = _by_period()

    def _areas(self, known: Known) -> list:
        """The areas that the effort reaches stand first."""
        reached = set(known.effort.area_reaches.values_list("area", flat=True))
        groups = {_("Reached by the effort"): [], _("Other areas"): []}
        first, other = groups.values()
        for row in self.fields["area"].rows.values():
            (first if row.pk in reached else other).append((row.pk, row.name))
        return [("", _("Not stated")), *((label, rows) for label, rows in groups.items() if rows)]


def _by_period() -> list:
    """Focus areas by grant period, the newest first."""
    periods: dict[str, list] = {}
    for row in FocusArea.objects.order_by("-grant_period", "position", "pk"):
        periods.setdefault(row.grant_period, []).append((row.pk, row.name))
    return [("", _("Not stated")), *periods.items()]
