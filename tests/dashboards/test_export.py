"""Lists as files: what is seen is what is taken away, with the same columns, order, filters and rights."""

import csv
import io
import json
from datetime import date
from html.parser import HTMLParser

import openpyxl
import pyogrio
import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.urls import reverse
from django.utils import formats, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from areas.models import AreaBorder, AreaName
from boligsocial.common.spatial import DEGREES, to_grid
from boligsocial.dashboards.area_columns import AREA_COLUMNS
from boligsocial.dashboards.effort_columns import EFFORT_COLUMNS, REACHED_COLUMNS
from boligsocial.dashboards.ending_views import ENDING_COLUMNS
from staffing.columns import PLACEMENT_COLUMNS
from tests import factories

pytestmark = pytest.mark.django_db

DAY = "2026-05-01"
LISTS = {
    "areas:list": AREA_COLUMNS,
    "efforts:list": EFFORT_COLUMNS,
    "dashboards:endings": ENDING_COLUMNS,
    "staffing:placements": PLACEMENT_COLUMNS,
}
SOME = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Table(HTMLParser):
    """The header and the rows of the page's table, as text."""

    def __init__(self, text: str):
        super().__init__()
        self.header, self.rows, self._cell = [], [], None
        self._in_head = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in ("thead", "tbody"):
            self._in_head = tag == "thead"
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self._cell = []

    def handle_endtag(self, tag):
        if tag in ("th", "td") and self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data):
        if self._cell is not None:
            self._cell.append(data)

    @property
    def titles(self) -> list[str]:
        return [cell.rstrip("▲▼↕").replace("\xad", "") for cell in self.rows[0]]

    @property
    def body(self) -> list[list[str]]:
        return self.rows[1:]


def taken(client, name: str, kind: str, **query) -> bytes:
    answer = client.get(reverse(name), {"date": DAY, "export": kind, **query})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def as_csv(client, name: str, **query) -> list[list[str]]:
    text = taken(client, name, "csv", **query).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def as_xlsx(client, name: str, **query) -> list[list]:
    book = openpyxl.load_workbook(io.BytesIO(taken(client, name, "xlsx", **query)))
    return [list(row) for row in book.active.iter_rows()]


def as_geojson(client, name: str, **query) -> list[dict]:
    return json.loads(taken(client, name, "geojson", **query))["features"]


def reached(feature: dict, key: str):
    """What a feature of an effort says of the thing it is, under the column's title in the language in use."""
    [column] = [column for column in REACHED_COLUMNS if column.key == key]
    return feature["properties"][column.written_title(date.fromisoformat(DAY))]


def in_words(cell) -> list[str]:
    """What the page should say where the file has this cell."""
    value = cell.value
    if cell.is_date:
        return [formats.date_format(value.date(), "DATE_FORMAT")]
    if isinstance(value, str):
        return [" ".join(part.split()) for part in value.split("; ")]
    if cell.number_format == "#,##0.0":
        return [formats.number_format(value, decimal_pos=1, force_grouping=True)]
    if cell.number_format == "General":
        return [str(value)]
    return [formats.number_format(value, decimal_pos=0 if value == int(value) else 2, force_grouping=True)]


def as_csv_writes(cell) -> str:
    if cell.is_date:
        return cell.value.date().isoformat()
    if cell.number_format == "#,##0.00":
        return f"{cell.value:.2f}".replace(".", ",")
    if cell.number_format == "#,##0.0":
        return f"{cell.value:.1f}".replace(".", ",")
    return str(cell.value)


@pytest.fixture
def world(home):
    """Areas, efforts, money and staff in many states: known, not known, none, hidden, withheld."""
    places = [
        factories.area("Ærøparken", municipality=home, homes=1200, residents=2345, residents_on=date(2025, 1, 1)),
        factories.area("Birk", municipality=home, tenure="unknown", ends_on=date(2031, 1, 1), source="Kommuneplan"),
        factories.area("Cedervang", municipality=home, tenure="private_rental"),
    ]
    factories.border(places[0], geometry=factories.ring())
    factories.border(places[1], geometry=factories.square(2000), quality="approximate")
    AreaName.objects.create(area=places[0], name="Ærø; den gamle")
    places[0].estates.add(factories.estate(name="Afdeling Nord", municipality=home))
    factories.list_entry(places[0], year=2025, status="udsat")
    paid = factories.effort(
        "Fælles indsats",
        reaches=tuple(places[:2]),
        starts_on=date(2024, 6, 1),
        ends_on=date(2027, 6, 1),
        kind="helhedsplan",
        lead_municipality=home,
    )
    lbf = factories.funder("Landsbyggefonden", kind="lbf")
    factories.budget(paid, 2026, 100_000_50)
    factories.share(paid, lbf, amount=75_000_25)
    factories.share(paid, factories.funder("Fonden; den anden"), amount=None)
    factories.citizens(paid, people=3, households=2, point=factories.spot(50, 60))
    factories.partner(paid, factories.institution("Nordskolen", municipality=home, point=factories.spot(9000, 10)))
    factories.city_link(paid, area=places[0])
    factories.effort("Bare planlagt", municipalities=(home,), status="planned")
    factories.share(factories.effort("Uden budget", reaches=(places[2],)), lbf, year=2026, amount=10_000_00)
    hidden = factories.effort("Ude", municipalities=(factories.municipality("Ude"),))
    factories.reach(hidden, places[2])
    post = factories.post(paid, title="Medarbejder", employer_municipality=home, weekly_minutes=32 * 60 + 30)
    factories.placement(post, factories.workplace(places[0], name="Kontoret"), weekday=1)
    factories.placement(post, factories.workplace(home, name="Rådhuset"), weekday=2, starts_on=date(2026, 1, 1))
    factories.placement(post, factories.workplace(places[1], name="Stuen"), weekday=None)
    return places


@pytest.mark.parametrize("name", LISTS)
@SOME
@given(data=st.data())
def test_page_csv_and_xlsx_agree_for_any_columns(name, world, consultant, as_user, data):
    columns = LISTS[name]
    free = [column.key for column in columns if not column.fixed]
    keys = data.draw(st.lists(st.sampled_from(free), unique=True, min_size=1))
    client, on = as_user(consultant), date.fromisoformat(DAY)
    shown = columns.chosen(",".join(keys))
    page = Table(client.get(reverse(name), {"date": DAY, "columns": ",".join(keys)}).content.decode())
    text, sheet = (read(client, name, columns=",".join(keys)) for read in (as_csv, as_xlsx))
    written = columns.written(shown)

    assert page.titles == [column.written_title(on) for column in shown]
    assert text[0] == [cell.value for cell in sheet[0]] == [column.written_title(on) for column in written]
    assert text[1:] == [[as_csv_writes(cell) for cell in row] for row in sheet[1:]]
    assert len(page.body) == len(text) - 1 > 0
    at = {column.key: index for index, column in enumerate(written)}
    for cells, row in zip(page.body, sheet[1:], strict=True):
        for column, cell in zip(shown, cells, strict=True):
            if column.key in at:
                for words in in_words(row[at[column.key]]):
                    assert words in cell.replace("?", ""), (column.key, words, cell)


def test_what_a_cell_says_beside_its_value_has_columns_of_its_own(world, consultant, as_user):
    rows = as_csv(as_user(consultant), "areas:list", columns="residents")
    assert rows[0][:4] == ["Område", "Kommune", "Afgrænsning", "Nyeste officielle liste"]
    assert rows[3][:6] == ["Ærøparken", "Hjemkøbing", "Tegnet i hånden", "Udsat boligområde 2025", "2345", "2025"]
    assert rows[2][4:] == ["ikke oplyst", "ikke oplyst"]
    # A column of its own is not written twice.
    chosen = as_csv(as_user(consultant), "areas:list", columns="municipality,residents_year,residents")
    assert chosen[0].count("Kommune") == 1 and len(chosen[0]) == len(set(chosen[0]))


def test_filters_order_and_day_are_those_of_the_page(world, consultant, as_user):
    client = as_user(consultant)
    names = lambda **query: [row[0] for row in as_csv(client, "areas:list", **query)[1:]]  # noqa: E731
    assert names() == ["Birk", "Cedervang", "Ærøparken"]
    assert names(sort="-name") == ["Ærøparken", "Cedervang", "Birk"]
    assert names(sort="-residents")[0] == "Ærøparken"
    assert names(q="den gamle") == ["Ærøparken"]
    assert names(date="2032-01-01") == ["Cedervang", "Ærøparken"]
    assert names(page="7") == names()


def test_all_rows_are_taken_not_one_page(home, consultant, as_user):
    for number in range(60):
        factories.area(f"Område {number:02}", municipality=home)
    client = as_user(consultant)
    assert len(as_csv(client, "areas:list")) == 61
    assert len(as_geojson(client, "areas:list")) == 60


@pytest.mark.parametrize("name", [*LISTS, "staffing:board"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_stranger_takes_nothing_away(name, kind, world, stranger, as_user):
    client = as_user(stranger)
    rows = as_csv(client, name) if kind == "csv" else as_xlsx(client, name)
    assert len(rows) == 1


@pytest.mark.parametrize("name", ["areas:list", "efforts:list"])
def test_a_stranger_takes_no_shapes_away(name, world, stranger, as_user, tmp_path):
    assert as_geojson(as_user(stranger), name) == []
    (tmp_path / "none.gpkg").write_bytes(taken(as_user(stranger), name, "gpkg"))
    assert pyogrio.read_info(tmp_path / "none.gpkg")["features"] == 0


@pytest.mark.parametrize("name", [*LISTS, "staffing:board"])
@pytest.mark.parametrize("kind", ["%00", "pdf", "gpkg' OR 1", "x" * 3000, "CSV"])
def test_a_kind_of_file_there_is_not_shows_the_page(name, kind, world, consultant, as_user):
    answer = as_user(consultant).get(reverse(name), {"export": kind})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("text", ["", ",", "nothing", "\x00", "<b>", "area," * 900, "å", "../.."])
def test_columns_there_are_not_are_left_out(name, text, world, consultant, as_user):
    client = as_user(consultant)
    assert client.get(reverse(name), {"columns": text}).status_code == 200
    if text != "area," * 900:
        assert as_csv(client, name, columns=text)[0] == as_csv(client, name)[0]


def test_the_file_is_named_in_the_users_language_with_its_day(world, consultant, as_user):
    client = as_user(consultant)
    answer = client.get(reverse("areas:list"), {"date": DAY, "export": "xlsx"})
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''omr%C3%A5der-2026-05-01.xlsx"
    assert answer["Cache-Control"] == "private, no-store"
    answer.close()


def test_in_english_commas_separate_and_points_are_decimal(world, consultant, as_user):
    client = as_user(consultant)
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        text = taken(client, "efforts:list", "csv", columns="granted").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][0] == "Effort"
    assert "75000.25" in [row[-1] for row in rows]


# --- Shapes -------------------------------------------------------------------------------------------------------


def test_boundaries_come_back_as_they_are_kept(world, consultant, as_user, tmp_path):
    kept = {
        row.area.name: shapely.from_wkb(bytes(row.geometry.wkb)) for row in AreaBorder.objects.select_related("area")
    }
    (tmp_path / "a.gpkg").write_bytes(taken(as_user(consultant), "areas:list", "gpkg"))
    about, _fids, shapes, fields = pyogrio.raw.read(tmp_path / "a.gpkg")
    assert about["crs"] == "EPSG:25832"
    found = dict(zip(fields[0], shapes, strict=True))
    assert {name: shape and shapely.from_wkb(shape) for name, shape in found.items()} == {**kept, "Cedervang": None}

    features = as_geojson(as_user(consultant), "areas:list")
    assert [feature["properties"]["Område"] for feature in features] == ["Birk", "Cedervang", "Ærøparken"]
    assert features[1]["geometry"] is None
    for feature in (features[0], features[2]):
        shape = GEOSGeometry(json.dumps(feature["geometry"]))
        assert shape.srid == DEGREES
        back = shapely.from_wkb(bytes(to_grid(shape).wkb))
        assert shapely.hausdorff_distance(back, kept[feature["properties"]["Område"]]) < 0.002
        for part in feature["geometry"]["coordinates"]:
            outer, *holes = (shapely.LinearRing(ring) for ring in part)
            assert outer.is_ccw and not any(hole.is_ccw for hole in holes)


def test_an_effort_gives_a_feature_for_each_thing_it_reaches(world, consultant, as_user, tmp_path):
    features = as_geojson(as_user(consultant), "efforts:list", q="fælles indsats")
    kinds = [(reached(feature, "reached"), (feature["geometry"] or {}).get("type")) for feature in features]
    assert sorted(kinds) == [
        ("Birk", "MultiPolygon"),
        ("Genhusede familier", "Point"),
        ("Kulturkvarteret", "MultiPolygon"),
        ("Nordskolen", "Point"),
        ("Ærøparken", "MultiPolygon"),
    ]
    assert {feature["properties"]["Indsats"] for feature in features} == {"Fælles indsats"}
    (tmp_path / "e.gpkg").write_bytes(taken(as_user(consultant), "efforts:list", "gpkg", q="fælles indsats"))
    assert pyogrio.read_info(tmp_path / "e.gpkg")["features"] == 5


def test_an_effort_that_reaches_nothing_is_there_without_a_shape(world, consultant, as_user):
    [feature] = as_geojson(as_user(consultant), "efforts:list", q="bare planlagt")
    assert feature["geometry"] is None
    assert feature["properties"]["Indsats"] == "Bare planlagt"


@pytest.mark.parametrize(("people", "households"), [(3, 2), (None, 4), (4, None), (100, 2)])
def test_small_numbers_stay_withheld(home, consultant, as_user, people, households, tmp_path):
    effort = factories.effort("Lille gruppe", municipalities=(home,))
    factories.citizens(effort, people=people, households=households)
    [feature] = as_geojson(as_user(consultant), "efforts:list")
    assert reached(feature, "people") is None and reached(feature, "households") is None
    (tmp_path / "g.gpkg").write_bytes(taken(as_user(consultant), "efforts:list", "gpkg"))
    table = pyogrio.raw.read(tmp_path / "g.gpkg")
    *_others, counted, homes = table[3]  # the columns of the thing come last
    assert str(counted[0]) == str(homes[0]) == "nan"


# --- The board ------------------------------------------------------------------------------------------------------


def test_the_board_is_places_by_weekday(world, consultant, as_user):
    rows = as_csv(as_user(consultant), "staffing:board")
    by_place = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert set(by_place) == {"Ærøparken", "Birk", "Cedervang", "Rådhuset"}
    assert by_place["Ærøparken"]["mandag"] == "Medarbejder (Fælles indsats)"
    assert by_place["Rådhuset"]["tirsdag"] == "Medarbejder (Fælles indsats)"
    assert "lørdag" not in rows[0]


# --- What it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*LISTS, "staffing:board"])
@pytest.mark.parametrize("kind", ["csv", "geojson"])
def test_ten_rows_take_as_many_queries_as_one(name, kind, home, consultant, as_user, count_queries):
    if kind == "geojson" and name not in ("areas:list", "efforts:list"):
        kind = "xlsx"

    def more():
        place = factories.area(municipality=home)
        factories.border(place)
        AreaName.objects.create(area=place, name="Også")
        place.estates.add(factories.estate(municipality=home))
        effort = factories.effort(reaches=(place,), ends_on=date(2027, 1, 1), lead_municipality=home)
        factories.share(effort)
        factories.partner(effort, factories.institution(municipality=home))
        factories.placement(factories.post(effort), factories.workplace(place))

    client, every = as_user(consultant), ",".join(column.key for column in LISTS.get(name, ()))
    more()
    taken(client, name, kind, columns=every)
    one = count_queries(lambda: taken(client, name, kind, columns=every))
    for _ in range(9):
        more()
    assert count_queries(lambda: taken(client, name, kind, columns=every)) == one
