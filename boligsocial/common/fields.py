"""Form fields for what people write in their own way: days, and the last day of a period."""

from datetime import date, timedelta

from django import forms
from django.db.models import Model
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from boligsocial.common.rights import LARGEST_KEY
from boligsocial.common.text import search_key


class DayField(forms.DateField):
    """A day, in the browser's own control; typed, it may be written as the language in use writes it."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)


class LastDayField(DayField):
    """The last day of a period, for a column (`ends_on`) that holds the first day after it."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Last day"))
        kwargs.setdefault("help_text", _("Empty: until further notice."))
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return value - timedelta(days=1) if isinstance(value, date) and value > date.min else value

    def clean(self, value):
        day = super().clean(value)
        if day is not None and day == date.max:
            raise forms.ValidationError(_("Choose an earlier day."), code="too_late")
        return None if day is None else day + timedelta(days=1)

    def has_changed(self, initial, data):
        # Django compares with what was typed, which is a day before what is kept.
        return super().has_changed(self.prepare_value(initial), data)

    def in_words(self, value) -> str:
        """What a conflict says of a value of the column."""
        return formats.date_format(self.prepare_value(value), "DATE_FORMAT") if value else str(_("not stated"))


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows. A key that no column could hold is no choice, rather than an error of the embedded database."""

    def _check_values(self, value):
        for one in value if isinstance(value, list | tuple) else ():
            if not (isinstance(one, str | int) and _is_key(str(one))):
                raise forms.ValidationError(self.error_messages["invalid_pk_value"], "invalid", {"pk": str(one)[:40]})
        return super()._check_values(value)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_KEY


class RowField(forms.Field):
    """One of some rows that were fetched beforehand: many forms on a page ask the database nothing.

    `rows` are the rows by key as text; set it on the form's own field.
    """

    default_error_messages = {"unknown": _("Choose one of those listed.")}

    def __init__(self, *, rows: dict[str, Model] | None = None, **kwargs):
        self.rows = rows or {}
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return value.pk if isinstance(value, Model) else value

    def to_python(self, value):
        if value in self.empty_values:
            return None
        row = value if isinstance(value, Model) else self.rows.get(str(value))
        if row is None:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return row

    def has_changed(self, initial, data) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class NameField(RowField):
    """One of the rows by what it is called, typed or taken from the browser's list of suggestions.

    Upper and lower case, both Unicode forms of å and parts of the name all find it, as long as only one row fits.
    """

    most_named = 5

    def __init__(self, *, suggestions: str = "", **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": suggestions, "autocomplete": "off"}))
        kwargs.setdefault("max_length", 300)
        self.max_length = kwargs.pop("max_length")
        super().__init__(**kwargs)

    @staticmethod
    def label_of(row) -> str:
        return f"{row.name}, {row.municipality.name}"

    def prepare_value(self, value):
        row = value if isinstance(value, Model) else self.rows.get(str(value))
        return value if row is None else self.label_of(row)

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, Model):
            return value or None
        wanted = search_key(str(value)[: self.max_length])
        if not wanted:
            return None
        fits = self._fitting(wanted)
        if len(fits) == 1:
            return fits[0]
        if not fits:
            raise forms.ValidationError(_("None of those you may choose is called that."), code="unknown")
        names = "; ".join(self.label_of(row) for row in fits[: self.most_named])
        raise forms.ValidationError(
            _("More than one fits: %(names)s. Write more of the name."), code="ambiguous", params={"names": names}
        )

    def _fitting(self, wanted: str) -> list[Model]:
        """Those called exactly that, with or without the municipality; else those with it in the name."""
        named = [(search_key(row.name), search_key(self.label_of(row)), row) for row in self.rows.values()]
        for is_it in (lambda name, label: wanted == label, lambda name, label: wanted == name):
            if found := [row for name, label, row in named if is_it(name, label)]:
                return found
        return [row for name, _label, row in named if wanted in name]

    def has_changed(self, initial, data) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")
