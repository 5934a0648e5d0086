"""What the pages that change places have in common: addresses, maps beside them, what is said after a save."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from areas.models import AreaBorder, HousingArea, Municipality
from areas.overlaps import overlaps_of
from boligsocial.common.templatetags.boligsocial import carried
from boligsocial.common.widgets import ShapeWidget


def page_of_area(area: HousingArea, request: HttpRequest) -> str:
    return reverse("areas:detail", args=[area.pk]) + carried({"request": request})


def show_around(widget: ShapeWidget, town: Municipality, own: HousingArea | None = None) -> None:
    """Show the boundaries of the municipality's areas under what is drawn; `own` is the area it is drawn for."""
    widget.around = f"{reverse('areas:map')}?municipality={town.code}&box={box_of(town)}"
    widget.own = f"area-{own.pk}" if own else ""


def follow_choice(widget: ShapeWidget, towns) -> None:
    """Let the map show the municipality that is chosen in the form."""
    address = reverse("areas:map")
    widget.places = {
        town.pk: {"box": box_of(town), "around": f"{address}?municipality={town.code}&box={box_of(town)}"}
        for town in towns
    }


def box_of(town: Municipality) -> str:
    return f"{town.west},{town.south},{town.east},{town.north}"


def say_overlaps(request: HttpRequest, border: AreaBorder, on: date) -> None:
    """Say which areas lie partly within the boundary just saved."""
    for overlap in overlaps_of(border, request.user, on):
        figures = {
            "area": overlap.area.name if overlap.area else _("another area"),
            "hectares": formats.number_format(overlap.hectares, decimal_pos=2, force_grouping=True),
            "share": formats.number_format(overlap.share, decimal_pos=1),
        }
        text = _("The boundary overlaps that of %(area)s by %(hectares)s ha, %(share)s %% of this one.")
        messages.warning(request, text % figures)
