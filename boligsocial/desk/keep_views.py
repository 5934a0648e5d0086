"""Half-finished forms: kept while one types, thrown away on request."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from boligsocial.common.rights import SIGNED_IN, Ruled
from boligsocial.records.keep import drop_draft, keep_draft


class Keep(Ruled, View):
    """Takes what was typed so far (static/js/keep.js sends it); `path` is the form's address."""

    rule = SIGNED_IN
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        data = request.POST.copy()
        path = (data.pop("path", [""])[0] or "").replace("\x00", "")
        if not path.startswith("/"):
            return HttpResponse(status=400)
        return HttpResponse(status=204 if keep_draft(request.user, path, data) else 413)


class Forget(Ruled, View):
    """Throws a draft away and goes back to its form."""

    rule = SIGNED_IN
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        path = request.POST.get("path", "")
        drop_draft(request.user, path)
        safe = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
        return HttpResponseRedirect(path if safe and path.startswith("/") else "/")
