"""Asking people about efforts. What an effort reaches is asked for in reach_forms.py."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.models import HousingOrganisation, Municipality
from boligsocial.common.editing import TrackedForm
from boligsocial.common.fields import DayField, LastDayField, RowsField
from boligsocial.common.periods import years_after
from boligsocial.common.widgets import CheckGroups
from efforts.choices import EffortKind
from efforts.derive import all_typologies
from efforts.models import Effort, Typology

LONGEST = 30  # years of an effort: more is a slip of the keyboard


class WhatForm(TrackedForm):
    """What an effort is: its name, period, municipalities and lead. For a new one `instance` is a draft without key."""

    years = forms.IntegerField(
        label=_("or for how many years"),
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text=_("Counted from the first day; the last day follows."),
    )

    class Meta:
        model = Effort
        fields = [
            "name",
            "kind",
            "starts_on",
            "ends_on",
            "municipalities",
            "lead_municipality",
            "lead_organisation",
            "description",
            "declared_typologies",
            "source",
            "source_on",
        ]
        field_classes = {
            "starts_on": DayField,
            "ends_on": LastDayField,
            "source_on": DayField,
            "municipalities": RowsField,
            "declared_typologies": RowsField,
        }
        labels = {"starts_on": _("First day"), "ends_on": _("Last day")}
        help_texts = {"starts_on": _("Empty: not known."), "ends_on": _("Empty: until further notice, or not known.")}
        widgets = {
            "description": forms.Textarea(attrs={"rows": 5}),
            "municipalities": CheckGroups,
            "declared_typologies": CheckGroups,
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in EffortKind]
        self.fields["municipalities"].choices = self._municipalities()
        self.fields["declared_typologies"].choices = _by_set(all_typologies())
        for name, model in (("lead_municipality", Municipality), ("lead_organisation", HousingOrganisation)):
            self.fields[name].queryset = model.objects.visible_to(user).order_by("sort_key")
            self.fields[name].empty_label = _("Not chosen")

    def _municipalities(self) -> list:
        """Where the user may change things stands first, with what is chosen already."""
        self.own = own = set(Municipality.objects.changeable_by(self.user).values_list("pk", flat=True))
        chosen = {row.pk for row in self.initial.get("municipalities", ())}
        near, others = [], []
        for row in Municipality.objects.visible_to(self.user).order_by("sort_key"):
            (near if row.pk in own | chosen else others).append((row.pk, row.name))
        if not near:
            return others
        return [(_("Where you work"), near), (_("Elsewhere"), others)] if others else near

    def clean(self):
        self._end_after_years()
        cleaned = super().clean()
        self._refuse_taking_away()
        return cleaned

    def _refuse_taking_away(self) -> None:
        """Others lose sight of a finished effort when their municipality is taken out of it: that is theirs to say."""
        chosen = self.cleaned_data.get("municipalities")
        if chosen is None or self.instance.is_draft:
            return
        taken = [row for row in self.initial.get("municipalities", ()) if row not in chosen and row.pk not in self.own]
        if taken:
            text = _("%(names)s: only somebody who may change things there can take it out of the effort.")
            names = ", ".join(row.name for row in taken)
            self.add_error("municipalities", ValidationError(text, code="not_yours", params={"names": names}))

    def _end_after_years(self) -> None:
        """The last day from the number of years; a last day chosen just now must agree."""
        values = self.cleaned_data
        years, first = values.get("years"), values.get("starts_on")
        if not years or "starts_on" in self.errors or "ends_on" in self.errors:
            return
        if first is None:
            self.add_error("starts_on", _("Give the first day, from which the years are counted."))
            return
        if first.year + years > 2100:
            self.add_error("years", ValidationError(_("The period must end before 2100."), code="too_late"))
            return
        ends_on = years_after(first, years)
        if values.get("ends_on") not in (None, ends_on) and "ends_on" in self.changed_data:
            self.add_error("years", _("The last day and the number of years do not agree: take one of them away."))
            return
        values["ends_on"] = ends_on
        self.cleaned_data["ends_on"] = ends_on


def _by_set(typologies: list[Typology]) -> list[tuple[str, list]]:
    sets: dict[str, list] = {}
    for typology in typologies:
        sets.setdefault(typology.typology_set.name, []).append((typology.pk, str(typology)))
    return list(sets.items())
