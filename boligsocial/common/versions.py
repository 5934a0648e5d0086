"""Rows that people edit together: a version number, and the history of every change with who, when and why."""

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

    return begin
