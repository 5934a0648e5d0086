"""Histories in words: what each event changed, field by field, and what there was at a moment."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry
from django.db import models
from django.utils.translation import gettext as _

from areas.models import HousingArea
from areas.said import Said, said
from boligsocial.common.outline import Outline, outline_of
from boligsocial.common.versions import VersionedModel
from boligsocial.common.wording import in_words, label_of
from boligsocial.dashboards.history import Event, Key
from boligsocial.dashboards.history_kinds import Kind
from efforts.models import CitizenGroup
from efforts.models.reach import FEWEST_SHOWN

FEW = 6  # rows of an event that are told at once


@dataclass(frozen=True)
class Change:
    """A field, before and after; None where the row was not there."""

    label: str
    old: str | None
    new: str | None
    outline: Outline | None = None


@dataclass(frozen=True)
class Entry:
    """What an event did to one row. `action`: made, changed, deleted, came or left."""

    kind: str
    name: str
    action: str
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """An event as people read it. `who` is empty for what no person did."""

    event: Event
    who: str
    entries: list[Entry]

    @property
    def is_long(self) -> bool:
        """Whether there is so much that it is counted first, and told on request."""
        return len(self.entries) > FEW

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """How many rows of each kind were made, changed and so on."""
        counted = Counter((one.action, one.kind) for one in self.entries)
        return [(action, kind, count) for (action, kind), count in counted.items()]


@dataclass(frozen=True)
class Facts:
    """The rows of a kind as they were: `rows` are a name and what is known under each of the `labels`."""

    labels: list[str]
    rows: list[tuple[str, list[Change]]]


class Teller:
    """Reads the states that some keys name, with everything they point to, in a few queries."""

    def __init__(self, keys: Iterable[Key], users: Iterable[int | None] = (), *, reader):
        self._states: dict[tuple[int, int], models.Model] = {}
        self._lists: dict[tuple[int, str, int], list[int]] = defaultdict(list)
        self._names: dict[type, dict[int, str]] = defaultdict(dict)
        self._said: Said | None = None
        by_kind = defaultdict(set)
        for key in keys:
            by_kind[key.kind].add(key.state)
        needed = defaultdict(set)
        needed[get_user_model()] = {user for user in users if user is not None}
        for kind, states in by_kind.items():
            self._read(kind, states, needed)
        for model, pks in needed.items():
            self._names[model] = names_of(model, pks)
        for model in {
            one.related_model for kind in by_kind if kind.as_seen for one in kind.fields() if one.many_to_one
        }:
            self._leave_unseen_out(model, reader)

    def _read(self, kind: Kind, states: set[int], needed: dict) -> None:
        shown = {*kind.fields(), *map(kind.model._meta.get_field, kind.named_by)}
        relations = [one for one in shown if one.many_to_one]
        for row in kind.model.history.filter(history_id__in=states):
            self._states[id(kind), row.history_id] = row
            for relation in relations:
                needed[relation.related_model].add(getattr(row, relation.attname))
        for name in kind.model.tracked_lists:
            own = kind.model._meta.get_field(name)
            links = getattr(kind.model.history.model, name).model.objects.filter(history__in=states)
            for state, pk in links.values_list("history_id", f"{own.m2m_reverse_field_name()}_id"):
                self._lists[id(kind), name, state].append(pk)
                needed[own.related_model].add(pk)

    def _leave_unseen_out(self, model: type[models.Model], reader) -> None:
        if hasattr(model.objects, "visible_to"):
            names = self._names[model]
            seen = set(model.objects.visible_to(reader).filter(pk__in=names).values_list("pk", flat=True))
            names |= dict.fromkeys(names.keys() - seen, _("one that you may not see"))

    def person(self, pk: int | None) -> str:
        return self._names[get_user_model()].get(pk, "") if pk is not None else ""

    # --- one state ---

    def row(self, key: Key) -> models.Model:
        return self._states[id(key.kind), key.state]

    def value(self, key: Key, model_field: models.Field):
        """The field's value; relations and lists as names."""
        if model_field.many_to_many:
            names = self._names[model_field.related_model]
            return sorted(names[pk] for pk in self._lists[id(key.kind), model_field.name, key.state])
        value = getattr(self.row(key), model_field.attname)
        if model_field.many_to_one and value is not None:
            return self._names[model_field.related_model][value]
        return value

    def words(self, key: Key, model_field: models.Field) -> str:
        if model_field.name in self._withheld(self.row(key)):
            return _("number withheld (few people)")
        return in_words(model_field, self.value(key, model_field))

    def _withheld(self, row) -> set[str]:
        """The fields of a state whose numbers are not told, as on the pages of areas and efforts."""
        if row.instance_type is CitizenGroup:
            return _of_a_small_group(row)
        if row.instance_type is not HousingArea or row.residents is None:
            return set()
        if self._said is None:
            areas = {one.id for one in self._states.values() if one.instance_type is HousingArea}
            self._said = said(areas)
        return set() if self._said.tells(row.id, row.residents, row.residents_on) else {"residents"}

    def name(self, key: Key) -> str:
        """What the part is called in this state."""
        if key.kind.is_named_by_period:
            return self.row(key).instance.span or _("at all times")
        meta = key.kind.model._meta
        fields = [meta.get_field(name) for name in key.kind.named_by]
        return ", ".join(self.words(key, one) for one in fields if self.value(key, one) not in (None, ""))

    # --- events ---

    def tell(self, event: Event) -> Told:
        entries = [self._entry(step.kind, step.old, step.new, step.last) for step in event.steps]
        return Told(event, self.person(event.user), [one for one in entries if one.changes or one.action != "changed"])

    def _entry(self, kind: Kind, old: Key | None, new: Key | None, last: Key) -> Entry:
        if old is not None and new is not None:
            action = "changed"
        elif new is not None:
            action = "came" if new.before is not None and new.before.type != "-" else "made"
        else:
            action = "deleted" if last.type == "-" else "left"
        shown = new or old or (last if last.is_ours else last.before)
        # What a row is called needs no telling again where there was nothing before, or is nothing after.
        told = kind.fields() if action == "changed" else [one for one in kind.fields() if one.name not in kind.named_by]
        changes = [change for one in told if (change := self._change(one, old, new)) is not None]
        return Entry(str(kind.model._meta.verbose_name), self.name(shown), action, changes)

    def _change(self, model_field: models.Field, old: Key | None, new: Key | None) -> Change | None:
        before, after = (None if key is None else self.value(key, model_field) for key in (old, new))
        if _alike(before, after):
            return None
        texts = [None if key is None else self.words(key, model_field) for key in (old, new)]
        outline = outline_of(before, after) if isinstance(model_field, GeometryField) else None
        return Change(label_of(model_field), *texts, outline)

    # --- a moment ---

    def facts(self, kind: Kind, keys: Iterable[Key]) -> Facts:
        """The rows in the order of their names. Of parts, what the name says and what none of them has is left out."""
        keys, fields = list(keys), kind.fields()
        if kind.owner:
            fields = [one for one in fields if one.name not in kind.named_by and self._is_known(one, keys)]
        keys.sort(key=self._place)
        rows = [(self.name(key), [self._fact(key, one) for one in fields]) for key in keys]
        return Facts([label_of(one) for one in fields], rows)

    def _place(self, key: Key) -> list[tuple]:
        """Sorts weekdays and years as such, and what is not known first."""
        values = [self.value(key, key.kind.model._meta.get_field(name)) for name in key.kind.named_by]
        return [(value is not None, value or 0) if not isinstance(value, str) else (True, value) for value in values]

    def _is_known(self, model_field: models.Field, keys: list[Key]) -> bool:
        return any(self.value(key, model_field) not in (None, "", []) for key in keys)

    def _fact(self, key: Key, model_field: models.Field) -> Change:
        shape = self.value(key, model_field) if isinstance(model_field, GeometryField) else None
        return Change(label_of(model_field), None, self.words(key, model_field), outline_of(None, shape))


def names_of(model: type[models.Model], pks: Iterable[int | None]) -> dict[int, str]:
    """The rows' names by key, also of rows that are gone."""
    wanted = {pk for pk in pks if pk is not None}
    names = {row.pk: str(row) for row in model._base_manager.filter(pk__in=wanted)} if wanted else {}
    gone = wanted - set(names)
    if gone and issubclass(model, VersionedModel):
        for state in model.history.filter(id__in=gone).order_by("history_date", "history_id"):
            names[state.id] = _("%(name)s (deleted)") % {"name": state.instance}
    for pk in gone - set(names):
        names[pk] = _("deleted, no. %(number)s") % {"number": pk}
    return names


def _of_a_small_group(row) -> set[str]:
    """The counts of a group so small that its members could be recognised."""
    counts = {"people": row.people, "households": row.households}
    small = any(count is not None and count < FEWEST_SHOWN for count in counts.values())
    return {name for name, count in counts.items() if count is not None} if small else set()


def _alike(before, after) -> bool:
    if isinstance(before, GEOSGeometry) and isinstance(after, GEOSGeometry):
        return before.geom_type == after.geom_type and before.equals_exact(after)
    return before == after or (before in (None, "", []) and after in (None, "", []))
