"""A new database takes a shorter way than an older one and comes to the same tables."""

import pytest
from django.db.migrations.loader import MigrationLoader

APPS = ("areas", "efforts", "staffing", "records")


def tables(loader: MigrationLoader, step: tuple[str, str]) -> dict:
    """The tables of an app as its migrations leave them when they are run up to this one."""
    return {
        key: (
            {name: field.deconstruct()[1:] for name, field in model.fields.items()},
            {name: value for name, value in model.options.items() if value},
            model.bases,
        )
        for key, model in loader.project_state(step).models.items()
        if key[0] == step[0]
    }


@pytest.mark.parametrize("app", APPS)
def test_the_short_way_ends_where_the_long_way_does(app):
    loader = MigrationLoader(None, replace_migrations=False)
    ((short, migration),) = [one for one in loader.replacements.items() if one[0][0] == app]
    made = tables(loader, short)
    assert made
    assert made == tables(loader, migration.replaces[-1])


def test_a_new_database_takes_the_short_way():
    loader = MigrationLoader(None)
    steps = [key for key in loader.graph.nodes if key[0] in APPS]
    assert {key for key in steps if "squashed" in key[1]} == set(loader.replacements)
    assert not {key for migration in loader.replacements.values() for key in migration.replaces} & set(steps)
