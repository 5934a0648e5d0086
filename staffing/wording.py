"""Where and when a post sits, in words; and refusals that name both of what cannot be together."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _

from staffing.choices import Weekday
from staffing.models import Post
from staffing.rules.moves import Seat


def weekday_in_words(weekday: int | None) -> str:
    return str(Weekday(weekday).label).capitalize() if weekday else _("Days not stated")


def weekdays_in_words(weekdays: Iterable[int | None]) -> str:
    """ "Monday, Thursday", a base without days last."""
    return ", ".join(weekday_in_words(day) for day in sorted(weekdays, key=lambda day: day or 8))


def period_in_words(starts_on: date | None, ends_on: date | None) -> str:
    """A half-open period as people say it; without ends it lasts as long as the post."""
    first = formats.date_format(starts_on, "DATE_FORMAT") if starts_on else ""
    last = formats.date_format(ends_on - timedelta(days=1), "DATE_FORMAT") if ends_on else ""
    if first and last:
        return f"{first} – {last}"
    if first:
        return _("from %(date)s") % {"date": first}
    return _("until %(date)s") % {"date": last} if last else _("as long as the post")


def seat_in_words(seat: Seat, names: dict) -> str:
    """ "Monday, Beboerhuset (from 1 June 2026)"; `names` knows the workplaces."""
    return _("%(weekday)s, %(workplace)s (%(period)s)") % {
        "weekday": weekday_in_words(seat.weekday),
        "workplace": names.get(seat.workplace, "?"),
        "period": period_in_words(seat.starts_on, seat.ends_on),
    }


def refusal(post: Post, pairs: list[tuple[Seat, Seat]], names: dict) -> ValidationError:
    """Names the post and, for each overlap, both placements with weekday, workplace and period."""
    return ValidationError(
        [
            ValidationError(
                _("%(post)s would be in two places at once: %(one)s – and %(other)s."),
                code="overlap",
                params={"post": post, "one": seat_in_words(one, names), "other": seat_in_words(other, names)},
            )
            for one, other in pairs
        ]
    )
