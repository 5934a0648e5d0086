"""Taking an import back: what it made goes, what it replaced returns. Whoever came later keeps what they said.

A figure is ours as long as it says when and by which import it was entered as we wrote it. One that a later import
replaced stays, and that import is told what was there before us, so that it can be taken back to that in turn; one
that was changed by hand since stays too. An area we made goes only if nobody has done anything with it.
"""

from collections import Counter
from collections.abc import Generator, Iterator

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from areas import recompute
from areas.choices import ImportState
from areas.intake import files
from areas.intake.bringing import AREA, CERTAINTY, ENTRY, FIELDS, OBSERVATION, years_of
from areas.intake.steps import Step, finished
from areas.models import (
    Estate,
    HousingArea,
    Import,
    ImportChange,
    ImportFault,
    ListEntry,
    Municipality,
    NeedLevel,
    Observation,
    Standing,
)
from areas.rulebook import complete_lists

_PIECE = 2000
_DERIVED = (Standing, NeedLevel)  # rebuilt afterwards: they lean on nothing


def take_back(batch: Import, *, user) -> Import:
    """Undo the import. What was left is told in its faults (codes "left_…").

    Raises ValidationError "not_done", or "not_yours" where the user may no longer change all that it touched.
    """
    return finished(take_back_steps(batch, user=user))


def take_back_steps(batch: Import, *, user) -> Generator[Step, None, Import]:
    """The same, told while it goes on. All of it is one transaction: closed before its end, nothing is taken back."""
    with transaction.atomic():
        return (yield from _take_back(batch, user))


def _take_back(batch: Import, user) -> Generator[Step, None, Import]:
    batch = Import.objects.select_for_update().defer("content").get(pk=batch.pk)
    if batch.state != ImportState.DONE:
        raise ValidationError(_("Only an import that is done can be taken back, and only once."), code="not_done")
    _refuse_foreign(batch, user)
    towns, years = _lock(batch), years_of(batch)
    left: Counter[str] = Counter()
    total, done = batch.changes.filter(model=OBSERVATION).count(), 0
    for piece in _pieces(batch, OBSERVATION):
        left += _take_figures(batch, piece)
        done += len(piece)
        yield Step("taken", done, total)
    lists = complete_lists()
    left += _take_entries(batch)
    left += _take_areas(batch, user)
    batch.changes.all().delete()
    _tell(batch, left)
    batch.state, batch.undone_at, batch.undone_by = ImportState.UNDONE, timezone.now(), user
    batch.save()
    files.throw_away(batch)
    yield from map(Step, recompute.parts_of_lists(towns, lists, years))
    return batch


def _refuse_foreign(batch: Import, user) -> None:
    """A role may have ended since the import: what is taken back is changed like any other figure, entry or area."""
    entries = ListEntry.objects.filter(pk__in=batch.changes.filter(model=ENTRY).values("key"))
    touched = (
        Q(pk__in=batch.observations.filter(area__isnull=False).values("area"))
        | Q(pk__in=entries.values("area"))
        | Q(pk__in=batch.changes.filter(model=AREA).values("key"))
    )
    places = (
        HousingArea.objects.filter(touched),
        Estate.objects.filter(observations__batch=batch),
        Municipality.objects.filter(observations__batch=batch),
    )
    for rows in places:
        mine = rows.model.objects.changeable_by(user).order_by().values("pk")
        if rows.order_by().exclude(pk__in=mine).exists():
            text = _("You may not change all of these areas any more.")
            raise ValidationError(text, code="not_yours")


def _lock(batch: Import) -> list[int]:
    towns: set[int] = set()
    for path in ("areas__observations", "estates__observations", "observations"):
        rows = Municipality.objects.filter(**{f"{path}__batch": batch}).order_by()
        towns |= set(rows.values_list("pk", flat=True).distinct())
    touched = batch.changes.filter(model=ENTRY).values("key")
    towns |= set(Municipality.objects.filter(areas__list_entries__in=touched).order_by().values_list("pk", flat=True))
    made = batch.changes.filter(model=AREA).values("key")
    towns |= set(HousingArea.objects.filter(pk__in=made).order_by().values_list("municipality_id", flat=True))
    list(Municipality.objects.select_for_update().filter(pk__in=towns).order_by("pk").values_list("pk"))
    return sorted(towns)


def _pieces(batch: Import, model: str) -> Iterator[list[ImportChange]]:
    last = 0
    while piece := list(batch.changes.filter(model=model, pk__gt=last).order_by("pk")[:_PIECE]):
        yield piece
        last = piece[-1].pk


def _take_figures(batch: Import, piece: list[ImportChange]) -> Counter[str]:
    keys = [change.key for change in piece]
    there = dict(Observation.objects.filter(pk__in=keys).values_list("pk", "batch_id"))
    ours = Observation.objects.filter(pk__in=keys, batch=batch, entered_at=batch.done_at)
    ours = set(ours.order_by("pk").select_for_update().values_list("pk", flat=True))
    later = _later(batch, [key for key in there if key not in ours])
    rewired, left = [], Counter()
    for change in piece:
        if change.key in later:
            later[change.key].before = change.before
            rewired.append(later[change.key])
            left["left_imported"] += 1
        elif change.key in there and change.key not in ours:
            left["left_changed"] += 1
    ImportChange.objects.bulk_update(rewired, ["before"], batch_size=200)
    made = [change.key for change in piece if change.before is None and change.key in ours]
    Observation.objects.filter(pk__in=made).delete()
    _put_back([change.before for change in piece if change.before is not None and change.key in ours])
    return left


def _later(batch: Import, keys: list[int]) -> dict[int, ImportChange]:
    """By figure: the change of another import that replaced just what this one had written."""
    rows = ImportChange.objects.filter(model=OBSERVATION, key__in=keys, before__isnull=False).exclude(batch=batch)
    ours = batch.done_at.isoformat()
    return {
        row.key: row
        for row in rows.order_by("pk")
        if row.before["batch_id"] == batch.pk and row.before["entered_at"] == ours
    }


def _put_back(states: list[dict]) -> None:
    if not states:
        return
    _forget_gone(states)
    fields = [Observation._meta.get_field(name) for name in FIELDS if name != "id"]
    table = connection.ops.quote_name(Observation._meta.db_table)
    told = ", ".join(f"{field.column} = %s" for field in fields)
    rows = [
        [field.get_db_prep_save(field.to_python(state[field.attname]), connection) for field in fields] + [state["id"]]
        for state in states
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {told} WHERE id = %s", rows)


def _forget_gone(states: list[dict]) -> None:
    """What a figure pointed to may have been deleted since, when nothing pointed to it any more."""
    for name in ("batch", "entered_by", "origin"):
        field = Observation._meta.get_field(name)
        told = {state[field.attname] for state in states} - {None}
        there = set(field.related_model._base_manager.filter(pk__in=told).values_list("pk", flat=True))
        for state in states:
            if state[field.attname] not in there:
                state[field.attname] = None


def _take_entries(batch: Import) -> Counter[str]:
    changes = batch.changes.filter(model=ENTRY)
    made = ListEntry.objects.filter(pk__in=changes.filter(before__isnull=True).values("key"))
    named = {change.key: change.before for change in changes.filter(before__isnull=False)}
    there = list(ListEntry.objects.filter(pk__in=named).order_by("pk"))
    inferred = [entry for entry in there if entry.source == batch.source_text]
    for entry in inferred:
        entry.is_certain, entry.source = (named[entry.pk][name] for name in CERTAINTY)
    ListEntry.objects.bulk_update(inferred, CERTAINTY, batch_size=200)
    made.filter(source=batch.source_text).delete()
    return Counter({"left_entries": made.count() + len(there) - len(inferred)})


def _take_areas(batch: Import, user) -> Counter[str]:
    """Remove the areas that were made and that nobody has touched, named or drawn, or put anything on."""
    keys = list(batch.changes.filter(model=AREA).values_list("key", flat=True))
    used = set(HousingArea.objects.filter(pk__in=keys).exclude(version=1).values_list("pk", flat=True))
    for relation in HousingArea._meta.related_objects:
        if relation.related_model in _DERIVED or relation.related_model is HousingArea.history.model:
            continue
        name = relation.field.name
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": keys}).order_by()
        used |= set(rows.values_list(name, flat=True))
    for field in HousingArea._meta.local_many_to_many:
        own = field.m2m_field_name()
        through = field.remote_field.through._base_manager
        used |= set(through.filter(**{f"{own}__in": keys}).values_list(f"{own}_id", flat=True))
    for area in HousingArea.objects.filter(pk__in=set(keys) - used):
        area._history_user = user
        area.delete()
    return Counter({"left_areas": len(used & set(keys))})


def _tell(batch: Import, left: Counter[str]) -> None:
    rows = [
        ImportFault(batch=batch, row=0, code=code, details={"number": number}, is_error=False)
        for code, number in sorted(left.items())
        if number
    ]
    ImportFault.objects.bulk_create(rows)
