"""The page of one file: what its check found, what became of it, and where each of its rows went."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from areas.access import brings_in
from areas.choices import ImportState
from areas.intake import fault_words
from areas.intake.faults import kind_words
from areas.models import HousingArea, Import, ImportFault, Indicator
from boligsocial.common.paging import Page, page_of
from boligsocial.common.rights import Ruled, sees
from boligsocial.desk.data_rows import RowOfFile, row_of_file
from boligsocial.desk.data_sample import Written, sample
from boligsocial.desk.data_steps import InOrder, is_of_borders, steps_of
from boligsocial.records.keep import new_token

FAULTS_A_PAGE = 50
LEFT = Q(code__startswith="left_", row=0)  # what areas/intake/undoing.py leaves


class ImportPage(InOrder, Ruled, View):
    """In each state the next thing to do; `?kind=` narrows the errors, `?row=` shows what one row of the file became.

    A file that is not checked yet stands on the page of its step.
    """

    rule = sees("areas.Import")
    states = (ImportState.CHECKED, ImportState.DONE, ImportState.UNDONE)
    template_name = "data/import.html"

    def lead_on(self, batch: Import) -> HttpResponse:
        if brings_in(self.request.user) or is_of_borders(batch):
            return super().lead_on(batch)
        # Somebody whose role was taken away meanwhile: they see the file, and may do nothing with it.
        return self.show(batch)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.batch())

    def show(self, batch: Import) -> HttpResponse:
        faults = Faults(batch, self.request.GET)
        context = {
            "batch": batch,
            "title": batch.file_name,
            "good_rows": max(batch.checked_rows - batch.bad_rows, 0),
            "faults": faults,
            "row": self.row(batch),
            "written": self.written(batch),
            "areas_made": areas_made(batch, self.request.user),
            "brought": brought(batch),
            "left": left_standing(batch),
            "may_change": brings_in(self.request.user),
            "steps": steps_of("look", batch) if batch.state == ImportState.CHECKED else None,
            "token": new_token(),
            "scope_url": reverse("data:home"),
        }
        return render(self.request, self.template_name, context)

    def row(self, batch: Import) -> RowOfFile | None:
        wanted = self.request.GET.get("row", "")
        is_number = wanted.isascii() and wanted.isdigit() and 0 < len(wanted) < 8
        return row_of_file(batch, int(wanted), self.request.user) if is_number else None

    @staticmethod
    def written(batch: Import) -> list[Written]:
        return sample(batch) if batch.state == ImportState.CHECKED else []


@dataclass(frozen=True)
class FaultKind:
    """A kind of error or remark: how many there are, what they have in common, the page that shows these alone."""

    code: str
    is_error: bool
    count: int
    title: str
    url: str
    is_chosen: bool


class Faults:
    """What is wrong with a file, or worth saying: by kind, and a page of it. Three queries, however many there are."""

    def __init__(self, batch: Import, query):
        self.batch = batch
        rows = ImportFault.objects.filter(batch=batch).exclude(LEFT)
        self.kinds = list(self._kinds(rows, query.get("kind", "")))
        self.chosen = next((kind for kind in self.kinds if kind.is_chosen), None)
        if self.chosen is not None:
            rows = rows.filter(code=self.chosen.code, is_error=self.chosen.is_error)
        self.page: Page = page_of(rows.order_by("-is_error", "row", "pk"), query.get("page"), FAULTS_A_PAGE)
        self.page.load(lambda ids: ImportFault.objects.filter(pk__in=ids))
        self.lines = [(fault, fault_words(fault)) for fault in self.page]

    @property
    def errors(self) -> list[FaultKind]:
        return [kind for kind in self.kinds if kind.is_error]

    @property
    def remarks(self) -> list[FaultKind]:
        return [kind for kind in self.kinds if not kind.is_error]

    def _kinds(self, rows, chosen: str) -> Iterable[FaultKind]:
        counted = list(rows.order_by().values("code", "is_error").annotate(count=Count("pk")))
        for one in sorted(counted, key=lambda one: (not one["is_error"], -one["count"], one["code"])):
            key = f"{one['code']}{'' if one['is_error'] else '.remark'}"
            url = f"{reverse('data:import', args=[self.batch.pk])}?{urlencode({'kind': key})}#faults"
            title = kind_words(one["code"]).removesuffix(".")
            yield FaultKind(one["code"], one["is_error"], one["count"], title, url, key == chosen)


def areas_made(batch: Import, user) -> list[HousingArea]:
    """The areas that the import made and that are still there."""
    if batch.state != ImportState.DONE:
        return []
    label = HousingArea._meta.label_lower
    keys = batch.changes.filter(model=label, before__isnull=True).values("key")
    return list(HousingArea.objects.visible_to(user).filter(pk__in=keys).order_by("sort_key", "pk"))


def brought(batch: Import) -> list[Indicator]:
    """Which figures stand here as the import gave them."""
    if batch.state != ImportState.DONE:
        return []
    return list(Indicator.objects.filter(pk__in=batch.observations.order_by().values("indicator")))


def left_standing(batch: Import) -> list[str]:
    """What stayed when the import was taken back, in words."""
    if batch.state != ImportState.UNDONE:
        return []
    return [fault_words(fault) for fault in batch.faults.filter(LEFT)]
