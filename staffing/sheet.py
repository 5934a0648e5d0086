"""The sheet of an effort's staff: its posts as rows, and rows for new ones."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from boligsocial.common.fields import DayField
from efforts.models import Effort
from staffing.actions import PostWeek
from staffing.models import Placement, Post
from staffing.places import Places
from staffing.rules.moves import Seat
from staffing.sheet_rows import RowForm

MOST_NEW = 30  # new posts at once


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
