"""Constraints that Django does not have, for both databases, with messages for people."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.ddl_references import Statement, Table
from django.db.models import Q
from django.db.models.constraints import BaseConstraint

from boligsocial.common.periods import overlapping


def exactly_one(*fields: str) -> Q:
    """One of the nullable fields is set and the others are empty."""
    options = Q()
    for chosen in fields:
        options |= Q(**{f"{name}__isnull": name != chosen for name in fields})
    return options


def at_most_one(*fields: str) -> Q:
    """None or one of the nullable fields is set."""
    return exactly_one(*fields) | Q(**{f"{name}__isnull": True for name in fields})


class NoOverlap(BaseConstraint):
    """Rows that agree on `fields` have periods (starts_on, ends_on) without a common day.

    An exclusion constraint on PostgreSQL (the first migration installs btree_gist), a pair of triggers on the
    embedded database. Rows where one of `fields` is empty are free.
    """

    def __init__(self, *, fields: tuple[str, ...], name: str, **kwargs):
        self.fields = tuple(fields)
        super().__init__(name=name, **kwargs)

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "fields": self.fields}

    def __eq__(self, other):
        if isinstance(other, NoOverlap):
            return self.deconstruct() == other.deconstruct()
        return super().__eq__(other)

    __hash__ = BaseConstraint.__hash__

    # --- SQL ---

    def constraint_sql(self, model, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.deferred_sql.extend(self._triggers(model, schema_editor))
            return None
        return f"CONSTRAINT {schema_editor.quote_name(self.name)} {self._exclusion(model, schema_editor)}"

    def create_sql(self, model, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            first, second = self._triggers(model, schema_editor)
            schema_editor.execute(first)
            return second
        table, name = schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name(self.name)
        return f"ALTER TABLE {table} ADD CONSTRAINT {name} {self._exclusion(model, schema_editor)}"

    def remove_sql(self, model, schema_editor):
        quote = schema_editor.quote_name
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {quote(self.name + '_insert')}")
            return f"DROP TRIGGER IF EXISTS {quote(self.name + '_update')}"
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def _columns(self, model, schema_editor) -> list[str]:
        return [schema_editor.quote_name(model._meta.get_field(name).column) for name in self.fields]

    def _exclusion(self, model, schema_editor) -> str:
        # "+ 0" keeps the planner from using this index where one column is asked for: it thinks that cheap, and the
        # second column of such an index costs a hundred times the foreign key's own.
        same = ", ".join(f"({column} + 0) WITH =" for column in self._columns(model, schema_editor))
        return f"EXCLUDE USING gist ({same}, daterange(starts_on, ends_on) WITH &&)"

    def _triggers(self, model, schema_editor) -> list[Statement]:
        # Statements know their table, so that Django can follow it through the renaming of a table remake.
        same = " AND ".join(f"o.{column} = NEW.{column}" for column in self._columns(model, schema_editor))
        template = (
            "CREATE TRIGGER %(name)s BEFORE %(event)s ON %(table)s "
            "FOR EACH ROW WHEN EXISTS (SELECT 1 FROM %(table)s o WHERE %(same)s AND o.id IS NOT NEW.id "
            "AND coalesce(o.starts_on, '0001-01-01') < coalesce(NEW.ends_on, '9999-12-31') "
            "AND coalesce(NEW.starts_on, '0001-01-01') < coalesce(o.ends_on, '9999-12-31')) "
            "BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: %(constraint)s'); END"
        )
        return [
            Statement(
                template,
                table=Table(model._meta.db_table, schema_editor.quote_name),
                name=schema_editor.quote_name(f"{self.name}_{event.lower()}"),
                event=event,
                same=same,
                constraint=self.name,
            )
            for event in ("INSERT", "UPDATE")
        ]

    # --- the same in words, before the database is asked ---

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        """Raise ValidationError naming the first row in the way."""
        if exclude and set(exclude) & {*self.fields, "starts_on", "ends_on"}:
            return
        same = {name: getattr(instance, model._meta.get_field(name).attname) for name in self.fields}
        if None in same.values() or not _before(instance.starts_on, instance.ends_on):
            return
        rows = model._default_manager.using(using).filter(overlapping(instance.starts_on, instance.ends_on), **same)
        other = rows.exclude(pk=instance.pk).first()
        if other is not None:
            message = self.get_violation_error_message()
            raise ValidationError(f"{message} ({other})", code=self.violation_error_code or "overlap")

    @staticmethod
    def overlap(row, other) -> bool:
        """Whether the periods of two rows share a day; of one that runs backwards that cannot be said."""
        forward = _before(row.starts_on, row.ends_on) and _before(other.starts_on, other.ends_on)
        return forward and _before(row.starts_on, other.ends_on) and _before(other.starts_on, row.ends_on)


def _before(starts_on: date | None, ends_on: date | None) -> bool:
    return starts_on is None or ends_on is None or starts_on < ends_on


def not_blank(field: str, name: str, message: str) -> models.CheckConstraint:
    """A text that must say something."""
    return models.CheckConstraint(
        condition=~Q(**{field: ""}),
        name=name,
        violation_error_message=message,
    )
