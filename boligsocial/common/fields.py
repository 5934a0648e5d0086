"""Form fields for what people write in their own way: days, and the last day of a period."""

from datetime import date, timedelta

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from boligsocial.common.rights import LARGEST_KEY


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
