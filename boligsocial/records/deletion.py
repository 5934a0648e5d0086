"""Deleting so that it can be put back: what goes is kept whole for thirty days, what others lean on is not deleted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError, models, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from boligsocial.common.versions import VersionedModel, keep_states
from boligsocial.records.models import Deletion
from boligsocial.records.trash import WRITERS, owner_of, owner_path, places_of, written

KEPT = timedelta(days=30)
MOST_NAMES = 5


@dataclass(frozen=True)
class Group:
    """Rows of one kind: how many, the names that may be said, how many more of those, and how many one does not see."""

    kind: str
    count: int
    names: list[str] = field(default_factory=list)
    more: int = 0
    unseen: int = 0

    def __str__(self) -> str:
        told = ", ".join([*self.names, "…"] if self.more else self.names)
        return f"{self.kind} ({self.count}){': ' if told else ''}{told}"


@dataclass(frozen=True)
class Consequences:
    """What deleting a row would do: `leaning` rows forbid it, `going` rows go with it."""

    leaning: list[Group]
    going: list[Group]

    @property
    def refusal(self) -> str:
        listed = "; ".join(map(str, self.leaning))
        return _("It cannot be deleted, because others lean on it. %(listed)s. Change or end those first.") % {
            "listed": listed
        }


def consequences(row: models.Model, user) -> Consequences:
    """What deleting the row would do, in the words that the user may read."""
    collected = _collect(row)
    if isinstance(collected, list):
        return Consequences(_groups(collected, user, row), [])
    going = [one for one in _everything(collected) if one != row and not type(one)._meta.auto_created]
    return Consequences([], _groups(going, user, row, with_own=True))


@transaction.atomic
def delete(row: models.Model, *, user, reason: str = "") -> Deletion:
    """Delete the row and its parts; raise ValidationError where others lean on it. All of it can be put back."""
    if locked(row) is None:
        raise ValidationError(_("Somebody has deleted this since you opened it."), code="deleted")
    collected = _collect(row)
    if isinstance(collected, list):
        raise ValidationError(Consequences(_groups(collected, user, row), []).refusal, code="leaned_on")
    rows = _everything(collected)
    # A membership that goes along may be the deleter's own way to what was deleted.
    members = {
        f"user-{one.user_id}" for one in rows if getattr(one, "role", None) in WRITERS and hasattr(one, "user_id")
    }
    kept = Deletion.objects.create(
        user=user,
        kind=row._meta.label_lower,
        key=row.pk,
        name=str(row)[:300],
        reason=reason[:500],
        places=written(places_of(row) | members),
        rows=serializers.serialize("json", reversed(rows)),
    )
    for one in rows:
        one._change_reason, one._history_user = reason or None, user
    collected.delete()
    return kept


@transaction.atomic
def put_back(deletion: Deletion, *, user) -> models.Model:
    """Make everything as it was, with the same keys; raise ValidationError saying what is in the way."""
    deletion = Deletion.objects.select_for_update().get(pk=deletion.pk)
    if deletion.restored_at is not None:
        raise ValidationError(_("It is put back already."), code="restored")
    try:
        objects = list(serializers.deserialize("json", deletion.rows, ignorenonexistent=True))
    except DeserializationError:
        raise ValidationError(_("It cannot be read any more."), code="unreadable") from None
    rows = [one.object for one in objects]
    _look_for_parents(rows)
    _look_for_room(rows)
    try:
        with transaction.atomic():
            for one in objects:
                one.save(save_m2m=False, force_insert=True)
            for one in rows:
                one.clean()
            row = next(one for one in rows if one._meta.label_lower == deletion.kind and one.pk == deletion.key)
            if hasattr(owner := owner_of(row), "check_put_back"):
                owner.check_put_back(rows)
    except IntegrityError:
        raise ValidationError(_("Something else has taken its place since."), code="in_the_way") from None
    by_model = defaultdict(list)
    for one in rows:
        by_model[type(one)].append(one)
    for model, same in by_model.items():
        if issubclass(model, VersionedModel):
            keep_states(same, user=user, reason=_("Put back after it was deleted"))
    deletion.restored_at = timezone.now()
    deletion.save(update_fields=["restored_at"])
    _refuse_strangers(row, user)
    return row


def forget_old() -> int:
    """Throw away what nobody has put back in thirty days; how many."""
    return Deletion.objects.filter(deleted_at__lt=timezone.now() - KEPT).delete()[0]


# --- what goes -----------------------------------------------------------------------------------------------


def locked(row: models.Model) -> models.Model | None:
    """The row as it is now, locked after what it is a part of; None where it is gone. Other changes wait."""
    for model_field in row._meta.concrete_fields:
        to = model_field.related_model
        if model_field.many_to_one and model_field.remote_field.on_delete is models.CASCADE and to is not None:
            _lock(to, getattr(row, model_field.attname))
    return _lock(type(row), row.pk)


def _lock(model: type[models.Model], pk: int) -> models.Model | None:
    # By key: PostgreSQL does not lock rows that are sorted by what they may not have.
    return model._base_manager.select_for_update().filter(pk=pk).order_by("pk").first()


def _collect(row: models.Model) -> Collector | list:
    """What would go with the row, or the rows that forbid it."""
    collector = Collector(using=row._state.db or "default", origin=row)
    try:
        collector.collect([row])
    except ProtectedError as refusal:
        return list(refusal.protected_objects)
    except RestrictedError as refusal:
        return list(refusal.restricted_objects)
    return collector


def _everything(collector: Collector) -> list[models.Model]:
    """All rows that go, parts first."""
    collector.sort()
    together = [one for rows in collector.fast_deletes for one in rows]
    return together + [one for rows in collector.data.values() for one in rows]


def _groups(rows: Iterable[models.Model], user, root: models.Model, with_own: bool = False) -> list[Group]:
    """The rows by kind. Those of `root` itself are named `with_own` only: figures of an area are known by no name."""
    by_model = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    found = []
    for model, same in by_model.items():
        meta = model._meta
        kind = capfirst(str(meta.verbose_name if len(same) == 1 else meta.verbose_name_plural))
        owners = _owners(same)
        seen = _seen(owners, user)
        own = [row for row in same if owners[row] == root]
        others = sorted(_named(row, owners[row]) for row in same if owners[row] in seen and owners[row] != root)
        names = others + (sorted(map(str, own)) if with_own else [])
        unseen = len(same) - len(own) - len(others)
        found.append(Group(kind, len(same), names[:MOST_NAMES], max(len(names) - MOST_NAMES, 0), unseen))
    return sorted(found, key=lambda group: group.kind)


def _owners(rows: list[models.Model]) -> dict[models.Model, models.Model | None]:
    """What each row of a model belongs to, in one query for each step of the way."""
    path = owner_path(type(rows[0]))
    if path:
        models.prefetch_related_objects(rows, "__".join(path))
    return {row: owner_of(row) for row in rows}


def _seen(owners: dict, user) -> set[models.Model]:
    """Those owners that the user may see."""
    keys = {owner.pk for owner in owners.values() if owner is not None}
    if not keys:
        return set()
    model = type(next(owner for owner in owners.values() if owner is not None))
    return set(model._default_manager.visible_to(user).filter(pk__in=keys))


def _named(row: models.Model, owner: models.Model) -> str:
    return str(row) if row == owner else f"{owner}: {row}"


# --- what may be in the way ----------------------------------------------------------------------------------


def _look_for_parents(rows: list[models.Model]) -> None:
    """Everything that the rows point to must be there, or come back with them."""
    coming = {(type(row), row.pk) for row in rows}
    wanted = defaultdict(set)
    for row in rows:
        for relation in row._meta.concrete_fields:
            key = getattr(row, relation.attname) if relation.many_to_one else None
            if key is not None and (relation.related_model, key) not in coming:
                wanted[relation.related_model].add(key)
    for model, keys in wanted.items():
        there = set(
            model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)
        )
        if keys - there:
            raise ValidationError(
                _("What it belonged to is gone: %(kind)s. Put that back first."),
                code="parent_gone",
                params={"kind": str(model._meta.verbose_name)},
            )


def _refuse_strangers(row: models.Model, user) -> None:
    """Who might have changed the row when it was deleted need not be the one who may now."""
    owner = owner_of(row)
    # Asked anew: their own role may have come back with the rows.
    now = get_user_model()._default_manager.get(pk=user.pk)
    if owner is not None and not type(owner)._default_manager.changeable_by(now).filter(pk=owner.pk).exists():
        raise ValidationError(_("You may not change things any more where it belongs."), code="not_yours")


def _look_for_room(rows: list[models.Model]) -> None:
    """Raise what the constraints say of rows that came since."""
    refusals = []
    for row in rows:
        try:
            row.validate_unique()
            row.validate_constraints()
        except ValidationError as refusal:
            refusals += [f"{capfirst(str(row._meta.verbose_name))} “{row}”: {text}" for text in refusal.messages]
    if refusals:
        raise ValidationError(
            [_("It cannot be put back: something else has taken its place since."), *refusals], code="in_the_way"
        )
