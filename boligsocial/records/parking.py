"""Forms that were sent after the session had ended: kept in the browser's new session until their sender signs in."""

from datetime import datetime
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from boligsocial.records.keep import draft_of, form_of, keep_draft, to_keep

PARKED = "parked"
MOST = 5  # forms in one session


def park(request: HttpRequest) -> str:
    """Keep what an anonymous visitor sent, if it is a form of ours; the address at which it can be taken up, or ""."""
    form = form_of(request.POST) if request.method == "POST" else None
    text = to_keep(request.POST) if form is not None else None
    if text is None:
        return ""
    parked = [one for one in request.session.get(PARKED, []) if one["path"] != form.path]
    one = {"user": form.user, "path": form.path, "title": form.title, "fields": text}
    request.session[PARKED] = [*parked, one | {"at": timezone.now().isoformat()}][-MOST:]
    return form_address(form.path)


def take_up(request: HttpRequest) -> None:
    """Turn what was parked into drafts of whoever has signed in; what somebody else typed is dropped."""
    for one in request.session.pop(PARKED, ()):
        if one["user"] != request.user.pk:
            continue
        newer = draft_of(request.user, one["path"])
        if newer is None or newer.saved_at < datetime.fromisoformat(one["at"]):
            keep_draft(request.user, one["path"], one["fields"], one["title"])


def form_address(path: str) -> str:
    """The form's address, filled with what was kept."""
    parts = urlsplit(path)
    query = QueryDict(parts.query, mutable=True)
    query["draft"] = "1"
    return f"{parts.path}?{query.urlencode()}"
