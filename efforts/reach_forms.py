"""Asking what an effort reaches: areas, groups of citizens, partner institutions, ties to the town."""

from django import forms
from django.forms import inlineformset_factory
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from areas.models import HousingArea
from boligsocial.common.editing import TrackedForm
from boligsocial.common.fields import DayField, LastDayField, NameField, RowField
from boligsocial.common.row_forms import TrackedRows
from boligsocial.common.spatial import ShapeField
from boligsocial.common.widgets import ShapeWidget
from efforts.derive import Rows
from efforts.models import AreaReach, CitizenGroup, CityLink, Effort, InstitutionReach
from efforts.reach_choices import AREAS, INSTITUTIONS, Known

# --- Rows ---------------------------------------------------------------------------------------------------------


class ReachForm(TrackedForm):
    """A row of the reach; `rows` names the fields whose choices are known beforehand."""

    reason = None
    rows: dict[str, str] = {}

    def __init__(self, *args, known: Known, **kwargs):
        super().__init__(*args, **kwargs)
        for name, kept in self.rows.items():
            field, chosen = self.fields[name], self.instance.__dict__.get(f"{name}_id")
            field.rows = dict(getattr(known, kept))
            if chosen is not None:
                # What a row points to already may be kept.
                field.rows.setdefault(str(chosen), getattr(self.instance, name))
            if isinstance(field.widget, forms.Select):
                choices = [(row.pk, str(row)) for row in field.rows.values()]
                is_given = len(choices) == 1 and field.required
                field.widget.choices = choices if is_given else [("", _("Choose")), *choices]
                if is_given and chosen is None:
                    # A new row in which nothing else is filled in is still empty.
                    self.initial[name] = choices[0][0]

    def _tracked(self) -> list[str]:
        """What people change: not the row's own key, nor the effort it belongs to."""
        return [name for name in super()._tracked() if name in self._meta.fields]


class _Period:
    """The fields that all rows have; an effort's own period is meant where they are empty."""

    field_classes = {"starts_on": DayField, "ends_on": LastDayField}
    labels = {"starts_on": _("From"), "ends_on": _("Last day")}
    help_texts = {"starts_on": "", "ends_on": ""}


class AreaForm(ReachForm):
    area = RowField(widget=forms.HiddenInput)
    picked = forms.BooleanField(required=False, widget=forms.CheckboxInput)
    rows = {"area": "areas"}

    class Meta(_Period):
        model = AreaReach
        fields = ["area", "role", "starts_on", "ends_on", "note"]

    def has_changed(self) -> bool:
        """An area that is not picked is none, whatever was typed beside it."""
        if self.instance.pk is None:
            return "picked" in self.changed_data
        return super().has_changed()

    @cached_property
    def place(self) -> HousingArea | None:
        """The area the row is of, for its label."""
        key = self.instance.area_id or self["area"].value()
        return self.fields["area"].rows.get(str(key))


def _place(help_text: str) -> ShapeField:
    widget = ShapeWidget(kind="POINT", opened=False)
    return ShapeField(kind="POINT", label=_("Place"), required=False, widget=widget, help_text=help_text)


class CitizensForm(ReachForm):
    municipality = RowField(label=_("Municipality"), widget=forms.Select)
    point = _place(_("The middle of where they live, if clustered."))
    rows = {"municipality": "towns"}

    class Meta(_Period):
        model = CitizenGroup
        fields = [
            "name",
            "municipality",
            "people",
            "households",
            "recruitment",
            "spread",
            "approach",
            "starts_on",
            "ends_on",
            "note",
            "point",
        ]


class PartnerForm(ReachForm):
    institution = NameField(
        label=_("Institution"),
        required=False,
        suggestions=INSTITUTIONS,
        help_text=_("Write part of its name and choose it."),
    )
    is_outside = forms.NullBooleanField(
        label=_("Outside the areas"), required=False, help_text=_("Needed only where the map cannot tell.")
    )
    rows = {"institution": "institutions"}

    class Meta(_Period):
        model = InstitutionReach
        fields = [
            "institution",
            "unnamed",
            "unnamed_kind",
            "unnamed_count",
            "is_outside",
            "starts_on",
            "ends_on",
            "note",
        ]


class LinkForm(ReachForm):
    area = NameField(label=_("Housing area"), required=False, suggestions=AREAS, help_text=_("When it is one we know."))
    point = _place(_("Empty: not known, or the area says it."))
    rows = {"area": "areas"}

    class Meta(_Period):
        model = CityLink
        fields = ["kind", "name", "area", "description", "starts_on", "ends_on", "point"]


class AreaRows(TrackedRows):
    """Areas as a list to tick; taking the tick away from one that is reached removes it."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields.pop("DELETE", None)
        form.fields["picked"].initial = bool(form.instance.pk)

    def _should_delete_form(self, form) -> bool:
        return not form.cleaned_data.get("picked") if hasattr(form, "cleaned_data") else False

    def name_of(self, row) -> str:
        return row.area.name

    def title_of(self, form) -> str:
        return form.place.name if form.place else str(_("area"))

    @property
    def in_order(self) -> list[AreaForm]:
        """By name, so that those reached stand where one looks for them; rows of unknown areas have no place."""
        rows = [form for form in self.forms if form.place]
        return sorted(rows, key=lambda form: (form.place.sort_key, form.place.pk, form.instance.pk is None))


class PartRows(TrackedRows):
    """Rows that are added one by one."""

    def name_of(self, row) -> str:
        return getattr(row, "name", "") or str(row)


def _rows(model, form, formset=PartRows):
    return inlineformset_factory(Effort, model, form=form, formset=formset, extra=0, can_delete=True)


PARTS = {
    "areas": _rows(AreaReach, AreaForm, AreaRows),
    "citizens": _rows(CitizenGroup, CitizensForm),
    "institutions": _rows(InstitutionReach, PartnerForm),
    "links": _rows(CityLink, LinkForm),
}
_ROWS = {
    "areas": AreaReach.objects.select_related("area__municipality").order_by("area__sort_key", "starts_on", "pk"),
    "citizens": CitizenGroup.objects.select_related("municipality").order_by("name", "pk"),
    "institutions": InstitutionReach.objects.select_related("institution__municipality").order_by("pk"),
    "links": CityLink.objects.select_related("area__municipality").order_by("name", "pk"),
}


class ReachForms(forms.Form):
    """All that an effort reaches, as one form. `more` names a part that gets one more empty row."""

    q = forms.CharField(label=_("Search for an area"), required=False, max_length=200)
    reason = forms.CharField(
        label=_("Why is it changed?"), required=False, max_length=500, help_text=_("It is kept in the history.")
    )

    def __init__(self, data=None, *, instance: Effort, known: Known, more: str = ""):
        super().__init__(data)
        self.instance, self.known = instance, known
        self.parts = {name: self._part(name, data) for name in PARTS}
        if more in self.parts:
            self.parts[more].add_one()

    def _part(self, name: str, data):
        kwargs = {"instance": self.instance, "prefix": name, "queryset": _ROWS[name].all()}
        kwargs["form_kwargs"] = {"known": self.known}
        if data is not None:
            return PARTS[name](data, **kwargs)
        if name == "areas":
            offered = self._offered(set(self.instance.area_reaches.values_list("area", flat=True)))
            formset = PARTS[name](initial=[{"area": row.pk} for row in offered], **kwargs)
            formset.extra = len(offered)
            return formset
        return PARTS[name](**kwargs)

    def _offered(self, reached: set[int]) -> list[HousingArea]:
        return [row for row in self.known.near_areas if row.pk not in reached]

    # --- judging ---

    @property
    def rows(self) -> list[TrackedRows]:
        return list(self.parts.values())

    def is_valid(self) -> bool:
        valid = super().is_valid()
        all_valid = [part.is_valid() for part in self.rows]
        for part in self.rows:
            for where, about, message in part.problems():
                link = format_html('<a href="#{}">{}</a>: {}', where, about, message) if where else message
                self.add_error(None, link)
        return valid and all(all_valid)

    def hush(self) -> None:
        self._errors = self.errors.__class__()
        for part in self.rows:
            part.hush()

    @property
    def media(self):
        media = super().media
        for part in self.rows:
            media += part.empty_form.media
        return media

    # --- what comes of it ---

    def saved_and_removed(self) -> tuple[list, list]:
        """The rows to save, in an order in which they are never in each other's way, and those to remove."""
        saved, removed = [], []
        for part in self.rows:
            saved += part.save(commit=False)
            removed += part.deleted_objects
        return saved, removed

    def standing(self) -> Rows:
        """The rows as they would stand, of those that can be read; nothing is saved."""
        return Rows(*([*self._standing(part)] for part in self.rows))

    def _standing(self, part: TrackedRows):
        for form in part.forms:
            if not part.is_bound:
                if form.instance.pk:
                    yield form.instance
            elif not form.errors and not part._should_delete_form(form) and (form.instance.pk or form.has_changed()):
                yield form.instance
