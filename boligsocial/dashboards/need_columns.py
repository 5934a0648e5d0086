"""The columns about need that the list of areas and that of need and effort share."""

from collections.abc import Set

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from boligsocial.common.columns import Column, Kind
from boligsocial.dashboards import need_words as words
from boligsocial.dashboards.area_rows import AreaRow


def level(row: AreaRow) -> int | str:
    return row.need.level if row.need and row.need.level else _("cannot be said")


def sensitive(row: AreaRow) -> bool | None:
    return row.need.is_sensitive if row.need and row.need.level else None


def need_columns() -> tuple[Column, ...]:
    """The level, which says its trend, its year and why it cannot be said; and each of them by itself."""
    return (
        Column(
            "need",
            gettext_lazy("Need level"),
            level,
            Kind.YEAR,
            sort="need",
            parts=("need", "trend", "need_year", "need_why"),
        ),
        Column(
            "trend", gettext_lazy("Trend of the need"), lambda row: words.trend(row.need), sort="trend", first=False
        ),
        Column("need_year", gettext_lazy("Need in"), lambda row: row.need and row.need.year, Kind.YEAR, first=False),
        Column(
            "need_why",
            gettext_lazy("Why need cannot be said"),
            lambda row: words.why_not(row.need) or _("it can"),
            first=False,
        ),
        Column("place", gettext_lazy("Place in the municipality"), lambda row: words.place(row.need), first=False),
        Column("sensitive", gettext_lazy("Place changes with a weight"), sensitive, Kind.YES_NO, first=False),
    )


COMPUTED = Column(
    "computed", gettext_lazy("Status by the rules"), lambda row: words.statuses(row.standing), first=False
)
MATCH = Column("match", gettext_lazy("Need and effort"), lambda row: capfirst(str(row.match.label)), sort="match")
FOLLOW_UPS = (
    Column(
        "follow_ups",
        gettext_lazy("Follow-up"),
        lambda row: [one.get_kind_display() for one in row.follow_ups] or pgettext("follow-ups", "none"),
        parts=("follow_ups", "look_again_on", "owners"),
    ),
    Column(
        "look_again_on",
        gettext_lazy("Look again on"),
        lambda row: row.follow_ups[0].look_again_on if row.follow_ups else "–",
        Kind.DAY,
        first=False,
    ),
    Column(
        "owners",
        gettext_lazy("Owner"),
        lambda row: sorted({str(one.owner) for one in row.follow_ups}) or "–",
        first=False,
    ),
)
# What has to be read for columns that are made of others.
NEEDED = {
    **dict.fromkeys(["trend", "need_year", "need_why", "place", "sensitive"], ("need",)),
    "match": ("need", "efforts"),
    "look_again_on": ("follow_ups",),
    "owners": ("follow_ups",),
    "residents_year": ("residents",),
    "staff_more": ("staff_days",),
}


def with_needed(asked: Set[str]) -> Set[str]:
    """The columns asked for, and what has to be read for them."""
    return asked.union(*(NEEDED[key] for key in asked & NEEDED.keys()))
