"""The home of the section "Data"."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from areas.access import brings_in
from areas.models import Import
from boligsocial.common.rights import SIGNED_IN, Ruled
from boligsocial.dashboards.data_home import sources
from boligsocial.dashboards.scope import scope_of

LATEST = 5


class DataHome(Ruled, View):
    """Which figures there are and how fresh they are; what one may do with them."""

    rule = SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = scope_of(request)
        imports = Import.objects.visible_to(request.user).defer("content", "mapping").select_related("source", "user")
        context = {
            "scope": scope,
            "sources": sources(request.user, scope.municipality, timezone.localdate()),
            "imports": list(imports.order_by("-made_at", "-pk")[:LATEST]),
            "brings_in": brings_in(request.user),
        }
        return render(request, "data/home.html", context)
