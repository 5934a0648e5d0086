"""The check of a file: a chunk of rows at a time, so that nobody waits without knowing how far it is."""

import time

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from areas.choices import ImportState
from areas.intake import check_more
from areas.models import Import
from boligsocial.common.rights import Ruled
from boligsocial.common.templatetags.boligsocial import number
from boligsocial.desk.data_steps import CHANGES, InOrder, page_of, steps_of

SECONDS = 8  # how long one press of the button works where there is no script


class CheckPage(InOrder, Ruled, View):
    """GET says how far the check is, POST goes on with it: one chunk for the script, several seconds for the button.

    It may be sent as often as one likes: a chunk begins where the one before ended, whoever sent that.
    """

    rule = CHANGES
    states = (ImportState.CHECKING,)

    def lead_on(self, batch: Import) -> HttpResponse:
        if batch.state == ImportState.CHECKED:
            # Two windows checked the same file, or somebody came back: the check is what they wanted.
            return self.answer(batch)
        return super().lead_on(batch)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch()
        context = {
            "batch": batch,
            "title": _("Check of %(file)s") % {"file": batch.file_name},
            "progress": progress(batch),
            "steps": steps_of("check", batch),
            "scope_url": reverse("data:home"),
        }
        return render(request, "data/check.html", context)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        started = time.monotonic()
        try:
            batch = self.chunk()
            while batch.state == ImportState.CHECKING and not self.wants_json and time.monotonic() - started < SECONDS:
                batch = self.chunk()
        except ValidationError as refusal:
            return self.refuse(refusal)
        return self.answer(batch)

    @transaction.atomic
    def chunk(self) -> Import:
        return check_more(self.batch(lock=True), user=self.request.user)

    @property
    def wants_json(self) -> bool:
        return "application/json" in self.request.headers.get("Accept", "")

    def answer(self, batch: Import) -> HttpResponse:
        if self.wants_json:
            return JsonResponse(progress(batch) | {"url": page_of(batch), "done": batch.state != ImportState.CHECKING})
        return HttpResponseRedirect(page_of(batch))

    def refuse(self, refusal: ValidationError) -> HttpResponse:
        if self.wants_json:
            return JsonResponse({"text": " ".join(refusal.messages)}, status=422)
        messages.error(self.request, " ".join(refusal.messages))
        return HttpResponseRedirect(page_of(self.batch()))


def progress(batch: Import) -> dict:
    """How far the check is, in figures and in a sentence; `rows` is 0 while nobody has counted them."""
    told = {"checked": number(batch.checked_rows), "rows": number(batch.rows), "bad": number(batch.bad_rows)}
    if batch.rows:
        text = _("%(checked)s of %(rows)s rows are checked.") % told
    else:
        text = ngettext("%(checked)s row is checked.", "%(checked)s rows are checked.", batch.checked_rows) % told
    if batch.bad_rows:
        faulty = ngettext("%(bad)s has an error.", "%(bad)s have errors.", batch.bad_rows) % told
        text = f"{text} {faulty}"
    return {"checked": batch.checked_rows, "rows": batch.rows, "bad": batch.bad_rows, "text": text}
