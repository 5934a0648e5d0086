"""Filters that several FilterSets use. Values come from addresses that anyone may type."""

from datetime import date

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from boligsocial.common.text import search_key
from boligsocial.common.views import view_date


class CodeField(forms.ModelChoiceField):
    """A choice of rows by a code in the address."""

    def to_python(self, value):
        # PostgreSQL refuses the null character with an error, other databases with "no such row".
        return super().to_python("?" if isinstance(value, str) and "\x00" in value else value)


class CodeFilter(django_filters.ModelChoiceFilter):
    """Rows that belong to the row with this code (`to_field_name`). Hidden: the page's header shows the choice."""

    field_class = CodeField

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("widget", forms.HiddenInput)
        super().__init__(*args, **kwargs)


class PageFilterSet(django_filters.FilterSet):
    """The base of our FilterSets: knows the day shown, and carries the header's choices through the form."""

    @property
    def on(self) -> date:
        return view_date(self.request)


class SearchField(forms.CharField):
    """Text folded like the search keys. In the field, since a filter with a method of its own never sees `filter`."""

    def to_python(self, value):
        return search_key(super().to_python(value))


class SearchFilter(django_filters.CharFilter):
    """Free text; the value that reaches the lookup or the method is folded like the search keys."""

    field_class = SearchField

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label", _("Search"))
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "search"}))
        super().__init__(*args, **kwargs)
