"""Moving a post from one place to another, and ending it: by form, which the week board's drag and drop fills in."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from boligsocial.common.rights import changes
from boligsocial.common.seen import seen_of
from boligsocial.common.views import view_date
from boligsocial.desk.effort_steps import carried
from boligsocial.desk.pages import FormPage
from boligsocial.desk.staff_preview import Previewed
from staffing import actions
from staffing.effects import Effect, effect_of
from staffing.forms import EndForm
from staffing.models import Post
from staffing.move_form import MoveForm
from staffing.places import Places
from staffing.rules import moves


class OnePost(FormPage):
    """A page about one post. `?back=effort` leads back to its effort instead of the week board."""

    rule = changes("staffing.Post")

    def get_subject(self, lock: bool = False) -> Post:
        if lock:
            # First of all, so that everything read from here on is as the save will find it. By key: in its usual order
            # the effort would be locked too, after the post, while others go the other way.
            Post._base_manager.select_for_update().filter(pk=self.kwargs["pk"]).order_by("pk").first()
        rows = Post.objects.select_related("effort", "employer_municipality", "employer_organisation")
        self.post_shown = self.rule.row(self.request.user, self.kwargs, rows)
        return self.post_shown

    @cached_property
    def places(self) -> Places:
        return Places(self.post_shown.effort, self.request.user, elsewhere=True)

    @property
    def today(self) -> date:
        return view_date(self.request)

    @property
    def back_url(self) -> str:
        if self.request.GET.get("back") == "effort" or self.post_shown.effort.is_draft:
            return self.effort_url
        return reverse("staffing:board") + carried(self.request)

    @property
    def effort_url(self) -> str:
        effort = self.post_shown.effort
        if effort.is_draft:
            return reverse("desk:effort-staff", args=[effort.pk]) + carried(self.request)
        return reverse("efforts:detail", args=[effort.pk]) + carried(self.request) + "#staff"

    def get_context(self, subject, form) -> dict:
        return {"post": subject, "back_url": self.back_url, "scope_url": reverse("staffing:board")}


class MovePost(Previewed, OnePost):
    """Where a post moves, on which days and when. `?from=` is a placement, `?to=` a place, `?day=` a weekday."""

    template_name = "desk/staff_move.html"
    fragment_template = "desk/_staff_effect.html"

    def get_title(self, subject) -> str:
        return _("Move %(post)s") % {"post": subject}

    def get_form(self, subject, data=None, files=None):
        day = min(self.today, timezone.localdate())
        if data is not None:
            return MoveForm(data, post=subject, places=self.places, day=day)
        wanted = self._wanted(subject)
        tried = MoveForm(wanted, post=subject, places=self.places, day=day)
        tried.is_valid()
        initial = {name: wanted.getlist(name) for name in ("moved", "weekdays")}
        initial |= {name: wanted.get(name, "") for name in ("to", "from_day", "until")}
        form = MoveForm(post=subject, places=self.places, day=day, initial=initial)
        if tried.change is not None:
            form.change, form.cleaned_data = tried.change, tried.cleaned_data
            form.initial["shown"] = tried.signature
        elif wanted.get("to"):
            form.refused = tried.non_field_errors()
        return form

    def _wanted(self, post: Post) -> QueryDict:
        """What the address asks for, as the form would send it; what it cannot mean is left out."""
        query, wanted = self.request.GET, QueryDict(mutable=True)
        keys = {str(seat.key): seat for seat in actions.seats_of(post)}
        moved = [key for key in query.getlist("from") if key in keys]
        days = [day for day in query.getlist("day") if day in {*"01234567"}]
        wanted.setlist("moved", moved)
        wanted.setlist("weekdays", days or [str(keys[key].weekday or 0) for key in moved])
        wanted["to"] = self.places.value_for(query.get("to", ""))
        first = max(self.today, post.starts_on or self.today)
        wanted["from_day"] = first.isoformat()
        ends = {keys[key].last_day for key in moved}
        if len(ends) == 1 and (last := ends.pop()) is not None and last >= first:
            # As long as it sits there now.
            wanted["until"] = last.isoformat()
        return wanted

    def save(self, form) -> str:
        cleaned = form.cleaned_data
        actions.move(
            post=self.post_shown,
            moved=[int(key) for key in cleaned["moved"]],
            workplace=cleaned["to"],
            weekdays=form.weekdays_chosen,
            from_day=cleaned["from_day"],
            until=cleaned["until"],
            reason=cleaned["reason"],
        )
        if self.back_url == self.effort_url:
            return self.back_url
        return self._board_on(cleaned["from_day"])

    def _board_on(self, day: date) -> str:
        """The board on the first day of the move, where it is seen."""
        kept = {name: self.request.GET[name] for name in ("municipality",) if self.request.GET.get(name)}
        if day != timezone.localdate():
            kept["date"] = day.isoformat()
        return reverse("staffing:board") + (f"?{urlencode(kept)}" if kept else "")

    def get_success(self, form) -> str:
        day, place = formats.date_format(form.cleaned_data["from_day"], "DATE_FORMAT"), form.cleaned_data["to"]
        if place is None:
            return _("Saved: the days of %(post)s end on %(day)s.") % {"post": self.post_shown, "day": day}
        words = {"post": self.post_shown, "place": place.name, "day": day}
        return _("Saved: from %(day)s %(post)s sits at %(place)s on the days chosen.") % words

    def get_context(self, subject, form) -> dict:
        effect = self._effect(form)
        more = {
            "effect": effect,
            "refused": getattr(form, "refused", []) or (form.non_field_errors() if not form.change else []),
            "is_past": effect is not None and effect.on < timezone.localdate(),
            "submit_label": _("Yes, move"),
        }
        return super().get_context(subject, form) | more

    def _effect(self, form: MoveForm) -> Effect | None:
        if form.change is None:
            return None
        on = form.cleaned_data["from_day"]
        return effect_of(self.post_shown, form.seats, form.change, self.places, on)


class EndPost(Previewed, OnePost):
    """The last day of a post; what follows for its places is shown first."""

    template_name = "desk/staff_end.html"
    fragment_template = "desk/_staff_effect.html"

    def get_title(self, subject) -> str:
        return _("End %(post)s") % {"post": subject}

    def get_form(self, subject, data=None, files=None):
        tomorrow = max(self.today, subject.starts_on or self.today) + timedelta(days=1)
        has_ended = subject.ends_on is not None and subject.ends_on < tomorrow
        seen = seen_of([subject, *subject.placements.all()])
        return EndForm(data, seen=seen, initial={"ends_on": subject.ends_on if has_ended else tomorrow})

    def save(self, form) -> str:
        cleaned = form.cleaned_data
        actions.end_post(post=self.post_shown, day=cleaned["ends_on"], reason=cleaned["reason"])
        return self.back_url

    def get_context(self, subject, form) -> dict:
        day = getattr(form, "cleaned_data", form.initial).get("ends_on")
        effect = None
        if day is not None and (subject.starts_on is None or day > subject.starts_on):
            seats = actions.seats_of(subject)
            effect = effect_of(subject, seats, moves.end(seats, day), self.places, day, leaves=True)
        more = {
            "effect": effect,
            "refused": [],
            "is_past": bool(day and day < timezone.localdate()),
            "submit_label": _("End the post"),
        }
        return super().get_context(subject, form) | more
