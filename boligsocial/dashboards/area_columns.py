"""The columns of the list of areas: on the page and in its files."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from areas.choices import BorderQuality
from boligsocial.common.columns import WITHHELD, Column, Columns, Kind, choice, last_day
from boligsocial.dashboards.area_rows import AreaRow
from boligsocial.dashboards.need_columns import COMPUTED, need_columns


def named_efforts(row: AreaRow) -> list[str]:
    """Efforts by name, and how many more there are that the user may not see."""
    words = [effort.name for effort in row.efforts]
    if row.hidden_efforts:
        hidden = ngettext("%(efforts)s that you may not see", "%(efforts)s that you may not see", row.hidden_efforts)
        words.append(hidden % {"efforts": row.hidden_efforts})
    return words or [pgettext("efforts", "none")]


def statuses(row: AreaRow) -> list[str] | None:
    """What the newest official list says."""
    if row.listed_in is None:
        return None
    words = [f"{capfirst(entry.get_status_display())} {entry.year}" for entry in row.statuses]
    return words or [_("not on the list")]


def residents(row: AreaRow):
    if row.residents is None:
        return None
    return WITHHELD if row.residents.number is None else row.residents.number


def border(row: AreaRow) -> str:
    return capfirst(str(BorderQuality(row.quality).label)) if row.quality else _("not on the map")


def staff_days(row: AreaRow) -> int | None:
    return row.staff_days if row.staff_days or not row.is_at_least else None


AREA = Column(
    "area",
    gettext_lazy("Area"),
    lambda row: row.area.name,
    sort="name",
    fixed=True,
    parts=("area", "municipality", "border", "status"),
)
TENURE = Column(
    "tenure",
    gettext_lazy("Tenure"),
    lambda row: choice(row.area.get_tenure_display(), row.area.tenure != "unknown"),
    sort="tenure",
)
RESIDENTS = (
    Column(
        "residents",
        gettext_lazy("Residents"),
        residents,
        Kind.NUMBER,
        sort="residents",
        parts=("residents", "residents_year"),
    ),
    Column(
        "residents_year",
        gettext_lazy("Residents counted in"),
        lambda row: row.residents and row.residents.year,
        Kind.YEAR,
        first=False,
    ),
)
EFFORTS = Column("efforts", gettext_lazy("Efforts"), named_efforts)
STAFF = (
    Column(
        "staff_days",
        pgettext_lazy("column", "Staff days a week"),
        staff_days,
        Kind.NUMBER,
        parts=("staff_days", "staff_more"),
    ),
    Column(
        "staff_more", gettext_lazy("More staff may be there"), lambda row: row.is_at_least, Kind.YES_NO, first=False
    ),
)
MUNICIPALITY = Column(
    "municipality",
    gettext_lazy("Municipality"),
    lambda row: row.area.municipality.name,
    sort="municipality",
    first=False,
)
STATUS = Column("status", gettext_lazy("Newest official list"), statuses, first=False)
BORDER = Column("border", gettext_lazy("Boundary"), border, first=False)
AREA_COLUMNS = Columns(
    AREA,
    TENURE,
    RESIDENTS[0],
    *need_columns(),
    EFFORTS,
    STAFF[0],
    MUNICIPALITY,
    STATUS,
    COMPUTED,
    Column("homes", gettext_lazy("Homes"), lambda row: row.area.homes, Kind.NUMBER, sort="homes", first=False),
    RESIDENTS[1],
    Column("estates", gettext_lazy("Estates"), lambda row: row.estates, first=False),
    Column("code", gettext_lazy("Area code"), lambda row: row.area.code, first=False),
    Column("other_names", gettext_lazy("Other names"), lambda row: row.other_names, first=False),
    BORDER,
    STAFF[1],
    Column("starts_on", gettext_lazy("First day"), lambda row: row.area.starts_on, Kind.DAY, first=False),
    Column("last_day", gettext_lazy("Last day"), lambda row: last_day(row.area), Kind.DAY, first=False),
    Column("source", gettext_lazy("Source"), lambda row: row.area.source, first=False),
)
