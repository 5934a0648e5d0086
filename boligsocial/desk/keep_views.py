"""Half-finished forms: kept while one types, found again, thrown away on request."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from boligsocial.common.rights import SIGNED_IN, Ruled
from boligsocial.records.keep import draft_of, drafts_of, drop_draft, form_of, keep_draft, sent_before, to_keep
from boligsocial.records.parking import form_address, park


class Drafts(Ruled, View):
    """The user's own half-finished forms."""

    rule = SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "desk/drafts.html", {"drafts": drafts_of(request.user), "scope_url": ""})


class Keep(Ruled, View):
    """Takes what was typed so far (static/js/keep.js sends it); the form says in `form_of` whose and where it is."""

    rule = SIGNED_IN
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form, text = form_of(request.POST), to_keep(request.POST)
        if form is None or form.user != request.user.pk:
            return HttpResponse(status=400)
        if text is None:
            return HttpResponse(status=413)
        # What was saved in the meantime is not half-finished any more.
        if sent_before(request.POST.get("token", ""), request.user) is None:
            keep_draft(request.user, form.path, text, form.title)
        return HttpResponse(status=204)


class Forget(Ruled, View):
    """Throws a draft away and goes back to its form, or to the page that asked."""

    rule = SIGNED_IN
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        path = request.POST.get("path", "")
        drop_draft(request.user, path.replace("\x00", ""))
        to = request.POST.get("next") or path
        safe = url_has_allowed_host_and_scheme(to, allowed_hosts=None)
        return HttpResponseRedirect(to if safe and to.startswith("/") else "/")


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Instead of "forbidden" for a form that is older than the last sign-in: nothing is saved, and nothing is lost."""
    form, text = form_of(request.POST), to_keep(request.POST)
    url = ""
    if form is not None and text is not None:
        if not request.user.is_authenticated:
            park(request)
            url = form_address(form.path)
        elif form.user == request.user.pk:
            keep_draft(request.user, form.path, text, form.title)
            url = form_address(form.path)
    is_kept = bool(url) and (not request.user.is_authenticated or draft_of(request.user, form.path) is not None)
    return render(request, "403_csrf.html", {"form_url": url if is_kept else ""}, status=403)
