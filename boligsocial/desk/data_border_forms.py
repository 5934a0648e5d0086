"""The forms of bringing boundaries in: the file, and what its attributes mean."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.choices import BorderQuality
from areas.intake.shape_files import Feature, MapLayer
from areas.intake.shape_match import CODE, NAME, NUMBER, AreaIndex
from areas.intake.shapes import Choice
from boligsocial.common.fields import DayField
from boligsocial.common.spatial import DEGREES, GRID
from boligsocial.common.uploads import MOST_BYTES

LOOKED_AT = 200  # features that decide which attribute is offered first
SAMPLES = 3
KEPT = ("column", "by", "town", "starts_on", "from_beginning", "quality", "reason")
SYSTEMS = {
    GRID: gettext_lazy("ETRS89 / UTM zone 32N (EPSG:25832): metres, what Danish maps use"),
    DEGREES: gettext_lazy("WGS 84 (EPSG:4326): degrees, longitude first"),
}


class BorderFileForm(forms.Form):
    """The map file."""

    file = forms.FileField(
        label=gettext_lazy("Map file"),
        help_text=gettext_lazy("GeoJSON, GeoPackage (.gpkg) or a zipped Shapefile, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,.gpkg,.zip"}),
        max_length=255,
        allow_empty_file=True,  # said in words of its own when the file is opened
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Leave layers or areas out."))
        return file


class BorderLayerForm(forms.Form):
    """What the attributes of a layer mean, and from when its shapes hold."""

    column = forms.ChoiceField(label=gettext_lazy("Attribute that says which area a shape belongs to"))
    by = forms.ChoiceField(
        label=gettext_lazy("It holds"),
        choices=[
            (NAME, gettext_lazy("the area's name, or another name of it")),
            (CODE, gettext_lazy("the area's code")),
            (NUMBER, gettext_lazy("the area's number here (as in the address of its page)")),
        ],
        initial=NAME,
    )
    town = forms.ChoiceField(
        label=gettext_lazy("Attribute with the municipality"),
        required=False,
        help_text=gettext_lazy("Its name or code. Needed where areas of several municipalities have the same name."),
    )
    starts_on = DayField(
        label=gettext_lazy("The boundaries hold from"),
        help_text=gettext_lazy("A boundary that holds until then is kept and ends the day before."),
    )
    from_beginning = forms.BooleanField(
        label=gettext_lazy("An area without a boundary gets its first one from the area's own beginning"),
        required=False,
        initial=True,
    )
    quality = forms.ChoiceField(
        label=gettext_lazy("How well the boundaries are known"),
        choices=BorderQuality.choices,
        initial=BorderQuality.SURVEYED,
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=500,
        help_text=gettext_lazy("Publisher and edition: it is shown at each boundary."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why are boundaries changed?"),
        max_length=400,
        help_text=gettext_lazy("It is kept in the history of each boundary."),
    )

    def __init__(self, *args, layer: MapLayer, features: list[Feature], user, **kwargs):
        super().__init__(*args, **kwargs)
        self.layer = layer
        columns = [(column, self._labelled(column, features)) for column in layer.columns]
        self.fields["column"].choices = columns
        self.fields["town"].choices = [("", _("no such attribute")), *columns]
        self.initial.setdefault("starts_on", timezone.localdate())
        if not self.is_bound and "column" not in self.initial:
            self.initial |= _proposed(layer, features[:LOOKED_AT], user)
        if layer.crs is None:
            self.fields["crs"] = forms.TypedChoiceField(
                label=_("Reference system"),
                help_text=_("The file does not tell which system its numbers are in."),
                choices=SYSTEMS.items(),
                coerce=int,
                initial=GRID if layer.looks_metric else DEGREES,
            )

    @staticmethod
    def _labelled(column: str, features: list[Feature]) -> str:
        """The attribute with the first of its values, so that one knows it again."""
        values = dict.fromkeys(feature.values.get(column, "") for feature in features[:LOOKED_AT])
        values.pop("", None)
        shown = ", ".join(value[:30] for value in list(values)[:SAMPLES])
        return f"{column[:60]} ({shown}{', …' if len(values) > SAMPLES else ''})" if shown else column[:60]

    def clean_starts_on(self) -> date:
        day = self.cleaned_data["starts_on"]
        if not 1900 <= day.year <= 2100:
            raise forms.ValidationError(_("The year must be between 1900 and 2100."))
        return day

    @property
    def choice(self) -> Choice:
        values = self.cleaned_data
        kept = {
            name: values[name] for name in ("column", "by", "town", "starts_on", "from_beginning", "quality", "reason")
        }
        return Choice(layer=self.layer.name, crs=self.layer.crs or values["crs"], **kept)


def _proposed(layer: MapLayer, features: list[Feature], user) -> dict:
    """The attribute whose values are most often names or codes of areas, and that with municipalities, if any."""
    index = AreaIndex(user, timezone.localdate())

    def counted(is_one) -> dict[str, int]:
        return {column: sum(is_one(each.values.get(column, "")) for each in features) for column in layer.columns}

    names, codes, towns = counted(index.knows), counted(index.knows_code), counted(index.is_town)
    by, found = (CODE, codes) if max(codes.values(), default=0) > max(names.values(), default=0) else (NAME, names)
    best = max(found, key=found.get, default=None)
    if best is None:
        return {}
    everywhere = [column for column, count in towns.items() if count == len(features) > 0 and column != best]
    return {"column": best, "by": by, "town": everywhere[0] if everywhere else ""}
