"""Changes of the staff. Whoever calls says who may: the post is changeable and the places are visible to the user.

Every action locks the post (or the effort and its posts), so that simultaneous saves come one after the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from areas.models import HousingArea, HousingOrganisation, Municipality
from boligsocial.records.deletion import delete
from efforts.actions import locked
from efforts.models import Effort
from staffing.models import FollowUp, Placement, Post, Workplace
from staffing.rules import moves
from staffing.rules.moves import Change, Seat
from staffing.wording import period_in_words, refusal

# A workplace, or somewhere that gets its first one.
Place = Workplace | HousingArea | Municipality | HousingOrganisation
_OWNERS = {HousingArea: "area", Municipality: "municipality", HousingOrganisation: "organisation"}


@dataclass(frozen=True)
class PostWeek:
    """A post as it is to be saved, and the weekdays that change (None: a base without days; no place: nowhere)."""

    post: Post
    week: dict[int | None, Place | None] = field(default_factory=dict)
    day: date | None = None  # from which the week holds; of a new post, always
    is_changed: bool = True


@transaction.atomic
def move(
    *,
    post: Post,
    moved: Iterable[int],
    workplace: Place | None,
    weekdays: Iterable[int | None],
    from_day: date,
    until: date | None = None,
    reason: str = "",
) -> Change:
    """Sit at the workplace on these weekdays from a day, instead of where the placements `moved` (keys) are.

    No workplace: the days end. `until` is the first day on which everything is as before again. Raises ValidationError
    "gone", "outside", "no_days", "same" or "overlap" (naming both placements).
    """
    post = _locked(post)
    seats = seats_of(post)
    place = None if workplace is None else workplace_at(workplace)
    change = planned_move(post, seats, moved, place and place.pk, weekdays, from_day, until)
    _apply(post, seats, change, reason)
    return change


def planned_move(post: Post, seats, moved, workplace, weekdays, from_day: date, until: date | None) -> Change:
    """What `move` would do; for whoever asks before. Overlaps are not its business. Raises as `move` does."""
    moved, weekdays = set(moved), list(dict.fromkeys(weekdays))
    chosen = [seat for seat in seats if seat.key in moved]
    _refuse_days(post, from_day, until)
    movable = [seat for seat in chosen if seat.lasts_beyond(from_day) and (not until or seat.begins_before(until))]
    if moved != {seat.key for seat in movable}:
        text = _("%(post)s does not sit there any more in that time: choose again what to move.")
        raise ValidationError(text, code="gone", params={"post": post})
    if not weekdays and workplace is not None:
        raise ValidationError(_("Choose a weekday."), code="no_days")
    if not moved and workplace is None:
        raise ValidationError(_("Choose which days end."), code="no_days")
    change = moves.move(chosen, workplace, weekdays, from_day, until)
    now = {(seat.workplace, seat.weekday) for seat in chosen if seat.holds_on(from_day)}
    if change.begun and len(now) == len(chosen) and now == {(workplace, weekday) for weekday in weekdays}:
        raise ValidationError(_("%(post)s sits there already."), code="same", params={"post": post})
    return change


@transaction.atomic
def end_post(*, post: Post, day: date, reason: str = "") -> Change:
    """The post ends: `day` is the first day without it. Its placements end with it; what is planned later is gone."""
    post = _locked(post)
    if post.starts_on is not None and day <= post.starts_on:
        raise ValidationError(_("The post must end after it starts."), code="before_start")
    seats = seats_of(post)
    change = moves.end(seats, day)
    _apply(post, seats, change, reason)
    if post.ends_on != day:
        post.ends_on = day
        post._change_reason = reason or None
        post.save()
    return change


@transaction.atomic
def save_post(*, post: Post, reason: str = "") -> Post:
    """Save a post, new or changed; where it ends, its places end with it."""
    if post.pk is None:
        locked(post.effort)
    post._change_reason = reason or None
    post.save()
    _end_places(_locked(post), reason)
    return post


@transaction.atomic
def save_staff(
    *,
    effort: Effort,
    user,
    posts: Iterable[PostWeek],
    removed: Iterable[Post] = (),
    never_so: bool = False,
    reason: str = "",
) -> None:
    """Save who works in an effort, and where they sit, all or nothing. Posts removed can be put back by the user.

    `never_so`: nothing of it has happened yet, so that a place is replaced from its first day instead of ended.
    """
    locked(effort)
    for post in removed:
        delete(post, user=user, reason=reason)
    made: dict[Place, Workplace] = {}
    for row in posts:
        is_new = row.post.pk is None
        row.post.effort = effort
        if is_new or row.is_changed:
            row.post._change_reason = reason or None
            row.post.save()
        post = _locked(row.post)
        if row.week:
            seats = seats_of(post)
            week = {weekday: _pk(place, made) for weekday, place in row.week.items()}
            day = row.day or post.starts_on or date.min
            _apply(post, seats, moves.set_week(seats, week, day, whole=is_new or never_so), reason)
        _end_places(post, reason)


@transaction.atomic
def save_follow_up(*, follow_up: FollowUp, on: date, need_level: int | None = None, reason: str = "") -> FollowUp:
    """Save a follow-up, new or changed. A new one is made on the day and keeps the area's need level of then.

    Raises ValidationError "closed" for one that is closed: it is opened again first.
    """
    if follow_up.pk is None:
        follow_up.made_on, follow_up.need_level = on, need_level
    elif FollowUp.objects.filter(pk=follow_up.pk, closed_on__isnull=False).exists():
        raise ValidationError(_("It is closed. Open it again before you change it."), code="closed")
    follow_up._change_reason = reason or None
    follow_up.save()
    return follow_up


@transaction.atomic
def close_follow_up(*, follow_up: FollowUp, outcome: str, on: date) -> FollowUp:
    """Take it off the list, with what came of it. Of one that is closed already only the outcome changes."""
    follow_up.outcome, follow_up.closed_on = outcome, follow_up.closed_on or on
    follow_up._change_reason = outcome[:500]
    follow_up.save()
    return follow_up


@transaction.atomic
def reopen_follow_up(*, follow_up: FollowUp, look_again_on: date, reason: str) -> FollowUp:
    """Put it on the list again; what was thought to have come of it is in its history."""
    follow_up.look_again_on, follow_up.closed_on, follow_up.outcome = look_again_on, None, ""
    follow_up._change_reason = reason
    follow_up.save()
    return follow_up


def workplace_at(place: Place) -> Workplace:
    """The workplace; where only an area or an owner is known, its first workplace, made when there is none."""
    if isinstance(place, Workplace):
        return place
    owner = {_OWNERS[type(place)]: place}
    if type(place).objects.select_for_update().filter(pk=place.pk).first() is None:
        raise ValidationError(_("Somebody has deleted this since you opened it."), code="gone")
    found = Workplace.objects.filter(**owner).first()
    if found is None:
        found = Workplace(name=place.name, **owner)
        found.save()
    return found


def seats_of(post: Post) -> list[Seat]:
    """Where the post sits, at all times."""
    rows = post.placements.order_by("weekday", F("starts_on").asc(nulls_first=True), "pk")
    return [
        Seat(workplace, weekday, starts_on, ends_on, pk)
        for pk, workplace, weekday, starts_on, ends_on in rows.values_list(
            "pk", "workplace", "weekday", "starts_on", "ends_on"
        )
    ]


def names_of(seats: Iterable[Seat]) -> dict[int, str]:
    """What the workplaces of the seats are called."""
    rows = Workplace.objects.filter(pk__in={seat.workplace for seat in seats})
    return dict(rows.order_by().values_list("pk", "name"))


def _end_places(post: Post, reason: str) -> None:
    """No place outlasts its post."""
    if post.ends_on is not None:
        seats = seats_of(post)
        _apply(post, seats, moves.end(seats, post.ends_on), reason)


def _pk(place: Place | None, made: dict) -> int | None:
    if place is None:
        return None
    if place not in made:
        made[place] = workplace_at(place)
    return made[place].pk


def _locked(post: Post) -> Post:
    # By key: else the sort order would lock the effort too, after the post.
    found = Post.objects.select_for_update().filter(pk=post.pk).order_by("pk").first()
    if found is None:
        raise ValidationError(_("Somebody has deleted this since you opened it."), code="deleted")
    return found


def _refuse_days(post: Post, from_day: date, until: date | None) -> None:
    if until is not None and until <= from_day:
        raise ValidationError(_("The last day must not be before the first."), code="backwards")
    if not post.holds_on(from_day):
        period = period_in_words(post.starts_on, post.ends_on)
        text = _("The post is not there on that day: %(period)s.")
        raise ValidationError(text, code="outside", params={"period": period})


def _apply(post: Post, seats: list[Seat], change: Change, reason: str) -> None:
    """Write the change. The database refuses what somebody who passed the lock by has put in its way."""
    after = change.applied_to(seats)
    if pairs := moves.clashes(after):
        raise refusal(post, pairs, names_of(after))
    try:
        with transaction.atomic():
            _write(post, change, reason or None)
    except IntegrityError:
        after = change.applied_to(seats_of(post))
        pairs = moves.clashes(after)
        if not pairs:
            raise
        raise refusal(post, pairs, names_of(after)) from None


def _write(post: Post, change: Change, reason: str | None) -> None:
    rows = Placement.objects.in_bulk([seat.key for seat in (*change.gone, *change.altered)])
    for seat in change.gone:
        rows[seat.key]._change_reason = reason
        rows[seat.key].delete()
    for seat in change.altered:
        row = rows[seat.key]
        row.starts_on, row.ends_on, row._change_reason = seat.starts_on, seat.ends_on, reason
        row.save()
    for seat in change.begun:
        row = Placement(post=post, workplace_id=seat.workplace, weekday=seat.weekday)
        row.starts_on, row.ends_on, row._change_reason = seat.starts_on, seat.ends_on, reason
        row.save()
