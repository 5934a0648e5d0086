"""The forms of saved views."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from boligsocial.common.forms import FactForm
from boligsocial.records.lists import LONGEST_QUERY, kept_query, list_named
from boligsocial.records.models import SavedView


class ViewForm(FactForm):
    """A view's name, and whether colleagues may use it."""

    class Meta:
        model = SavedView
        fields = ["name", "is_shared"]
        help_texts = {
            "is_shared": _(
                "Members of the same municipality, housing organisation or effort find it in the list. Each of them "
                "sees the rows they may see."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True

    def _get_validation_exclusions(self):
        # Whose and of which list it is are not asked, and the name must be its own among those.
        return super()._get_validation_exclusions() - {"user", "page"}


class NewViewForm(ViewForm):
    """A view of the list that the page showed."""

    page = forms.CharField(widget=forms.HiddenInput, max_length=100)
    query = forms.CharField(widget=forms.HiddenInput, required=False)
    columns = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)

    class Meta(ViewForm.Meta):
        fields = ["name", "is_shared", "page", "query", "columns"]

    def clean_page(self) -> str:
        if list_named(self.cleaned_data["page"]) is None:
            raise ValidationError(_("There is no such list."), code="no_list")
        return self.cleaned_data["page"]

    def clean_query(self) -> str:
        query = kept_query(QueryDict(self.cleaned_data["query"]))
        if len(query) > LONGEST_QUERY:
            raise ValidationError(_("These filters are too long to be kept."), code="too_long")
        return query
