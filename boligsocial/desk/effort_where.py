"""Where an effort reaches: areas picked on a map or a list, groups, institutions, ties; what it is then called."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from areas.models import AreaBorder
from boligsocial.common.periods import in_force
from boligsocial.common.rights import Ruled, changes
from boligsocial.common.views import feature_response, view_date
from boligsocial.desk.effort_pages import EffortPart
from boligsocial.desk.effort_steps import carried
from efforts.actions import save_reach
from efforts.derive import ShownSet, all_typologies, place_unsaved, reach_of_rows, sets_of
from efforts.models import Effort
from efforts.reach_choices import AREAS, INSTITUTIONS, MOST_OFFERED, Known
from efforts.reach_forms import ReachForms


def day_shown(effort: Effort, on: date) -> date:
    """The day the page shows, or the nearest one that lies in the effort's period."""
    if effort.starts_on is not None and on < effort.starts_on:
        return effort.starts_on
    return min(on, effort.last_day) if effort.last_day else on


class ReachPage(EffortPart):
    """What the pages about an effort's reach have in common: the form, and the typologies that follow from it."""

    def get_form(self, subject, data=None, files=None, more: str = "", search: str = ""):
        user, on = self.request.user, day_shown(subject, view_date(self.request))
        known = Known(subject, user, on, search, also=_areas_in(data) if data is not None else ())
        if data is not None and search:
            data = _with_found(data, known)
        return ReachForms(data, instance=subject, known=known, more=more)

    def shown_sets(self, form: ReachForms) -> list[ShownSet]:
        """The typologies of what the form holds, saved or not, by the rules that the effort's page uses."""
        rows = form.standing()
        place_unsaved(rows, form.known.on)
        declared = form.instance.declared_typologies.all()
        return sets_of(reach_of_rows(rows, form.known.on), all_typologies(), declared)


class WherePage(ReachPage):
    step = "where"
    template_name = "desk/effort_where.html"

    def get_title(self, subject) -> str:
        return _("Where it reaches")

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        """A save; or, without JavaScript, one more row, a search, a look at the typologies: then nothing is saved."""
        asked = {"more", "find", "preview"} & request.POST.keys()
        if not asked:
            return super().post(request, **kwargs)
        with transaction.atomic():
            subject = self.get_subject()
            more = request.POST.get("more", "")
            search = request.POST.get("q", "").replace("\x00", "")[:200] if "find" in asked else ""
            form = self.get_form(subject, request.POST, more=more, search=search)
            self.sets = self.shown_sets(form)
            form.hush()
            return self.show(subject, form)

    def save(self, form: ReachForms) -> str:
        saved, removed = form.saved_and_removed()
        reason = form.cleaned_data.get("reason", "")
        save_reach(effort=form.instance, saved=saved, removed=removed, user=self.request.user, reason=reason)
        return self.go_on(form.instance)

    def get_context(self, subject, form) -> dict:
        layer = QueryDict(mutable=True)
        layer.setlist("also", [str(row.pk) for row in form.known.far_areas])
        address = reverse("desk:effort-where-map", args=[subject.pk]) + carried(self.request)
        return super().get_context(subject, form) | {
            "parts": form.parts,
            "known": form.known,
            "suggestions": {"areas": AREAS, "institutions": INSTITUTIONS},
            "sets": getattr(self, "sets", None) or self.shown_sets(form),
            "on_shown": form.known.on,
            "searched": form.known.search,
            "layer_url": address + ("&" if "?" in address else "?") + layer.urlencode(),
            "box": "" if self.is_drawn(form.known) else _box(subject),
        }

    @staticmethod
    def is_drawn(known: Known) -> bool:
        """Whether the map has a boundary to show."""
        return AreaBorder.objects.filter(in_force(known.on), area__in=known.areas.values()).exists()


class Typologies(ReachPage):
    """The typologies of a form as it is filled in: a fragment of the page, nothing is saved."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        # Judging a row locks it; the transaction lets it go at once.
        with transaction.atomic():
            form = self.get_form(self.get_subject(), request.POST)
            context = {"sets": self.shown_sets(form), "on_shown": form.known.on}
        return render(request, "desk/_typologies.html", context)


class WhereMap(Ruled, View):
    """The areas one can pick: those the user sees in the effort's municipalities, those reached, those found."""

    rule = changes("efforts.Effort")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        effort = self.rule.row(request.user, self.kwargs)
        on = day_shown(effort, view_date(request))
        also = {int(key) for key in request.GET.getlist("also")[:MOST_OFFERED] if _is_key(key)}
        known = Known(effort, request.user, on, also=also)
        keys = {row.pk for row in known.areas.values()} | set(effort.area_reaches.values_list("area", flat=True))
        borders = AreaBorder.objects.filter(in_force(on), area__in=keys).select_related("area").order_by("area")
        return feature_response(request, (_feature(border) for border in borders.defer("geometry")))


def _feature(border: AreaBorder) -> tuple[str, str, dict]:
    about = {"name": border.area.name, "note": border.area.get_tenure_display(), "kind": "pick"}
    if border.quality == "approximate":
        about["approximate"] = True
    return f"area-{border.area_id}", border.outline, about


def _box(effort: Effort) -> str:
    """Where there is no boundary to show, the map shows the municipalities whole."""
    towns = list(effort.municipalities.all())
    if not towns:
        return ""
    west, south = min(town.west for town in towns), min(town.south for town in towns)
    return f"{west},{south},{max(town.east for town in towns)},{max(town.north for town in towns)}"


# --- The form's rows, as they were sent -----------------------------------------------------------------------------


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _areas_in(data: QueryDict) -> Iterable[int]:
    """The areas that the rows name, so that those found earlier stay in the list."""
    named = (value for name, value in data.items() if name.startswith("areas-") and name.endswith("-area"))
    return {int(value) for value in named if _is_key(value)}


def _with_found(data: QueryDict, known: Known) -> QueryDict:
    """The rows sent, with one for each area that was found and is not in the list unticked already."""
    numbers = {name.split("-")[1] for name in data if name.startswith("areas-") and name.count("-") == 2}
    waiting = {data.get(f"areas-{number}-area") for number in numbers if f"areas-{number}-picked" not in data}
    data = data.copy()
    free = max((int(number) for number in numbers if _is_key(number)), default=-1) + 1
    for row in known.found:
        if str(row.pk) not in waiting:
            data[f"areas-{free}-area"] = str(row.pk)
            free += 1
    return data
