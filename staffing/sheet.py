"""The sheet of an effort's staff: its posts as rows, their weekdays as cells with a workplace each."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from boligsocial.common.editing import MINE, THEIRS, Conflict, Difference
from boligsocial.common.fields import DayField
from boligsocial.common.wording import in_words
from efforts.models import Effort
from staffing.actions import PostWeek
from staffing.choices import Weekday
from staffing.derive import WEEKEND, WORKING_WEEK
from staffing.forms import PostForm
from staffing.models import Placement, Post
from staffing.places import PlaceField, Places, key_of
from staffing.rules.moves import Seat
from staffing.wording import weekday_in_words

BASE = 0  # the cell of a base whose days are not known, where weekdays have their number
CELLS = (*(day.value for day in Weekday), BASE)
MOST_NEW = 30  # new posts at once


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
        self._fill_the_week(cleaned)
        if self.instance.pk and self._merge_cells(cleaned):
            refusal = refusal or ValidationError(self._refusal(), code="stale")
        if refusal:
            raise refusal
        return cleaned

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
            side = self.data.get(f"keep-{self.add_prefix(name)}")
            self.data[self.add_prefix(f"was_{cell}")] = theirs
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
        return Difference(self.add_prefix(name), str(self.fields[name].label), first, second, third, "")

    def _say(self, key: str) -> str:
        place = self.places.known.get(key)
        return self.places.label(place) if place else in_words(Placement._meta.get_field("workplace"), None)

    def _who_moved(self) -> Conflict:
        last = Placement.history.filter(post=self.instance).select_related("history_user").first()
        who = str(last.history_user) if last and last.history_user else ""
        return Conflict(who, last.history_date if last else None, (last.history_change_reason or "") if last else "")


class Sheet(forms.Form):
    """All posts of an effort that are there on a day or come later, and rows for new ones.

    `from_day` is asked for where something has happened already: changed cells hold from that day. Validate it inside
    the transaction that saves it, with the effort locked.
    """

    from_day = DayField(
        label=_("New places hold from"),
        help_text=_("The days before stay as they are. New posts have their places from their first day."),
    )
    reason = forms.CharField(
        label=_("Why is it changed?"), required=False, max_length=500, help_text=_("It is kept in the history.")
    )
    rows_shown = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    conflict = None

    def __init__(self, data=None, *, effort: Effort, places: Places, employers: list, day: date, extra: int = 0):
        super().__init__(data, initial={"from_day": day})
        self.effort, self.places, self.employers, self.day = effort, places, employers, day
        if effort.is_draft:
            del self.fields["from_day"], self.fields["reason"]
        self.more = extra
        self.rows = [*self._known_rows(), *self._new_rows()]
        self.initial["rows_shown"] = sum(row.instance.pk is None for row in self.rows)

    # --- rows ---

    @cached_property
    def posts(self) -> list[Post]:
        rows = self.effort.posts.select_related("employer_municipality", "employer_organisation")
        return list(rows.order_by("pk"))

    @cached_property
    def ended(self) -> list[Post]:
        """Posts that are over on the day."""
        return [post for post in self.posts if post.ends_on is not None and post.ends_on <= self.day]

    @cached_property
    def _seats(self) -> dict[int, list[Seat]]:
        rows = Placement.objects.filter(post__effort=self.effort).order_by("weekday", "starts_on", "pk")
        found: dict[int, list[Seat]] = {}
        for post, *seat in rows.values_list("post", "workplace", "weekday", "starts_on", "ends_on", "pk"):
            found.setdefault(post, []).append(Seat(*seat))
        return found

    def _row(self, prefix: str, post: Post | None, data) -> RowForm:
        starts_on = post.starts_on if post else None
        return RowForm(
            data,
            prefix=prefix,
            instance=post or Post(effort=self.effort),
            employers=self.employers,
            places=self.places,
            seats=self._seats.get(post.pk, []) if post else [],
            day=max(starts_on or self.day, self.day),
            may_remove=self.effort.is_draft,
        )

    def _known_rows(self):
        for post in self.posts:
            prefix = f"post-{post.pk}"
            # A post that came since the page was made is not in what was sent.
            sent = self.is_bound and f"{prefix}-version" in self.data
            if post not in self.ended and (sent or not self.is_bound):
                yield self._row(prefix, post, self.data if sent else None)

    def _new_rows(self):
        sent = self.data.get("rows_shown", "") if self.is_bound else ""
        count = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0
        for number in range(min(count + self.more, MOST_NEW)):
            yield self._row(f"new-{number}", None, self.data if number < count else None)

    @property
    def blank_row(self) -> RowForm:
        """What a script copies for one more post."""
        return self._row("new-__prefix__", None, None)

    @property
    def said(self) -> list[RowForm]:
        """The rows that say something."""
        return [row for row in self.rows if not row.is_blank]

    # --- one form, whatever the number of rows ---

    @property
    def errors(self):
        found = {**super().errors}
        for row in self.said if self.is_bound else ():
            if row.is_bound and row.errors:
                found[row.prefix] = row.errors
        return found

    def non_field_errors(self):
        found = list(super().non_field_errors())
        for row in self.said if self.is_bound else ():
            found += [f"{row.called}: {error}" for error in row.non_field_errors()]
        return found

    def __iter__(self):
        yield from super().__iter__()
        for row in self.rows:
            yield from row

    def clean(self):
        cleaned = super().clean()
        there = {f"post-{post.pk}-version" for post in self.posts}
        if any(name.startswith("post-") and name.endswith("-version") and name not in there for name in self.data):
            raise ValidationError(
                _("Somebody has deleted one of the posts since you opened this page."), code="deleted"
            )
        for row in self.said:
            self._refuse_days(row, cleaned.get("from_day"))
        return cleaned

    def _refuse_days(self, row: RowForm, from_day: date | None) -> None:
        if from_day is None or not row.is_bound or not row.instance.pk or not row.is_valid() or not row.changed_week():
            return
        if row.instance.ends_on is not None and from_day >= row.instance.ends_on:
            text = _("%(post)s is not there any more on the day from which new places hold.")
            self.add_error("from_day", ValidationError(text, code="outside", params={"post": row.called}))

    # --- what is to be saved ---

    def weeks(self) -> list[PostWeek]:
        found = []
        for row in self.said:
            if row.is_removed or not row.is_bound:
                continue
            post, week = row.save(commit=False), row.changed_week()
            day = None
            if post.pk:
                from_day = self.cleaned_data.get("from_day") or row.day
                day = max(from_day, post.starts_on or from_day)
            found.append(PostWeek(post, week, day, is_changed=row.changes_post))
        return found

    def removed(self) -> list[Post]:
        return [row.instance for row in self.rows if row.is_bound and row.is_removed]
