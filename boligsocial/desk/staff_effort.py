"""Who works in an effort: its posts and their week on one page, with the mode that follows."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from areas.models import HousingArea
from boligsocial.common.views import view_date
from boligsocial.desk.effort_pages import EffortPart
from boligsocial.desk.staff_preview import Previewed
from boligsocial.records.keep import remember_sent, sent_before
from efforts.models import Effort
from staffing import actions
from staffing.effects import Team, team_of
from staffing.forms import WorkplaceForm, employers_of
from staffing.models import Workplace
from staffing.places import Places, area_of, is_local
from staffing.rules.placement import PostMode, Spot, mode_of_post
from staffing.sheet import Sheet
from staffing.sheet_rows import BASE, RowForm

FEWEST_ROWS = 3  # of new posts, where there is none yet


@dataclass
class Follows:
    """The modes that follow from a sheet as it is filled in, and the days a week in each area."""

    team: Team
    rows: list[tuple[str, PostMode]]
    areas: list[tuple[HousingArea, int]]
    absent: list[str] = field(default_factory=list)  # posts whose period does not hold the day


def follows_of(sheet: Sheet) -> Follows:
    there, absent, days = [], [], {area.pk: 0 for area in sheet.places.areas}
    for number, row in enumerate(row for row in sheet.said if not row.is_removed):
        if not _is_there(row, sheet.day):
            absent.append(row.called)
            continue
        week = row.week()
        there.append((number, row.called, [Spot(is_local(place), cell or None) for cell, place in week.items()]))
        for cell, place in week.items():
            if cell != BASE and area_of(place) in days:
                days[area_of(place)] += 1
    modes = [(name, mode_of_post(number, spots)) for number, name, spots in there]
    team = team_of([mode for _name, mode in modes], {number: name for number, name, _spots in there})
    return Follows(team, modes, [(area, days[area.pk]) for area in sheet.places.areas], absent)


def _is_there(row: RowForm, day: date) -> bool:
    said = getattr(row, "cleaned_data", {})
    starts_on = said.get("starts_on", row.instance.starts_on)
    ends_on = said.get("ends_on", row.instance.ends_on)
    return (starts_on is None or starts_on <= day) and (ends_on is None or day < ends_on)


class StaffPage(Previewed, EffortPart):
    """The posts of an effort, new ones too, with their places; workplaces that are missing are added on the way."""

    step = "staff"
    template_name = "desk/staff_sheet.html"
    fragment_template = "desk/_staff_follows.html"
    shows = ("preview", "more")
    place_form: WorkplaceForm | None = None

    @cached_property
    def places(self) -> Places:
        return Places(self.effort, self.request.user)

    def get_subject(self, lock: bool = False) -> Effort:
        self.effort = super().get_subject(lock)
        return self.effort

    def get_title(self, subject) -> str:
        return _("Who works")

    def get_form(self, subject, data=None, files=None):
        extra = int("more" in self.request.POST)
        if data is None:
            extra = FEWEST_ROWS if not subject.posts.exists() else 0
        return Sheet(
            data,
            effort=subject,
            places=self.places,
            employers=employers_of(subject, self.places),
            day=self._day(subject),
            extra=extra,
        )

    def _day(self, effort: Effort) -> date:
        """The day shown, or the nearest one in the effort's period."""
        on = view_date(self.request)
        if effort.starts_on is not None and on < effort.starts_on:
            return effort.starts_on
        return effort.last_day if effort.last_day is not None and on > effort.last_day else on

    def save(self, form) -> str:
        actions.save_staff(
            effort=self.effort,
            user=self.request.user,
            posts=form.weeks(),
            removed=form.removed(),
            never_so=self.effort.is_draft,
            reason=form.cleaned_data.get("reason", ""),
        )
        return self.go_on(self.effort)

    def get_context(self, subject, form) -> dict:
        owners = self.places.may_make
        more = {
            "follows": follows_of(form),
            "place_form": self.place_form or self._place_form(owners) if owners else None,
            "owners": owners,
        }
        return super().get_context(subject, form) | more

    # --- a workplace that is missing ---

    def _place_form(self, owners, data=None) -> WorkplaceForm:
        form = WorkplaceForm(data, prefix="place", instance=Workplace(), owners=owners)
        form.fields["point"].widget.opened = False
        return form

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        return self.add_place(request) if "add_place" in request.POST else super().post(request, **kwargs)

    def add_place(self, request: HttpRequest) -> HttpResponse:
        """Save the workplace alone, and show the sheet as it was typed with the new place among the choices."""
        token = request.POST.get("token", "")
        with transaction.atomic():
            subject = self.get_subject(lock=True)
            form = self._place_form(self.places.may_make, request.POST)
            if sent_before(token, request.user) is None:
                self._make_place(form, token)
            sheet = self.get_form(subject, request.POST)
            return self.show(subject, sheet)

    def _make_place(self, form: WorkplaceForm, token: str) -> None:
        if not form.is_valid():
            self.place_form = form
            return
        try:
            with transaction.atomic():
                place = form.save()
                remember_sent(token, self.request.user, self.request.path)
        except IntegrityError:
            return  # the same form, sent twice at once
        messages.success(self.request, _("%(name)s can be chosen now.") % {"name": place.name})
        del self.places
