"""Something long, done in one go, of which a script is told how far it is while it goes on (static/js/busy.js)."""

import json
from collections.abc import Generator
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.intake.steps import Step, finished
from areas.models import Import
from boligsocial.common.templatetags.boligsocial import number
from boligsocial.desk.data_steps import WrongStep, page_of
from boligsocial.records.keep import remember_sent

LINES = "application/x-ndjson"
HEADERS = {
    "Content-Type": LINES,
    # Compressed, or in a proxy's buffer, the lines would be held back until there are many.
    "Content-Encoding": "identity",
    "X-Accel-Buffering": "no",
    "Cache-Control": "no-store",
}
WRITING = 20  # of a hundred: what the figures themselves take of the whole
# What is said of each part, and where on the way to a hundred it begins.
PARTS = {
    "written": (0, gettext_lazy("%(done)s of %(of)s figures are written.")),
    "taken": (0, gettext_lazy("%(done)s of %(of)s figures are taken back.")),
    "withholding": (WRITING, gettext_lazy("Finding out which figures must be withheld.")),
    "standing": (25, gettext_lazy("Working out the official status.")),
    "needs": (50, gettext_lazy("Working out the need.")),
    "tallies": (75, gettext_lazy("Looking the figures over for the quality checks.")),
}


class Told:
    """For a FormPage without fields: says in `steps` what is to be done, which is all written, or nothing of it.

    Without script the form is answered when it is done. To a script that asks for lines of JSON each says how much is
    `done` (of a hundred) and how that is said (`text`); the last one says where to go (`url`), or why nothing was done
    (`refused`). The transaction lives in the answer while it is sent, from its first line to its last but one: whoever
    goes away before that has had nothing written. The lines are so few and short that no slow reader holds it up.
    """

    def steps(self) -> Generator[Step, None, Import]:
        raise NotImplementedError

    def save(self, form) -> str:
        return page_of(finished(self.steps()))

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        if LINES not in request.headers.get("Accept", ""):
            return super().post(request, **kwargs)
        token = request.POST.get("token", "")
        try:
            self.get_subject()
        except WrongStep:
            # Sent once more without script, a page says what became of it.
            return HttpResponse(status=HTTPStatus.CONFLICT)
        return StreamingHttpResponse(self.lines(token), headers=HEADERS)

    def lines(self, token: str) -> Generator[str, None, None]:
        with translation.override(self.request.LANGUAGE_CODE):
            try:
                url = yield from self.run(token)
            except WrongStep as wrong:  # somebody else was quicker
                yield line(url=page_of(wrong.batch))
            except ValidationError as refusal:
                yield line(refused=" ".join(refusal.messages))
            except (IntegrityError, OperationalError):
                text = _("Nothing was saved: somebody else changed this at the same time. Look at it and try again.")
                yield line(refused=text)
            else:
                yield line(url=url)

    def run(self, token: str) -> Generator[str, None, str]:
        with transaction.atomic():
            self.subject = self.get_subject(lock=True)
            url = page_of((yield from worded(self.steps())))
            remember_sent(token, self.request.user, url)
        return url


def worded(steps: Generator[Step, None, Import]) -> Generator[str, None, Import]:
    """The steps as lines."""
    try:
        while True:
            step = next(steps)
            begins, text = PARTS[step.part]
            done = begins + (WRITING * step.done // step.of if step.of else 0)
            yield line(done=done, text=text % {"done": number(step.done), "of": number(step.of)})
    except StopIteration as end:
        return end.value
    finally:
        steps.close()  # now, not when somebody clears it away: its part of the transaction ends before the whole


def line(**told) -> str:
    return f"{json.dumps(told)}\n"
