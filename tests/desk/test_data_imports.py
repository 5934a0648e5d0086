"""Figures brought in by a file: the whole way through the pages, and all the ways in which it must not go."""

import io
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from areas.models import FigureSource, HousingArea, Import, ListEntry, Observation
from efforts.models import Membership
from tests import factories
from tests.areas.intake.conftest import csv_bytes, xlsx_bytes

HEADERS = ["Kommune", "Boligområde", "År", "Beboere", "Dømte (18 år og derover)"]
STEPS = ("import-columns", "import-check", "import-bring-in", "import-drop", "import-take-back")
NASTY = ["\x00", "9" * 30, "-1", "<script>alert(1)</script>", "=1+1", "\u202eabc", "x" * 10_000]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def places(home):
    """Two areas of home, and the figures of the reference data."""
    call_command("load_reference", verbosity=0)
    return [factories.area(name, municipality=home) for name in ("Ørbækparken", "Ærøvænget")]


@pytest.fixture
def client(as_user, consultant, places):
    return as_user(consultant)


def wide(*rows: list) -> bytes:
    return xlsx_bytes([HEADERS, *rows])


GOOD = ["Hjemkøbing", "Ørbækparken", 2025, "1.234", "2,41"]
UNKNOWN = ["Hjemkøbing", "Findes ikke", 2025, "500", "1,00"]
NO_NUMBER = ["Hjemkøbing", "Ærøvænget", 2025, "500", "abc"]


def at(name: str, batch: Import, query: str = "") -> str:
    return reverse(f"data:{name}", args=[batch.pk]) + query


def sent(client, content: bytes, name: str = "tal.xlsx", **fields):
    told = {"layout": "wide", "source_text": "Kommunens egne tal", "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("data:import-new"), told | fields)


def filled(answer) -> dict:
    """What the page of the columns would send back, untouched."""
    form = answer.context["form"]
    values = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values.items() if value is not None and value is not False} | {
        "seen": answer.context["seen"],
        "token": str(uuid.uuid4()),
    }


def checked(client, content: bytes, **fields) -> Import:
    """The file on the page where it is looked through."""
    columns = sent(client, content, **fields).url
    answer = client.post(columns, filled(client.get(columns)))
    batch = Import.objects.latest("pk")
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer.url == at("import", batch), "a small file is checked while one waits"
    return batch


def test_the_whole_way_there_and_back(client, places):
    answer = sent(client, wide(GOOD, UNKNOWN, NO_NUMBER), year="")
    batch = Import.objects.get()
    assert (answer.url, batch.file_name, len(batch.sha256)) == (at("import-columns", batch), "tal.xlsx", 64)
    page = client.get(answer.url)
    text = page.content.decode()
    assert "1.234" in text and "<optgroup" in text, "the first values, and what a column can be in groups"
    assert [field.value() for _header, field in page.context["form"].columns] == [
        "municipality",
        "area",
        "year",
        "figure:residents",
        "figure:convicted",
    ]
    assert "Ørbækparken" in text and "1.234" in text and "Findes ikke" in text, "the first rows as understood"
    client.post(answer.url, filled(page))
    batch.refresh_from_db()
    assert (batch.state, batch.bad_rows, batch.created) == ("checked", 2, 2)
    text = client.get(at("import", batch)).content.decode()
    assert "Findes ikke" in text and "abc" in text and "2,41" in text
    assert not Observation.objects.exists(), "a dry run"
    answer = client.post(at("import-bring-in", batch))
    assert answer.url == at("import", batch)
    assert {(row.area, row.value) for row in Observation.objects.all()} == {(places[0], 1234), (places[0], row_value())}
    assert "Ørbækparken" in client.get(at("import", batch, "?row=2")).content.decode()
    confirm = client.get(at("import-take-back", batch))
    assert confirm.status_code == 200 and confirm.context["batch"] == batch
    client.post(at("import-take-back", batch))
    batch.refresh_from_db()
    assert batch.state == "undone" and not Observation.objects.exists()
    assert client.get(at("import", batch)).status_code == 200


def row_value():
    return Observation.objects.get(indicator__code="convicted").value


def test_before_and_after_are_shown_side_by_side(client, places):
    for value in ("1.234", "1.300"):
        batch = checked(client, wide(["Hjemkøbing", "Ørbækparken", 2025, value, "2,41"]))
        if value == "1.234":
            client.post(at("import-bring-in", batch))
    assert (batch.created, batch.replaced, batch.unchanged) == (0, 1, 1)
    written = client.get(at("import", batch)).context["written"]
    assert [(one.before.value, one.staged.value) for one in written] == [(1234, 1300)]


def test_the_same_file_is_said_and_changes_nothing(client):
    content = wide(GOOD)
    client.post(at("import-bring-in", checked(client, content)))
    before = list(Observation.objects.values_list("pk", "entered_at"))
    columns = sent(client, content).url
    assert client.get(columns).context["same"] == Import.objects.earliest("pk")
    client.post(columns, filled(client.get(columns)))
    batch = Import.objects.latest("pk")
    assert (batch.created, batch.replaced, batch.unchanged) == (0, 0, 2)
    client.post(at("import-bring-in", batch))
    assert list(Observation.objects.values_list("pk", "entered_at")) == before


def test_new_areas_are_made_when_asked_and_linked(client, home):
    columns = sent(client, wide(UNKNOWN)).url
    client.post(columns, filled(client.get(columns)) | {"makes_areas": "on"})
    batch = Import.objects.get()
    client.post(at("import-bring-in", batch))
    made = HousingArea.objects.get(name="Findes ikke")
    assert reverse("areas:detail", args=[made.pk]) in client.get(at("import", batch)).content.decode()


def test_what_the_columns_are_is_remembered_for_the_source(client):
    source = FigureSource.objects.first()
    content = csv_bytes("Sted;Tal;Hvornår", "Ørbækparken;12;2025")
    columns = sent(client, content, "a.csv", source=source.pk).url
    told = {"column-0": "area", "column-1": "figure:residents", "column-2": "year"}
    client.post(columns, filled(client.get(columns)) | told)
    again = client.get(sent(client, csv_bytes("Sted;Tal;Hvornår", "Ærøvænget;9;2024"), "b.csv", source=source.pk).url)
    assert {field.html_name: field.value() for _header, field in again.context["form"].columns} == told


def test_headers_are_read_again_from_another_place(client):
    content = csv_bytes("Et;To;Tre", "Boligområde;År;Beboere", "Ørbækparken;2025;12")
    columns = sent(client, content, "a.csv").url
    page = client.get(columns)
    place = {"skipped_rows": "1", "header_rows": "1"}
    again = client.post(columns, filled(page) | place | {"do": "read"})
    assert [header.text for header, _field in again.context["form"].columns] == ["Boligområde", "År", "Beboere"]
    unread = client.post(columns, filled(page) | {"skipped_rows": "2"})
    assert unread.status_code == 200 and unread.context["seen"] != page.context["seen"]
    assert Import.objects.get().state == "uploaded", "columns that were not looked at are not taken"
    client.post(columns, filled(again))
    assert (Import.objects.get().skipped_rows, Import.objects.get().state) == (1, "checked")


def test_the_preview_follows_the_choices(client):
    columns = sent(client, wide(GOOD)).url
    told = filled(client.get(columns))
    fragment = client.post(columns, told | {"column-3": "", "fragment": "1"}).content.decode()
    assert "2,41" in fragment and "1.234" not in fragment and "<html" not in fragment
    nothing = {name: "" for name in told if name.startswith("column-")}
    assert client.post(columns, told | nothing | {"fragment": "1"}).status_code == 200
    assert Import.objects.get().mapping == {}


# --- The check ---------------------------------------------------------------------------------------------------


def many(count: int) -> bytes:
    """A long table with one row for each year and area in turn: the next to last rows are of areas not known."""
    rows = [f"Ørbækparken;{1980 + number % 40};residents;{1000 + number % 40}" for number in range(count)]
    return csv_bytes("Boligområde;År;Nøgletal;Værdi", *rows)


def test_a_long_file_is_checked_piece_by_piece_and_resumed(client):
    columns = sent(client, many(4500), "lang.csv", layout="long").url
    answer = client.post(columns, filled(client.get(columns)))
    batch = Import.objects.get()
    assert answer.url == at("import-check", batch) and batch.checked_rows == 2000
    bar = client.get(answer.url).content.decode()
    assert "<progress" in bar and 'max="4500"' in bar and 'value="2000"' in bar
    told = json.loads(client.post(answer.url, headers={"Accept": "application/json"}).content)
    assert (told["checked"], told["rows"], told["done"]) == (4000, 4500, False)
    assert client.get(at("import", batch)).url == answer.url, "not to be looked through yet"
    assert client.post(answer.url).url == at("import", batch), "the button goes on to the end"
    told = json.loads(client.post(answer.url, headers={"Accept": "application/json"}).content)
    assert told["done"] and told["url"] == at("import", batch), "the other window learns it"


# --- Wrong order, replay, others ----------------------------------------------------------------------------------


def test_nothing_goes_in_a_wrong_order(client):
    sent(client, wide(GOOD))
    batch = Import.objects.get()
    for name in ("import", "import-check", "import-bring-in", "import-take-back"):
        for answer in (client.get(at(name, batch)), client.post(at(name, batch))):
            assert answer.status_code == 405 or answer.url == at("import-columns", batch), name
    columns = at("import-columns", batch)
    client.post(columns, filled(client.get(columns)))
    assert client.post(at("import-take-back", batch)).url == at("import", batch)
    client.post(at("import-bring-in", batch))
    client.get(at("import", batch))  # says what was said before
    for name in ("import-columns", "import-check", "import-bring-in", "import-drop"):
        answer = client.post(at(name, batch), follow=True)
        assert answer.redirect_chain[-1][0] == at("import", batch) and len(answer.context["messages"]) == 1, name
    batch.refresh_from_db()
    assert batch.state == "done" and Observation.objects.count() == 2
    client.post(at("import-take-back", batch))
    for name in STEPS:
        assert client.post(at(name, batch)).url == at("import", batch), name


def test_a_form_that_is_sent_twice_does_it_once(client):
    token = {"token": str(uuid.uuid4())}
    told = {"layout": "wide", "source_text": "Kilde"} | token
    for _time in range(2):
        file = SimpleUploadedFile("tal.xlsx", wide(GOOD))
        answer = client.post(reverse("data:import-new"), told | {"file": file})
    batch = Import.objects.get()
    assert answer.url == at("import-columns", batch)
    columns = at("import-columns", batch)
    form = filled(client.get(columns))
    client.post(columns, form)
    for name in ("import-bring-in", "import-take-back"):
        token = {"token": str(uuid.uuid4())}
        assert {client.post(at(name, batch), token).url for _time in range(2)} == {at("import", batch)}
    assert client.post(columns, form).url == at("import", batch), "an old window"
    batch.refresh_from_db()
    assert batch.state == "undone" and not Observation.objects.exists()


def test_importing_nothing_throws_the_file_away(client):
    batch = checked(client, wide(GOOD, UNKNOWN))
    assert client.get(at("import-drop", batch)).status_code == 200 and Import.objects.exists()
    assert client.post(at("import-drop", batch)).url == reverse("data:imports")
    assert not Import.objects.exists() and not Observation.objects.exists()
    assert client.get(at("import", batch)).status_code == 404


def test_a_figure_changed_since_stays_and_that_is_said(client, places):
    batch = checked(client, wide(GOOD))
    client.post(at("import-bring-in", batch))
    changed = Observation.objects.get(indicator__code="residents")
    changed.value, changed.batch = 1300, None
    changed.save()
    client.post(at("import-take-back", batch))
    assert Observation.objects.get() == changed
    page = client.get(at("import", batch))
    assert len(page.context["left"]) == 1 and page.context["left"][0] in page.content.decode()


def test_others_know_nothing_of_it_and_an_admin_everything(client, as_user, cast):
    batch = checked(client, wide(GOOD, UNKNOWN))
    names = ("import", "import-file", "import-bad-rows", *STEPS)
    for person in (cast.stranger, cast.board, cast.leader):
        other = as_user(person)
        for name in names:
            assert other.get(at(name, batch)).status_code == 404, name
        assert batch.file_name not in other.get(reverse("data:imports")).content.decode()
        assert batch.file_name not in other.get(reverse("data:home")).content.decode()
    admin = as_user(cast.admin)
    assert batch.file_name in admin.get(reverse("data:imports")).content.decode()
    assert admin.get(at("import", batch)).status_code == 200


def test_a_role_that_is_taken_away_ends_it(client, consultant):
    batch = checked(client, wide(GOOD))
    Membership.objects.filter(user=consultant).update(role="reader")
    for name in STEPS:
        assert client.post(at(name, batch)).status_code == 403, name
    assert sent(client, wide(GOOD)).status_code == 403
    page = client.get(at("import", batch)).content.decode()
    assert at("import-bring-in", batch) not in page and at("import-drop", batch) not in page
    assert not Observation.objects.exists()


def test_only_those_who_change_places_are_offered_it(as_user, cast, home):
    new = reverse("data:import-new")
    for person, may in ((cast.consultant, True), (cast.admin, True), (cast.board, False), (cast.leader, False)):
        browser = as_user(person)
        assert (new in browser.get(reverse("data:home")).content.decode()) is may, person
        assert browser.get(new).status_code == (200 if may else 403), person


# --- Bad files and nasty input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tom.csv", b""),
        ("billede.xlsx", b"\x89PNG\r\n\x1a\n" + b"\x00" * 200),
        ("halv.xlsx", wide(GOOD)[:400]),
        ("gammel.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600),
        ("kun-et-ord.csv", b"hej"),
    ],
)
def test_what_is_no_table_is_said_at_the_file(client, name, content):
    answer = sent(client, content, name)
    assert answer.status_code == 200 and answer.context["form"].errors.keys() == {"file"}
    assert not Import.objects.exists()


@pytest.mark.parametrize("field", ["layout", "source", "source_text", "year", "extracted_on"])
def test_nasty_input_is_answered_at_the_file(client, field):
    for text in NASTY:
        answer = sent(client, wide(GOOD), **{field: text})
        assert answer.status_code == 302 if Import.objects.exists() else answer.context["form"].errors, text
        Import.objects.all().delete()


def test_nasty_input_is_answered_at_the_columns(client):
    columns = sent(client, wide(GOOD)).url
    told = filled(client.get(columns))
    ways = {"save": {}, "read": {"do": "read"}, "look": {"do": "look"}, "fragment": {"fragment": "1"}}
    for field in (*told, "sheet"):
        for number, text in enumerate(NASTY):
            # Each way of sending meets each value, at one field or another.
            way = list(ways)[(number + len(field)) % len(ways)]
            answer = client.post(columns, told | {field: text} | ways[way])
            assert answer.status_code in (200, 302), (field, text, way)
    batch = Import.objects.get()
    for text in NASTY:
        for query in (f"?row={text}", f"?kind={text}", f"?page={text}"):
            assert client.get(at("import", batch, query.replace("\x00", "%00"))).status_code in (200, 302)


def test_nasty_addresses_of_a_checked_file_are_answered(client):
    batch = checked(client, wide(GOOD, UNKNOWN))
    for text in NASTY:
        query = text.replace("\x00", "%00")
        for name in ("row", "kind", "page"):
            assert client.get(at("import", batch, f"?{name}={query}")).status_code == 200
        assert len(taken(client.get(at("import-bad-rows", batch, f"?export={query}")))) > 0


def test_a_name_from_outside_is_never_html_or_a_path(client):
    content = xlsx_bytes([[*HEADERS[:-1], "<b>Dømte</b>"], [*GOOD[:1], "<i>Ukendt</i>", *GOOD[2:]]])
    sent(client, content, "../../<img src=x>.xlsx")
    batch = Import.objects.get()
    columns = at("import-columns", batch)
    assert "/" not in batch.file_name
    page = client.get(columns)
    assert "<b>Dømte" not in page.content.decode()
    client.post(columns, filled(page))
    text = client.get(at("import", batch)).content.decode()
    assert "<i>Ukendt" not in text and "<img src=x>" not in text and "&lt;i&gt;Ukendt" in text
    answer = client.get(at("import-file", batch))
    assert (
        answer["Content-Disposition"].startswith("attachment") and answer["Content-Type"] == "application/octet-stream"
    )
    assert taken(answer) == content


def taken(answer) -> bytes:
    """A file as somebody takes it away; read to its end it is closed."""
    return b"".join(answer.streaming_content)


# --- What is taken away, and how much it costs ---------------------------------------------------------------------


def test_bad_rows_are_taken_away_with_their_reasons(client):
    batch = checked(client, wide(GOOD, UNKNOWN, NO_NUMBER))
    answer = client.get(at("import-bad-rows", batch, "?export=xlsx"))
    rows = list(load_workbook(io.BytesIO(taken(answer))).active.values)
    assert [row[0] for row in rows[1:]] == [3, 4] and rows[1][1:4] == ("Hjemkøbing", "Findes ikke", "2025")
    assert "Findes ikke" in rows[1][-1] and "abc" in rows[2][-1]
    text = taken(client.get(at("import-bad-rows", batch, "?export=csv"))).decode("utf-8-sig")
    assert len(text.splitlines()) == 3 and "abc" in text


def test_one_error_costs_as_much_as_ten(client, count_queries):
    def cost(count: int) -> int:
        rows = [["Hjemkøbing", f"Findes ikke {number}", 2025, "1", "1"] for number in range(count)]
        good = [["Hjemkøbing", "Ørbækparken", 2000 + number, "1", "1"] for number in range(count)]
        batch = checked(client, wide(*rows, *good))
        client.get(at("import", batch))
        return count_queries(lambda: client.get(at("import", batch)))

    assert cost(1) == cost(10)


def test_errors_are_narrowed_by_kind_and_paged(client):
    rows = [["Hjemkøbing", f"Findes ikke {number}", 2025, "1", "1"] for number in range(60)]
    batch = checked(client, wide(*rows, NO_NUMBER))
    first = client.get(at("import", batch)).context["faults"]
    assert [kind.count for kind in first.errors] == [60, 1] and first.page.last == 2
    narrowed = client.get(first.errors[1].url.split("#")[0]).context["faults"]
    assert narrowed.page.total == 1 and narrowed.chosen.count == 1
    assert client.get(at("import", batch, "?page=2")).context["faults"].page.number == 2


def test_ten_files_cost_as_much_as_one(client, consultant, count_queries):
    def cost() -> int:
        client.get(reverse("data:imports"))
        return count_queries(lambda: client.get(reverse("data:imports")))

    def made(number: int) -> None:
        source = FigureSource.objects.all()[number % 3]
        Import.objects.create(user=consultant, file_name=f"{number}.csv", content=b"", layout="wide", source=source)

    made(0)
    one = cost()
    for number in range(1, 10):
        made(number)
    assert cost() == one


def test_the_list_is_filtered(client, consultant):
    for name, state in (("Østby.csv", "done"), ("vestby.csv", "checked")):
        Import.objects.create(user=consultant, file_name=name, content=b"", layout="wide", state=state)
    page = client.get(reverse("data:imports"), {"q": "østby"})
    assert [row.file_name for row in page.context["page"]] == ["Østby.csv"]
    page = client.get(reverse("data:imports"), {"state": "checked"})
    assert [row.file_name for row in page.context["page"]] == ["vestby.csv"]
    assert client.get(reverse("data:imports"), {"state": "\x00", "source": "9" * 30, "page": "x"}).status_code == 200


def test_a_missing_year_is_said_once_and_at_its_field(client, places):
    """Each row would say it: what all rows share stands above them, and the refusal at the field that mends it."""
    content = xlsx_bytes([[*row[:2], *row[3:]] for row in (HEADERS, GOOD, NO_NUMBER)])
    address = sent(client, content).url
    page = client.get(address)
    assert page.context["shared"] == [(True, "Året mangler.")]
    assert [row.number for row in page.context["preview"]] == [3], "a row with nothing of its own is left out"
    assert page.content.decode().count("Året mangler.") == 1
    form = client.post(address, filled(page)).context["form"]
    assert form.errors.keys() == {"year"}
    once = client.post(address, filled(page) | {"year": "2025", "fragment": "1"})
    assert once.context["shared"] == [] and "Ørbækparken" in once.content.decode()


def test_a_list_of_names_alone(client, places):
    rows = [["Parallelsamfund 2022"], ["Kommune", "Boligområde"], ["Hjemkøbing", "Ørbækparken"]]
    columns = sent(client, xlsx_bytes(rows), layout="official").url
    page = client.get(columns)
    assert page.context["form"]["of_list"].value() == "parallel" and page.context["preview"][0].lists
    none = client.post(columns, filled(page) | {"of_list": ""})
    assert none.status_code == 200 and none.context["form"].non_field_errors()
    client.post(columns, filled(page))
    client.post(at("import-bring-in", Import.objects.get()))
    assert list(ListEntry.objects.values_list("area", "year", "status")) == [(places[0].pk, 2022, "parallel")]
    assert "of_list" not in client.get(sent(client, wide(GOOD)).url).context["form"].fields
