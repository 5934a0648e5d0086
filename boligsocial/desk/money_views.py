"""The page of the funding sheet, and the names of parties for those who search."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from boligsocial.common.rights import SIGNED_IN, Ruled
from boligsocial.common.text import search_key
from boligsocial.common.views import view_date
from boligsocial.desk.effort_pages import EffortPart
from boligsocial.desk.money_forms import SheetForm
from boligsocial.desk.money_sheet import SheetView
from boligsocial.desk.money_tools import FIELD_OF, TOOLS, ToolsForm
from boligsocial.desk.pages import shut_out
from efforts.models import Funder
from efforts.money_actions import SheetClash, save_sheet
from efforts.rules.sheet_merge import budget_place, cell_place

MOST_NAMES = 20


class MoneyPage(EffortPart):
    """Party by year, saved as one."""

    step = "money"
    template_name = "desk/money.html"
    tools: ToolsForm | None = None
    written = 0

    def get_form(self, subject, data=None, files=None):
        form = SheetForm(subject, self.request.user, view_date(self.request).year, data)
        if form.is_lost:
            form = self.lost(form)
        return form

    def lost(self, form: SheetForm) -> SheetForm:
        """What was sent does not say what it started from: the sheet as it is, with a word about it."""
        again = SheetForm(form.effort, form.user, form.today, form.texts)
        again.add_error(None, _("What you sent cannot be read as this sheet. This is the sheet as it is saved."))
        return again

    def get_title(self, subject) -> str:
        return _("Who pays")

    def get_success(self, form) -> str:
        if not self.written:
            return _("There was nothing to change.")
        return ngettext("Saved: %(count)s figure.", "Saved: %(count)s figures.", self.written) % {"count": self.written}

    def save(self, form: SheetForm) -> str:
        if empty := form.empty_lines():
            raise ValidationError(empty)
        try:
            self.written = save_sheet(
                effort=form.effort,
                opened=form.origin,
                wanted=form.grid.sheet(),
                new_funders=form.new_funders,
                leaning=form.grid.leaning,
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as refusal:
            if isinstance(refusal, SheetClash):
                self.clash = refusal
            raise self.placed(form, refusal) from None
        if not self.is_still_ours(form.effort):
            raise ValidationError(shut_out(), code="shut_out")
        return self.go_on(form.effort)

    def placed(self, form: SheetForm, refusal: ValidationError) -> ValidationError:
        """The refusal with what has no field of its own said for the whole sheet."""
        if not hasattr(refusal, "error_dict"):
            return refusal
        errors: dict = {}
        for place, listed in refusal.error_dict.items():
            errors.setdefault(place if place in form.fields else None, []).extend(listed)
        return ValidationError({place or "__all__": listed for place, listed in errors.items()})

    clash: SheetClash | None = None

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        tool = request.POST.get("do", "")
        return self.work(tool) if tool in TOOLS else super().post(request, **kwargs)

    def work(self, tool: str) -> HttpResponse:
        """Use a tool; nothing is saved."""
        subject = self.get_subject()
        form = self.get_form(subject, self.request.POST)
        if form.is_lost:
            return self.show(subject, form)
        try:
            data = TOOLS[tool](form)
        except ValidationError as refusal:
            self.tools = ToolsForm(form, self.request.POST)
            at_field = hasattr(refusal, "error_dict")
            self.tools.add_error(None if at_field or tool not in FIELD_OF else FIELD_OF[tool], refusal)
            self.begin_in(self.tools, next((name for name in self.tools.errors if name in self.tools.fields), ""))
            return self.show(subject, form)
        before = {*form.lines_shown, *map(budget_place, form.columns)}
        form = self.get_form(subject, data)
        self.tools = ToolsForm(form, data)
        if tool in FIELD_OF:
            self.begin_in(form, self.where_it_worked(form, tool, before))
        return self.show(subject, form)

    def where_it_worked(self, form: SheetForm, tool: str, before: set[str]) -> str:
        """The field to begin in after a tool: what it added, else the sheet's first."""
        lines = [key for key in form.lines_shown if key not in before]
        years = [year for year in form.columns if budget_place(year) not in before]
        if tool == "add_year" and years:
            return budget_place(years[0])
        if tool == "add_party" and lines and form.columns:
            return cell_place(lines[-1], form.columns[0])
        return next((budget_place(year) for year in form.columns if year), "")

    def begin_in(self, form, name: str) -> None:
        if name in form.fields:
            form.fields[name].widget.attrs["autofocus"] = True

    def show(self, subject, form, draft=None, resumed=None) -> HttpResponse:
        if self.clash is not None:
            form = form.rebased(self.clash)
        return super().show(subject, form, draft, resumed)

    def get_context(self, subject, form) -> dict:
        return super().get_context(subject, form) | {
            "sheet": SheetView(form),
            "tools": self.tools or ToolsForm(form),
            "point": formats.get_format("DECIMAL_SEPARATOR"),
            "group": formats.get_format("THOUSAND_SEPARATOR"),
        }


class PartyNames(Ruled, View):
    """Names of parties that hold what is typed, for the list under the field."""

    rule = SIGNED_IN

    def get(self, request: HttpRequest) -> HttpResponse:
        sought = search_key(request.GET.get("q", "").replace("\x00", "")[:100])
        rows = Funder.objects.visible_to(request.user).filter(search_key__spelt=sought).order_by("sort_key", "pk")
        names = list(rows.values_list("name", flat=True)[:MOST_NAMES]) if sought else []
        return JsonResponse({"names": names})
