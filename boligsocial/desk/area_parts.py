"""The pages that make and change institutions and estates."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.actions import add_estate
from areas.forms import EstateForm, InstitutionForm, PlaceForm
from areas.models import Estate, Institution
from boligsocial.common.rights import changes, makes
from boligsocial.common.templatetags.boligsocial import carried
from boligsocial.desk.area_places import box_of, follow_choice, page_of_area, show_around
from boligsocial.desk.pages import FormPage


class PlacePage(FormPage):
    """A page about a row that lies in a municipality; a new one where the address names none."""

    model = None

    def get_subject(self, lock: bool = False):
        if "pk" not in self.kwargs:
            return self.model()
        if lock:
            # First of all, so that everything read from here on is as the save will find it.
            self.model._base_manager.select_for_update().filter(pk=self.kwargs["pk"]).first()
        return self.rule.row(self.request.user, self.kwargs, self.model.objects.select_related("municipality"))

    def get_form(self, subject, data=None, files=None) -> PlaceForm:
        form = self.form_class(data, files, instance=subject, user=self.request.user)
        if subject.pk is None:
            form.begin_in(self.request.GET.get("municipality", ""))
        return form

    @property
    def deletes(self) -> str:
        """What the delete page calls the row; nothing for a new one."""
        return self.model._meta.label_lower if "pk" in self.kwargs else ""

    def carried(self) -> str:
        return carried({"request": self.request})


class InstitutionPage(PlacePage):
    model, form_class = Institution, InstitutionForm
    template_name = "desk/area_institution.html"

    def get_form(self, subject, data=None, files=None) -> InstitutionForm:
        form = super().get_form(subject, data, files)
        widget, towns = form.fields["point"].widget, list(form.fields["municipality"].queryset)
        follow_choice(widget, towns)
        chosen = str(form["municipality"].value() or "")
        town = next((town for town in towns if str(town.pk) == chosen), None)
        if town is not None:
            show_around(widget, town)
            widget.near = partial(box_of, town)
        return form

    def save(self, form) -> str:
        form.save()
        return self.back()

    def back(self) -> str:
        return reverse("areas:institutions") + self.carried()

    def get_context(self, subject, form) -> dict:
        return {"back_url": self.back(), "deletes": self.deletes, "scope_url": reverse("areas:institutions")}


class NewInstitution(InstitutionPage):
    rule = makes("areas.Municipality")

    def get_title(self, subject) -> str:
        return _("New institution")

    def get_success(self, form) -> str:
        return _("%(institution)s is made.") % {"institution": form.instance.name}


class EditInstitution(InstitutionPage):
    rule = changes("areas.Institution")

    def get_title(self, subject) -> str:
        return _("Edit %(institution)s") % {"institution": subject.name}


class EstatePage(PlacePage):
    model, form_class = Estate, EstateForm
    template_name = "desk/area_estate.html"

    def get_context(self, subject, form) -> dict:
        return {"back_url": self.back(), "deletes": self.deletes, "scope_url": reverse("areas:list")}

    def back(self, area=None) -> str:
        if area is not None:
            return page_of_area(area, self.request) + "#about"
        return reverse("areas:list") + self.carried()


class NewEstate(EstatePage):
    """A new estate; `?area=12` makes it part of that area."""

    rule = makes("areas.Municipality", "areas.HousingOrganisation")

    def get_title(self, subject) -> str:
        return _("New estate")

    def get_form(self, subject, data=None, files=None) -> EstateForm:
        form = super().get_form(subject, data, files)
        wanted = self.request.GET.get("area", "")
        area = form.fields["area"].queryset.filter(pk=int(wanted)).first() if _is_key(wanted) else None
        if area is not None:
            form.initial |= {"area": area.pk, "municipality": area.municipality_id}
        return form

    def save(self, form) -> str:
        estate, area = form.save(), form.cleaned_data["area"]
        if area is not None:
            add_estate(area=area, estate=estate)
        return self.back(area)

    def get_success(self, form) -> str:
        return _("%(estate)s is made.") % {"estate": form.instance.name}


class EditEstate(EstatePage):
    rule = changes("areas.Estate")

    def get_title(self, subject) -> str:
        return _("Edit %(estate)s") % {"estate": subject.name}

    def save(self, form) -> str:
        return self.back(form.save().areas.visible_to(self.request.user).order_by("sort_key").first())


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
