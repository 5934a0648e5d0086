"""Several people at the same things: what each has open, what they sent, and what must hold afterwards.

A game is one kind of page. A person opens it (a snapshot), changes something and sends it, later, through the real
form and action; others do the same in between. The ledger holds what was acknowledged: every game compares the
database with it after every step. A change may only replace what its sender had seen.
"""

import copy
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import SimpleNamespace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from simple_history.models import HistoricalRecords

from areas.actions import name_also
from areas.forms import AreaForm
from areas.models import HousingArea
from boligsocial.common.versions import VersionedModel
from efforts.actions import save_reach
from efforts.choices import EffortKind, ShareKind, ShareStatus
from efforts.forms import WhatForm
from efforts.models import AreaReach, Effort, FundingShare
from efforts.money_actions import SheetClash, save_sheet, sheet_of
from efforts.reach_forms import Known, ReachForms
from efforts.rules.sheet_merge import Row, Sheet
from staffing.actions import move
from staffing.models import Placement

TODAY = date(2026, 11, 23)


class Lost(AssertionError):
    """An acknowledged change is gone, or something was saved that nobody acknowledged."""


class Tally(Counter):
    """What came of the steps of many interleavings, and what everybody sees who opens the page at their start."""

    first: "Opened | None" = None


@dataclass
class Opened:
    """What somebody has before them: `seen` is what it said, `data` what would be sent."""

    seen: dict
    data: object = None
    clash: object = None

    def again(self) -> "Opened":
        """The same for somebody else."""
        return Opened(dict(self.seen), copy.deepcopy(self.data))


class Game:
    """One kind of page. `play` makes one step of one person; `tally` counts what came of the steps."""

    reason = "Aftalt på mødet"

    def __init__(self, people: list, tally: Tally):
        self.people, self.tally = people, tally
        self.open: dict[int, Opened] = {}
        self.number = 0
        self.ledger = self.state()
        self.shown: Opened | None = tally.first

    def play(self, person: int, chance: random.Random) -> None:
        self.number += 1
        HistoricalRecords.context.request = SimpleNamespace(user=self.people[person])
        if person not in self.open:
            if self.shown is None:
                self.shown = self.show()
                self.tally.first = self.tally.first or self.shown
            self.open[person] = self.shown.again()
            return
        self.tally["sent"] += 1
        self.tally["sent with others open"] += len(self.open) > 1
        self.send(person, self.open[person], chance)
        after = self.state()
        if after != self.ledger:
            raise Lost(f"acknowledged {self.ledger}, saved {after}")
        self.check(after)

    def acknowledge(self, person: int, seen: dict, changed: dict) -> None:
        """`changed`: what the person wrote; each value must replace what they had seen."""
        for name, value in changed.items():
            now = self.ledger.get(name)
            if now != seen.get(name) and now != value:
                raise Lost(f"{name}: {now} was replaced by {value}, its sender had seen {seen.get(name)}")
            if value is None:
                self.ledger.pop(name, None)
            else:
                self.ledger[name] = value
        self.tally["saved"] += 1
        self.shown = None
        del self.open[person]

    def refuse(self, person: int, why: str, chance: random.Random) -> None:
        """Somebody who is refused gives up now and then, and else goes on from what they were shown."""
        self.tally[why] += 1
        if chance.random() < 0.2:
            del self.open[person]

    # --- what each game says ---

    def state(self) -> dict:
        """What is saved, by name."""
        raise NotImplementedError

    def show(self) -> Opened:
        raise NotImplementedError

    def send(self, person: int, opened: Opened, chance: random.Random) -> None:
        raise NotImplementedError

    def check(self, state: dict) -> None:
        """What must hold besides of what is saved."""


def replays(*models: type[VersionedModel]) -> None:
    """The newest state in the history of every row is the row, and its versions never went back."""
    for model in models:
        newest, versions = {}, Counter()
        for state in model.history.order_by("history_date", "history_id"):
            if state.history_type != "-" and state.version < versions[state.id]:
                raise Lost(f"{model.__name__} {state.id} went back to version {state.version}")
            newest[state.id], versions[state.id] = state, state.version
        there = {row.pk: row for row in model._base_manager.all()}
        left = {pk for pk, state in newest.items() if state.history_type != "-"}
        if left != set(there):
            raise Lost(f"{model.__name__}: history has {left}, the table {set(there)}")
        for pk, row in there.items():
            for column in model._meta.concrete_fields:
                if getattr(row, column.attname) != getattr(newest[pk], column.attname):
                    raise Lost(f"{model.__name__} {pk}: history and table differ in {column.name}")


# --- Facts: the forms of an area and of an effort --------------------------------------------------------------------


class FactsGame(Game):
    """One row in a form. Fields that others changed since are chosen one by one."""

    model: type[VersionedModel]
    form_class: type
    fields: dict[str, Callable]

    def __init__(self, row, people, tally):
        self.pk = row.pk
        super().__init__(people, tally)

    def row(self):
        return self.model._base_manager.get(pk=self.pk)

    def state(self) -> dict:
        row = self.row()
        found = {name: getattr(row, name) for name in self.fields if name not in self.model.tracked_lists}
        for name in self.model.tracked_lists:
            if name in self.fields:
                found[name] = frozenset(getattr(row, name).values_list("pk", flat=True))
        return {name: value for name, value in found.items() if value not in (None, "", frozenset())}

    def form(self, person, data=None):
        return self.form_class(data, instance=self.row(), user=person)

    def show(self) -> Opened:
        form = self.form(self.people[0])
        data = {bound.html_name: _sent(bound) for bound in form}
        return Opened(self.state(), {name: value for name, value in data.items() if value not in (None, "", [])})

    def send(self, person, opened, chance) -> None:
        if opened.clash is None:
            for name in chance.sample(sorted(self.fields), chance.choice([1, 1, 2])):
                opened.data[name] = self.fields[name](self, chance)
        else:
            for one in opened.clash.differences:
                opened.data[one.control] = one.kept or chance.choice(["mine", "theirs"])
        with transaction.atomic():
            self.model._base_manager.select_for_update().order_by("pk").get(pk=self.pk)
            form = self.form(self.people[person], opened.data)
            if form.is_valid():
                self.save(form)
            now = self.state()
        if form.is_valid():
            wrote = {name: _plain(form.cleaned_data[name]) for name in self.fields}
            self.acknowledge(person, opened.seen, {n: v for n, v in wrote.items() if v != opened.seen.get(n)})
            return
        if form.conflict is None:
            raise Lost(f"refused without a conflict: {form.errors.as_json()}")
        opened.data, opened.clash, opened.seen = dict(form.data), form.conflict, now
        self.refuse(person, "refused as stale", chance)

    def save(self, form) -> None:
        form.save()


def _sent(bound):
    value = bound.value()
    if isinstance(value, list):
        return [str(getattr(one, "pk", one)) for one in value]
    return bound.field.widget.format_value(value) if isinstance(value, date) else value


def _plain(value):
    if hasattr(value, "values_list") or isinstance(value, list | set | tuple):
        return frozenset(getattr(one, "pk", one) for one in value) or None
    return None if value == "" else value


class AreaGame(FactsGame):
    model, form_class = HousingArea, AreaForm
    fields = {
        "name": lambda game, chance: f"Navn {game.number}",
        "homes": lambda game, chance: str(game.number),
        "tenure": lambda game, chance: chance.choice(["social", "mixed", "municipal"]),
        "note": lambda game, chance: chance.choice(["", f"Note {game.number}"]),
        "estates": lambda game, chance: [pk for pk in game.estates if chance.random() < 0.5],
    }

    def __init__(self, row, people, tally, estates):
        self.estates = [str(estate.pk) for estate in estates]
        super().__init__(row, people, tally)

    def save(self, form) -> None:
        name_also(area=form.save(), added=form.names_added, removed=form.names_removed)


class WhatGame(FactsGame):
    model, form_class = Effort, WhatForm
    fields = {
        "name": lambda game, chance: f"Indsats {game.number}",
        "kind": lambda game, chance: chance.choice([kind.value for kind in EffortKind]),
        "description": lambda game, chance: chance.choice(["", f"Tekst {game.number}"]),
        "starts_on": lambda game, chance: chance.choice(["", "01.01.2025", "01.06.2025"]),
        "municipalities": lambda game, chance: [game.towns[0], *(t for t in game.towns[1:] if chance.random() < 0.5)],
    }

    def __init__(self, row, people, tally, towns):
        self.towns = [str(town.pk) for town in towns]
        super().__init__(row, people, tally)


# --- What an effort reaches: many rows in one form -------------------------------------------------------------------


class ReachGame(Game):
    """The rows of areas reached: added, changed, removed; each is judged by itself and saved with the others."""

    def __init__(self, effort, people, tally):
        self.effort = effort
        super().__init__(people, tally)

    def state(self) -> dict:
        rows = AreaReach.objects.filter(effort=self.effort).order_by()
        return {pk: (area, role, note) for pk, area, role, note in rows.values_list("pk", "area", "role", "note")}

    def forms(self, person, data=None) -> ReachForms:
        effort = Effort.objects.get(pk=self.effort.pk)
        return ReachForms(data, instance=effort, known=Known(effort, person, TODAY))

    def show(self) -> Opened:
        data = QueryDict(mutable=True)
        for part in self.forms(self.people[0]).rows:
            for form in (part.management_form, *part.forms):
                for bound in form:
                    value = _sent(bound)
                    if value not in (None, "", False, []):
                        data[bound.html_name] = str(value)
        return Opened(self.state(), data)

    def send(self, person, opened, chance) -> None:
        if opened.clash is None:
            self.change(opened.data, chance)
        try:
            with transaction.atomic():
                Effort.objects.select_for_update().order_by("pk").get(pk=self.effort.pk)
                form = self.forms(self.people[person], opened.data)
                if not form.is_valid():
                    opened.clash = form
                    raise _Refused
                saved, removed = form.saved_and_removed()
                gone = [row.pk for row in removed]
                save_reach(
                    effort=self.effort, saved=saved, removed=removed, user=self.people[person], reason=self.reason
                )
        except (_Refused, ValidationError):
            # Everybody starts again from what there is: what they sent is on their screen.
            self.tally["refused as stale"] += 1
            del self.open[person]
            return
        wrote = {row.pk: (row.area_id, row.role, row.note) for row in saved} | dict.fromkeys(gone)
        self.acknowledge(person, opened.seen, {pk: now for pk, now in wrote.items() if now != opened.seen.get(pk)})

    def change(self, data: QueryDict, chance: random.Random) -> None:
        row = chance.randrange(int(data["areas-TOTAL_FORMS"]))
        if f"areas-{row}-id" not in data:
            data[f"areas-{row}-picked"] = "on"
            data[f"areas-{row}-role"] = "target"
        elif chance.random() < 0.3:
            data[f"areas-{row}-DELETE"] = "on"
        else:
            data[f"areas-{row}-note"] = f"Note {self.number}"
            data[f"areas-{row}-role"] = chance.choice(["target", "origin"])

    def check(self, state: dict) -> None:
        areas = [area for area, _role, _note in state.values()]
        if len(areas) != len(set(areas)):
            raise Lost("an area is reached twice at once")


class _Refused(Exception):
    """The form was not valid; nothing of it is saved."""


# --- Money: the sheet ------------------------------------------------------------------------------------------------


class SheetGame(Game):
    """Party by year, amounts in øre; a budget for each year."""

    years = (2026, 2027)

    def __init__(self, effort, people, tally, funders):
        self.effort, self.funders = effort, funders
        super().__init__(people, tally)

    def state(self) -> dict:
        shares = FundingShare.objects.filter(effort=self.effort).order_by()
        rows = shares.values_list("funder", "status", "year", "amount")
        found = {(funder, status, year): amount for funder, status, year, amount in rows}
        if len(found) != len(rows):
            raise Lost("a party stands twice in a year")
        return found | {("budget", year): amount for year, amount in self.effort.budgets.values_list("year", "amount")}

    def show(self) -> Opened:
        sheet = sheet_of(self.effort)
        if _cells(sheet) != self.ledger:
            raise Lost("the sheet does not say what is saved")
        return Opened(_cells(sheet), SimpleNamespace(opened=sheet, wanted=sheet))

    def send(self, person, opened, chance) -> None:
        sheets = opened.data
        if opened.clash is None:
            sheets.wanted = self.change(sheets.wanted, chance)
        opened.clash = None
        try:
            save_sheet(effort=self.effort, opened=sheets.opened, wanted=sheets.wanted, reason=self.reason)
        except SheetClash as clash:
            self.tally["cells in two hands"] += len(clash.clashes)
            # Mine, knowing theirs; what they removed comes back, what they added stays.
            sheets.opened, sheets.wanted, opened.clash = clash.current, clash.sheet, clash
            opened.seen = _cells(clash.current)
            self.refuse(person, "refused as stale", chance)
            return
        except ValidationError as refusal:
            if not hasattr(refusal, "error_dict") or "reason" in refusal.error_dict:
                raise
            self.tally["refused as a wrong total"] += 1
            del self.open[person]
            return
        mine = _cells(sheets.wanted)
        names = {*mine, *opened.seen}
        changed = {name: mine.get(name) for name in names if mine.get(name) != opened.seen.get(name)}
        # A line that others removed and entered anew is another line: taking the old one out leaves it there.
        anew = {name for name, amount in self.state().items() if amount == self.ledger.get(name)}
        changed = {name: amount for name, amount in changed.items() if amount is not None or name not in anew}
        self.acknowledge(person, opened.seen, changed)

    def change(self, sheet: Sheet, chance: random.Random) -> Sheet:
        year, amount = chance.choice(self.years), chance.choice([0, 25_000_00, 60_000_00, 90_000_00]) + self.number
        kind = chance.random()
        if kind < 0.2:
            return replace(sheet, budgets={**sheet.budgets, year: 100_000_00 + self.number})
        if kind < 0.35 and sheet.rows:
            return replace(sheet, rows=sheet.rows[1:])
        free = [pk for pk in self.funders if pk not in {row.funder for row in sheet.rows}]
        if free and (kind < 0.5 or not sheet.rows):
            status = chance.choice([ShareStatus.GRANTED.value, ShareStatus.APPLIED.value])
            new = Row(f"n{self.number}", free[0], ShareKind.CASH.value, status, None, {year: amount})
            return replace(sheet, rows=(*sheet.rows, new))
        row = chance.choice(sheet.rows)
        amounts = {**row.amounts, year: amount}
        if kind > 0.9:
            amounts.pop(year)
        return replace(sheet, rows=tuple(replace(row, amounts=amounts) if one is row else one for one in sheet.rows))

    def check(self, state: dict) -> None:
        for year in self.years:
            granted = [state[at] for at in state if at[0] != "budget" and at[1:] == (ShareStatus.GRANTED.value, year)]
            budget = state.get(("budget", year))
            if budget is not None and sum(granted) > budget:
                raise Lost(f"{sum(granted)} øre granted in {year} of {budget}")


def _cells(sheet: Sheet) -> dict:
    found = {("budget", year): amount for year, amount in sheet.budgets.items()}
    for row in sheet.rows:
        found |= {(row.funder, row.status, year): amount for year, amount in row.amounts.items()}
    return found


# --- Staff: moves ----------------------------------------------------------------------------------------------------


class MoveGame(Game):
    """A post's week, moved from a day on or for a while. The ledger is where it sits on some days."""

    days = tuple(TODAY + timedelta(days=30 * number) for number in range(5))

    def __init__(self, post, people, tally, workplaces):
        self.post, self.workplaces = post, workplaces
        super().__init__(people, tally)

    def rows(self) -> list[Placement]:
        return list(Placement.objects.filter(post=self.post).order_by("pk"))

    def state(self) -> dict:
        found = {}
        for row in self.rows():
            for day in self.days:
                if row.holds_on(day):
                    if (row.weekday, day) in found:
                        raise Lost(f"two places on weekday {row.weekday} on {day}")
                    found[row.weekday, day] = row.workplace_id
        return found

    def show(self) -> Opened:
        return Opened(self.state(), [row.pk for row in self.rows()])

    def send(self, person, opened, chance) -> None:
        keys = chance.sample(opened.data, min(len(opened.data), chance.choice([0, 1, 1, 2])))
        there = {row.pk: row for row in self.rows()}
        from_day = chance.choice(self.days[:3])
        until = chance.choice([None, None, self.days[4]])
        place = chance.choice([*self.workplaces, *self.workplaces, None])
        weekdays = chance.sample([1, 2, 3], chance.choice([1, 1, 2])) if place else []
        try:
            move(
                post=self.post,
                moved=keys,
                workplace=place,
                weekdays=weekdays,
                from_day=from_day,
                until=until,
                reason=self.reason,
            )
        except ValidationError as refusal:
            self.tally[f"refused: {refusal.code if hasattr(refusal, 'code') else 'overlap'}"] += 1
            del self.open[person]
            return
        changed = {}
        when = [day for day in self.days if day >= from_day and (until is None or day < until)]
        for key in keys:
            changed |= {(there[key].weekday, day): None for day in when if there[key].holds_on(day)}
        # What was moved was seen with its key, if not on every day: the days others gave it are theirs to tell.
        seen = {at: self.ledger[at] for at in changed}
        for weekday in weekdays:
            changed |= {(weekday, day): place.pk for day in when}
        self.acknowledge(person, seen, changed)
