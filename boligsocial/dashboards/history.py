"""The history of a thing with all its parts: what happened in which order, and what there was at any moment.

Only keys are read for the whole history (one query for each kind of part); the rows themselves are read for the events
of a page or for one moment (dashboards/history_words.py).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from boligsocial.dashboards.history_kinds import Kind, Thing

ONE_SAVE = timedelta(seconds=1)  # rows that one person saved this close together were saved at once


class Key(NamedTuple):
    """A state of a row, without what it says. `before` is the state it replaced."""

    kind: Kind
    row: int
    state: int
    when: datetime
    type: str
    user: int | None
    reason: str
    is_ours: bool  # whether the row belonged to the thing in this state
    before: "Key | None"


@dataclass
class Step:
    """What an event did to one row: from the state before it to the one it left."""

    first: Key
    last: Key

    @property
    def kind(self) -> Kind:
        return self.first.kind

    @property
    def old(self) -> Key | None:
        """The state before; None where the row was not part of the thing."""
        before = self.first.before
        return before if before is not None and before.is_ours and before.type != "-" else None

    @property
    def new(self) -> Key | None:
        return self.last if self.last.is_ours and self.last.type != "-" else None


@dataclass
class Event:
    """What one person did at one time. `user` is None for what no person did: loaded data."""

    when: datetime
    user: int | None
    keys: list[Key] = field(default_factory=list)

    @property
    def reasons(self) -> list[str]:
        return list(dict.fromkeys(key.reason for key in self.keys if key.reason))

    @property
    def steps(self) -> list[Step]:
        """What happened to each row, in the order of the kinds; several states of one save are one step."""
        found: dict[tuple, Step] = {}
        for key in self.keys:
            step = found.setdefault((id(key.kind), key.row), Step(key, key))
            step.last = key
        return list(found.values())


class History:
    """The history of the thing with the key `pk`, as `user` may read it."""

    def __init__(self, thing: Thing, pk: int, user):
        self.thing, self.pk = thing, pk
        self.kinds = [kind for kind in thing.kinds if user.is_superuser or not kind.for_admins]

    @cached_property
    def keys(self) -> list[Key]:
        """Every state of every row that ever belonged to the thing, oldest first."""
        found = [key for kind in self.kinds for key in self._keys_of(kind)]
        return sorted(found, key=lambda key: (key.when, self.kinds.index(key.kind), key.state))

    def _keys_of(self, kind: Kind) -> list[Key]:
        past = kind.model.history
        owner = f"{kind.owner}_id" if kind.owner else "id"
        states = past.filter(id__in=self._rows_of(kind)).order_by("id", "history_date", "history_id")
        columns = ("id", "history_id", "history_date", "history_type", "history_user_id", "history_change_reason")
        keys: list[Key] = []
        owners = self._owners(kind)
        for row, state, when, type_, user, reason, owned_by in states.values_list(*columns, owner):
            before = keys[-1] if keys and keys[-1].row == row else None
            is_ours = owned_by == self.pk if owners is None else owned_by in owners
            keys.append(Key(kind, row, state, when, type_, user, reason or "", is_ours, before))
        # A row that went elsewhere is followed no further than its leaving.
        return [key for key in keys if key.is_ours or (key.before is not None and key.before.is_ours)]

    def _rows_of(self, kind: Kind):
        """The keys of all rows that were ever parts, as a query."""
        past = kind.model.history.order_by()
        if not kind.owner:
            return [self.pk]
        if kind.through is not None:
            return past.filter(**{f"{kind.owner}_id__in": self._rows_of(kind.through)}).values("id")
        return past.filter(**{f"{kind.owner}_id": self.pk}).values("id")

    def _owners(self, kind: Kind) -> set[int] | None:
        if kind.through is None:
            return None
        return set(
            kind.through.model.history.order_by()
            .filter(**{f"{kind.through.owner}_id": self.pk})
            .values_list("id", flat=True)
        )

    # --- what happened ---

    @property
    def people(self) -> set[int]:
        return {key.user for key in self.keys if key.user is not None}

    @property
    def begins(self) -> datetime | None:
        """Since when anything is known."""
        return self.keys[0].when if self.keys else None

    def events(self, who: int | None = None, since: date | None = None, until: date | None = None) -> list[Event]:
        """What happened, newest first; `until` is the last day."""
        events: list[Event] = []
        for key in self.keys:
            newest = events[-1] if events else None
            if newest is None or newest.user != key.user or key.when - newest.when > ONE_SAVE:
                newest = Event(key.when, key.user)
                events.append(newest)
            newest.keys.append(key)
            newest.when = key.when
        kept = [event for event in events if who is None or event.user == who]
        days = [(event, timezone.localdate(event.when)) for event in kept]
        return [
            event
            for event, day in reversed(days)
            if (since is None or day >= since) and (until is None or day <= until)
        ]

    # --- what there was ---

    def as_of(self, moment: datetime) -> dict[Kind, list[Key]]:
        """The states in force at the moment, by kind."""
        newest = {(id(key.kind), key.row): key for key in self.keys if key.when <= moment}
        found: dict[Kind, list[Key]] = defaultdict(list)
        for key in newest.values():
            if key.is_ours and key.type != "-":
                found[key.kind].append(key)
        return {kind: found[kind] for kind in self.kinds if found[kind]}
