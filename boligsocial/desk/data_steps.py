"""The steps in which a file is brought in, and what all pages about one file have in common.

File → columns → check → look through → imported, and perhaps taken back. Everything is in the database after the first
step: whoever leaves, or is signed out, goes on where the file stands.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.choices import ImportState, Layout
from areas.models import Import
from boligsocial.common.rights import changes
from boligsocial.desk.pages import FormPage

CHANGES = changes("areas.Import")
UNFINISHED = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED)

STEPS = {
    "file": gettext_lazy("File"),
    "columns": gettext_lazy("Columns"),
    "check": gettext_lazy("Check"),
    "look": gettext_lazy("Look through"),
}
# Where a file stands, and what is said to whoever comes from elsewhere.
PAGES = {
    ImportState.UPLOADED: ("data:import-columns", gettext_lazy("First say what the columns of the file are.")),
    ImportState.CHECKING: ("data:import-check", gettext_lazy("The file is not checked to its end yet.")),
    ImportState.CHECKED: ("data:import", gettext_lazy("The file is checked. Look it through, then import it.")),
    ImportState.DONE: ("data:import", gettext_lazy("The file is imported already. It can be taken back.")),
    ImportState.UNDONE: ("data:import", gettext_lazy("The import was taken back. Choose the file again to import it.")),
}
BORDER_PAGES = {ImportState.UPLOADED: "data:border-layer", ImportState.CHECKING: "data:border-layer"}
REACHED = {ImportState.UPLOADED: "columns", ImportState.CHECKING: "check"}


@dataclass(frozen=True)
class Step:
    """A step as the navigator shows it; `url` is empty where one cannot go."""

    label: str
    url: str
    is_current: bool
    is_filled: bool


@dataclass(frozen=True)
class Steps:
    """The way as seen from one step, for desk/_steps.html."""

    label: str
    steps: list[Step]

    @property
    def number(self) -> int:
        return next(number for number, step in enumerate(self.steps, 1) if step.is_current)


def steps_of(current: str, batch: Import | None = None) -> Steps:
    """The steps as seen from `current`; without a file it is about to be chosen."""
    keys = list(STEPS)
    reached = keys.index(REACHED.get(batch.state, "look")) if batch else 0
    steps = [
        Step(str(label), _address(key, batch, place <= reached), key == current, place < keys.index(current))
        for place, (key, label) in enumerate(STEPS.items())
    ]
    return Steps(_("Steps of bringing figures in"), steps)


def _address(key: str, batch: Import | None, is_reached: bool) -> str:
    names = {"columns": "data:import-columns", "look": "data:import"}
    return reverse(names[key], args=[batch.pk]) if batch and is_reached and key in names else ""


def is_of_borders(batch: Import) -> bool:
    return batch.layout == Layout.BORDERS


def page_of(batch: Import) -> str:
    """The page on which the file stands."""
    if is_of_borders(batch):
        return reverse(BORDER_PAGES.get(batch.state, "data:border"), args=[batch.pk])
    return reverse(PAGES[ImportState(batch.state)][0], args=[batch.pk])


def files() -> QuerySet:
    """Imports without what lies in them."""
    return Import.objects.defer("content").select_related("source", "user", "undone_by")


class WrongStep(Exception):
    """The file stands elsewhere than the page thinks."""

    def __init__(self, batch: Import):
        super().__init__(batch.state)
        self.batch = batch


class InOrder:
    """A page for files in some `states`; at any other the file's own page is shown, with a word about it."""

    states: tuple[ImportState, ...] = ()
    takes_borders = False  # whether the page is for map files too

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except WrongStep as wrong:
            return self.lead_on(wrong.batch)

    def lead_on(self, batch: Import) -> HttpResponse:
        if batch.state not in self.states:
            messages.warning(self.request, PAGES[ImportState(batch.state)][1])
        return HttpResponseRedirect(page_of(batch))

    def batch(self, lock: bool = False) -> Import:
        rows = files()
        batch = self.rule.row(self.request.user, self.kwargs, rows.select_for_update(of=("self",)) if lock else rows)
        if batch.state not in self.states or (is_of_borders(batch) and not self.takes_borders):
            raise WrongStep(batch)
        return batch


class ImportForm(InOrder, FormPage):
    """A page with a form about a file."""

    rule = CHANGES

    def get_subject(self, lock: bool = False) -> Import:
        return self.batch(lock)

    def get_success(self, form) -> str:
        return ""  # the page that follows says it
