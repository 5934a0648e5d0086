"""Pages that show what follows before it is saved."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Previewed:
    """A FormPage that answers the buttons named in `shows` with the page as typed, nothing saved.

    A script sends `fragment` and gets `fragment_template` alone (static/js/preview.js).
    """

    fragment_template = ""
    shows = ("preview",)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if "fragment" in request.POST or any(name in request.POST for name in self.shows):
            return self.preview(request)
        return super().post(request, **kwargs)

    def preview(self, request: HttpRequest) -> HttpResponse:
        # Validating a filled form locks its row.
        with transaction.atomic():
            subject = self.get_subject()
            form = self.get_form(subject, request.POST)
            form.is_valid()
            if "fragment" in request.POST:
                context = {"form": form, "subject": subject, **self.get_context(subject, form)}
                return render(request, self.fragment_template, context)
            return self.show(subject, form)
