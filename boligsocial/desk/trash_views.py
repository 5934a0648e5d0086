"""What was deleted in the last thirty days, and putting it back."""

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import View

from areas.figure_actions import municipalities_of
from areas.recompute import recompute
from boligsocial.common.paging import page_of
from boligsocial.common.rights import SIGNED_IN, Ruled, changes
from boligsocial.desk.deletion_kinds import page_of_row
from boligsocial.records.deletion import KEPT, put_back
from boligsocial.records.models import Deletion

PAGE = 50


class TrashPage(Ruled, View):
    """What the user may put back, newest first."""

    rule = SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        since = timezone.now() - KEPT
        rows = Deletion.objects.changeable_by(request.user).filter(deleted_at__gt=since, restored_at__isnull=True)
        page = page_of(rows.order_by("-deleted_at", "-pk"), request.GET.get("page"), PAGE)
        page.load(lambda ids: Deletion.objects.filter(pk__in=ids).select_related("user").defer("rows"))
        told = [(row, _kind(row), row.deleted_at + KEPT) for row in page]
        return render(request, "desk/trash.html", {"page": page, "told": told, "days": KEPT.days, "scope_url": ""})


class PutBack(Ruled, View):
    """Makes something deleted as it was."""

    rule = changes("records.Deletion")
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        deletion = self.rule.row(request.user, self.kwargs)
        try:
            with transaction.atomic():
                row = put_back(deletion, user=request.user)
                if row._meta.app_label == "areas":
                    recompute(municipalities_of([row]))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(reverse("desk:trash"))
        except OperationalError:
            # Two people waited for each other, and the database sent one of them home.
            messages.error(request, _("Nothing was put back: somebody else changed this at the same time. Try again."))
            return HttpResponseRedirect(reverse("desk:trash"))
        messages.success(request, _("“%(name)s” is put back.") % {"name": deletion.name})
        return HttpResponseRedirect(page_of_row(row))


def _kind(deletion: Deletion) -> str:
    try:
        return capfirst(str(apps.get_model(deletion.kind)._meta.verbose_name))
    except LookupError:
        return ""
