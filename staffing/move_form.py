"""Asking where a post moves, and whether that is what is wanted when one has seen what it does."""

import hashlib
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from boligsocial.common.fields import DayField, LastDayField
from boligsocial.common.widgets import CheckGroups
from staffing.actions import planned_move, seats_of
from staffing.choices import Weekday
from staffing.models import Post
from staffing.places import PlaceField, Places, key_of
from staffing.rules.moves import Change, Seat, clashes
from staffing.wording import refusal, seat_in_words, weekday_in_words

NOT_STATED = "0"


class SeatsField(forms.MultipleChoiceField):
    """Placements by key. One that is gone since the page was made is a key too: the move itself says so in words."""

    widget = CheckGroups

    def valid_value(self, value):
        return value.isascii() and value.isdigit() and len(value) < 19


def _weekday_choices() -> list[tuple[str, str]]:
    """Asked for with each form, in its language."""
    return [*((str(day.value), weekday_in_words(day)) for day in Weekday), (NOT_STATED, weekday_in_words(None))]


class MoveForm(forms.Form):
    """A move. Valid only when `shown` says that the sender saw what exactly this move does to places as they are now.

    `change` is what the move does to the placements, also when it was not seen yet; None when it cannot be done.
    """

    moved = SeatsField(
        label=_("Which days move"),
        required=False,
        help_text=_("None: the post sits there on more days, and keeps those it has."),
    )
    weekdays = forms.MultipleChoiceField(
        label=_("On which weekdays it will sit there"),
        required=False,
        choices=_weekday_choices,
        widget=CheckGroups,
        help_text=_("None: the same weekdays as those that move."),
    )
    from_day = DayField(label=_("From which day"))
    until = LastDayField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: until further notice. With a last day, the post goes back to where it sat before."),
    )
    reason = forms.CharField(
        label=_("Why does it move?"), required=False, max_length=500, help_text=_("It is kept in the history.")
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    change: Change | None = None

    def __init__(self, data=None, *, post: Post, places: Places, day: date, initial: dict | None = None):
        super().__init__(data, initial=initial)
        self.post, self.places = post, places
        self.seats = seats_of(post)
        self.names = {seat.workplace: _name(places, seat.workplace) for seat in self.seats}
        lasting = [seat for seat in self.seats if seat.ends_on is None or seat.ends_on > day]
        self.fields["moved"].choices = [(str(seat.key), seat_in_words(seat, self.names)) for seat in lasting]
        self.fields["to"] = PlaceField(
            places, label=_("Where to"), empty=_("Choose…"), nowhere=_("Nowhere: these days end")
        )
        self.order_fields(["moved", "to"])

    @property
    def weekdays_chosen(self) -> list[int | None]:
        """None stands for days that are not stated."""
        chosen = self.cleaned_data.get("weekdays")
        if chosen:
            return [int(day) or None for day in chosen]
        moved = self.cleaned_data.get("moved", [])
        return list(dict.fromkeys(seat.weekday for seat in self.seats if str(seat.key) in moved))

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        place = cleaned["to"]
        target = place.pk if key_of(place).isdigit() else key_of(place) or None
        if place is not None:
            self.names[target] = self.places.label(place)
        moved = [int(key) for key in cleaned["moved"]]
        change = planned_move(
            self.post, self.seats, moved, target, self.weekdays_chosen, cleaned["from_day"], cleaned["until"]
        )
        if pairs := clashes(change.applied_to(self.seats)):
            raise refusal(self.post, pairs, self.names)
        self.change = change
        self._ask_whether()
        return cleaned

    def _ask_whether(self) -> None:
        wanted, seen = self.signature, self.cleaned_data.get("shown", "")
        if seen == wanted:
            return
        self.data = self.data.copy()
        self.data["shown"] = wanted
        if seen.partition("~")[2] not in ("", wanted.partition("~")[2]):
            text = _(
                "Somebody has changed where %(post)s sits since you opened this page. This is what the move does now."
            )
            raise ValidationError(text, code="stale", params={"post": self.post})
        raise ValidationError(_("Nothing is moved yet: look at what it does, and say yes below."), code="look")

    @property
    def signature(self) -> str:
        """This move, and the places it starts from."""
        cleaned = self.cleaned_data
        names = ("from_day", "until")
        move = [cleaned["moved"], key_of(cleaned["to"]), self.weekdays_chosen, *(str(cleaned[name]) for name in names)]
        return f"{_digest(move)}~{_digest(sorted(map(_plain, self.seats)))}"


def _plain(seat: Seat) -> tuple:
    return (seat.key, seat.workplace, seat.weekday or 0, str(seat.starts_on), str(seat.ends_on))


def _digest(values: list) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def _name(places: Places, workplace: int) -> str:
    place = places.known.get(str(workplace))
    return places.label(place) if place else "?"
