"""Pages about what happened to a thing, and about what it was at a moment; for everyone who sees the thing."""

from datetime import datetime

from django import forms
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views import View

from boligsocial.common.paging import page_of_list
from boligsocial.common.rights import ADMIN, Ruled, sees
from boligsocial.common.views import EARLIEST, LATEST
from boligsocial.dashboards.history import History
from boligsocial.dashboards.history_kinds import THINGS, Kind, Thing
from boligsocial.dashboards.history_words import Teller
from boligsocial.records.models import Deletion

PAGE = 25  # events


def in_range(value) -> None:
    """A day or a moment that we can show."""
    if not EARLIEST.year <= value.year <= LATEST.year:
        raise forms.ValidationError(
            _("The year must be between %(first)s and %(last)s."),
            code="out_of_range",
            params={"first": EARLIEST.year, "last": LATEST.year},
        )


def _day(label) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, validators=[in_range])


class Narrow(forms.Form):
    """Whose changes, and from when to when."""

    who = forms.TypedChoiceField(label=_("Who"), required=False, coerce=int, empty_value=None)
    since = _day(_("From"))
    until = _day(_("To and including"))

    def __init__(self, data, people: list[tuple[int, str]]):
        super().__init__(data)
        self.fields["who"].choices = [("", _("Everybody")), *people]


class Moment(forms.Form):
    """A time of day on a day; without one, now."""

    at = forms.DateTimeField(
        label=_("As it was on"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        validators=[in_range],
    )


class OneHistory(Ruled, View):
    """What all these pages know: the thing, its name and its history. `noun` is the thing in THINGS."""

    noun = ""
    page = ""  # the name of the page about the thing itself, where there is one

    @property
    def thing(self) -> Thing:
        return THINGS[self.noun]

    @cached_property
    def row(self):
        """The thing as it is; None once it is deleted, for those who could see it and for admins."""
        try:
            return self.rule.row(self.request.user, self.kwargs) if self.rule is not ADMIN else self._by_key()
        except Http404:
            if not self._was_seen():
                raise
            return None

    def _was_seen(self) -> bool:
        """Whether it is deleted, and the user could see it."""
        model, pk, user = self.thing.model, self.kwargs["pk"], self.request.user
        if not self.history.keys or model._base_manager.filter(pk=pk).exists():
            return False
        return user.is_superuser or Deletion.objects.of(model, pk).visible_to(user).exists()

    def _by_key(self):
        row = self.thing.model._base_manager.filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404
        return row

    @cached_property
    def history(self) -> History:
        return History(self.thing, self.kwargs["pk"], self.request.user)

    def show(self, template: str, context: dict) -> HttpResponse:
        row, pk = self.row, self.kwargs["pk"]
        meta = self.thing.model._meta
        name = str(row) if row is not None else self._last_name()
        common = {
            "name": name,
            "kind": capfirst(str(meta.verbose_name)),
            "is_deleted": row is None,
            "thing_url": self._thing_url() if row is not None else "",
            "history_url": reverse(f"history:{self.noun}", args=[pk]),
            "moment_url": reverse(f"history:{self.noun}-moment", args=[pk]),
            "begins": self.history.begins,
            "scope_url": "",
        }
        return render(self.request, template, common | context)

    def _last_name(self) -> str:
        last = self.thing.model.history.filter(id=self.kwargs["pk"]).order_by("-history_date", "-history_id").first()
        return str(last.instance)

    def _thing_url(self) -> str:
        try:
            return reverse(self.page, args=[self.kwargs["pk"]]) if self.page else ""
        except NoReverseMatch:
            return ""


class HistoryPage(OneHistory):
    """What happened, newest first."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        _known = self.row  # refused before anything else is asked
        names = get_user_model().objects.filter(pk__in=self.history.people)
        people = sorted(((user.pk, str(user)) for user in names), key=lambda person: person[1])
        form = Narrow(request.GET, people)
        form.is_valid()
        events = self.history.events(**{name: form.cleaned_data.get(name) for name in form.fields})
        page = page_of_list(events, request.GET.get("page"), PAGE)
        keys = [key for event in page for one in event.keys for key in (one, one.before) if key is not None]
        teller = Teller(keys, [event.user for event in page], reader=self.request.user)
        context = {
            "form": form,
            "page": page,
            "told": [teller.tell(event) for event in page],
            "is_narrowed": any(form.cleaned_data.values()),
        }
        return self.show("history/history.html", context)


class MomentPage(OneHistory):
    """The thing with all its parts as it was at a moment."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        _known = self.row
        form = Moment(request.GET)
        moment: datetime = (form.cleaned_data.get("at") if form.is_valid() else None) or timezone.now()
        states = self.history.as_of(moment)
        teller = Teller([key for keys in states.values() for key in keys], reader=self.request.user)
        groups = [(_heading(kind), not kind.owner, teller.facts(kind, keys)) for kind, keys in states.items()]
        asked = Moment({"at": timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")}) if form.is_valid() else form
        context = {
            "form": asked,
            "moment": moment,
            "groups": groups,
            "is_before": self.history.begins is None or moment < self.history.begins,
        }
        return self.show("history/moment.html", context)


def _heading(kind: Kind) -> str:
    meta = kind.model._meta
    return capfirst(str(meta.verbose_name_plural if kind.owner else meta.verbose_name))


class AreaHistory(HistoryPage):
    rule, noun, page = sees("areas.HousingArea"), "area", "areas:detail"


class AreaMoment(MomentPage):
    rule, noun, page = sees("areas.HousingArea"), "area", "areas:detail"


class EstateHistory(HistoryPage):
    rule, noun = sees("areas.Estate"), "estate"


class EstateMoment(MomentPage):
    rule, noun = sees("areas.Estate"), "estate"


class InstitutionHistory(HistoryPage):
    rule, noun = sees("areas.Institution"), "institution"


class InstitutionMoment(MomentPage):
    rule, noun = sees("areas.Institution"), "institution"


class EffortHistory(HistoryPage):
    rule, noun, page = sees("efforts.Effort"), "effort", "efforts:detail"


class EffortMoment(MomentPage):
    rule, noun, page = sees("efforts.Effort"), "effort", "efforts:detail"


class FunderHistory(HistoryPage):
    rule, noun = sees("efforts.Funder"), "funder"


class FunderMoment(MomentPage):
    rule, noun = sees("efforts.Funder"), "funder"


class PostHistory(HistoryPage):
    rule, noun = sees("staffing.Post"), "post"


class PostMoment(MomentPage):
    rule, noun = sees("staffing.Post"), "post"


class WorkplaceHistory(HistoryPage):
    rule, noun = sees("staffing.Workplace"), "workplace"


class WorkplaceMoment(MomentPage):
    rule, noun = sees("staffing.Workplace"), "workplace"


class FollowUpHistory(HistoryPage):
    rule, noun = sees("staffing.FollowUp"), "follow-up"


class FollowUpMoment(MomentPage):
    rule, noun = sees("staffing.FollowUp"), "follow-up"


class RecipeHistory(HistoryPage):
    rule, noun, page = sees("areas.Recipe"), "recipe", "data:recipe"


class RecipeMoment(MomentPage):
    rule, noun, page = sees("areas.Recipe"), "recipe", "data:recipe"


class RolesHistory(HistoryPage):
    rule, noun = ADMIN, "roles"


class RolesMoment(MomentPage):
    rule, noun = ADMIN, "roles"
