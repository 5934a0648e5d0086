"""Form controls of our own: a shape on a map beside its text, and a search box that knows what it shows."""

import json

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.forms.widgets import Media, Script
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def drawing_texts() -> dict[str, str]:
    """What the drawing tools on the map say, under the names static/js/shape-field.js knows."""
    return {
        "cancel": _("Cancel"),
        "cancelDrawing": _("Cancel drawing"),
        "clearAll": _("Remove all"),
        "close": _("Click the first corner to close the shape."),
        "continue": _("Click to place the next corner."),
        "crosses": _("The boundary must not cross itself."),
        "drag": _("Drag a corner to move it."),
        "drawMarker": _("Place the point"),
        "drawPolygon": _("Draw a boundary"),
        "drawRectangle": _("Draw a rectangle"),
        "dragRectangle": _("Drag to draw a rectangle."),
        "drawHole": _("Cut a hole"),
        "edit": _("Move corners"),
        "fill": _("Fill a hole"),
        "fillStart": _("Click in a hole to fill it."),
        "finish": _("Finish"),
        "holeOutside": _("A hole must lie inside a part. Draw it again within the boundary."),
        "holeStart": _("Click inside a part to place the first corner of the hole."),
        "map": _("Map: what is drawn here is also in the text field"),
        "noHoleHere": _("There is no hole there."),
        "nothingToEdit": _("There is nothing to move."),
        "nothingToRemove": _("There is nothing to remove."),
        "placeMarker": _("Click where the place is."),
        "release": _("Release to finish."),
        "remove": _("Remove parts"),
        "removePart": _("Click a part to remove it."),
        "save": _("Keep the changes"),
        "start": _("Click to place the first corner."),
        "summary": _("{hectares} ha, parts: {parts}, holes: {holes}, corners: {corners}"),
        "undo": _("Remove the last corner"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
    }


class ShapeWidget(forms.Textarea):
    """A shape as text, with a map that reads and writes the same text (django-leaflet's drawing field).

    The text alone is enough: GeoJSON for a boundary, "latitude, longitude" for a point. `opened` shows the map at
    once; otherwise it is made when somebody opens it, so that many rows cost nothing.
    """

    template_name = "components/shape_field.html"
    near = None  # what gives the municipality that the map shows when there is no shape yet
    around = ""  # the address of a map layer that is shown under the drawing
    own = ""  # the feature of that layer which is left out: what is being drawn
    places: dict | None = None  # by key of a municipality, {"box", "around"}: the map follows the choice in the form

    def __init__(self, *, kind: str, opened: bool = True, attrs=None):
        self.kind, self.opened = kind, opened
        super().__init__(attrs=attrs)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        described = {key: value for key, value in context["widget"]["attrs"].items() if key.startswith("aria-")}
        if self.kind != "POINT":
            hint = f"{context['widget']['attrs'].get('id', '')}-written"
            described["aria-describedby"] = f"{described.get('aria-describedby', '')} {hint}".strip()
        return {
            **context,
            "described": described,
            "box": "" if value or self.near is None else self.near(),
            "kind": self.kind,
            "opened": self.opened,
            "around": self.around,
            "own": self.own,
            "places": json.dumps(self.places) if self.places else "",
            "tiles": settings.MAP_TILES,
            "attribution": settings.MAP_TILES_ATTRIBUTION,
            "texts": json.dumps(drawing_texts(), ensure_ascii=False),
        }

    def render(self, name, value, attrs=None, renderer=None):
        # The project's template directory, not only those of the form renderer.
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    @property
    def media(self):
        return Media(
            js=[
                "leaflet/leaflet.js",
                "leaflet/draw/leaflet.draw.js",
                "leaflet/leaflet.forms.js",
                Script("js/shape-field.js", type="module"),
            ],
            css={"all": ["leaflet/leaflet.css", "leaflet/draw/leaflet.draw.css", "css/shape-field.css"]},
        )


class KnownSelect(AutocompleteSelect):
    """The admin's search box for a foreign key, without a query for a row that its form has fetched already."""

    known = None

    def optgroups(self, name, value, attr=None):
        if self.known is None or value != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.known.pk, str(self.known), {str(self.known.pk)}, len(options)))
        return [(None, options, 0)]


class ManySelect(AutocompleteSelectMultiple):
    """The admin's search box for several rows, without "clear all": each choice has a cross of its own."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


class CheckGroups(forms.CheckboxSelectMultiple):
    """Check boxes in groups; a long group with nothing ticked is folded, unless it is the first."""

    template_name = "components/check_groups.html"
    long = 12

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["groups"] = [
            {
                "label": label,
                "options": options,
                "folded": bool(label and number)
                and len(options) > self.long
                and not any(one["selected"] for one in options),
            }
            for number, (label, options, _index) in enumerate(context["widget"]["optgroups"])
        ]
        return context

    def render(self, name, value, attrs=None, renderer=None):
        # The project's template directory, not only those of the form renderer.
        return render_to_string(self.template_name, self.get_context(name, value, attrs))
