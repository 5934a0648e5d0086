"""The pages that give an area a boundary from a day on, and correct one."""

from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.actions import set_border
from areas.forms import BorderForm, NewBorderForm
from areas.models import AreaBorder, HousingArea
from boligsocial.common.rights import changes
from boligsocial.common.seen import seen_of
from boligsocial.desk.area_pages import locked_area
from boligsocial.desk.area_places import box_of, page_of_area, say_overlaps, show_around
from boligsocial.desk.pages import FormPage


class BorderPage(FormPage):
    """A page about a boundary of the area of the address."""

    rule = changes("areas.HousingArea")
    template_name = "desk/area_border.html"

    def get_area(self, lock: bool) -> HousingArea:
        self.area = locked_area(self.rule, self.request, self.kwargs, lock)
        return self.area

    def around(self, form):
        show_around(form.fields["geometry"].widget, self.area.municipality, self.area)
        return form

    def said(self, border: AreaBorder) -> str:
        """Say what the boundary overlaps on its first day, or today when it began before; then the area's page."""
        say_overlaps(self.request, border, max(border.starts_on or date.min, timezone.localdate()))
        return page_of_area(self.area, self.request) + "#about"

    def get_context(self, subject, form) -> dict:
        return {
            "area": self.area,
            "back_url": page_of_area(self.area, self.request),
            "scope_url": reverse("areas:list"),
        }


class NewBorder(BorderPage):
    """A boundary from a day on; it begins as the one in force."""

    def get_subject(self, lock: bool = False) -> HousingArea:
        return self.get_area(lock)

    def get_title(self, subject) -> str:
        return _("New boundary of %(area)s") % {"area": subject.name}

    def get_form(self, subject, data=None, files=None):
        today = timezone.localdate()
        borders = list(subject.borders.order_by(F("starts_on").asc(nulls_first=True)))
        now = next((one for one in borders if one.holds_on(today)), borders[-1] if borders else None)
        initial = {"geometry": now.geometry, "quality": now.quality, "starts_on": today} if now else {}
        form = NewBorderForm(data, files, initial=initial, first=now is None, seen=seen_of(borders))
        form.fields["geometry"].widget.near = partial(box_of, subject.municipality)
        return self.around(form)

    def save(self, form) -> str:
        values = form.cleaned_data
        if "geometry" not in form.changed_data:
            text = _("This is the boundary that holds already. Change it, or correct the one there is.")
            raise ValidationError({"geometry": ValidationError(text, code="same")})
        border = set_border(
            area=self.area,
            geometry=values["geometry"],
            starts_on=values["starts_on"],
            quality=values["quality"],
            source=values["source"],
            reason=values.get("reason", ""),
        )
        return self.said(border)


class EditBorder(BorderPage):
    """A correction of a boundary: it was never as it is written."""

    def get_subject(self, lock: bool = False) -> AreaBorder:
        area = self.get_area(lock)
        border = area.borders.filter(pk=self.kwargs["part"]).first()
        if border is None:
            raise Http404
        border.area = area
        return border

    def get_title(self, subject) -> str:
        return _("Correct a boundary of %(area)s") % {"area": self.area.name}

    def get_form(self, subject, data=None, files=None):
        return self.around(BorderForm(data, files, instance=subject))

    def save(self, form) -> str:
        return self.said(form.save())

    def get_context(self, subject, form) -> dict:
        return super().get_context(subject, form) | {"deletes": "areas.areaborder"}
