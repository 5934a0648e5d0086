"""Workplaces: the list of them, new ones, and later changes."""

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from areas.models import HousingArea, HousingOrganisation, Municipality
from boligsocial.common.paging import page_of
from boligsocial.common.periods import in_force
from boligsocial.common.rights import SIGNED_IN, Ruled, changes, makes
from boligsocial.common.text import search_key
from boligsocial.common.views import view_date
from boligsocial.desk.effort_steps import carried
from boligsocial.desk.pages import FormPage
from staffing.forms import WorkplaceForm
from staffing.models import Post, Workplace

OWNERS = (HousingArea, Municipality, HousingOrganisation)
MAKES_WORKPLACES = makes("areas.Municipality", "areas.HousingOrganisation", "areas.HousingArea")
PAGE_SIZE = 50


class WorkplaceList(Ruled, View):
    """The workplaces the user may see, with the staff days a week at each; who may change them finds the way."""

    rule = SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        on, text = view_date(request), request.GET.get("q", "")[:200].replace("\x00", "")
        rows = Workplace.objects.visible_to(request.user)
        rows = self._in_town(rows, request.GET.get("municipality", ""))
        key = search_key(text)
        if key:
            rows = rows.filter(Q(search_key__spelt=key) | Q(area__search_key__spelt=key))
        page = page_of(rows.order_by("sort_key", "pk"), request.GET.get("page"), PAGE_SIZE)
        page.load(lambda ids: self._rows(ids, on, request.user))
        mine = Workplace.objects.changeable_by(request.user).filter(pk__in=page.ids).order_by()
        context = {
            "page": page,
            "q": text,
            "on": on,
            "changeable": set(mine.values_list("pk", flat=True)),
            "may_make": MAKES_WORKPLACES.lets_make(request.user),
            "scope_url": request.path,
        }
        return render(request, "desk/staff_workplaces.html", context)

    @staticmethod
    def _in_town(rows, code: str):
        """Of the header's municipality: central there, or in one of its areas."""
        if not (code.isascii() and code.isdigit() and len(code) == 4):
            return rows
        return rows.filter(Q(municipality__code=code) | Q(area__municipality__code=code))

    @staticmethod
    def _rows(ids, on, user):
        """The days a week are those of the posts on the user's week board."""
        posts = Post.objects.visible_to(user).for_board(on).order_by()
        here = in_force(on, "placements__") & Q(placements__post__in=posts.values("pk"))
        days = Count("placements", filter=here & Q(placements__weekday__isnull=False))
        rows = Workplace.objects.filter(pk__in=ids).select_related("area__municipality", "municipality", "organisation")
        return rows.annotate(staff_days=days)


class WorkplacePage(FormPage):
    """What the pages of one workplace have in common."""

    template_name = "desk/staff_workplace.html"

    @cached_property
    def owners(self) -> list:
        """Where the user may make a workplace."""
        found = []
        for model in OWNERS:
            found += model.objects.changeable_by(self.request.user).order_by("sort_key", "pk")
        return found

    def get_form(self, subject, data=None, files=None):
        return WorkplaceForm(data, instance=subject, owners=self.owners, initial=self.get_initial())

    def get_initial(self) -> dict:
        return {}

    def save(self, form) -> str:
        form.save()
        return reverse("desk:workplaces") + carried(self.request)

    def get_context(self, subject, form) -> dict:
        return {"back_url": reverse("desk:workplaces") + carried(self.request), "scope_url": reverse("staffing:board")}


class NewWorkplace(WorkplacePage):
    """A new workplace; `?at=area-12` chooses where."""

    rule = MAKES_WORKPLACES

    def get_subject(self, lock: bool = False) -> Workplace:
        return Workplace()

    def get_title(self, subject) -> str:
        return _("New workplace")

    def get_initial(self) -> dict:
        return {"owner": self.request.GET.get("at", "")}


class EditWorkplace(WorkplacePage):
    """The facts of a workplace. Where it lies may only become somewhere that the user may change."""

    rule = changes("staffing.Workplace")

    def get_subject(self, lock: bool = False) -> Workplace:
        if lock:
            Workplace._base_manager.select_for_update().filter(pk=self.kwargs["pk"]).first()
        rows = Workplace.objects.select_related("area__municipality", "municipality", "organisation")
        return self.rule.row(self.request.user, self.kwargs, rows)

    def get_title(self, subject) -> str:
        return str(subject)
