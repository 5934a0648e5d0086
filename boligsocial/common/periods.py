"""Periods: half-open dates. `starts_on` is the first day, `ends_on` the first day after the last.

An empty `starts_on` is "always, or not known", an empty `ends_on` is "until further notice".
"""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import formats
from django.utils.translation import gettext_lazy as _


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose period holds the day `on`; `prefix` is the path to them, e.g. "placements__"."""
    started = Q(**{f"{prefix}starts_on__isnull": True}) | Q(**{f"{prefix}starts_on__lte": on})
    not_ended = Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gt": on})
    return started & not_ended


def overlapping(starts_on: date | None, ends_on: date | None) -> Q:
    """Rows whose period shares at least one day with the one given."""
    found = Q()
    if ends_on is not None:
        found &= Q(starts_on__isnull=True) | Q(starts_on__lt=ends_on)
    if starts_on is not None:
        found &= Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on)
    return found


def holds(starts_on: date | None, ends_on: date | None, on: date) -> bool:
    """Whether the day `on` lies in the period."""
    return (starts_on is None or starts_on <= on) and (ends_on is None or on < ends_on)


def days_in_year(starts_on: date | None, ends_on: date | None, year: int) -> int:
    """How many days of the calendar year the period covers."""
    first = max(starts_on or date.min, date(year, 1, 1))
    after = min(ends_on or date.max, date(year + 1, 1, 1))
    return max((after - first).days, 0)


def years_after(day: date, years: int) -> date:
    """The same day of a later year; of 29 February in a year without one, the day after."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


class PeriodModel(models.Model):
    """A row that holds in a period."""

    starts_on = models.DateField(
        _("from"), null=True, blank=True, help_text=_("The first day. Empty: always, or not known.")
    )
    ends_on = models.DateField(
        _("ends on"),
        null=True,
        blank=True,
        help_text=_("The first day after the last: a period whose last day is 31 May ends on 1 June. Empty: open."),
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_it_starts",
                violation_error_message=_("The period must end after it starts."),
            )
        ]

    @property
    def last_day(self) -> date | None:
        """The last day of the period, as people write it."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None

    @property
    def span(self) -> str:
        """01.06.2017 – 31.05.2021, an open end as an ellipsis, nothing for both: for names of rows, in plain text."""
        days = (self.starts_on, self.last_day)
        if not any(days):
            return ""
        return " – ".join(formats.date_format(day, "SHORT_DATE_FORMAT") if day else "…" for day in days)

    def holds_on(self, on: date) -> bool:
        return holds(self.starts_on, self.ends_on, on)
