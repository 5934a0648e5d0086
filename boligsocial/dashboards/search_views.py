"""The page that finds anything."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views import View

from boligsocial.common.filters import SearchField
from boligsocial.common.rights import SIGNED_IN, Ruled
from boligsocial.dashboards.search import FIRST, find

LONGEST = 200  # characters


class SearchForm(forms.Form):
    q = SearchField(label=_("Search"), max_length=LONGEST, required=False)


class SearchPage(Ruled, View):
    """What of all that the user may see has the words in its name."""

    rule = SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        form = SearchForm(request.GET)
        text = form.cleaned_data["q"] if form.is_valid() else ""
        groups = find(text, request.user)
        context = {
            "form": form,
            "found_text": request.GET["q"] if text else "",
            "groups": groups,
            "all": sum(group.all for group in groups),
            "first": FIRST,
        }
        return render(request, "dashboards/search.html", context)
