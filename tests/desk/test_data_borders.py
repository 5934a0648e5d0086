"""Boundaries brought in by a file: the steps, what is shown, choices row by row, rights, nasty input, the way back."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from areas.intake import shapes
from areas.models import AreaBorder, HousingArea, Import
from boligsocial.common.spatial import DEGREES, GRID
from tests import factories
from tests.areas.intake.map_files import map_file
from tests.areas.intake.test_shapes import checked, geojson, in_degrees

FIELDS = {
    "layer": "1",
    "column": "navn",
    "by": "name",
    "town": "",
    "starts_on": "2026-06-01",
    "from_beginning": "on",
    "quality": "surveyed",
    "source": "Kommunens kort",
    "reason": "Nyt kort",
}


@pytest.fixture
def place(home):
    return factories.area("Ærøvænget", municipality=home)


@pytest.fixture
def client(as_user, consultant):
    return as_user(consultant)


def sent(client, content: bytes, name: str = "omraader.geojson"):
    return client.post(reverse("data:borders"), {"file": SimpleUploadedFile(name, content)})


def page(client, name: str, batch: Import, **query):
    return client.get(reverse(f"data:{name}", args=[batch.pk]), query)


def test_the_way_from_a_file_to_a_boundary_and_back(client, place, tmp_path):
    old = factories.border(place, geometry=factories.square())
    _name, content = map_file(tmp_path, "GPKG", [factories.square(side=300)], navn=["Ærøvænget"], kom=["Hjemkøbing"])
    answer = sent(client, content, "kort.gpkg")
    batch = Import.objects.get()
    assert answer.url == reverse("data:border-layer", args=[batch.pk])
    form = client.get(answer.url).context["form"]
    assert form["column"].value() == "navn" and form["town"].value() == "kom" and "crs" not in form.fields
    answer = client.post(answer.url, FIELDS | {"town": "kom"})
    assert answer.url == reverse("data:border", args=[batch.pk])
    text = client.get(answer.url).content.decode()
    assert "Ærøvænget" in text and "16,00" in text and "9,00" in text, "all that the map tells"
    layer = json.loads(page(client, "border-map", batch).content)
    assert [one["properties"]["kind"] for one in layer["features"]] == ["border-old", "border-new"]
    client.post(reverse("data:border-bring-in", args=[batch.pk]), {"shown": "1", "take": "1", "act": "bring_in"})
    batch.refresh_from_db()
    assert batch.state == "done" and place.borders.count() == 2
    assert "data-map" in page(client, "border", batch).content.decode()
    assert page(client, "border-layer", batch).status_code == 302, "not twice"
    assert page(client, "border-take-back", batch).status_code == 200
    client.post(reverse("data:border-take-back", args=[batch.pk]))
    assert list(place.borders.all()) == [old]


def test_what_is_no_map_file_is_said_at_the_file(client):
    answer = sent(client, b"navn;x\n", "tal.csv")
    assert answer.status_code == 200 and answer.context["form"].errors.keys() == {"file"}
    assert not Import.objects.exists()
    assert sent(client, b"").context["form"].errors


def test_the_system_is_asked_for_only_when_the_file_does_not_tell(client, place):
    metres = json.loads(factories.square().geojson)
    sent(client, geojson(("Ærøvænget", metres))[1])
    batch = Import.objects.get()
    address = reverse("data:border-layer", args=[batch.pk])
    assert client.get(address).context["form"]["crs"].value() == GRID
    assert client.post(address, FIELDS).context["form"].errors.keys() == {"crs"}
    assert client.post(address, FIELDS | {"crs": str(DEGREES)}).status_code == 302
    assert batch.faults.get().code == "outside_denmark"
    client.post(address, FIELDS | {"crs": str(GRID)})
    assert batch.faults.get().code == "first", "checked again, in the place of the first check"


def test_a_layer_in_another_system_is_named_and_not_gone_on_with(client, tmp_path):
    _name, content = map_file(tmp_path, "GPKG", [factories.square()], crs="EPSG:3857", navn=["A"])
    sent(client, content, "kort.gpkg")
    address = reverse("data:border-layer", args=[Import.objects.get().pk])
    assert "Pseudo-Mercator" in client.get(address).content.decode()
    assert client.post(address, FIELDS | {"crs": str(GRID)}).status_code == 200
    assert Import.objects.get().state == "uploaded"


def test_one_of_several_layers_is_chosen(client, place, tmp_path):
    map_file(tmp_path, "GPKG", [factories.square()], layer="aeldre", navn=["Ærøvænget"])
    (tmp_path / "aeldre.gpkg").rename(tmp_path / "omraader.gpkg")
    _name, content = map_file(tmp_path, "GPKG", [factories.square(side=200)], name=["Ærøvænget"])
    sent(client, content, "kort.gpkg")
    batch = Import.objects.get()
    answer = page(client, "border-layer", batch, layer="2")
    assert answer.context["form"].layer.name == "omraader" and "?layer=1" in answer.content.decode()
    client.post(reverse("data:border-layer", args=[batch.pk]), FIELDS | {"layer": "2", "column": "name"})
    batch.refresh_from_db()
    assert batch.sheet == "omraader" and batch.faults.get().details["hectares"] == 4


def test_rows_are_left_out_page_by_page(client, consultant, home):
    names = [f"Kvarter {number}" for number in range(150)]
    areas = [HousingArea(name=name, municipality=home) for name in names]
    for area in areas:
        area.set_keys()
    HousingArea.objects.bulk_create(areas)
    file = geojson(*((name, in_degrees(factories.square(x=500 * at))) for at, name in enumerate(names)))
    batch = checked(consultant, file, crs=DEGREES)
    first = page(client, "border", batch)
    assert len(first.context["rows"]) == 100 and first.context["taken"] == 150
    address = reverse("data:border-bring-in", args=[batch.pk])
    shown = [row.fault.row for row in first.context["rows"]]
    answer = client.post(address, {"shown": shown, "take": shown[1:], "go": "2"})
    assert answer.url.endswith("?page=2")
    second = client.get(answer.url)
    assert second.context["taken"] == 149 and len(second.context["rows"]) == 50
    shown = [row.fault.row for row in second.context["rows"]]
    client.post(address, {"shown": shown, "take": shown[1:], "act": "bring_in"})
    assert AreaBorder.objects.count() == 148 and not AreaBorder.objects.filter(area__name="Kvarter 0").exists()


def test_a_change_meanwhile_is_said_and_nothing_brought_in(client, consultant, place):
    batch = checked(consultant, geojson(("Ærøvænget", in_degrees(factories.square()))), crs=DEGREES)
    factories.border(place)
    form = {"shown": "1", "take": "1", "act": "bring_in"}
    answer = client.post(reverse("data:border-bring-in", args=[batch.pk]), form, follow=True)
    assert AreaBorder.objects.count() == 1 and "message--error" in answer.content.decode()


def test_twice_at_once_brings_in_once(client, consultant, place):
    batch = checked(consultant, geojson(("Ærøvænget", in_degrees(factories.square()))), crs=DEGREES)
    address, form = reverse("data:border-bring-in", args=[batch.pk]), {"shown": "1", "take": "1", "act": "bring_in"}
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 302]
    assert AreaBorder.objects.count() == 1


def test_others_files_and_other_roles(as_user, cast, place):
    batch = checked(cast.consultant, geojson(("Ærøvænget", in_degrees(factories.square()))), crs=DEGREES)
    for person in (cast.stranger, cast.board, cast.leader):
        client = as_user(person)
        for name in ("border", "border-map", "border-layer", "border-bring-in"):
            assert page(client, name, batch).status_code in (403, 404)
    assert as_user(cast.board).get(reverse("data:borders")).status_code == 403
    assert page(as_user(cast.admin), "border", batch).status_code == 200


def test_pages_of_figures_lead_a_map_file_to_its_own(client, consultant, place):
    batch = checked(consultant, geojson(("Ærøvænget", in_degrees(factories.square()))), crs=DEGREES)
    for name in ("import", "import-columns", "import-check"):
        assert page(client, name, batch).url == reverse("data:border", args=[batch.pk])
    client.post(reverse("data:import-drop", args=[batch.pk]))
    assert not Import.objects.exists()


@pytest.mark.parametrize("nasty", ("", "\x00", "9" * 20, "<b>", "=1+1", "x" * 10_000, "\u202e", "-1"))
def test_junk_in_every_field_is_a_message(client, consultant, place, nasty):
    sent(client, geojson(("Ærøvænget", in_degrees(factories.square())))[1])
    batch = Import.objects.get()
    address = reverse("data:border-layer", args=[batch.pk])
    for name in FIELDS:
        if name not in ("from_beginning", "layer", "town", "source", "reason") or (name in ("town",) and nasty):
            assert client.post(address, FIELDS | {name: nasty}).status_code == 200, name
        else:
            assert client.post(address, FIELDS | {name: nasty}).status_code in (200, 302), name
    client.post(address, FIELDS)
    form = {"shown": nasty, "take": nasty, "kind": nasty, "page": nasty, "go": nasty}
    assert client.post(reverse("data:border-bring-in", args=[batch.pk]), form).status_code == 302
    for name in ("border", "border-map"):
        assert page(client, name, batch, kind=nasty, page=nasty, box=nasty).status_code == 200


def test_ten_rows_cost_as_many_queries_as_one(client, consultant, home, count_queries):
    def ask(many: int) -> int:
        names = [f"Kvarter {HousingArea.objects.count()} {number}" for number in range(many)]
        places = [factories.area(name, municipality=home) for name in names]
        for at, each in enumerate(places):
            factories.border(each, geometry=factories.square(x=1000 * at))
        file = geojson(*((name, in_degrees(factories.square(x=500 * at))) for at, name in enumerate(names)))
        batch = checked(consultant, file, crs=DEGREES)
        return count_queries(lambda: [page(client, name, batch) for name in ("border", "border-map")])

    ask(1)
    assert ask(1) == ask(10)


def test_many_shapes_are_sent_as_points_until_one_comes_closer(client, consultant, home, monkeypatch):
    monkeypatch.setattr("boligsocial.desk.data_border_look.SHAPES_LIMIT", 2)
    names = [factories.area(f"Kvarter {number}", municipality=home).name for number in range(3)]
    file = geojson(*((name, in_degrees(factories.square(x=3000 * at))) for at, name in enumerate(names)))
    batch = checked(consultant, file, crs=DEGREES)
    layer = json.loads(page(client, "border-map", batch).content)
    assert layer["shapes"] is False and {one["geometry"]["type"] for one in layer["features"]} == {"Point"}
    box = ",".join(map(str, batch.faults.first().details["box"]))
    near = json.loads(page(client, "border-map", batch, box=box).content)
    assert near["shapes"] and [one["geometry"]["type"] for one in near["features"]] == ["Polygon"]
    assert shapes.Choice.of(batch).reason == "Nyt kort"
