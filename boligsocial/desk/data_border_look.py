"""The shapes of a file on the map and in a table, beside the boundaries that hold now; and bringing them in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from areas.access import brings_in
from areas.choices import ImportState
from areas.intake import shapes
from areas.intake.shape_words import words_of
from areas.models import AreaBorder, HousingArea, Import, ImportFault
from boligsocial.common.paging import page_of
from boligsocial.common.rights import Ruled, sees
from boligsocial.common.views import feature_response, point, view_box
from boligsocial.desk.data_border_steps import BordersInOrder, border_steps
from boligsocial.desk.data_steps import CHANGES, is_of_borders

A_PAGE = 100
SHAPES_LIMIT = 400
ERRORS = "errors"
KINDS = {
    "": gettext_lazy("All shapes"),
    shapes.FIRST: gettext_lazy("First boundaries"),
    shapes.REPLACES: gettext_lazy("Replace a boundary"),
    shapes.SAME: gettext_lazy("Unchanged"),
    ERRORS: gettext_lazy("With errors"),
}
LOOKED_AT = (ImportState.CHECKED, ImportState.DONE, ImportState.UNDONE)


@dataclass(frozen=True)
class Row:
    """A line of the table; `can_be_taken`: whether one chooses about it, `is_taken` what was chosen."""

    fault: ImportFault
    words: list[str]
    may_open: bool
    can_be_taken: bool
    is_taken: bool

    @property
    def key(self) -> str:
        return f"row-{self.fault.row}"

    @property
    def hectares(self) -> float | None:
        return self.fault.details.get("hectares")

    @property
    def hectares_before(self) -> float | None:
        return self.fault.details.get("hectares_before")


class BorderPage(BordersInOrder, Ruled, View):
    """What the check found, `?kind=` of it; once brought in, what was done."""

    rule = sees("areas.Import")
    states = LOOKED_AT

    def lead_on(self, batch: Import) -> HttpResponse:
        if brings_in(self.request.user) or not is_of_borders(batch):
            return super().lead_on(batch)
        return self.show(batch)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.batch())

    def show(self, batch: Import) -> HttpResponse:
        kind = self.request.GET.get("kind", "")
        kind = kind if kind in KINDS else ""
        page = page_of(of_kind(batch, kind).order_by("row", "pk"), self.request.GET.get("page"), A_PAGE)
        page.load(lambda ids: ImportFault.objects.filter(pk__in=ids))
        counts = self.counts(batch)
        taken = counts[shapes.FIRST] + counts[shapes.REPLACES] - len(batch.mapping.get("left_out", []))
        context = {
            "batch": batch,
            "title": batch.file_name,
            "page": page,
            "rows": self.rows(batch, list(page)),
            "kinds": [(key, label, counts[key]) for key, label in KINDS.items() if counts[key] or not key],
            "kind": kind,
            "counts": counts,
            "taken": taken,
            "choice": shapes.Choice.of(batch) if batch.mapping else None,
            "may_change": brings_in(self.request.user),
            "steps": border_steps("look", batch) if batch.state == ImportState.CHECKED else None,
            "scope_url": reverse("data:home"),
        }
        return render(self.request, "data/borders.html", context)

    @staticmethod
    def counts(batch: Import) -> dict[str, int]:
        found = dict.fromkeys(KINDS, 0)
        rows = batch.faults.order_by().values("code", "is_error").annotate(count=Count("pk"))
        for row in rows:
            found[ERRORS if row["is_error"] else row["code"]] += row["count"]
            found[""] += row["count"]
        return found

    def rows(self, batch: Import, faults: list[ImportFault]) -> list[Row]:
        left_out = set(batch.mapping.get("left_out", []))
        wanted = {fault.details["area"] for fault in faults if "area" in fault.details}
        seen = HousingArea.objects.visible_to(self.request.user).filter(pk__in=wanted) if wanted else []
        open_ones = {area.pk for area in seen}
        return [
            Row(
                fault,
                words_of(fault),
                fault.details.get("area") in open_ones,
                fault.code in (shapes.FIRST, shapes.REPLACES),
                fault.row not in left_out,
            )
            for fault in faults
        ]


def of_kind(batch: Import, kind: str):
    rows = ImportFault.objects.filter(batch=batch)
    if kind == ERRORS:
        return rows.filter(is_error=True)
    return rows.filter(code=kind, is_error=False) if kind else rows


class BordersMap(Ruled, View):
    """The new shapes, over the boundaries that they replace; as points where they are many (`?box=` for shapes)."""

    rule = sees("areas.Import")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.rule.row(request.user, self.kwargs, Import.objects.defer("content"))
        kind = request.GET.get("kind", "")
        rows = of_kind(batch, kind if kind in KINDS else "").order_by("row")
        drawn = [fault for fault in rows if "outline" in fault.details]
        box = view_box(request)
        if box:
            drawn = [fault for fault in drawn if _meets(fault.details["box"], box)]
        are_shapes = len(drawn) <= SHAPES_LIMIT
        return feature_response(request, self.features(drawn, are_shapes), are_shapes)

    def features(self, faults: list[ImportFault], are_shapes: bool) -> Iterable[tuple[str, str, dict]]:
        if are_shapes:
            yield from self.before(faults)
        for fault in faults:
            kind = "refused" if fault.is_error else "unchanged" if fault.code == shapes.SAME else "new"
            about = {"name": fault.details.get("name") or fault.column or "–", "note": words_of(fault)[0]}
            shape = fault.details["outline"] if are_shapes else point(*fault.details["label"])
            yield f"row-{fault.row}", shape, about | {"kind": f"border-{kind}"}

    @staticmethod
    def before(faults: list[ImportFault]) -> Iterable[tuple[str, str, dict]]:
        row_of = {fault.details["cuts"]: fault for fault in faults if "cuts" in fault.details}
        if not row_of:
            return
        for pk, outline in AreaBorder.objects.filter(pk__in=row_of).order_by("pk").values_list("pk", "outline"):
            fault = row_of[pk]
            about = {"name": fault.details.get("name", ""), "note": _("The boundary until now"), "kind": "border-old"}
            yield f"row-{fault.row}", outline, about


def _meets(one: list[float], box: tuple[float, float, float, float]) -> bool:
    return one[0] <= box[2] and one[2] >= box[0] and one[1] <= box[3] and one[3] >= box[1]


class BringBordersIn(BordersInOrder, Ruled, View):
    """Keeps what was chosen of the rows shown; with `act=bring_in` the boundaries are brought in."""

    rule = CHANGES
    states = (ImportState.CHECKED,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return HttpResponseRedirect(reverse("data:border", args=[self.batch().pk]))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        address = reverse("data:border", args=[pk])
        try:
            with transaction.atomic():
                batch = self.batch()
                shown, taken = _numbers(request, "shown"), _numbers(request, "take")
                batch = shapes.leave_out(batch, rows=shown - taken, shown=shown)
                if request.POST.get("act") != "bring_in":
                    return HttpResponseRedirect(f"{address}?{_query(request)}".removesuffix("?"))
                shapes.bring_in(batch, user=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(address)
        messages.success(request, _("The boundaries are brought in."))
        return HttpResponseRedirect(address)


def _numbers(request: HttpRequest, name: str) -> set[int]:
    return {int(text) for text in request.POST.getlist(name) if text.isascii() and text.isdigit() and len(text) < 10}


def _query(request: HttpRequest) -> str:
    kind, page = request.POST.get("kind", ""), request.POST.get("go") or request.POST.get("page", "")
    parts = [f"kind={kind}"] if kind in KINDS and kind else []
    return "&".join([*parts, *([f"page={page}"] if page.isascii() and page.isdigit() and len(page) < 8 else [])])
