"""The columns of the week board's file, and of the list of placements."""

from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boligsocial.common.columns import Column, Columns, Kind, last_day
from staffing.board import Place
from staffing.choices import Weekday
from staffing.models import Placement


def named(placement: Placement) -> str:
    """A post in a cell of the board, with the effort it belongs to."""
    return f"{placement.post.display_name or placement.post.title} ({placement.post.effort.name})"


# --- The board: a place a row, a weekday a column -----------------------------------------------------------------


def on_weekday(weekday: Weekday, place: Place) -> list[str] | str:
    """Who sits in the place on the weekday; nobody is said only where all is told."""
    found = [named(placement) for placement in place.days.get(weekday, ())]
    return found or ("" if place.is_uncertain else _("nobody"))


def staff_days(place: Place) -> int | None:
    return None if not place.staff_days and (place.bases or place.untold) else place.staff_days


def per_thousand(place: Place) -> Decimal | None:
    return None if place.per_thousand is None else Decimal(str(place.per_thousand))


def owner(place: Place) -> str:
    if place.area:
        return place.area.municipality.name
    return (place.workplace.municipality or place.workplace.organisation).name


WEEKDAYS = {weekday: weekday.name.lower() for weekday in Weekday}
BOARD_COLUMNS = Columns(
    Column(
        "place", gettext_lazy("Place"), lambda place: (place.area or place.workplace).name, sort="place", fixed=True
    ),
    Column("owner", gettext_lazy("Municipality or organisation"), owner, fixed=True),
    Column("central", gettext_lazy("Central"), lambda place: place.area is None, Kind.YES_NO, fixed=True),
    *(Column(key, weekday.label, partial(on_weekday, weekday), fixed=True) for weekday, key in WEEKDAYS.items()),
    Column("bases", gettext_lazy("Days not stated"), lambda place: list(map(named, place.bases)), fixed=True),
    Column("days", gettext_lazy("Days a week"), staff_days, Kind.NUMBER, sort="days", fixed=True),
    Column("rate", gettext_lazy("Per 1,000 residents"), per_thousand, Kind.DECIMAL, sort="rate", fixed=True),
    Column("residents", gettext_lazy("Residents"), lambda place: place.residents, Kind.NUMBER, fixed=True),
    Column(
        "residents_year",
        gettext_lazy("Residents counted in"),
        lambda place: place.residents_year,
        Kind.YEAR,
        fixed=True,
    ),
    Column(
        "untold",
        gettext_lazy("Not stated for"),
        lambda place: [effort.name for effort in place.untold] or "–",
        fixed=True,
    ),
)


# --- Placements: one a row ----------------------------------------------------------------------------------------


def municipality(placement: Placement) -> str | None:
    workplace = placement.workplace
    town = workplace.area.municipality if workplace.area else workplace.municipality
    return town and town.name


def hours(placement: Placement) -> Decimal | None:
    minutes = placement.post.weekly_minutes
    return None if minutes is None else Decimal(minutes) / 60


PLACEMENT_COLUMNS = Columns(
    Column("post", gettext_lazy("Post"), lambda row: str(row.post), sort="post", fixed=True),
    Column("effort", gettext_lazy("Effort"), lambda row: row.post.effort.name, sort="effort"),
    Column(
        "weekday",
        gettext_lazy("Weekday"),
        lambda row: str(Weekday(row.weekday).label).capitalize() if row.weekday else None,
        sort="weekday",
    ),
    Column("workplace", gettext_lazy("Workplace"), lambda row: row.workplace.name, sort="workplace"),
    Column("area", gettext_lazy("Area"), lambda row: row.workplace.area.name if row.workplace.area else _("central")),
    Column("employer", gettext_lazy("Employer"), lambda row: row.post.employer and row.post.employer.name, first=False),
    Column("municipality", gettext_lazy("Municipality"), municipality, first=False),
    Column("hours", gettext_lazy("Hours a week"), hours, Kind.DECIMAL, sort="hours", first=False),
    Column("starts_on", gettext_lazy("First day"), lambda row: row.starts_on, Kind.DAY, sort="start", first=False),
    Column("last_day", gettext_lazy("Last day"), last_day, Kind.DAY, sort="end", first=False),
)
