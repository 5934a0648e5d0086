"""Boundaries from a map file: the file, its layer and attributes, and taking an import of boundaries back."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.choices import ImportState, Layout
from areas.intake import shapes
from areas.models import Import
from boligsocial.common.rights import makes
from boligsocial.common.uploads import MOST_BYTES
from boligsocial.desk.data_border_forms import BorderFileForm, BorderLayerForm
from boligsocial.desk.data_border_steps import BordersInOrder, border_steps
from boligsocial.desk.data_steps import CHANGES, files
from boligsocial.desk.pages import FormPage

LATEST = 10


class NewBorders(FormPage):
    """Takes the map file, and shows the latest ones."""

    rule = makes("areas.Municipality", "areas.HousingOrganisation")
    template_name = "data/borders_file.html"

    def get_subject(self, lock: bool = False) -> None:
        return None

    def get_title(self, subject) -> str:
        return _("Bring boundaries in")

    def get_form(self, subject, data=None, files=None):
        return BorderFileForm(data, files)

    def get_success(self, form) -> str:
        return ""

    def save(self, form) -> str:
        file = form.cleaned_data["file"]
        try:
            batch = shapes.receive(user=self.request.user, file_name=file.name, content=file.read())
        except ValidationError as refusal:
            raise ValidationError({"file": refusal.error_list}) from refusal
        return reverse("data:border-layer", args=[batch.pk])

    def get_context(self, subject, form) -> dict:
        latest = files().visible_to(self.request.user).filter(layout=Layout.BORDERS).order_by("-made_at", "-pk")
        return {"steps": border_steps("file"), "most_bytes": MOST_BYTES, "latest": list(latest[:LATEST])}


class BorderForm(BordersInOrder, FormPage):
    """A page with a form about a file with boundaries."""

    rule = CHANGES

    def get_subject(self, lock: bool = False) -> Import:
        return self.batch(lock)

    def get_success(self, form) -> str:
        return ""


class BorderLayer(BorderForm):
    """Which layer (`?layer=2`), which attribute, from which day: then the file is checked."""

    states = (ImportState.UPLOADED, ImportState.CHECKED)
    template_name = "data/borders_layer.html"
    submit_label = gettext_lazy("Check the boundaries")

    def get_title(self, subject) -> str:
        return _("Areas and day of %(file)s") % {"file": subject.file_name}

    def get_form(self, subject, data=None, files=None):
        self.layers = shapes.layers_of(subject)
        self.number = self._layer_number(subject, data)
        layer = self.layers[self.number]
        self.can_be_read = not layer.other_crs
        features = layer.read() if self.can_be_read else []
        initial = {"source": subject.source_text or subject.file_name}
        if subject.mapping.get("layer") == layer.name:
            initial |= subject.mapping
        self.subject = subject
        return BorderLayerForm(data, initial=initial, layer=layer, features=features, user=self.request.user)

    def _layer_number(self, subject: Import, data) -> int:
        names = [layer.name for layer in self.layers]
        kept = names.index(subject.mapping["layer"]) if subject.mapping.get("layer") in names else 0
        wanted = data.get("layer", "") if data is not None else self.request.GET.get("layer", "")
        is_number = wanted.isascii() and wanted.isdigit() and 0 < len(wanted) < 4 and int(wanted) <= len(names)
        return max(int(wanted) - 1, 0) if is_number else kept

    def save(self, form) -> str:
        shapes.check(self.subject, user=self.request.user, choice=form.choice, source=form.cleaned_data["source"])
        return reverse("data:border", args=[self.subject.pk])

    def get_context(self, subject, form) -> dict:
        return {
            "batch": subject,
            "layers": list(enumerate(self.layers, 1)),
            "number": self.number + 1,
            "layer": form.layer,
            "can_be_read": self.can_be_read,
            "steps": border_steps("layer", subject),
        }


class TakeBordersBack(BorderForm):
    """All boundaries of an import go, and those they replaced hold again."""

    states = (ImportState.DONE,)
    template_name = "data/borders_take_back.html"
    submit_label = gettext_lazy("Take the import back")

    def get_title(self, subject) -> str:
        return _("Take back the boundaries of %(file)s") % {"file": subject.file_name}

    def get_form(self, subject, data=None, files=None):
        self.subject = subject
        return forms.Form(data)

    def save(self, form) -> str:
        shapes.take_back(self.subject, user=self.request.user)
        return reverse("data:border", args=[self.subject.pk])

    def get_success(self, form) -> str:
        return _("The import is taken back.")

    def get_context(self, subject, form) -> dict:
        return {"batch": subject, "back_url": reverse("data:border", args=[subject.pk])}
