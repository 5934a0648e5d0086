"""Loading data that comes with the program: what people changed since is never overwritten."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db import connection, models, transaction

from boligsocial.common.versions import VersionedModel, keep_lists, keep_states


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file in UTF-8 with a header row."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def insert(rows: list) -> list:
    """Save new rows of one model together; names get their search and sort keys, versioned rows their history.

    Rows of a list between two models go into the history of its owner, whose state they complete.
    """
    if not rows:
        return rows
    for row in rows:
        if hasattr(row, "set_keys"):
            row.set_keys()
    model = type(rows[0])
    with transaction.atomic():
        rows = model._base_manager.bulk_create(rows, batch_size=500)
        if issubclass(model, VersionedModel):
            keep_states(rows)
        elif model._meta.auto_created:
            keep_lists(rows)
    return rows


def write_many(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[tuple]) -> None:
    """Insert rows of a table that is derived, in one query however many: no history, no keys given back.

    `columns` are the names in the table; the values are as the driver wants them (plain numbers and texts).
    """
    if not rows:
        return
    quote = connection.ops.quote_name
    names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", rows)


def analyze(*tables: type[models.Model]) -> None:
    """Tell PostgreSQL's planner how many rows these tables have now, or all tables, after many were written.

    Until it knows, it may plan for none, and what takes a moment takes minutes. Other databases need no telling.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE " + ", ".join(connection.ops.quote_name(one._meta.db_table) for one in tables))


def add_missing(rows: Iterable[models.Model], by: tuple[str, ...]) -> list:
    """Save the rows whose key, the fields `by`, is not there yet; all others are left as they are.

    Returns the new ones, saved.
    """
    wanted = {_key(row, by): row for row in rows}
    if not wanted:
        return []
    model = type(next(iter(wanted.values())))
    firsts = {key[0] for key in wanted}
    there = set(model._base_manager.filter(**{f"{by[0]}__in": firsts}).values_list(*by))
    return insert([row for key, row in wanted.items() if key not in there])


def _key(row: models.Model, by: tuple[str, ...]) -> tuple:
    return tuple(getattr(row, name) for name in by)
