"""Migrations on the embedded database: tables are remade with their shapes, their kinds and their checks."""

import pytest
from django.contrib.gis.db import models
from django.contrib.gis.geos import Point, Polygon
from django.db import IntegrityError, NotSupportedError, migrations
from django.db.migrations.state import ProjectState

from boligsocial.common.tables import CreateTables

SPOT = Point(600_000, 6_200_000, srid=25832)
BORDER = Polygon.from_bbox((0, 0, 1, 1))
BORDER.srid = 25832
BOWTIE = Polygon([(0, 0), (1, 1), (1, 0), (0, 1), (0, 0)], srid=25832)


class Migrated:
    """A database taken through operations one by one; `rows` is the model as it is now."""

    def __init__(self, database):
        self.database, self.state = database, ProjectState()

    def apply(self, operation):
        after = self.state.clone()
        operation.state_forwards("made", after)
        with self.database.schema_editor() as editor:
            operation.database_forwards("made", editor, self.state, after)
        self.state = after

    def execute(self, sql, *values):
        with self.database.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def insert(self, shape, column="border"):
        self.execute(f"INSERT INTO made_plot (name, {column}) VALUES ('a', %s)", self.database.ops.Adapter(shape))

    def columns(self):
        with self.database.cursor() as cursor:
            rows = self.database.introspection.get_table_description(cursor, "made_plot")
        return {row.name: row for row in rows}


@pytest.fixture
def made(new_database):
    made = Migrated(new_database)
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
        ("border", models.PolygonField(srid=25832, null=True)),
    ]
    made.apply(migrations.CreateModel("Plot", fields))
    valid = models.CheckConstraint(condition=models.Q(border__isvalid=True), name="plot_is_valid")
    made.apply(migrations.AddConstraint("plot", valid))
    made.insert(BORDER)
    return made


def assert_still_checked(made, column="border"):
    assert made.execute(f"SELECT ST_AsText({column}) FROM made_plot") == [("POLYGON((0 0,0 1,1 1,1 0,0 0))",)]
    with pytest.raises(IntegrityError, match="plot_is_valid"):
        made.insert(BOWTIE, column)
    with pytest.raises(IntegrityError, match="is_geometry"):
        made.insert(SPOT, column)


def test_a_check_is_added_to_a_table(made):
    assert_still_checked(made)


def test_a_check_is_not_added_over_a_row_that_breaks_it(new_database):
    made = Migrated(new_database)
    fields = [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=20))]
    made.apply(migrations.CreateModel("Plot", [*fields, ("border", models.PolygonField(srid=25832))]))
    made.insert(BOWTIE)
    valid = models.CheckConstraint(condition=models.Q(border__isvalid=True), name="plot_is_valid")
    with pytest.raises(IntegrityError):
        made.apply(migrations.AddConstraint("plot", valid))


def test_other_fields_change_around_the_shape(made):
    made.apply(migrations.AddField("plot", "note", models.TextField(default="-")))
    made.apply(migrations.AlterField("plot", "name", models.CharField(max_length=40, unique=True)))
    made.apply(migrations.RenameField("plot", "note", "remark"))
    made.apply(migrations.RemoveField("plot", "remark"))
    assert_still_checked(made)


def test_geometry_fields_come_change_and_go(made):
    made.apply(migrations.AddField("plot", "spot", models.PointField(srid=25832, null=True)))
    made.apply(migrations.AddField("plot", "middle", models.PointField(srid=25832, default=SPOT, null=True)))
    assert made.execute("SELECT spot, ST_AsText(middle) FROM made_plot") == [(None, "POINT(600000 6200000)")]
    with pytest.raises(IntegrityError, match="is_geometry"):
        made.insert(BORDER, "spot")
    made.execute("UPDATE made_plot SET spot = middle")
    made.apply(migrations.AlterField("plot", "spot", models.PointField(srid=25832, spatial_index=False)))
    made.apply(migrations.RemoveField("plot", "middle"))
    assert made.execute("SELECT ST_AsText(spot) FROM made_plot") == [("POINT(600000 6200000)",)]
    made.apply(migrations.RemoveField("plot", "spot"))
    assert_still_checked(made)


def test_a_renamed_column_keeps_its_checks(made):
    made.apply(migrations.RemoveConstraint("plot", "plot_is_valid"))
    made.apply(migrations.RenameField("plot", "border", "outline"))
    valid = models.CheckConstraint(condition=models.Q(outline__isvalid=True), name="plot_is_valid")
    made.apply(migrations.AddConstraint("plot", valid))
    assert_still_checked(made, "outline")


def test_a_renamed_table_keeps_its_checks(made):
    made.apply(migrations.RenameModel("Plot", "Lot"))
    made.apply(migrations.RenameModel("Lot", "Plot"))
    assert_still_checked(made)


def test_a_check_may_name_a_shape(made):
    outside = models.CheckConstraint(condition=~models.Q(border__intersects=SPOT), name="plot_is_not_there")
    made.apply(migrations.AddConstraint("plot", outside))
    with pytest.raises(IntegrityError, match="plot_is_not_there"):
        made.insert(SPOT.buffer(5))


def test_a_kind_may_be_widened(made):
    made.apply(migrations.RemoveConstraint("plot", "plot_is_valid"))
    made.apply(migrations.AlterField("plot", "border", models.GeometryField(srid=25832, null=True)))
    made.insert(SPOT)
    assert made.execute("SELECT count(*) FROM made_plot") == [(2,)]


def test_columns_are_read_back(made):
    made.apply(migrations.AddField("plot", "spot", models.PointField(srid=4326, null=True)))
    columns, reader = made.columns(), made.database.introspection
    kinds = {name: reader.get_field_type(column.type_code, column) for name, column in columns.items()}
    assert kinds["border"] == kinds["spot"] == "GeometryField"
    assert kinds["name"] == "CharField"
    assert reader.get_geometry_type("made_plot", columns["border"]) == ("PolygonField", {"srid": 25832})
    assert reader.get_geometry_type("made_plot", columns["spot"]) == ("PointField", {})
    with made.database.cursor() as cursor:
        constraints = reader.get_constraints(cursor, "made_plot")
    assert constraints["plot_is_valid"]["check"]


@pytest.mark.parametrize(
    ("field", "what"),
    [
        (models.PointField(srid=4326, geography=True), "geography"),
        (models.PointField(srid=25832, dim=3), "three dimensions"),
    ],
)
def test_columns_it_cannot_keep_are_refused_by_name(new_database, field, what):
    with pytest.raises(NotSupportedError, match=what):
        Migrated(new_database).apply(migrations.CreateModel("Plot", [("spot", field)]))


def test_tables_that_need_each_other_are_made_at_once_and_taken_away(new_database):
    made, before = Migrated(new_database), ProjectState()
    key = ("id", models.BigAutoField(primary_key=True))
    plots = ("plot", models.ForeignKey("made.Plot", models.CASCADE))
    shed = migrations.CreateModel("Shed", [key, plots])
    plot = migrations.CreateModel("Plot", [key, ("best", models.ForeignKey("made.Shed", models.CASCADE, null=True))])
    both = CreateTables([shed, plot])
    made.apply(both)
    made.execute("INSERT INTO made_plot (id) VALUES (1)")
    made.execute("INSERT INTO made_shed (plot_id) VALUES (1)")
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        made.execute("INSERT INTO made_shed (plot_id) VALUES (2)")
    with new_database.schema_editor() as editor:
        both.database_backwards("made", editor, made.state, before)
    assert not [name for name in new_database.introspection.table_names() if name.startswith("made_")]
