"""The list of follow-ups: what somebody has promised to look at again, late ones first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, QuerySet, Value, When
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import HousingArea
from boligsocial.common.columns import Column, Columns, Kind
from boligsocial.common.rights import SIGNED_IN, Ruled
from boligsocial.common.views import ListPage, view_date
from boligsocial.records.lists import TablePage
from efforts.models import Effort
from staffing.choices import FollowUpState
from staffing.follow_up_filters import FollowUpFilter
from staffing.models import FollowUp

SHOWN = ("area__municipality", "activity", "post", "effort", "owner")


@dataclass(frozen=True)
class FollowUpRow:
    """A follow-up on a day, as somebody sees it: what it moves is told to those who may see its effort."""

    one: FollowUp
    on: date
    sees_effort: bool
    may_change: bool = False

    @property
    def moved(self) -> str:
        """The activity or the post that is to be moved; nothing where there is none."""
        thing = self.one.activity or self.one.post
        if thing is None:
            return ""
        return str(thing) if self.sees_effort else _("one that you may not see")

    @property
    def effort(self) -> Effort | None:
        return self.one.effort if self.sees_effort else None

    @property
    def is_closed(self) -> bool:
        return self.one.closed_on is not None and self.one.closed_on <= self.on

    @property
    def is_late(self) -> bool:
        return not self.is_closed and self.one.look_again_on < self.on

    @property
    def is_due(self) -> bool:
        return not self.is_closed and self.one.look_again_on == self.on

    @property
    def state(self) -> str:
        if self.is_closed:
            return str(FollowUpState.CLOSED.label)
        if self.is_late:
            return str(FollowUpState.LATE.label)
        return _("due today") if self.is_due else _("open")


FOLLOW_UP_COLUMNS = Columns(
    Column(
        "area",
        gettext_lazy("Area"),
        lambda row: row.one.area.name,
        sort="area",
        fixed=True,
        parts=("area", "municipality"),
    ),
    Column(
        "kind",
        gettext_lazy("What to do"),
        lambda row: capfirst(row.one.get_kind_display()),
        sort="kind",
        parts=("kind", "moved", "effort"),
    ),
    Column("grounds", gettext_lazy("Why"), lambda row: row.one.grounds),
    Column("owner", gettext_lazy("Owner"), lambda row: str(row.one.owner), sort="owner"),
    Column(
        "look_again_on",
        gettext_lazy("Look again on"),
        lambda row: row.one.look_again_on,
        Kind.DAY,
        sort="look",
        parts=("look_again_on", "state", "outcome"),
    ),
    Column("need", gettext_lazy("Need level when made"), lambda row: row.one.need_level, Kind.NUMBER, first=False),
    Column("state", gettext_lazy("State"), lambda row: capfirst(row.state), first=False),
    Column("moved", gettext_lazy("What is moved"), lambda row: row.moved or "–", first=False),
    Column("effort", gettext_lazy("Effort"), lambda row: row.effort.name if row.effort else "–", first=False),
    Column("outcome", gettext_lazy("What came of it"), lambda row: row.one.outcome or "–", first=False),
    Column("made_on", gettext_lazy("Made on"), lambda row: row.one.made_on, Kind.DAY, sort="made", first=False),
    Column("closed_on", gettext_lazy("Closed on"), lambda row: row.one.closed_on or "–", Kind.DAY, first=False),
    Column(
        "municipality",
        gettext_lazy("Municipality"),
        lambda row: row.one.area.municipality.name,
        sort="municipality",
        first=False,
    ),
)


def follow_up_rows(found: Iterable[FollowUp], user, on: date) -> list[FollowUpRow]:
    """As the user sees them on the day; two queries, however many."""
    found = list(found)
    efforts = Effort.objects.visible_to(user).filter(pk__in={one.effort_id for one in found if one.effort_id})
    seen = set(efforts.order_by().values_list("pk", flat=True)) if found else set()
    mine = FollowUp.objects.changeable_by(user).filter(pk__in=[one.pk for one in found]).order_by()
    changeable = set(mine.values_list("pk", flat=True)) if found else set()
    return [FollowUpRow(one, on, one.effort_id in seen, one.pk in changeable) for one in found]


def follow_ups_of(area: HousingArea, user, on: date) -> list[FollowUpRow]:
    """Those of an area that were made up to the day, the open ones first."""
    found = FollowUp.objects.visible_to(user).in_state(FollowUpState.ALL, on).filter(area=area)
    rows = follow_up_rows(found.select_related(*SHOWN).order_by("look_again_on", "pk"), user, on)
    return sorted(rows, key=lambda row: row.is_closed)


class FollowUpList(Ruled, TablePage, ListPage):
    """Those of areas one may see."""

    rule = SIGNED_IN
    filterset_class = FollowUpFilter
    template_name = "need/follow_ups.html"
    title = gettext_lazy("Follow-ups")
    columns = FOLLOW_UP_COLUMNS
    sorts = {
        "look": ("is_closed", "look_again_on"),
        "area": ("area__sort_key", "look_again_on"),
        "municipality": ("area__municipality__sort_key", "area__sort_key", "look_again_on"),
        "owner": ("owner__name", "look_again_on"),
        "kind": ("kind", "look_again_on"),
        "made": ("made_on",),
    }
    default_sort = "look"

    def get_queryset(self) -> QuerySet:
        return FollowUp.objects.visible_to(self.request.user)

    def annotate_for_sort(self, rows: QuerySet, sort: str, on: date) -> QuerySet:
        return rows.annotate(is_closed=Case(When(closed_on__lte=on, then=Value(1)), default=Value(0)))

    def get_rows(self, ids: list[int], on: date) -> QuerySet:
        return FollowUp.objects.filter(pk__in=ids).select_related(*SHOWN)

    def get_context(self, page, on: date) -> dict:
        user = self.request.user
        return {
            "rows": follow_up_rows(page, user, on),
            "table": self.table,
            "has_areas": page.total > 0 or HousingArea.objects.visible_to(user).exists(),
        }

    def export_rows(self, on: date) -> Iterable[FollowUpRow]:
        for batch in self.every_batch(on):
            yield from follow_up_rows(batch, self.request.user, view_date(self.request))
