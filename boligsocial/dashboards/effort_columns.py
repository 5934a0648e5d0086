"""The columns of the list of efforts: on the page and in its files."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boligsocial.common.columns import WITHHELD, Column, Columns, Kind, choice, last_day
from boligsocial.common.money import kroner, per_cent
from efforts.choices import ShareStatus
from efforts.derive import PAYING, YearMoney
from efforts.layers import Thing
from efforts.models import CitizenGroup, Effort, Typology
from efforts.rules.funding import Base, Share
from efforts.rules.typology import Verdict
from staffing.choices import Mode
from staffing.rules.placement import TeamMode


@dataclass(frozen=True)
class EffortRow:
    """A row of the list; what no column asks for is not there."""

    effort: Effort
    typologies: list[tuple[Typology, Verdict]]
    money: YearMoney | None = None
    mode: TeamMode | None = None
    posts: int = 0


@dataclass(frozen=True)
class ReachedRow:
    """One thing that an effort of the list reaches; without a thing, the effort that reaches none."""

    row: EffortRow
    thing: Thing | None


# --- What they say ----------------------------------------------------------------------------------------------


def municipalities(row: EffortRow) -> list[str]:
    return [town.name for town in row.effort.municipalities.all()]


def typologies(row: EffortRow) -> list[str]:
    undecided = _("undecided, facts are missing")
    return [
        f"{typology.number} {typology.name}" + (f" ({undecided})" if verdict == Verdict.OPEN else "")
        for typology, verdict in row.typologies
    ] or [_("none shown")]


def payers(row: EffortRow) -> list[str]:
    """Who pays in the year, as efforts/_payers.html writes it."""
    sheet, undated = row.money.sheet, row.money.undated
    lines = []
    for party in sheet.rows:
        if party.granted:
            is_share = party.per_cent is not None and sheet.base == Base.BUDGET
            lines.append(f"{party.party.name} {per_cent(party.per_cent) if is_share else kroner(party.granted)}")
    lines += [_unsummed(share) for share in sheet.uncounted if share.status in PAYING]
    lines += [_unsummed(share) for share in undated]
    if undated:
        lines.append(_("year not stated"))
    if sheet.gap:
        lines.append(f"{_('Gap, at most') if sheet.gap_is_at_most else _('Gap')} {kroner(sheet.gap)}")
    elif sheet.surplus:
        lines.append(f"{_('More granted than the budget')} {kroner(sheet.surplus)}")
    elif sheet.budget is None and sheet.granted:
        lines.append(f"{_('Gap')} {_('not known')}")
    return lines


def _unsummed(share: Share) -> str:
    if share.stated_share is not None:
        return f"{share.party.name} {per_cent(share.stated_share)}"
    return f"{share.party.name} {_('amount not stated') if share.amount is None else kroner(share.amount)}"


def granted(row: EffortRow) -> int | None:
    """What is known to be granted in the year; nothing known is not 0."""
    sheet = row.money.sheet
    is_missing = any(share.status == ShareStatus.GRANTED for share in sheet.uncounted)
    return sheet.granted if sheet.granted or (sheet.rows and not is_missing) else None


def lead(row: EffortRow) -> str | None:
    return row.effort.lead and row.effort.lead.name


def _is_known(value: str) -> bool:
    return value != "unknown"


EFFORT_COLUMNS = Columns(
    Column(
        "effort",
        gettext_lazy("Effort"),
        lambda row: row.effort.name,
        sort="name",
        fixed=True,
        parts=("effort", "municipalities"),
    ),
    Column("typologies", gettext_lazy("Typologies"), typologies),
    Column(
        "money",
        gettext_lazy("Who pays in %(year)s"),
        payers,
        parts=("money", "budget", "granted", "gap", "gap_at_most"),
    ),
    Column(
        "mode",
        gettext_lazy("Placement"),
        lambda row: choice(row.mode.mode.label, row.mode.mode != Mode.UNKNOWN),
    ),
    Column(
        "period",
        gettext_lazy("Period"),
        lambda row: row.effort.span,
        sort="start",
        parts=("starts_on", "last_day", "status"),
    ),
    Column("municipalities", gettext_lazy("Municipalities"), municipalities, first=False),
    Column(
        "kind",
        gettext_lazy("Kind"),
        lambda row: choice(row.effort.get_kind_display(), _is_known(row.effort.kind)),
        sort="kind",
        first=False,
    ),
    Column(
        "status",
        gettext_lazy("Status"),
        lambda row: choice(row.effort.get_status_display(), _is_known(row.effort.status)),
        sort="status",
        first=False,
    ),
    Column("lead", gettext_lazy("Led by"), lead, first=False),
    Column("starts_on", gettext_lazy("First day"), lambda row: row.effort.starts_on, Kind.DAY, "start", first=False),
    Column("last_day", gettext_lazy("Last day"), lambda row: last_day(row.effort), Kind.DAY, "end", first=False),
    Column("budget", gettext_lazy("Budget in %(year)s"), lambda row: row.money.sheet.budget, Kind.KRONER, first=False),
    Column("granted", gettext_lazy("Granted in %(year)s"), granted, Kind.KRONER, first=False),
    Column("gap", gettext_lazy("Gap in %(year)s"), lambda row: row.money.sheet.gap, Kind.KRONER, first=False),
    Column(
        "gap_at_most",
        gettext_lazy("The gap is at most that"),
        lambda row: row.money.sheet.gap_is_at_most,
        Kind.YES_NO,
        first=False,
    ),
    Column("posts", gettext_lazy("Posts"), lambda row: row.posts, Kind.NUMBER, first=False),
    Column("source", gettext_lazy("Source"), lambda row: row.effort.source, first=False),
)
MONEY = frozenset({"money", "budget", "granted", "gap", "gap_at_most"})


# --- On a map: one feature for each thing reached -----------------------------------------------------------------


def _of_group(name: str):
    """A number of a citizen group, withheld with the group; nothing for other things."""

    def value(reached: ReachedRow):
        group = reached.thing.row if reached.thing else None
        if not isinstance(group, CitizenGroup):
            return None
        return WITHHELD if group.is_withheld else getattr(group, name)

    return value


def _of_thing(read):
    return lambda reached: read(reached.thing) if reached.thing else None


REACHED_COLUMNS = (
    Column("reached", gettext_lazy("Reaches"), _of_thing(lambda thing: thing.name)),
    Column("what", gettext_lazy("As what"), _of_thing(lambda thing: thing.what)),
    Column("approximate", gettext_lazy("Place approximate"), _of_thing(lambda thing: thing.approximate), Kind.YES_NO),
    Column("people", gettext_lazy("People"), _of_group("people"), Kind.NUMBER),
    Column("households", gettext_lazy("Households"), _of_group("households"), Kind.NUMBER),
)


def with_reached(columns: list[Column]) -> list[Column]:
    """The columns chosen, as they speak of a ReachedRow, and those of the thing reached."""
    own = [replace(column, value=lambda reached, read=column.value: read(reached.row)) for column in columns]
    return [*own, *REACHED_COLUMNS]
