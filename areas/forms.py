"""Asking people about areas, their boundaries and estates, and about institutions."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.choices import BorderQuality
from areas.models import AreaBorder, AreaName, Estate, HousingArea, HousingOrganisation, Institution, Municipality
from areas.typed_count import TypedCount
from boligsocial.common.editing import TrackedForm
from boligsocial.common.fields import DayField, LastDayField, RowsField
from boligsocial.common.seen import SeenForm
from boligsocial.common.spatial import ShapeField
from boligsocial.common.widgets import CheckGroups, ShapeWidget

MOST_NAMES = 30
MOST_ESTATES = 300  # offered for a new area; for one that is there, those of its municipality
LARGEST_FILE = 2_000_000  # bytes
LARGEST_COUNT = 10_000_000  # homes or residents: more than the country has
QUALITY = _("How well is the boundary known?")


class CountField(forms.IntegerField):
    """A count of homes or residents."""

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "min_value": 0, "max_value": LARGEST_COUNT})


class PlaceForm(TrackedForm):
    """A row that lies in a municipality in which the user may change things, or in the one it lies in already."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.own = Municipality.objects.changeable_by(user)
        field = self.fields["municipality"]
        field.queryset = (self.own | Municipality.objects.filter(pk=self.instance.municipality_id)).order_by("sort_key")
        field.empty_label = _("Choose a municipality")

    def begin_in(self, code: str) -> None:
        """Choose the municipality beforehand: the one with this code, or the only one there is to choose."""
        own = list(self.own.order_by())
        chosen = [town for town in own if town.code == code] or own
        if len(chosen) == 1:
            self.initial["municipality"] = chosen[0].pk


class AreaForm(TypedCount, PlaceForm):
    """An area with its other names and estates.

    Other names are merged with what others made of them meanwhile: `names_before` is what they were when the form was
    opened.
    """

    other_names = forms.CharField(
        label=_("Other names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. Search finds the area by them too."),
    )
    names_before = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = HousingArea
        fields = [
            "name",
            "municipality",
            "code",
            "tenure",
            "homes",
            "residents",
            "residents_on",
            "starts_on",
            "ends_on",
            "estates",
            "source",
            "note",
        ]
        field_classes = {
            "homes": CountField,
            "residents": CountField,
            "residents_on": DayField,
            "starts_on": DayField,
            "ends_on": LastDayField,
            "estates": RowsField,
        }
        labels = {"starts_on": _("First day"), "ends_on": _("Last day"), "residents_on": _("Counted on")}
        help_texts = {
            "starts_on": _("Empty: always, or not known."),
            "ends_on": _("Empty: until further notice."),
            "estates": _("The estates of a housing organisation that make the area up."),
            "source": _("Where the boundary, the homes and the residents are from."),
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 4}), "estates": CheckGroups}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        names = self.instance.other_names.values_list("name", flat=True) if self.instance.pk else []
        self.initial["other_names"] = self.initial["names_before"] = "\n".join(names)
        self._offer_estates()

    def _offer_estates(self) -> None:
        """Estates the user may see: where the area lies, for a new one all of them, and those it has already."""
        field = self.fields["estates"]
        rows = Estate.objects.visible_to(self.user)
        if self.instance.municipality_id:
            rows = rows.filter(municipality=self.instance.municipality_id)
        elif rows.count() > MOST_ESTATES:
            rows = rows.none()
        chosen = [estate.pk for estate in self.initial.get("estates", ())]
        rows = rows | Estate.objects.filter(pk__in=chosen)
        field.queryset = rows.select_related("organisation").order_by("organisation__sort_key", "sort_key")
        groups: dict[str, list] = {}
        for estate in field.queryset:
            label = _("%(name)s (no. %(number)s)") % {"name": estate.name, "number": estate.number}
            groups.setdefault(estate.organisation.name, []).append((estate.pk, label if estate.number else estate.name))
        field.choices = list(groups.items())
        self.has_estates = bool(groups)

    def clean_other_names(self) -> set[str]:
        names = _lines(self.cleaned_data["other_names"])
        longest = AreaName._meta.get_field("name").max_length
        if any(len(name) > longest for name in names):
            raise ValidationError(_("A name has at most %(most)s letters."), code="long", params={"most": longest})
        if len(names) > MOST_NAMES:
            raise ValidationError(_("Give at most %(most)s names."), code="many", params={"most": MOST_NAMES})
        return names

    def clean_names_before(self) -> set[str]:
        return _lines(self.cleaned_data["names_before"])

    def clean(self):
        cleaned = super().clean()
        town = self.cleaned_data.get("municipality")
        strangers = [one for one in self.cleaned_data.get("estates") or () if town and one.municipality_id != town.pk]
        kept = {estate.pk for estate in self.initial.get("estates", ())}
        strangers = [estate for estate in strangers if estate.pk not in kept]
        if strangers and "estates" not in self.errors:
            text = _("%(names)s: not in %(municipality)s.")
            named = ", ".join(estate.name for estate in strangers)
            self.add_error(
                "estates", ValidationError(text, code="elsewhere", params={"names": named, "municipality": town})
            )
        return cleaned

    @property
    def changes_nothing(self) -> bool:
        return super().changes_nothing and not self.names_added and not self.names_removed

    @property
    def names_added(self) -> set[str]:
        return self.cleaned_data["other_names"] - self.cleaned_data["names_before"]

    @property
    def names_removed(self) -> set[str]:
        return self.cleaned_data["names_before"] - self.cleaned_data["other_names"]


def _lines(text: str) -> set[str]:
    text = unicodedata.normalize("NFC", text)
    return {" ".join(line.split()) for line in text.splitlines() if line.strip()}


class ShapeUpload(forms.Form):
    """A boundary that is drawn, typed, pasted, or chosen as a file; a file takes the place of the text."""

    shape_file = forms.FileField(
        label=_("or choose a file with the boundary"),
        required=False,
        help_text=_("GeoJSON in EPSG:4326 or 25832. It takes the place of what is drawn."),
        widget=forms.FileInput(attrs={"data-shape-file": "", "accept": ".geojson,.json,application/geo+json"}),
    )

    def clean_shape_file(self):
        """Put the file's text where the boundary is read from, before it is read: the file comes first in order."""
        file = self.cleaned_data.get("shape_file")
        if not file:
            return None
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is too large: at most 2 MB."), code="large")
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(_("This is not a text file."), code="no_text") from None
        self.data = self.data.copy()
        self.data[self.add_prefix("geometry")] = text.strip()
        return file


def _boundary(**kwargs) -> ShapeField:
    return ShapeField(kind="MULTIPOLYGON", label=_("Boundary"), widget=ShapeWidget(kind="MULTIPOLYGON"), **kwargs)


def _quality() -> forms.ChoiceField:
    return forms.ChoiceField(label=QUALITY, choices=BorderQuality.choices, initial=BorderQuality.DRAWN)


class NewAreaForm(AreaForm, ShapeUpload):
    """An area and its first boundary, which may be left out."""

    geometry = _boundary(required=False)
    quality = _quality()
    border_source = forms.CharField(label=_("Source of the boundary"), required=False, max_length=500)
    field_order = ["shape_file", "geometry"]


class NewBorderForm(SeenForm, ShapeUpload):
    """Another boundary from a day on."""

    news = _(
        "Somebody has changed the boundaries of the area since you opened this page. Look at them, and save once more "
        "if yours is right."
    )
    starts_on = DayField(
        label=_("Holds from"), help_text=_("The boundary in force until then ends the day before. It is kept.")
    )
    geometry = _boundary()
    quality = _quality()
    source = forms.CharField(label=_("Source"), required=False, max_length=500)
    reason = forms.CharField(
        label=_("Why is it changed?"), max_length=500, help_text=_("It is kept in the history of the boundary.")
    )
    field_order = ["shape_file", "geometry"]

    def __init__(self, *args, first: bool, **kwargs):
        """`first`: the area has no boundary yet, so nothing needs a day or a reason."""
        super().__init__(*args, **kwargs)
        if first:
            self.fields["starts_on"].required = False
            self.fields["starts_on"].help_text = _("Empty: always, or not known.")
            del self.fields["reason"]


class BorderForm(TrackedForm, ShapeUpload):
    """A correction of a boundary."""

    geometry = _boundary()
    field_order = ["shape_file", "geometry"]

    class Meta:
        model = AreaBorder
        fields = ["geometry", "quality", "starts_on", "ends_on", "source"]
        field_classes = {"starts_on": DayField, "ends_on": LastDayField}
        labels = {"starts_on": _("Holds from"), "ends_on": _("Last day"), "quality": QUALITY}
        help_texts = {"starts_on": _("Empty: always, or not known."), "ends_on": _("Empty: until further notice.")}

    def _get_validation_exclusions(self):
        # The area is not asked for, but two boundaries of it must not hold at once.
        return super()._get_validation_exclusions() - {"area"}


class InstitutionForm(PlaceForm):
    """An institution and its place."""

    point = ShapeField(
        kind="POINT",
        label=_("Place"),
        required=False,
        widget=ShapeWidget(kind="POINT"),
        help_text=_("Empty: not known."),
    )

    class Meta:
        model = Institution
        fields = ["name", "municipality", "kind", "point", "is_approximate", "source"]


class EstateForm(PlaceForm):
    """A housing organisation's estate, and for a new one an area that it is part of."""

    class Meta:
        model = Estate
        fields = ["name", "number", "organisation", "municipality", "homes"]
        field_classes = {"homes": CountField}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.own_organisations = HousingOrganisation.objects.changeable_by(user)
        if self.own_organisations.exists():
            # Theirs may lie in any municipality.
            self.fields["municipality"].queryset = Municipality.objects.visible_to(user).order_by("sort_key")
        self.fields["organisation"].queryset = HousingOrganisation.objects.visible_to(user).order_by("sort_key")
        self.fields["organisation"].empty_label = _("Choose a housing organisation")
        if self.instance.pk is None:
            self.fields["area"] = forms.ModelChoiceField(
                label=_("Part of the area"),
                queryset=HousingArea.objects.changeable_by(user).order_by("sort_key"),
                required=False,
                empty_label=_("No area, or several"),
                help_text=_("More areas are chosen on the area's own page."),
            )

    def clean(self):
        cleaned = super().clean()
        area, town = self.cleaned_data.get("area"), self.cleaned_data.get("municipality")
        if area and town and area.municipality_id != town.pk:
            self.add_error("area", ValidationError(_("The area lies in another municipality."), code="elsewhere"))
        if town and self.cleaned_data.get("organisation") and not self._is_ours(town, cleaned["organisation"]):
            text = _("Choose a municipality or a housing organisation in which you may change things.")
            self.add_error("municipality", ValidationError(text, code="not_yours"))
        return cleaned

    def _is_ours(self, town: Municipality, organisation: HousingOrganisation) -> bool:
        return self.own.filter(pk=town.pk).exists() or self.own_organisations.filter(pk=organisation.pk).exists()
