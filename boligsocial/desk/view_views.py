"""Lists as people like to see them: which columns, and views kept under a name."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views import View

from boligsocial.common.rights import SIGNED_IN, Ruled, changes, sees
from boligsocial.desk.pages import FormPage
from boligsocial.desk.view_forms import NewViewForm, ViewForm
from boligsocial.records.lists import address_of, kept_query, list_named, remember_columns
from boligsocial.records.models import SavedView

CHANGES = changes("records.SavedView")


class ChooseColumns(Ruled, View):
    """Takes the columns of a list, in their order, remembers them, and shows the list with them."""

    rule = SIGNED_IN
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        page = request.POST.get("page", "")
        listed = list_named(page)
        if listed is None:
            raise Http404
        query = QueryDict(kept_query(QueryDict(request.POST.get("query", "")[:2000])), mutable=True)
        moved = "up" in request.POST or "down" in request.POST
        chosen = "" if "reset" in request.POST else ",".join(self.chosen(listed.columns.all))
        remember_columns(request.user, page, chosen)
        if chosen:
            query["columns"] = chosen
        address = f"{reverse(page)}?{query.urlencode(safe=',')}".removesuffix("?")
        return HttpResponseRedirect(f"{address}#columns" if moved else address)

    def chosen(self, known) -> list[str]:
        """The keys that are ticked, in the order sent, after the move that was asked for."""
        data = self.request.POST
        ticked = set(data.getlist("column"))
        keys = [key for key in dict.fromkeys(data.getlist("order")) if key in ticked and key in known]
        for name, step in (("up", -1), ("down", 1)):
            key = data.get(name)
            if key in keys:
                at = keys.index(key)
                to = min(max(at + step, 0), len(keys) - 1)
                keys[at], keys[to] = keys[to], keys[at]
        return keys


class OpenView(Ruled, View):
    """Leads to the list as it was kept."""

    rule = sees("records.SavedView")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            return HttpResponseRedirect(address_of(self.rule.row(request.user, self.kwargs)))
        except NoReverseMatch:
            raise Http404 from None


class NewView(FormPage):
    """Keeps a list's filters, order and columns under a name."""

    rule = SIGNED_IN
    form_class = NewViewForm

    def get_subject(self, lock: bool = False) -> SavedView:
        query = self.request.GET
        about = {name: query.get(name, "").replace("\x00", "") for name in ("page", "query", "columns")}
        return SavedView(user=self.request.user, **about)

    def get_title(self, subject) -> str:
        return _("Keep this view")

    def save(self, form) -> str:
        return address_of(form.save())

    def get_success(self, form) -> str:
        return _("The view “%(name)s” is kept. You find it under Views.") % {"name": form.instance.name}


class ChangeView(FormPage):
    """Another name for a view, or colleagues may use it, or not any more."""

    rule = CHANGES
    form_class = ViewForm
    template_name = "desk/saved_view.html"

    def get_subject(self, lock: bool = False) -> SavedView:
        rows = SavedView.objects.exclude(name="")
        return self.rule.row(self.request.user, self.kwargs, rows.select_for_update() if lock else rows)

    def get_title(self, subject) -> str:
        return _("Change the view “%(name)s”") % {"name": subject.name}

    def save(self, form) -> str:
        return address_of(form.save())


class DeleteView(Ruled, View):
    """Forgets a view."""

    rule = CHANGES
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = self.rule.row(request.user, self.kwargs)
        view.delete()
        messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
        return HttpResponseRedirect(reverse(view.page) if list_named(view.page) else reverse("dashboards:overview"))
