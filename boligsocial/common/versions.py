"""Rows that people edit together: a version number, and the history of every change with who, when and why."""

from collections.abc import Iterable
from itertools import islice

from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords


class VersionedModel(models.Model):
    """A row whose every state is kept in `history` (fields, many-to-many in `tracked_lists`, user, time, reason).

    `version` grows by one at every save, so that whoever saves can say which state they started from
    (common/editing.py refuses a stale one). The reason of a change is `_change_reason` on the row; `reason_for` names
    the fields that may not be changed without one. Bulk writers keep the history themselves (common/loading.py).
    """

    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(
        inherit=True,
        m2m_fields_model_field_name="tracked_lists",
        history_change_reason_field=models.CharField(max_length=500, null=True),
    )

    tracked_lists: tuple = ()
    reason_for: tuple[str, ...] = ()

    class Meta:
        abstract = True

    def save(self, **kwargs) -> None:
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(**kwargs)

    def needs_reason(self, changed: set[str]) -> bool:
        """Whether a change of these fields must say why."""
        return not self._state.adding and bool(changed & set(self.reason_for))


def is_history(model: type[models.Model]) -> bool:
    """Whether the model is one of the tables that the history's library made."""
    return "Historical" in model.__name__


def keep_states(rows: list, *, user=None, reason: str | None = None, batch_size: int = 500) -> None:
    """Begin the history of rows of one model that were written together, past `save`; their lists too."""
    model = type(rows[0])
    states = model.history.bulk_history_create(
        rows, batch_size=batch_size, default_user=user, default_change_reason=reason
    )
    of = {state.id: state for state in states}
    for name in model.tracked_lists:
        through = getattr(model, name).through
        own = model._meta.get_field(name).m2m_field_name()
        keep_lists(through._base_manager.filter(**{f"{own}__in": list(of)}), of)


def keep_lists(links: Iterable[models.Model], of: dict[int, models.Model] | None = None) -> None:
    """Keep rows of a tracked list in the states `of` their owners; by default the newest state of each."""
    links = list(links)
    model_field = _list_of(type(links[0])) if links else None
    if model_field is None:
        return
    own = f"{model_field.m2m_field_name()}_id"
    if of is None:
        states = model_field.model.history.filter(id__in={getattr(link, own) for link in links})
        of = {state.id: state for state in states.order_by("history_date", "history_id")}
    past = getattr(model_field.model.history.model, model_field.name).model
    columns = [field.attname for field in type(links[0])._meta.concrete_fields]
    kept = [
        past(history=of[getattr(link, own)], **{column: getattr(link, column) for column in columns}) for link in links
    ]
    past.objects.bulk_create(kept, batch_size=500)


def _list_of(through: type[models.Model]) -> models.ManyToManyField | None:
    """The tracked list that the table between two models holds."""
    for relation in through._meta.get_fields():
        model = relation.related_model if relation.is_relation else None
        if model is not None and issubclass(model, VersionedModel):
            for name in model.tracked_lists:
                if getattr(model, name).through is through:
                    return model._meta.get_field(name)
    return None


def begin_history(app_label: str, *models_: str):
    """For migrations: an operation's function that keeps the rows already there as the first state of their history."""

    def begin(apps, schema_editor):
        for name in models_:
            model, past = apps.get_model(app_label, name), apps.get_model(app_label, f"Historical{name}")
            fields = [field.attname for field in model._meta.concrete_fields]
            states = (
                past(history_date=timezone.now(), history_type="+", **{field: getattr(row, field) for field in fields})
                for row in model._base_manager.iterator(chunk_size=1000)
            )
            while batch := list(islice(states, 1000)):
                past._base_manager.bulk_create(batch)
            for own_list in model._meta.many_to_many:
                _begin_list(apps, app_label, own_list, past)

    return begin


def _begin_list(apps, app_label: str, own_list: models.ManyToManyField, past) -> None:
    through = own_list.remote_field.through
    try:
        kept = apps.get_model(app_label, f"Historical{through.__name__}")
    except LookupError:
        # A list whose changes nobody follows.
        return
    state_of = dict(past._base_manager.order_by("history_date", "history_id").values_list("id", "history_id"))
    own = f"{own_list.m2m_field_name()}_id"
    columns = [field.attname for field in through._meta.concrete_fields]
    rows = (
        kept(history_id=state_of[getattr(link, own)], **{column: getattr(link, column) for column in columns})
        for link in through._base_manager.iterator(chunk_size=1000)
    )
    while batch := list(islice(rows, 1000)):
        kept._base_manager.bulk_create(batch)
