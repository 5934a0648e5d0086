"""A row of the sheet of an effort's staff: a post, and its weekdays as cells with a workplace each."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from boligsocial.common.editing import MINE, THEIRS, Conflict, Difference, side_of
from boligsocial.common.wording import in_words
from staffing.choices import Weekday
from staffing.derive import WEEKEND, WORKING_WEEK
from staffing.forms import PostForm
from staffing.models import Placement
from staffing.places import PlaceField, Places, key_of
from staffing.rules.moves import Seat
from staffing.wording import weekday_in_words

BASE = 0  # the cell of a base whose days are not known, where weekdays have their number
CELLS = (*(day.value for day in Weekday), BASE)


class RowForm(PostForm):
    """A post and where it sits on each weekday of a day. A cell that others changed meanwhile is asked about."""

    remove = forms.BooleanField(label=_("Remove this post"), required=False)

    class Meta(PostForm.Meta):
        fields = [name for name in PostForm.Meta.fields if name != "source"]

    def __init__(self, *args, places: Places, seats: list[Seat], day: date, may_remove: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.places, self.day, self.seats = places, day, seats
        del self.fields["reason"]  # one for the whole sheet
        for field in self.fields.values():
            field.help_text = ""  # said once for the whole sheet
        if not (may_remove and self.instance.pk):
            del self.fields["remove"]
        for cell in CELLS:
            now = self.now.get(cell, "")
            label = weekday_in_words(cell or None)
            self.fields[f"day_{cell}"] = PlaceField(places, label=label, required=False, initial=now)
            if self.instance.pk:
                self.fields[f"was_{cell}"] = forms.CharField(required=False, initial=now, widget=forms.HiddenInput)
        self.fields["every"] = PlaceField(places, label=_("Monday to Friday"), required=False, empty=_("Choose…"))

    @cached_property
    def now(self) -> dict[int, str]:
        """The place of each cell on the day, as the database has it."""
        found: dict[int, str] = {}
        for seat in self.seats:
            if seat.holds_on(self.day):
                found.setdefault(seat.weekday or BASE, str(seat.workplace))
        return found

    @property
    def more_bases(self) -> int:
        """Bases beyond the one that the sheet shows."""
        return max(sum(seat.weekday is None and seat.holds_on(self.day) for seat in self.seats) - 1, 0)

    @property
    def called(self) -> str:
        """What the row is called."""
        said = str(self["title"].value() or "").strip()
        return said or str(self.instance if self.instance.pk else _("New post"))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written in the row of a new post."""
        if self.instance.pk or not self.is_bound:
            return not self.instance.pk
        return not any(str(self.data.get(self.add_prefix(name)) or "").strip() for name in self.fields)

    @property
    def is_removed(self) -> bool:
        return bool(getattr(self, "cleaned_data", {}).get("remove"))

    # --- cells, for templates and previews ---

    @property
    def remove_field(self):
        return self["remove"] if "remove" in self.fields else None

    def cells(self, weekdays) -> list:
        return [self[f"day_{day}"] for day in weekdays]

    @property
    def working_week(self) -> list:
        return self.cells(day.value for day in WORKING_WEEK)

    @property
    def weekend(self) -> list:
        return self.cells([*(day.value for day in WEEKEND), BASE])

    @property
    def uses_weekend(self) -> bool:
        return any(field.value() or field.errors for field in self.weekend)

    def week(self) -> dict[int, object]:
        """The place of every cell as it is chosen; cells that cannot be read are left out."""
        chosen = getattr(self, "cleaned_data", None)
        if chosen is None:
            return {cell: self.places.known[key] for cell, key in self.now.items() if key in self.places.known}
        return {cell: chosen[f"day_{cell}"] for cell in CELLS if chosen.get(f"day_{cell}")}

    def changed_week(self) -> dict[int | None, object]:
        """What is to be saved: the cells that differ from what the database has on the day."""
        chosen = {cell: self.cleaned_data[f"day_{cell}"] for cell in CELLS}
        return {cell or None: place for cell, place in chosen.items() if key_of(place) != self.now.get(cell, "")}

    # --- checking ---

    def clean(self):
        try:
            cleaned = super().clean()
            refusal = None
        except ValidationError as stale:
            cleaned, refusal = self.cleaned_data, stale
        if cleaned.get("remove") and not refusal and (self.conflict or self._has_moved(cleaned)):
            text = _("“%(row)s” was changed by somebody since you opened the page. Save again to remove it anyway.")
            self.conflict, refusal = None, ValidationError(text, code="stale", params={"row": self.instance})
        self._fill_the_week(cleaned)
        if self.instance.pk and self._merge_cells(cleaned):
            refusal = refusal or ValidationError(self._refusal(), code="stale")
        if refusal:
            raise refusal
        return cleaned

    def _has_moved(self, cleaned) -> bool:
        """Whether somebody gave the post other places since the page was opened."""
        return any(cleaned.get(f"was_{cell}", "") != self.now.get(cell, "") for cell in CELLS)

    def _fill_the_week(self, cleaned) -> None:
        """Without JavaScript the choice for the whole week is spread here, over the days left empty."""
        if every := cleaned.get("every"):
            for day in WORKING_WEEK:
                cleaned[f"day_{day}"] = cleaned.get(f"day_{day}") or every

    def _merge_cells(self, cleaned) -> bool:
        """Take what only one of two people changed; whether there is a cell that both changed."""
        asked = []
        self.data = self.data.copy()
        for cell in CELLS:
            name, theirs = f"day_{cell}", self.now.get(cell, "")
            if name not in cleaned:
                continue
            was, mine = cleaned.get(f"was_{cell}", ""), key_of(cleaned[name])
            side = side_of(self.data, self.add_prefix(name))
            self.data[self.add_prefix(f"was_{cell}")] = theirs
            if not side:  # if it was asked, it is asked again
                was = self.data.get(f"ask-{self.add_prefix(name)}", f"={was}").removeprefix("=")
            if side == THEIRS or (mine == was and side != MINE):
                cleaned[name] = self.places.known.get(theirs)
                self.data[self.add_prefix(name)] = theirs
            elif was != theirs and mine != theirs:
                asked.append(self._difference_of(name, was, theirs, mine))
        if asked:
            self.conflict = self.conflict or self._who_moved()
            self.conflict.differences.extend(asked)
        return bool(asked)

    def _difference_of(self, name: str, was: str, theirs: str, mine: str) -> Difference:
        first, second, third = (self._say(key) for key in (was, theirs, mine))
        return Difference(
            self.add_prefix(name), str(self.fields[name].label), first, second, third, "", since=f"={was}"
        )

    def _say(self, key: str) -> str:
        place = self.places.known.get(key)
        return self.places.label(place) if place else in_words(Placement._meta.get_field("workplace"), None)

    def _who_moved(self) -> Conflict:
        last = Placement.history.filter(post=self.instance).select_related("history_user").first()
        who = str(last.history_user) if last and last.history_user else ""
        return Conflict(who, last.history_date if last else None, (last.history_change_reason or "") if last else "")
