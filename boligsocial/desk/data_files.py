"""The file itself, and its bad rows with the reasons, to take away."""

import io

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views import View

from areas.choices import Layout
from areas.intake import bad_rows
from boligsocial.common.exports import TABLES, file_response
from boligsocial.common.rights import Ruled, sees
from boligsocial.desk.data_steps import files

SEES = sees("areas.Import")


class FileItself(Ruled, View):
    """The file as it came, to save; a browser never opens it here."""

    rule = SEES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.rule.row(request.user, self.kwargs)
        content = io.BytesIO(batch.content)
        kind = "application/octet-stream"
        response = FileResponse(content, as_attachment=True, filename=batch.file_name, content_type=kind)
        response["Cache-Control"] = "private, no-store"
        return response


class BadRows(Ruled, View):
    """The rows with errors, each with its reasons: to correct and bring in again. `?export=` says as what."""

    rule = SEES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.rule.row(request.user, self.kwargs, files())
        if batch.layout == Layout.BORDERS:
            raise Http404
        wanted = request.GET.get("export", TABLES[0].key)
        kind = next((kind for kind in TABLES if kind.key == wanted), TABLES[0])
        return file_response(kind, bad_rows(batch))
