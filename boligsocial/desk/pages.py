"""What all pages that change something have in common: one form, sent once, refused when stale, never lost."""

import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from boligsocial.common.rights import Ruled
from boligsocial.common.views import view_date
from boligsocial.records.keep import draft_of, drop_draft, new_token, remember_sent, sent_before, sign_form, typed


def shut_out() -> str:
    """What is said to somebody whose save would take their own right to change this away."""
    return _("After this you could not change it any more. Ask somebody else who may to do it.")


class FormPage(Ruled, View):
    """A page with one form. GET shows it (`?draft=1`: as it was left half-finished), POST saves it or says why not.

    A page says what it is about: `rule`, `form_class`, `get_title`, `get_subject` (the row the form changes; None for
    a new one), `save` and, where it needs more, `get_context`, `get_form` and `template_name`. Everything in POST is
    one transaction; the row is locked first, so that nothing is half-saved.
    """

    template_name = "desk/form.html"
    form_class = None
    submit_label = ""  # what the button says; "Save" when empty

    # --- what a page says ---

    def get_subject(self, lock: bool = False):
        """The row that is changed, locked when asked; raises Http404 or PermissionDenied."""
        raise NotImplementedError

    def get_form(self, subject, data=None, files=None):
        return self.form_class(data, files, instance=subject)

    def get_title(self, subject) -> str:
        raise NotImplementedError

    def save(self, form) -> str:
        """Save what the form says and return the address to go on to. May raise ValidationError."""
        raise NotImplementedError

    def get_draft_name(self, subject) -> str:
        """What the form is called among the half-finished ones."""
        return self.get_title(subject)

    def get_success(self, form) -> str:
        """What is said afterwards."""
        return _("There was nothing to change.") if getattr(form, "changes_nothing", False) else _("Saved.")

    def get_context(self, subject, form) -> dict:
        return {}

    # --- how it goes ---

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        subject = self.get_subject()
        draft = draft_of(request.user, request.path)
        if draft is not None and "draft" in request.GET:
            # Showing a filled form validates it, and that locks its row.
            with transaction.atomic():
                return self.show(copy.copy(subject), self.get_form(subject, typed(draft)), resumed=draft)
        return self.show(subject, self.get_form(subject), draft=draft)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        token = request.POST.get("token", "")
        before = sent_before(token, request.user)
        if before is not None:
            messages.info(request, _("This form was saved already; it was not saved twice."))
            return HttpResponseRedirect(before.url)
        try:
            with transaction.atomic():
                return self._save_or_show(token)
        except (IntegrityError, OperationalError):
            # Everything a form can know was checked: somebody else was quicker, or the form was sent twice at once; or
            # two people waited for each other, and the database sent one of them home.
            before = sent_before(token, request.user)
            if before is not None:
                return HttpResponseRedirect(before.url)
            with transaction.atomic():
                subject = self.get_subject()
                as_saved = copy.copy(subject)
                form = self.get_form(subject, request.POST, request.FILES)
                text = _("Nothing was saved: somebody else changed this at the same time. Look at it and try again.")
                form.add_error(None, text)
                return self.show(as_saved, form)

    def _save_or_show(self, token: str) -> HttpResponse:
        request = self.request
        subject = self.get_subject(lock=True)
        # The form writes what was typed into the row; title and way back go on naming it as it is saved.
        as_saved = copy.copy(subject)
        form = self.get_form(subject, request.POST, request.FILES)
        if not form.is_valid():
            return self.show(as_saved, form)
        try:
            with transaction.atomic():
                url = self.save(form)
                remember_sent(token, request.user, url)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.show(as_saved, form)
        drop_draft(request.user, request.path)
        messages.success(request, self.get_success(form))
        return HttpResponseRedirect(url)

    def show(self, subject, form, draft=None, resumed=None) -> HttpResponse:
        title = self.get_title(subject)
        context = {
            "subject": subject,
            "form": form,
            "conflict": getattr(form, "conflict", None),
            "title": title,
            "submit_label": self.submit_label,
            "draft": draft,
            "resumed": resumed,
            "token": new_token(),
            "form_of": sign_form(self.request.user, self.request.path, self.get_draft_name(subject)),
            "on": view_date(self.request),
            "scope_url": "",
        }
        return render(self.request, self.template_name, context | self.get_context(subject, form))
