"""The first step of bringing figures in: the file, where it is from, how it is laid out."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.choices import Layout
from areas.intake import receive
from areas.models import FigureSource
from boligsocial.common.rights import makes
from boligsocial.common.uploads import MOST_BYTES
from boligsocial.desk.data_steps import page_of, steps_of
from boligsocial.desk.pages import FormPage

FIRST_YEAR, LAST_YEAR = 1980, 2100
LAYOUTS = {
    Layout.WIDE: gettext_lazy("One area a row, one figure a column"),
    Layout.LONG: gettext_lazy("One figure a row: area, year, which figure, value"),
    Layout.OFFICIAL: gettext_lazy("The official lists: one area a row, the lists' own columns and the status"),
}


class UploadForm(forms.Form):
    """What is known of a file before it is opened."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or Excel (.xlsx), as it came from its source, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xlsm"}),
        max_length=255,
        allow_empty_file=True,  # said in words of its own when the file is opened
    )
    layout = forms.ChoiceField(
        label=gettext_lazy("How the table is laid out"),
        choices=LAYOUTS.items(),
        initial=Layout.WIDE,
        widget=forms.RadioSelect,
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("Source"),
        queryset=FigureSource.objects.all(),
        required=False,
        empty_label=gettext_lazy("another source"),
        help_text=gettext_lazy("It decides from how many people on the figures may be shown."),
    )
    source_text = forms.CharField(
        label=gettext_lazy("How the source is written at the figures"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Publisher, title and edition. Empty: the name of the source above."),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year of the figures"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        required=False,
        help_text=gettext_lazy("Leave it empty where a column of the file says the year."),
    )
    extracted_on = forms.DateField(
        label=gettext_lazy("Extracted on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The day the figures were taken out of the source's register, if you know it."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than 10 MB. Split it, or leave columns out."))
        return file

    def clean(self):
        values = super().clean()
        named = values.get("source_text") or values.get("source")
        if not named and not {"source", "source_text"} & set(self.errors):
            self.add_error("source_text", _("Choose a source, or write where the figures are from."))
        return values


class NewImport(FormPage):
    """Takes the file; it is kept as it is, under its name and fingerprint."""

    rule = makes("areas.Municipality", "areas.HousingOrganisation")
    template_name = "data/upload.html"
    form_class = UploadForm

    def get_subject(self, lock: bool = False) -> None:
        return None

    def get_title(self, subject) -> str:
        return _("Bring figures in")

    def get_form(self, subject, data=None, files=None):
        return UploadForm(data, files)

    def get_success(self, form) -> str:
        return ""

    def save(self, form) -> str:
        told = form.cleaned_data
        file = told.pop("file")
        try:
            batch = receive(user=self.request.user, file_name=file.name, content=file.read(), **told)
        except ValidationError as refusal:
            raise ValidationError({"file": refusal.error_list}) from refusal
        return page_of(batch)

    def get_context(self, subject, form) -> dict:
        return {"steps": steps_of("file"), "most_bytes": MOST_BYTES, "scope_url": reverse("data:home")}
