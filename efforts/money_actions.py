"""Saving the funding sheet: all of it or nothing, in one transaction, with the effort's row locked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from boligsocial.common.money import kroner
from boligsocial.common.text import search_key
from efforts.choices import ShareKind, ShareStatus
from efforts.models import Budget, Effort, Funder, FundingShare
from efforts.rules.sheet_merge import (
    UNDATED,
    Clash,
    Merged,
    Row,
    ShareFact,
    Sheet,
    budget_place,
    cell_place,
    follow,
    merge,
    overfunded,
)


@dataclass(frozen=True)
class NewFunder:
    """A party that is made when the sheet is saved."""

    name: str
    kind: str


class SheetClash(ValidationError):
    """Two people changed the same cells: the sheet as it is now, what it would be, and where they differ."""

    def __init__(self, current: Sheet, merged: Merged):
        super().__init__(_("Somebody else has changed the same cells since the sheet was opened."), code="stale")
        self.current = current
        self.sheet = merged.sheet
        self.clashes: tuple[Clash, ...] = merged.clashes


@dataclass
class _Plan:
    """What is written; the rows carry their new values already."""

    gone: list[FundingShare] = field(default_factory=list)
    changed: list[FundingShare] = field(default_factory=list)
    new: list[FundingShare] = field(default_factory=list)
    budgets_gone: list[Budget] = field(default_factory=list)
    budgets: list[Budget] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)  # id of a share in the plan → its cell
    with_hours: set[str] = field(default_factory=set)  # lines that would lose their hours

    @property
    def is_empty(self) -> bool:
        return not (self.gone or self.changed or self.new or self.budgets_gone or self.budgets)


def sheet_of(effort: Effort, opened: Sheet | None = None) -> Sheet:
    """The effort's money as a sheet; with what was opened, its lines keep their names. Two queries."""
    return follow(opened or Sheet(), _budgets(effort.budgets.all()), map(_fact, _shares(effort)))


@transaction.atomic
def save_sheet(
    *,
    effort: Effort,
    opened: Sheet,
    wanted: Sheet,
    new_funders: Mapping[str, NewFunder] | None = None,
    leaning: Iterable[int] = (),
    reason: str = "",
) -> int:
    """Save what was changed in the sheet since it was opened, and return how many rows that is.

    `new_funders` are the parties of lines (by key) that are made with it. `leaning`: see `merge`. Raises SheetClash,
    and ValidationError at the names of the sheet's fields ("b-2026", "c-1-2026", "reason").
    """
    effort = Effort.objects.select_for_update().get(pk=effort.pk)
    shares = {share.pk: share for share in _shares(effort)}
    budgets = {row.year: row for row in effort.budgets.all()}
    current = follow(opened, _budgets(budgets.values()), map(_fact, shares.values()))
    merged = merge(opened, current, _with_funders(wanted, new_funders or {}), frozenset(leaning))
    if merged.clashes:
        raise SheetClash(current, merged)
    plan = _plan(effort, merged.sheet, shares, budgets)
    if plan.is_empty:
        return 0
    _refuse_what_is_wrong(effort, merged.sheet, plan, reason)
    return _write(plan, reason.strip())


def _shares(effort: Effort) -> list[FundingShare]:
    return list(effort.shares.order_by("funder__sort_key", "funder_id", "year", "pk"))


def _budgets(rows: Iterable[Budget]) -> dict[int, int]:
    return {row.year: row.amount for row in rows}


def _fact(share: FundingShare) -> ShareFact:
    return ShareFact(
        share.pk,
        share.funder_id,
        share.kind,
        share.status,
        share.earmarked_for_id,
        share.year or UNDATED,
        share.amount,
    )


def _with_funders(wanted: Sheet, new: Mapping[str, NewFunder]) -> Sheet:
    """The sheet with its new parties made; one that is there already by another spelling is taken."""
    made: dict[str, int] = {}
    for key, party in new.items():
        name = " ".join(party.name.split())
        found = made.get(search_key(name)) or (
            Funder.objects.filter(search_key=search_key(name)).values_list("pk", flat=True).first()
        )
        if found is None:
            funder = Funder(name=name, kind=party.kind)
            funder.full_clean()
            funder.save()
            found = funder.pk
        made[search_key(name)] = made[key] = found
    rows = tuple(replace(row, funder=made[row.key]) if row.key in new else row for row in wanted.rows)
    return Sheet(wanted.budgets, rows)


# --- What is written -------------------------------------------------------------------------------------------------


def _plan(effort: Effort, sheet: Sheet, shares: dict[int, FundingShare], budgets: dict[int, Budget]) -> _Plan:
    plan = _Plan()
    kept = {pk for row in sheet.rows for pk in row.shares.values()}
    plan.gone = [share for pk, share in shares.items() if pk not in kept]
    for row in sheet.rows:
        for year in sorted({*row.amounts, *row.shares}):
            share = shares.get(row.shares.get(year))
            if share is None:
                share = FundingShare(effort=effort, funder_id=row.funder, year=year or None, amount=row.amounts[year])
                _describe(share, row)
                plan.new.append(share)
            else:
                _plan_share(plan, share, row, row.amounts.get(year))
            plan.places[id(share)] = cell_place(row.key, year)
    for year in sorted({*budgets, *sheet.budgets}):
        amount, saved = sheet.budgets.get(year), budgets.get(year)
        if amount is None:
            plan.budgets_gone.append(saved)
        elif saved is None:
            plan.budgets.append(Budget(effort=effort, year=year, amount=amount))
        elif saved.amount != amount:
            saved.amount = amount
            plan.budgets.append(saved)
    return plan


def _plan_share(plan: _Plan, share: FundingShare, row: Row, amount: int | None) -> None:
    says_more = share.hours is not None or share.stated_share is not None or share.note
    if amount is None and share.amount is not None and not says_more:
        plan.gone.append(share)
        return
    before = _fact(share)
    _describe(share, row)
    share.amount = amount
    if amount is not None:
        share.stated_share = None  # the amount is known now, and the share follows from it
    if share.hours is not None and row.kind != ShareKind.HOURS:
        plan.with_hours.add(row.key)
    if _fact(share) != before:
        plan.changed.append(share)


def _describe(share: FundingShare, row: Row) -> None:
    share.kind, share.status, share.earmarked_for_id = row.kind, row.status, row.area


def _write(plan: _Plan, reason: str) -> int:
    """In an order in which the database never sees two alike."""
    for row in (*plan.gone, *plan.budgets_gone):
        row._change_reason = reason or None
        row.delete()
    rows = [*plan.budgets, *_in_free_order(plan), *plan.new]
    for row in rows:
        row._change_reason = reason or None
        row.save()
    return len(rows) + len(plan.gone) + len(plan.budgets_gone)


def _in_free_order(plan: _Plan) -> list[FundingShare]:
    """Changed shares, each after the one whose place it takes."""
    saved = FundingShare.objects.filter(pk__in=[share.pk for share in plan.changed])
    places = {share.pk: _place(share) for share in saved}
    waiting, ordered = list(plan.changed), []
    while waiting:
        free = [one for one in waiting if all(_place(one) != at for pk, at in places.items() if pk != one.pk)]
        if not free:
            text = _("These rows change places with each other: save one of them first.")
            raise ValidationError({plan.places[id(waiting[0])]: ValidationError(text, code="change_places")})
        places[free[0].pk] = _place(free[0])
        ordered.append(free[0])
        waiting.remove(free[0])
    return ordered


def _place(share: FundingShare) -> tuple:
    # Any number of shares may have no year.
    undated = share.pk if share.year is None else None
    return share.funder_id, share.year, share.status, share.kind, share.earmarked_for_id, undated


# --- What is refused -------------------------------------------------------------------------------------------------


def _refuse_what_is_wrong(effort: Effort, sheet: Sheet, plan: _Plan, reason: str) -> None:
    errors: dict[str, list[ValidationError]] = {}
    touched = {row.year for row in (*plan.gone, *plan.changed, *plan.new, *plan.budgets, *plan.budgets_gone)}
    for year in sorted(touched - {None}):
        if not effort.covers_year(year):
            text = _("%(year)s lies outside the effort's period.") % {"year": year}
            errors[budget_place(year)] = [ValidationError(text, code="year_outside")]
    for year, surplus in overfunded(sheet, ShareStatus.GRANTED).items():
        if year in touched:
            text = _("In %(year)s %(surplus)s more is granted than the budget.")
            text = text % {"year": year, "surplus": kroner(surplus)}
            errors.setdefault(budget_place(year), []).append(ValidationError(text, code="over_budget"))
    for place in _twice(sheet, plan):
        text = _("The party stands twice in this year with the same kind, status and earmark.")
        errors[place] = [ValidationError(text, code="twice")]
    for key in plan.with_hours:
        text = _("This party gives hours, which only the kind hours can hold.")
        errors[f"kind-{key}"] = [ValidationError(text, code="hours")]
    if not effort.is_draft and not reason.strip():
        errors["reason"] = [ValidationError(_("Say why it is changed: it is kept."), code="no_reason")]
    if errors:
        raise ValidationError(errors)


def _twice(sheet: Sheet, plan: _Plan) -> list[str]:
    gone = {share.pk for share in plan.gone}
    seen, found = set(), []
    for row in sheet.rows:
        for year in sorted({*row.amounts, *row.shares} - {UNDATED}):
            if row.shares.get(year) in gone:
                continue
            if (row.identity, year) in seen:
                found.append(cell_place(row.key, year))
            seen.add((row.identity, year))
    return found
