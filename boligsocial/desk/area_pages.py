"""The pages that make and change areas."""

from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from areas.actions import borders_follow, name_also, set_border
from areas.figure_actions import municipalities_of
from areas.forms import AreaForm, NewAreaForm
from areas.models import HousingArea
from areas.recompute import recompute
from boligsocial.common.rights import changes, makes
from boligsocial.common.templatetags.boligsocial import carried
from boligsocial.common.views import view_date
from boligsocial.desk.area_places import box_of, follow_choice, page_of_area, say_overlaps, show_around
from boligsocial.desk.pages import FormPage, shut_out


class NewArea(FormPage):
    """A new area, with its first boundary where that is known."""

    rule = makes("areas.Municipality")
    template_name = "desk/area_form.html"

    def get_subject(self, lock: bool = False) -> HousingArea:
        return HousingArea()

    def get_title(self, subject) -> str:
        return _("New area")

    def get_form(self, subject, data=None, files=None):
        form = NewAreaForm(data, files, instance=subject, user=self.request.user)
        form.begin_in(self.request.GET.get("municipality", ""))
        widget, towns = form.fields["geometry"].widget, list(form.fields["municipality"].queryset)
        follow_choice(widget, towns)
        chosen = str(form["municipality"].value() or "")
        for town in towns:
            if str(town.pk) == chosen:
                show_around(widget, town)
                widget.near = partial(box_of, town)
                break
        return form

    def save(self, form) -> str:
        area = form.save()
        name_also(area=area, added=form.names_added, removed=set())
        if "estates" in form.changed_data:
            recompute([area.municipality_id])
        values = form.cleaned_data
        if values["geometry"] is not None:
            border = set_border(
                area=area,
                geometry=values["geometry"],
                starts_on=area.starts_on,
                quality=values["quality"],
                source=values["border_source"],
            )
            say_overlaps(self.request, border, view_date(self.request))
        return page_of_area(area, self.request)

    def get_success(self, form) -> str:
        return _("%(area)s is made.") % {"area": form.instance.name}

    def get_context(self, subject, form) -> dict:
        return {
            "back_url": reverse("areas:list") + carried({"request": self.request}),
            "scope_url": reverse("areas:list"),
        }


DECIDES = {"estates", "municipality", "residents", "residents_on"}  # what is derived from figures leans on these


class EditArea(FormPage):
    """What an area is; its boundaries have pages of their own."""

    rule = changes("areas.HousingArea")
    template_name = "desk/area_form.html"

    def get_subject(self, lock: bool = False) -> HousingArea:
        return locked_area(self.rule, self.request, self.kwargs, lock)

    def get_title(self, subject) -> str:
        return _("Edit %(area)s") % {"area": subject.name}

    def get_form(self, subject, data=None, files=None):
        return AreaForm(data, files, instance=subject, user=self.request.user)

    def save(self, form) -> str:
        before = form.initial["ends_on"]
        area = form.save()
        if not HousingArea.objects.changeable_by(self.request.user).filter(pk=area.pk).exists():
            raise ValidationError({"estates": ValidationError(shut_out(), code="shut_out")})
        name_also(area=area, added=form.names_added, removed=form.names_removed)
        borders_follow(area=area, before=before)
        if DECIDES & set(form.changed_data):
            # Its figures are those of other estates now; or it is large enough, or weighs in a mean elsewhere. An
            # estate that it has no more may lie in areas of other municipalities too.
            recompute({area.municipality_id, form.initial["municipality"]} | municipalities_of(form.initial["estates"]))
        return page_of_area(area, self.request)

    def get_context(self, subject, form) -> dict:
        return {
            "area": subject,
            "back_url": page_of_area(subject, self.request),
            "deletes": "areas.housingarea",
            "scope_url": reverse("areas:list"),
        }


def locked_area(rule, request: HttpRequest, kwargs: dict, lock: bool) -> HousingArea:
    """The area of the address as far as the rule lets the user have it, locked when asked."""
    if lock:
        # First of all, so that everything read from here on is as the save will find it.
        HousingArea._base_manager.select_for_update().filter(pk=kwargs["pk"]).first()
    return rule.row(request.user, kwargs, HousingArea.objects.select_related("municipality"))
