"""What is done with a file that is checked: import its good rows, or nothing, or take an import back."""

from collections.abc import Generator

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from areas.choices import ImportState
from areas.intake import bring_in_steps, take_back_steps
from areas.intake.discarding import discard
from areas.intake.steps import Step
from areas.models import Import
from boligsocial.desk.data_result import areas_made
from boligsocial.desk.data_steps import UNFINISHED, ImportForm, page_of, steps_of
from boligsocial.desk.data_told import Told


class Act(ImportForm):
    """Something done with one button; its own page asks for it once more, or says why it could not be done."""

    form_class = forms.Form
    template_name = "data/act.html"

    def get_form(self, subject, data=None, files=None):
        self.subject = subject
        return forms.Form(data)

    def get_context(self, subject, form) -> dict:
        return {"batch": subject, "back_url": page_of(subject), "scope_url": reverse("data:home")}


class BringIn(Told, Act):
    """The good rows of a checked file become figures; those with errors stay outside."""

    states = (ImportState.CHECKED,)

    def get_title(self, subject) -> str:
        return _("Import %(file)s") % {"file": subject.file_name}

    @property
    def submit_label(self) -> str:
        return _("Import the good rows")

    def steps(self) -> Generator[Step, None, Import]:
        return bring_in_steps(self.subject, user=self.request.user)

    def get_context(self, subject, form) -> dict:
        return super().get_context(subject, form) | {"act": "bring_in", "steps": steps_of("look", subject)}


class Drop(Act):
    """Nothing of the file is imported: the file and its check are thrown away."""

    states = UNFINISHED
    takes_borders = True

    def get_title(self, subject) -> str:
        return _("Import nothing of %(file)s") % {"file": subject.file_name}

    @property
    def submit_label(self) -> str:
        return _("Throw the file away")

    def save(self, form) -> str:
        discard(self.subject)
        return reverse("data:imports")

    def get_success(self, form) -> str:
        return _("Nothing was imported. “%(file)s” is thrown away here.") % {"file": self.subject.file_name}

    def get_context(self, subject, form) -> dict:
        return super().get_context(subject, form) | {"act": "drop"}


class TakeBack(Told, Act):
    """A whole import is undone: each figure gets back what it was before, unless somebody changed it since."""

    states = (ImportState.DONE,)

    def get_title(self, subject) -> str:
        return _("Take back the import of %(file)s") % {"file": subject.file_name}

    @property
    def submit_label(self) -> str:
        return _("Take the import back")

    def steps(self) -> Generator[Step, None, Import]:
        return take_back_steps(self.subject, user=self.request.user)

    def get_context(self, subject, form) -> dict:
        made = areas_made(subject, self.request.user)
        return super().get_context(subject, form) | {"act": "take_back", "areas_made": made}
