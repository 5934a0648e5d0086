"""Closing an effort: what follows from it for reach, activities, staff and money; doing it, and opening it again."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from boligsocial.common.periods import PeriodModel
from boligsocial.common.versions import VersionedModel
from boligsocial.records.deletion import delete
from efforts.actions import locked
from efforts.choices import EffortStatus, ShareStatus
from efforts.models import Budget, Effort, FundingShare
from efforts.rules.completeness import status_on
from efforts.rules.shortening import YearAmounts, part_left, shortened
from staffing.models import Placement, Post

PARTS = ("area_reaches", "citizen_groups", "institution_reaches", "city_links", "activities")
RELATED = {"area_reaches": ("area",), "institution_reaches": ("institution",)}


class LastYear(StrEnum):
    """What becomes of the money of the year in which the effort ends."""

    KEEP = "keep"
    BY_DAYS = "by_days"


@dataclass(frozen=True)
class Ends:
    """Rows of one kind that last beyond the last day: they end on it; those that begin later are removed."""

    kind: str
    ending: list[PeriodModel] = field(default_factory=list)
    removed: list[PeriodModel] = field(default_factory=list)

    @property
    def all(self) -> list[PeriodModel]:
        return [*self.ending, *self.removed]


@dataclass(frozen=True)
class ClosingEffort:
    """What follows when an effort ends on a day; `ends_on` is the first day without it."""

    effort: Effort
    ends_on: date

    @cached_property
    def parts(self) -> dict[str, Ends]:
        """Reach and activities."""
        return {name: self._ends(name, self._rows(name)) for name in PARTS}

    def _rows(self, name: str):
        return getattr(self.effort, name).select_related(*RELATED.get(name, ())).order_by("pk")

    @cached_property
    def posts(self) -> Ends:
        return self._ends("posts", self.effort.posts.order_by("title", "display_name", "pk"))

    @cached_property
    def placements(self) -> Ends:
        rows = Placement.objects.filter(post__effort=self.effort).select_related("post", "workplace")
        return self._ends("placements", rows.order_by("post__title", "post__display_name", "weekday", "pk"))

    def _ends(self, kind: str, rows: Iterable[PeriodModel]) -> Ends:
        found = Ends(kind)
        for row in rows:
            if row.starts_on is not None and row.starts_on >= self.ends_on:
                found.removed.append(row)
            elif row.ends_on is None or row.ends_on > self.ends_on:
                found.ending.append(row)
        return found

    # --- money ---

    @property
    def last_year(self) -> int:
        return (self.ends_on - timedelta(days=1)).year

    @cached_property
    def _money(self) -> tuple[list[Budget], list[FundingShare]]:
        shares = self.effort.shares.select_related("funder", "earmarked_for").order_by("year", "funder__sort_key", "pk")
        return list(self.effort.budgets.order_by("year")), list(shares)

    @cached_property
    def later_money(self) -> list[Budget | FundingShare]:
        """Budgets and shares of years after the last one: they are removed."""
        budgets, shares = self._money
        return [row for row in (*budgets, *shares) if row.year is not None and row.year > self.last_year]

    @cached_property
    def last_money(self) -> list[Budget | FundingShare]:
        """Budgets and shares of the year in which it ends."""
        budgets, shares = self._money
        return [row for row in (*budgets, *shares) if row.year == self.last_year]

    @cached_property
    def part(self) -> Fraction:
        """What is left of the last year's days."""
        return part_left(self.effort.starts_on, self.effort.ends_on, self.ends_on, self.last_year)

    @property
    def asks_for_money(self) -> bool:
        """Whether somebody has to say what becomes of the last year's money."""
        return bool(self.last_money) and self.part < 1

    @cached_property
    def shortened(self) -> YearAmounts:
        """The last year's amounts by the days that are left."""
        budget = next((row.amount for row in self.last_money if isinstance(row, Budget)), None)
        amounts = [row for row in self.last_money if isinstance(row, FundingShare) and row.amount is not None]
        granted = {row.pk: row.amount for row in amounts if row.status == ShareStatus.GRANTED}
        others = {row.pk: row.amount for row in amounts if row.pk not in granted}
        return shortened(YearAmounts(budget, granted, others), self.part)

    def amount_by_days(self, row: Budget | FundingShare) -> int | None:
        if isinstance(row, Budget):
            return self.shortened.budget
        return (self.shortened.granted | self.shortened.others).get(row.pk)

    # --- all of it ---

    @property
    def _kinds(self) -> list[Ends]:
        # Placements before their posts: no place outlasts its post.
        return [*self.parts.values(), self.placements, self.posts]

    @property
    def _with_post(self) -> set[int]:
        """Posts that are removed: their placements go with them."""
        return {row.pk for row in self.posts.removed}

    @property
    def ending(self) -> list[PeriodModel]:
        return self._but_with_posts(row for kind in self._kinds for row in kind.ending)

    @property
    def going(self) -> list[VersionedModel]:
        """What is removed: what begins later, and the money of later years."""
        return self._but_with_posts(row for kind in self._kinds for row in kind.removed) + self.later_money

    def _but_with_posts(self, rows: Iterable[PeriodModel]) -> list[PeriodModel]:
        gone = self._with_post
        return [row for row in rows if not (isinstance(row, Placement) and row.post_id in gone)]

    @property
    def everything(self) -> list[VersionedModel]:
        rows = [row for kind in self._kinds for row in kind.all]
        return [self.effort, *rows, *self.later_money, *self.last_money]

    @property
    def fingerprint(self) -> str:
        """Another one as soon as anything of what is shown is another."""
        text = " ".join(f"{row._meta.model_name}-{row.pk}-{row.version}" for row in self.everything)
        return hashlib.sha256(f"{self.ends_on} {text}".encode()).hexdigest()[:32]


@transaction.atomic
def close_effort(
    *, effort: Effort, last_day: date, reason: str, user, last_year: LastYear = LastYear.KEEP, shown: str = ""
) -> Effort:
    """End the effort and everything in it on a day: all of it or nothing.

    What begins later, and the money of later years, is deleted so that it can be put back. `shown` is the fingerprint
    of what somebody agreed to. Raises ValidationError "no_reason", "draft", "closed", "before_start", "after_end"
    or "news".
    """
    effort = locked(effort)
    list(Post.objects.select_for_update().filter(effort=effort).order_by("pk"))
    closing = ClosingEffort(effort, last_day + timedelta(days=1))
    _refuse(closing, reason, shown)
    going, ending = closing.going, closing.ending
    for row in going:
        delete(row, user=user, reason=reason)
    for row in ending:
        row.ends_on = closing.ends_on
        _save(row, reason)
    if last_year == LastYear.BY_DAYS and closing.asks_for_money:
        _shorten(closing, reason)
    effort.ends_on, effort.status = closing.ends_on, EffortStatus.CLOSED
    _save(effort, reason)
    effort.clean()
    return effort


def _refuse(closing: ClosingEffort, reason: str, shown: str) -> None:
    effort = closing.effort
    if not reason.strip():
        text = _("Say why the effort is closed: it is kept.")
        raise ValidationError({"reason": ValidationError(text, code="no_reason")})
    if effort.is_draft:
        raise ValidationError(_("A draft is not closed: finish it, or throw it away."), code="draft")
    if effort.status == EffortStatus.CLOSED:
        raise ValidationError(_("The effort is closed already."), code="closed")
    if effort.starts_on is not None and effort.starts_on >= closing.ends_on:
        text = _("The effort has not begun on that day.")
        raise ValidationError({"last_day": ValidationError(text, code="before_start")})
    if effort.ends_on is not None and effort.ends_on < closing.ends_on:
        text = _("The effort ends before that day already.")
        raise ValidationError({"last_day": ValidationError(text, code="after_end")})
    if shown and shown != closing.fingerprint:
        text = _("What follows has changed since the page was shown. Look at it and confirm again.")
        raise ValidationError(text, code="news")


def _shorten(closing: ClosingEffort, reason: str) -> None:
    for row in closing.last_money:
        amount = closing.amount_by_days(row)
        if amount is not None and amount != row.amount:
            row.amount = amount
            _save(row, reason)


def _save(row: VersionedModel, reason: str) -> None:
    row._change_reason = reason
    row.save()


# --- Opening it again ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ended:
    """A row that ended with its effort, its kind, and the end it had before (None: none)."""

    kind: str
    row: PeriodModel
    before: date | None


def ended_with(effort: Effort) -> list[Ended]:
    """What ended on the effort's last day and lasted longer before: it may go on when the effort does."""
    if effort.ends_on is None:
        return []
    kinds = {name: getattr(effort, name).select_related(*RELATED.get(name, ())) for name in PARTS}
    kinds["posts"] = effort.posts.all()
    kinds["placements"] = Placement.objects.filter(post__effort=effort).select_related("post", "workplace")
    found = {kind: list(rows.filter(ends_on=effort.ends_on).order_by("pk")) for kind, rows in kinds.items()}
    return [one for kind, rows in found.items() for one in _lasted_longer(kind, rows)]


def _lasted_longer(kind: str, rows: list[PeriodModel]) -> Iterable[Ended]:
    """Those of the rows, all of a kind, that had a later end or none before the one they have. One query."""
    if not rows:
        return
    states = type(rows[0]).history.filter(id__in=[row.pk for row in rows]).order_by("-history_date", "-history_id")
    ends: dict[int, list[date | None]] = {row.pk: [] for row in rows}
    for key, ends_on in states.values_list("id", "ends_on"):
        ends[key].append(ends_on)
    for row in rows:
        others = [day for day in ends[row.pk] if day != row.ends_on]
        if others and (others[0] is None or others[0] > row.ends_on):
            yield Ended(kind, row, others[0])


@transaction.atomic
def reopen_effort(*, effort: Effort, last_day: date | None, reason: str, with_parts: bool = True) -> Effort:
    """Let a closed effort go on until a day, or until further notice; with what ended when it was closed.

    Raises ValidationError "no_reason", "not_closed", "backwards", "money_outside" or that of a row that cannot go on.
    """
    effort = locked(effort)
    ends_on = None if last_day is None else last_day + timedelta(days=1)
    _refuse_reopening(effort, ends_on, reason)
    list(Post.objects.select_for_update().filter(effort=effort).order_by("pk"))
    ended = ended_with(effort) if with_parts else []
    effort.ends_on = ends_on
    effort.status = status_on(effort.starts_on, ends_on, timezone.localdate())
    effort.clean()
    _save(effort, reason)
    for one in ended:
        row = one.row
        row.ends_on = _sooner(one.before, ends_on)
        if row.ends_on is None or row.starts_on is None or row.ends_on > row.starts_on:
            row.validate_constraints()
            _save(row, reason)
    return effort


def _refuse_reopening(effort: Effort, ends_on: date | None, reason: str) -> None:
    if not reason.strip():
        text = _("Say why it is opened again: it is kept.")
        raise ValidationError({"reason": ValidationError(text, code="no_reason")})
    if effort.status != EffortStatus.CLOSED:
        raise ValidationError(_("The effort is not closed."), code="not_closed")
    if ends_on is not None and effort.starts_on is not None and ends_on <= effort.starts_on:
        text = _("The last day must not be before the first.")
        raise ValidationError({"last_day": ValidationError(text, code="backwards")})


def _sooner(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)
