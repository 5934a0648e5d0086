"""Boundaries from map files: three formats, two systems, what is broken, what means which area, and the way back."""

import io
import json
import sqlite3
import stat
import struct
import time
import zipfile
from datetime import date

import pytest
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.core.exceptions import ValidationError

from areas.choices import ImportState
from areas.intake import shapes
from areas.intake.shape_files import read_layers
from areas.intake.shape_judge import same_boundary
from areas.intake.shape_words import words_of
from areas.models import AreaBorder, HousingArea, Import
from boligsocial.common.spatial import DEGREES, GRID, to_degrees
from tests import factories
from tests.areas.intake.map_files import DRIVERS, map_file, zipped

TODAY, BEFORE = date(2026, 6, 1), date(2020, 1, 1)


def chosen(**changed) -> shapes.Choice:
    fields = {"layer": "omraader", "column": "navn", "crs": GRID, "starts_on": TODAY, "reason": "Nyt kort", **changed}
    return shapes.Choice(**fields)


def checked(user, file, **choice) -> Import:
    batch = shapes.receive(user=user, file_name=file[0], content=file[1])
    return shapes.check(batch, user=user, choice=chosen(**choice), source="Kommunens kort")


def codes(batch) -> list[str]:
    return list(batch.faults.values_list("code", flat=True))


def geojson(*features, **members) -> tuple[str, bytes]:
    """Features as pairs of a name and a geometry in degrees."""
    found = [{"type": "Feature", "properties": {"navn": name}, "geometry": shape} for name, shape in features]
    return "omraader.geojson", json.dumps({"type": "FeatureCollection", "features": found, **members}).encode()


def in_degrees(shape) -> dict:
    return json.loads(to_degrees(shape).geojson)


@pytest.fixture
def place(home):
    return factories.area("Ærøvænget", municipality=home)


# --- Formats and systems -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("srid", (GRID, DEGREES))
@pytest.mark.parametrize("driver", DRIVERS)
def test_a_file_of_each_kind_gives_an_area_its_boundary(tmp_path, consultant, place, driver, srid):
    file = map_file(tmp_path, driver, [factories.ring()], srid=srid, navn=["Ærøvænget"])
    layer = read_layers(file[1], file[0])[0]
    assert (layer.crs, layer.other_crs, layer.size) == (srid, "", 1)
    batch = checked(consultant, file, crs=srid)
    assert codes(batch) == ["first"], [words_of(fault) for fault in batch.faults.all()]
    shapes.bring_in(batch, user=consultant)
    border = place.borders.get()
    assert same_boundary(border.geometry, factories.ring())
    assert (border.starts_on, border.quality, border.source) == (None, "surveyed", "Kommunens kort")
    assert border.outline and border.history.get().history_user == consultant


@pytest.mark.parametrize("driver", DRIVERS)
def test_bringing_the_same_file_in_again_changes_nothing(tmp_path, consultant, place, driver):
    file = map_file(tmp_path, driver, [factories.ring()], srid=DEGREES, navn=["Ærøvænget"])
    shapes.bring_in(checked(consultant, file, crs=DEGREES), user=consultant)
    again = checked(consultant, file, crs=DEGREES)
    assert codes(again) == ["same"]
    with pytest.raises(ValidationError, match="no new boundary|ingen ny"):
        shapes.bring_in(again, user=consultant)
    assert AreaBorder.objects.count() == AreaBorder.history.count() == 1


@pytest.mark.parametrize("driver", ("ESRI Shapefile", "GPKG"))
def test_a_file_that_tells_no_system_is_asked_for_it(tmp_path, driver):
    file = map_file(tmp_path, driver, [factories.square()], crs=None, navn=["A"])
    layer = read_layers(file[1], file[0])[0]
    assert (layer.crs, layer.other_crs) == (None, "")


def test_metres_in_geojson_that_says_nothing_are_asked_about():
    file = geojson(("A", json.loads(factories.square().geojson)))
    layer = read_layers(file[1], file[0])[0]
    assert layer.crs is None and layer.looks_metric


@pytest.mark.parametrize(("epsg", "name"), [(25833, "33N"), (3857, "Mercator")])
@pytest.mark.parametrize("driver", ("ESRI Shapefile", "GPKG"))
def test_another_system_is_named_and_refused(tmp_path, consultant, driver, epsg, name):
    file = map_file(tmp_path, driver, [factories.square()], crs=f"EPSG:{epsg}", navn=["A"])
    layer = read_layers(file[1], file[0])[0]
    assert layer.crs is None and name in layer.other_crs, layer.other_crs
    with pytest.raises(ValidationError) as caught:
        checked(consultant, file)
    assert caught.value.code == "other_crs"


def test_the_grid_with_heights_is_the_grid(tmp_path, consultant, place):
    raised = factories.square().wkt.replace("MULTIPOLYGON", "MULTIPOLYGON Z").replace(",", " 7,").replace("))", " 7))")
    shape = GEOSGeometry(raised, srid=GRID)
    file = map_file(tmp_path, "GPKG", [factories.square()], crs="EPSG:7416", navn=["Ærøvænget"])
    assert shape.hasz and read_layers(file[1], file[0])[0].crs == GRID


def test_swapped_axes_are_named(consultant, place):
    shape = in_degrees(factories.square())
    shape["coordinates"] = [[[[y, x] for x, y in ring] for ring in part] for part in shape["coordinates"]]
    batch = checked(consultant, geojson(("Ærøvænget", shape)), crs=DEGREES)
    assert codes(batch) == ["swapped_axes"] and batch.bad_rows == 1


# --- Letters, layers, attributes -------------------------------------------------------------------------------------


@pytest.mark.parametrize("letters", ("UTF-8", "CP1252"))
@pytest.mark.parametrize("says", (True, False))
def test_danish_letters_in_a_dbf(tmp_path, consultant, place, letters, says):
    map_file(tmp_path, "ESRI Shapefile", [factories.square()], navn=["Ærøvænget"], encoding=letters)
    parts = {part.name: part.read_bytes() for part in tmp_path.iterdir() if says or part.suffix != ".cpg"}
    batch = checked(consultant, ("kort.zip", zipped(parts)))
    assert codes(batch) == ["first"]


def test_a_wrong_cpg_does_not_spoil_names(tmp_path, consultant, place):
    map_file(tmp_path, "ESRI Shapefile", [factories.square()], navn=["Ærøvænget"], encoding="CP1252")
    parts = {part.name: part.read_bytes() for part in tmp_path.iterdir()} | {"omraader.cpg": b"UTF-8"}
    assert codes(checked(consultant, ("kort.zip", zipped(parts)))) == ["first"]


@pytest.mark.parametrize("driver", ("GPKG", "ESRI Shapefile"))
def test_the_layers_of_a_file_can_be_chosen(tmp_path, consultant, place, driver):
    map_file(tmp_path, driver, [factories.square(), None], layer="skoler", navn=["Skolen", "Ingen"])
    if driver == "GPKG":
        (tmp_path / "skoler.gpkg").rename(tmp_path / "omraader.gpkg")
    name, content = map_file(tmp_path, driver, [factories.square()], navn=["Ærøvænget"], by=["1"])
    if driver == "ESRI Shapefile":
        content = zipped({part.name: part.read_bytes() for part in tmp_path.iterdir()})
    layers = {layer.name: layer for layer in read_layers(content, name)}
    assert layers["omraader"].columns[-2:] == ["navn", "by"] and layers["skoler"].size == 2
    assert codes(checked(consultant, (name, content))) == ["first"]


# --- Which area -------------------------------------------------------------------------------------------------------


def test_names_other_names_and_numbers_find_areas(consultant, home, place):
    place.other_names.create(name="Åparken")
    other = factories.area("Lunden", municipality=home)
    squares = [in_degrees(factories.square(x=1000 * number)) for number in range(3)]
    file = geojson(("AAPARKEN ", squares[0]), ("lunden", squares[1]), ("Lundn", squares[2]))
    batch = checked(consultant, file, crs=DEGREES)
    assert codes(batch) == ["first", "first", "no_match"]
    assert batch.faults.get(row=3).details["close"] == ["Lunden (Hjemkøbing)"]
    numbered = geojson((str(other.pk), squares[0]), ("999999", squares[1]))
    batch = checked(consultant, numbered, crs=DEGREES, by="number")
    assert codes(batch) == ["first", "no_match"] and batch.faults.first().details["area"] == other.pk


def test_codes_find_areas(consultant, home, place):
    for name, code in (("Lunden", "007"), ("Heden", "B-12"), ("Ådalen", "b-12")):
        factories.area(name, municipality=home, code=code)
    place.other_names.create(name="LBF 55")
    squares = [in_degrees(factories.square(x=1000 * number)) for number in range(5)]
    values = ("7", "B-12", "LBF 55", "B - 12", "404")
    batch = checked(consultant, geojson(*zip(values, squares, strict=True)), crs=DEGREES, by="code")
    found = [(fault.code, fault.details.get("name")) for fault in batch.faults.order_by("row")]
    assert found[:3] == [("first", "Lunden"), ("first", "Heden"), ("first", place.name)]
    assert [code for code, _name in found[3:]] == ["ambiguous", "no_match"]


def test_a_name_of_two_areas_is_told_with_both_unless_the_municipality_is_told(consultant, home, elsewhere, place):
    factories.member(consultant, elsewhere)
    twin = factories.area("Ærøvænget", municipality=elsewhere)
    shape = in_degrees(factories.square())
    batch = checked(consultant, geojson(("Ærøvænget", shape)), crs=DEGREES)
    assert codes(batch) == ["ambiguous"]
    assert set(batch.faults.get().details["close"]) == {"Ærøvænget (Hjemkøbing)", "Ærøvænget (Andetsted)"}
    feature = {"type": "Feature", "properties": {"navn": "Ærøvænget", "kom": int(elsewhere.code)}, "geometry": shape}
    batch = checked(consultant, ("omraader.json", json.dumps(feature).encode()), crs=DEGREES, town="kom")
    assert codes(batch) == ["first"] and batch.faults.get().details["area"] == twin.pk


def test_only_areas_one_may_change(consultant, elsewhere, stranger):
    theirs = factories.area("Fremmed", municipality=elsewhere)
    file = geojson(("Fremmed", in_degrees(factories.square())))
    assert codes(checked(consultant, file, crs=DEGREES)) == ["no_match"], "not even told that it is there"
    factories.reach(factories.effort(municipalities=(consultant.memberships.get().municipality,)), theirs)
    del consultant._memberships_read
    assert codes(checked(consultant, file, crs=DEGREES)) == ["may_not"]
    batch = checked(stranger, file, crs=DEGREES)
    stranger.memberships.all().delete()
    del stranger._memberships_read
    with pytest.raises(ValidationError) as caught:
        shapes.bring_in(batch, user=stranger)
    assert caught.value.code == "changed" and not AreaBorder.objects.exists()


def test_several_features_of_an_area_are_one_boundary(consultant, place):
    parts = [factories.square(), factories.square(x=400), factories.square(x=2000)]
    batch = checked(consultant, geojson(*(("Ærøvænget", in_degrees(part)) for part in parts)), crs=DEGREES)
    assert codes(batch) == ["first"] and batch.faults.get().details["features"] == 3
    shapes.bring_in(batch, user=consultant)
    assert [len(part) for part in place.borders.get().geometry] == [1, 1]


# --- Shapes that are not whole ----------------------------------------------------------------------------------------

BOW_TIE = Polygon(((580000, 6140000), (580400, 6140400), (580400, 6140000), (580000, 6140400), (580000, 6140000)))
# The ring goes out to a point and back the same way, and touches itself where it comes home.
SPIKE = Polygon(
    ((580000, 6140000), (580400, 6140000), (580600, 6140000), (580400, 6140000))
    + ((580400, 6140400), (580000, 6140400), (580000, 6140000))
)
# Where the line makes a knot of two centimetres.
HAIR = Polygon(
    ((580000, 6140000), (580400, 6140000), (580400, 6140200), (580400.02, 6140200.02), (580400, 6140200.02))
    + ((580400.02, 6140200), (580400, 6140400), (580000, 6140400), (580000, 6140000))
)
# A hole that lies half outside.
HALF_OUT = Polygon(
    ((580000, 6140000), (580400, 6140000), (580400, 6140400), (580000, 6140400), (580000, 6140000)),
    ((580300, 6140100), (580600, 6140100), (580600, 6140200), (580300, 6140200), (580300, 6140100)),
)


@pytest.mark.parametrize("shape", (SPIKE, HAIR), ids=("spike", "hair"))
def test_what_nobody_would_see_is_mended(consultant, place, shape):
    batch = checked(consultant, geojson(("Ærøvænget", json.loads(shape.geojson))))
    fault = batch.faults.get()
    assert (fault.code, fault.details["repaired"]) == ("first", True)
    assert len(words_of(fault)) == 2
    shapes.bring_in(batch, user=consultant)
    border = place.borders.get()
    assert border.geometry.valid and border.geometry.area == pytest.approx(160_000, abs=3)


@pytest.mark.parametrize("shape", (BOW_TIE, HALF_OUT), ids=("bow tie", "hole half outside"))
def test_what_could_mean_two_things_is_refused_with_the_place(consultant, place, shape):
    batch = checked(consultant, geojson(("Ærøvænget", json.loads(shape.geojson))))
    fault = batch.faults.get()
    assert fault.code == "invalid_shape" and fault.details["where"].startswith("55.")
    assert fault.details["where"] in " ".join(words_of(fault))


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (None, "no_shape"),
        ({"type": "Point", "coordinates": [10.3, 55.4]}, "no_surface"),
        ({"type": "Polygon", "coordinates": []}, "no_shape"),
        ({"type": "Polygon", "coordinates": [[[1e300, 55], [10, 55], [10, 56], [1e300, 55]]]}, "outside_denmark"),
        ({"type": "Polygon", "coordinates": [[[13, 55], [13.1, 55], [13.1, 55.1], [13, 55]]]}, "outside_denmark"),
        ({"type": "Polygon", "coordinates": "x"}, "no_shape"),
    ],
)
def test_what_is_no_boundary_is_an_error_of_its_row(consultant, home, place, shape, code):
    factories.area("Lunden", municipality=home)
    file = geojson(("Lunden", in_degrees(factories.square())), ("Ærøvænget", shape))
    batch = checked(consultant, file, crs=DEGREES)
    assert codes(batch) == ["first", code] and batch.bad_rows == 1
    assert all(words_of(fault) for fault in batch.faults.all())
    shapes.bring_in(batch, user=consultant)
    assert AreaBorder.objects.get().area.name == "Lunden", "the good ones come in"


# --- Files that mean harm ---------------------------------------------------------------------------------------------


VRT = b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"


def refusal(content: bytes, name: str = "fil") -> str:
    with pytest.raises(ValidationError) as caught:
        read_layers(content, name)[0].read()
    assert str(caught.value.messages[0])
    return caught.value.code


@pytest.fixture
def parts(tmp_path) -> dict[str, bytes]:
    map_file(tmp_path, "ESRI Shapefile", [factories.square()], navn=["A"])
    return {part.name: part.read_bytes() for part in tmp_path.iterdir()}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"navn;x;y\n", "no_map_file"),
        (
            b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>",
            "no_map_file",
        ),
        (b"/vsicurl/http://example.org/x.geojson", "no_map_file"),
        (b'{"type": "FeatureCollection", "features": [', "no_geojson"),
        (b"[" * 100_000, "no_geojson"),
        (b'{"type": "FeatureCollection", "features": 7}', "no_geojson"),
        (b"PK\x03\x04 broken", "broken_zip"),
        (b"SQLite format 3\x00" + b"\x01" * 4000, "broken_geopackage"),
        (b"\x00\x00\x27\x0a" + b"\x00" * 200, "bare_shapefile"),
    ],
)
def test_what_is_no_map_file_is_said(content, code):
    assert refusal(content) == code


def test_zips_that_lie(parts):
    link = zipfile.ZipInfo("omraader.shp")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("omraader.shx", parts["omraader.shx"])
        archive.writestr("omraader.dbf", parts["omraader.dbf"])
    assert refusal(file.getvalue()) == "zip_link"
    assert refusal(zipped({"a.txt": b"x"})) == "no_shapefile"
    assert refusal(zipped({f"{number}.txt": b"" for number in range(1001)})) == "many_members"
    assert refusal(zipped(parts | {"omraader.shp": b"\x00" * 90_000_000})) == "zip_bomb"
    assert refusal(zipped(parts | {"omraader.shp": VRT * 3})) == "broken_shapefile"
    many = parts["omraader.dbf"][:4] + struct.pack("<I", 2**31) + parts["omraader.dbf"][8:]
    assert refusal(zipped(parts | {"omraader.dbf": many})) == "broken_shapefile"


def test_a_shapefile_in_a_folder_beside_what_a_mac_adds(parts):
    within = {f"Områder 2024/{name.upper()}": content for name, content in parts.items()}
    added = {f"__MACOSX/Områder 2024/._{name.upper()}": b"\x00\x05\x16\x07" for name in parts}
    (layer,) = read_layers(zipped(within | added), "Områder.zip")
    assert layer.crs and [feature.values["navn"] for feature in layer.read()] == ["A"]
    (told_nothing,) = read_layers(
        zipped({name: content for name, content in within.items() if not name.endswith(".PRJ")}), "Områder.zip"
    )
    assert told_nothing.crs is None


def test_names_in_a_zip_lead_nowhere(parts, tmp_path):
    outside = {f"../../../tmp/{name}": content for name, content in parts.items()}
    layer = read_layers(zipped(outside), "kort.zip")[0]
    assert layer.name == "omraader" and [feature.values["navn"] for feature in layer.read()] == ["A"]


def test_a_geopackage_runs_nothing_of_its_own(tmp_path, parts):
    _name, content = map_file(tmp_path, "GPKG", [factories.square()], navn=["A"])
    path = tmp_path / "harm.gpkg"
    path.write_bytes(content)
    with sqlite3.connect(path) as database:
        database.execute("CREATE VIEW udefra AS SELECT 1 AS fid, ogr_geocode('x') AS geom")
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('udefra', 'features', 25832)"
        )
        database.execute("INSERT INTO gpkg_geometry_columns VALUES ('udefra', 'geom', 'POLYGON', 25832, 0, 0)")
        database.execute("ALTER TABLE omraader ADD COLUMN stor AS (zeroblob(900000000))")
    layers = read_layers(path.read_bytes(), path.name)
    assert [layer.name for layer in layers] == ["omraader"] and "stor" not in layers[0].columns
    assert layers[0].read()[0].values["navn"] == "A"


@pytest.mark.parametrize(("depth", "code"), [(200, "no_surface"), (100_000, "no_geojson")])
def test_collections_in_each_other_are_no_boundary(consultant, place, depth, code):
    point = '{"type":"Point","coordinates":[10.3,55.4]}'
    shape = '{"type":"GeometryCollection","geometries":[' * depth + point + "]}" * depth
    text = f'{{"type":"Feature","properties":{{"navn":"Ærøvænget"}},"geometry":{shape}}}'
    if code == "no_geojson":
        assert refusal(text.encode()) == code
    else:
        assert codes(checked(consultant, ("omraader.json", text.encode()), crs=DEGREES)) == [code]


@pytest.mark.parametrize(
    "value", ("<b>", "=1+1", "\u202eabc", "x" * 10_000, "\ud800", "\x00", 7, 1e300, None, [1], True)
)
def test_any_value_is_a_name_that_no_area_has(consultant, place, value):
    file = geojson((value, in_degrees(factories.square())))
    assert codes(checked(consultant, file, crs=DEGREES))[0] in ("no_match", "no_value")


# --- Days, reasons and the way back -----------------------------------------------------------------------------------


def test_a_new_boundary_takes_over_from_a_day_and_can_be_taken_back(consultant, home, place):
    old = factories.border(place, geometry=factories.square(), starts_on=BEFORE)
    empty = factories.area("Lunden", municipality=home, starts_on=date(2024, 1, 1))
    file = geojson(
        ("Ærøvænget", in_degrees(factories.square(side=300))), ("Lunden", in_degrees(factories.square(x=900)))
    )
    batch = checked(consultant, file, crs=DEGREES)
    assert codes(batch) == ["replaces", "first"]
    batch = shapes.bring_in(batch, user=consultant)
    assert (batch.state, batch.created, batch.replaced) == (ImportState.DONE, 1, 1)
    old.refresh_from_db()
    assert (old.starts_on, old.ends_on, old.version) == (BEFORE, TODAY, 2)
    new = place.borders.get(starts_on=TODAY)
    assert new.history.get().history_change_reason == "Nyt kort; omraader.geojson"
    assert old.history.latest().history_change_reason == "Nyt kort; omraader.geojson"
    assert empty.borders.get().starts_on == date(2024, 1, 1), "from the area's first day"
    batch = shapes.take_back(batch, user=consultant)
    old.refresh_from_db()
    assert (batch.state, batch.undone_by, old.ends_on) == (ImportState.UNDONE, consultant, None)
    assert list(place.borders.all()) == [old] and not empty.borders.exists()
    assert new.history.latest().history_type == "-"
    with pytest.raises(ValidationError):
        shapes.take_back(batch, user=consultant)


def test_what_somebody_changed_since_is_not_taken_back(consultant, place):
    factories.border(place, geometry=factories.square(), starts_on=BEFORE)
    batch = checked(consultant, geojson(("Ærøvænget", in_degrees(factories.square(side=300)))), crs=DEGREES)
    batch = shapes.bring_in(batch, user=consultant)
    new = place.borders.get(starts_on=TODAY)
    new.source = "Rettet i hånden"
    new.save()
    with pytest.raises(ValidationError) as caught:
        shapes.take_back(batch, user=consultant)
    assert caught.value.code == "changed_since" and "Ærøvænget" in caught.value.messages[0]
    assert place.borders.count() == 2


def test_what_changed_since_the_check_is_not_brought_in(consultant, place):
    batch = checked(consultant, geojson(("Ærøvænget", in_degrees(factories.square()))), crs=DEGREES)
    factories.border(place)
    with pytest.raises(ValidationError) as caught:
        shapes.bring_in(batch, user=consultant)
    assert caught.value.code == "changed" and place.borders.count() == 1


def test_rows_can_be_left_out(consultant, home, place):
    factories.area("Lunden", municipality=home)
    file = geojson(("Ærøvænget", in_degrees(factories.square())), ("Lunden", in_degrees(factories.square(x=900))))
    batch = checked(consultant, file, crs=DEGREES)
    batch = shapes.leave_out(batch, rows={1}, shown={1, 2})
    shapes.bring_in(batch, user=consultant)
    assert AreaBorder.objects.get().area.name == "Lunden"


@pytest.mark.parametrize(
    ("period", "border", "code"),
    [
        ({"starts_on": date(2027, 1, 1)}, None, "before_area"),
        ({"ends_on": date(2025, 1, 1)}, None, "after_area"),
        ({}, TODAY, "same_day"),
    ],
)
def test_a_day_on_which_no_boundary_can_begin(consultant, home, period, border, code):
    place = factories.area("Birkely", municipality=home, **period)
    if border:
        factories.border(place, geometry=factories.square(x=5000), starts_on=border)
    file = geojson(("Birkely", in_degrees(factories.square())))
    batch = checked(consultant, file, crs=DEGREES, from_beginning=False)
    assert codes(batch) == [code] and "%" not in " ".join(words_of(batch.faults.get()))


def test_two_thousand_shapes_take_few_queries_and_seconds(consultant, home, count_queries):
    names = [f"Kvarter {number}" for number in range(2000)]
    areas = [HousingArea(name=name, municipality=home) for name in names]
    for area in areas:
        area.set_keys()
    HousingArea.objects.bulk_create(areas)
    squares = [in_degrees(factories.square(x=500 * (number % 50), y=500 * (number // 50))) for number in range(2000)]
    few = geojson(*zip(names[:20], squares[:20], strict=True))
    many = geojson(*zip(names, squares, strict=True))
    begun = time.monotonic()
    batch = checked(consultant, many, crs=DEGREES)
    assert codes(batch) == ["first"] * 2000
    queries = count_queries(lambda: shapes.bring_in(batch, user=consultant))
    assert time.monotonic() - begun < 60
    assert queries < 120, "batches, not rows"
    shapes.take_back(batch, user=consultant)
    other = checked(consultant, few, crs=DEGREES)
    assert count_queries(lambda: shapes.bring_in(other, user=consultant)) < 25
