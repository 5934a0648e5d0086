"""The second step of bringing figures in: what each column of the file is."""

import copy
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.choices import Layout, ListStatus
from areas.intake import (
    Header,
    check_more,
    headers_of,
    proposed_mapping,
    proposed_year,
    set_mapping,
    sheets_of,
    targets,
)
from areas.intake.headers import MOST_HEADER_ROWS
from areas.intake.mapping import proposed_list
from areas.intake.plan import LIST
from areas.intake.preview import Understood, preview
from areas.models import Import
from boligsocial.desk.data_steps import UNFINISHED, ImportForm, files, page_of, steps_of
from boligsocial.desk.data_uploads import FIRST_YEAR, LAST_YEAR

COLUMN = "column-"  # and the column's index
PLACE = ("sheet", "skipped_rows", "header_rows")  # where the table is
FIELDS = {"no_year": "year", "year": "year", "skipped_rows": "skipped_rows"}  # at which a refusal is said


class PlaceForm(forms.Form):
    """Where in the file the table is."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    skipped_rows = forms.IntegerField(
        label=gettext_lazy("Rows before the headers"),
        min_value=0,
        max_value=1000,
        help_text=gettext_lazy("Titles and notes."),
    )
    header_rows = forms.IntegerField(
        label=gettext_lazy("Rows of headers"),
        min_value=1,
        max_value=MOST_HEADER_ROWS,
        help_text=gettext_lazy("More than one if they are merged."),
    )

    def __init__(self, batch: Import, data=None):
        super().__init__(data, initial={name: getattr(batch, name) for name in PLACE})
        names = sheets_of(batch)
        if len(names) > 1:
            self.fields["sheet"].choices = [(name, name) for name in names]
            self.fields["sheet"].required = True
        else:
            del self.fields["sheet"]


class ColumnsForm(PlaceForm):
    """What each column is; the columns are those of the batch as it is given, whose place may have been changed."""

    year = forms.IntegerField(
        label=gettext_lazy("Year of the figures"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        required=False,
        help_text=gettext_lazy("For rows and columns that do not say it themselves."),
    )
    of_list = forms.ChoiceField(
        label=gettext_lazy("List that all rows are on"),
        choices=[("", gettext_lazy("None, or a column says it")), *ListStatus.choices],
        required=False,
        help_text=gettext_lazy("For a file or a sheet that holds one list and nothing else."),
    )
    makes_areas = forms.BooleanField(
        label=gettext_lazy("Make areas that are not known here"),
        required=False,
        help_text=gettext_lazy("Otherwise a row about an unknown area is an error."),
    )

    def __init__(self, batch: Import, headers: list[Header], mapping: dict, data=None):
        super().__init__(batch, data)
        self.batch, self.headers, self.offered = batch, headers, list(grouped(batch.layout))
        self.known = {key for _group, options in self.offered for key, _label in options if key}
        self.initial |= {"year": proposed_year(batch), "makes_areas": batch.makes_areas}
        if batch.layout == Layout.OFFICIAL:
            self.initial["of_list"] = proposed_list(batch)
        else:
            del self.fields["of_list"]
        for header in headers:
            guess = mapping.get(str(header.index), "")
            self.fields[f"{COLUMN}{header.index}"] = forms.ChoiceField(
                # The message of a refused choice begins with it.
                label=header.text or _("Column %(letter)s") % {"letter": header.letter},
                choices=self.offered,
                required=False,
                initial=guess if guess in self.known else "",
            )

    @property
    def columns(self) -> list[tuple[Header, forms.BoundField]]:
        return [(header, self[f"{COLUMN}{header.index}"]) for header in self.headers]

    def preview(self, user) -> list[Understood]:
        """The first rows as the form has it now, right or wrong; none while no column is a figure."""
        mapping = {str(header.index): field.value() for header, field in self.columns if field.value() in self.known}
        listed = self["of_list"].value() if "of_list" in self.fields else ""
        is_named = listed in ListStatus and {"area", "area_code"} & set(mapping.values())
        if not is_named and not any(key in ("value", "listed") or ":" in key for key in mapping.values()):
            return []
        mapping[LIST] = listed if is_named else ""
        year = str(self["year"].value() or "")
        is_year = year.isascii() and year.isdigit() and FIRST_YEAR <= int(year[:5]) <= LAST_YEAR
        self.batch.year, self.batch.makes_areas = int(year) if is_year else None, bool(self["makes_areas"].value())
        return preview(self.batch, mapping=mapping, user=user)

    @property
    def mapping(self) -> dict[str, str]:
        """By the column's index; columns that are left out say nothing."""
        names = {str(header.index): f"{COLUMN}{header.index}" for header in self.headers}
        return {index: self.cleaned_data[name] for index, name in names.items() if self.cleaned_data[name]}


def grouped(layout: str) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """What a column can be, as a native select offers it: those without a group first."""
    for group, offered in groupby(targets(layout), key=lambda target: str(target.group)):
        yield group, [(target.key, str(target.label)) for target in offered]


def columns_form(batch: Import, mapping: dict, data, fallback=None) -> ColumnsForm:
    """The form for the columns at the batch's place; without a mapping, with what the columns probably are.

    Where no table is, it says so (`fallback` is what was sent, if `data` is not to be shown).
    """
    try:
        headers = headers_of(batch)
        return ColumnsForm(batch, headers, mapping or proposed_mapping(batch), data)
    except ValidationError as refusal:
        form = ColumnsForm(batch, [], {}, data or fallback or {})
        form.add_error(None, refusal)
        return form


def move(batch: Import, place: dict) -> bool:
    """Look at another place of the file; whether it is another."""
    moved = {name: value for name, value in place.items() if getattr(batch, name) != value}
    for name, value in moved.items():
        setattr(batch, name, value)
    return bool(moved)


def at_fields(refusal: ValidationError) -> ValidationError:
    """The same refusals, each at the field with which it is mended."""
    found = {}
    for error in refusal.error_list:
        found.setdefault(FIELDS.get(error.code, NON_FIELD_ERRORS), []).append(error)
    return ValidationError(found)


def told_once(rows: list[Understood]) -> dict:
    """The first rows for data/_preview.html: what is wrong with every one of them alike is said once, above them."""
    shared = [fault for fault in rows[0].faults if all(fault in row.faults for row in rows)] if len(rows) > 1 else []
    rows = [replace(row, faults=[fault for fault in row.faults if fault not in shared]) for row in rows]
    return {"shared": shared, "preview": [row for row in rows if row.about or row.figures or row.lists or row.faults]}


def seen(values) -> str:
    """A place of the file as the form says which one it shows."""
    return "/".join(str(values.get(name, "")) for name in reversed(PLACE))


class ColumnsPage(ImportForm):
    """Says what each column is. "Read again" (`do=read`) only looks at another place of the file; nothing is saved."""

    states = UNFINISHED
    template_name = "data/columns.html"

    def get_title(self, subject) -> str:
        return _("Columns of %(file)s") % {"file": subject.file_name}

    def get_form(self, subject, data=None, files=None):
        place = PlaceForm(subject, data)
        moved = data is not None and place.is_valid() and move(subject, place.cleaned_data)
        return columns_form(subject, {} if moved else subject.mapping, data)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if "fragment" in request.POST:
            return self.fragment()
        if request.POST.get("do") == "read":
            return self.read()
        if "seen" in request.POST and request.POST["seen"] != seen(request.POST):
            messages.info(request, _("You chose another place in the file. These are the columns there."))
            return self.read()
        if request.POST.get("do") == "look":
            batch = self.get_subject()
            return self.show(batch, self.get_form(batch, request.POST))
        return super().post(request, **kwargs)

    def fragment(self) -> HttpResponse:
        """The first rows as they would be understood, for static/js/preview.js."""
        form = self.get_form(self.get_subject(), self.request.POST)
        return render(self.request, "data/_preview.html", told_once(form.preview(self.request.user)))

    def read(self) -> HttpResponse:
        """The columns of the place that was asked for, with what they probably are."""
        batch = self.get_subject()
        as_saved, place = copy.copy(batch), PlaceForm(batch, self.request.POST)
        if not place.is_valid():
            return self.show(as_saved, columns_form(batch, batch.mapping, self.request.POST))
        move(batch, place.cleaned_data)
        form = columns_form(batch, {}, None, fallback=self.request.POST)
        return self.show(as_saved, form)

    def save(self, form: ColumnsForm) -> str:
        values = form.cleaned_data
        try:
            batch = set_mapping(
                self.batch(),
                mapping=form.mapping,
                header_rows=values["header_rows"],
                skipped_rows=values["skipped_rows"],
                sheet=values.get("sheet"),
                year=values["year"],
                of_list=values.get("of_list", ""),
                makes_areas=values["makes_areas"],
            )
        except ValidationError as refusal:
            raise at_fields(refusal) from refusal
        # Most files are checked while one waits for the next page.
        return page_of(check_more(batch, user=self.request.user))

    def get_context(self, subject, form) -> dict:
        return {
            "batch": subject,
            "scope_url": reverse("data:home"),
            "steps": steps_of("columns", subject),
            "same": self.same(subject),
            **told_once(form.preview(self.request.user) if form.headers else []),
            "seen": seen({name: form[name].value() for name in PLACE if name in form.fields}),
        }

    @staticmethod
    def same(batch: Import) -> Import | None:
        """An import of the very same table, done before."""
        return files().done_before(batch).order_by("-done_at").first()
