"""The overview and its map."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from areas.choices import Match
from areas.filters import NONE, Covered
from areas.match import needs_on
from areas.models import AreaBorder, HousingArea
from areas.querysets import reached
from boligsocial.common.periods import in_force
from boligsocial.common.rights import SIGNED_IN, Ruled
from boligsocial.common.views import MapLayer, point
from boligsocial.dashboards.area_views import look_of
from boligsocial.dashboards.endings import endings
from boligsocial.dashboards.overview import Overview
from boligsocial.dashboards.scope import Scope, scope_of
from boligsocial.records.keep import drafts_of
from efforts.choices import FINISHED
from efforts.models import AreaReach
from staffing.choices import FollowUpState, Mode

SOONEST = 6  # endings that the overview itself shows
MOST_DRAFTS = 3  # half-finished forms that it shows
MOST_NAMED = 3  # efforts that a point on the map names


class Links:
    """Addresses of the lists behind the figures, with the municipality and the day of the page."""

    def __init__(self, request: HttpRequest, scope: Scope):
        self.kept = {"municipality": scope.municipality.code} if scope.municipality else {}
        if request.GET.get("date"):
            self.kept["date"] = scope.on.isoformat()

    def __call__(self, name: str, **more) -> str:
        query = urlencode(self.kept | more)
        return f"{reverse(name)}?{query}" if query else reverse(name)

    def all(self) -> dict:
        """By the names that the template uses."""
        return {
            "now": self("efforts:list", period="now"),
            "status": {status.value: self("efforts:list", status=status.value) for status in FINISHED},
            "mode": {mode.value: self("efforts:list", period="now", mode=mode.value) for mode in Mode},
            "areas": self("areas:list"),
            "uncovered": self("areas:list", effort="none"),
            "need": self("need:list"),
            "gap": self("need:list", match=Match.GAP.value),
            "stays": self("need:list", match=Match.STAYS.value),
            "due": self("need:follow-ups", when=FollowUpState.DUE.value),
            "follow_ups": self("need:follow-ups"),
            "board": self("staffing:board"),
            "endings": self("dashboards:endings"),
            "money": self("efforts:list"),
            "map": self("dashboards:overview-map"),
        }


class OverviewPage(Ruled, View):
    """Where, who pays, who sits where: together, in ten minutes."""

    rule = SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = scope_of(request)
        overview, link = Overview(scope), Links(request, scope)
        links = link.all()
        context = {
            "scope": scope,
            "on": scope.on,
            "overview": overview,
            "links": links,
            "statuses": [
                (status, overview.efforts.by_status[status], links["status"][status.value]) for status in FINISHED
            ],
            "levels": [
                (counts, link("need:list", need=need), link("need:list", need=need, effort=Covered.NONE.value))
                for counts in overview.areas.levels
                for need in [counts.level or NONE]
            ],
            "modes": [(mode, overview.modes[mode], links["mode"][mode.value]) for mode in Mode],
            "typologies": [
                (count, link("efforts:list", period="now", typology=count.typology.number))
                for count in overview.typologies
            ],
            "statuses_listed": [
                (status, count, link("areas:list", status=status.value)) for status, count in overview.lists.by_status
            ]
            if overview.lists
            else [],
            "endings": endings(scope, SOONEST),
            "drafts": list(drafts_of(request.user)[:MOST_DRAFTS]),
        }
        return render(request, "dashboards/overview.html", context)


class OverviewMap(Ruled, MapLayer):
    """The areas by need, covered or not, and the efforts that reach no area, where their municipality is."""

    rule = SIGNED_IN

    def get_filterset(self):
        self.scope = scope_of(self.request)
        if self.scope.municipality is None and not self.request.GET.get("box"):
            self.shapes_limit = 0  # on a map of the country a shape is too small to see; a point is not
        return _Rows(self.scope.areas)

    def within(self, rows, box, on: date):
        return rows.in_box(box, on)

    def get_features(self, rows, on: date, shapes: bool) -> Iterable[tuple[str, str, dict]]:
        names = self.names(rows, on) if shapes else {}
        borders = needs_on(self.request).beside(AreaBorder.objects.filter(in_force(on)), "area__")
        borders = borders.order_by("area").annotate(is_reached=reached(HousingArea, on, "area"))
        if not self.scope.is_everything or self.request.GET.get("box"):
            borders = borders.filter(area__in=rows.values("pk"))
        columns = ["area", "area__name", "quality", "is_reached", "need__level"]
        columns += ["outline"] if shapes else ["lon", "lat"]
        for pk, name, quality, is_reached, level, *shape in borders.values_list(*columns):
            about = {"name": name, **look_of(level, is_reached)}
            if names.get(pk):
                about["note"] = names[pk]
            if quality == "approximate":
                about["approximate"] = True
            yield f"area-{pk}", shape[0] if shapes else point(*shape), about
        yield from self.placeless(on)

    def names(self, rows, on: date) -> dict[int, str]:
        """The efforts that reach each area, by name."""
        reaches = AreaReach.objects.filter(
            in_force(on), effort__in=self.scope.efforts_now.values("pk"), area__in=rows.values("pk")
        )
        found = defaultdict(list)
        for area, name in reaches.order_by("effort__sort_key").values_list("area", "effort__name"):
            found[area].append(name)
        return {area: ", ".join(names) for area, names in found.items()}

    def placeless(self, on: date) -> Iterable[tuple[str, str, dict]]:
        """A circle for each municipality with efforts that reach no area."""
        reaches = AreaReach.objects.filter(in_force(on)).values("effort")
        rows = self.scope.efforts_now.exclude(pk__in=reaches).filter(municipalities__isnull=False)
        columns = [f"municipalities__{name}" for name in ("code", "name", "lon", "lat")]
        found = defaultdict(list)
        for code, town, lon, lat, name in rows.order_by("sort_key").values_list(*columns, "name"):
            found[code, town, lon, lat].append(name)
        for (code, town, lon, lat), names in found.items():
            more = ", …" if len(names) > MOST_NAMED else ""
            note = ", ".join(names[:MOST_NAMED]) + more
            yield f"town-{code}", point(lon, lat), {"name": town, "note": note, "kind": "link", "approximate": True}


class _Rows:
    """What MapLayer counts: the areas."""

    def __init__(self, qs):
        self.qs = qs
