"""Importing, editing by hand and taking back, in any order: what is left is what somebody still says."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from areas import intake
from areas.figure_actions import enter
from areas.models import AreaName, HousingArea, ImportChange, ListEntry, Observation
from tests import factories
from tests.areas.intake.conftest import csv_bytes, faults

COLUMNS = [field.attname for field in Observation._meta.concrete_fields if field.name not in ("id", "hidden")]
AREAS, YEARS = ("Nord", "Syd"), (2016, 2017)


@pytest.fixture
def town(db):
    factories.indicator("share", unit="per_cent", jump=None)
    place = factories.municipality("Hjørring", code="0860")
    for name in AREAS:
        factories.area(name, municipality=place)
    return place


def present() -> dict[tuple, dict]:
    """Every figure with all its columns, by area and year."""
    rows = Observation.objects.values("area__name", *COLUMNS)
    return {(row.pop("area__name"), row["year"]): row for row in rows}


def table(cells: dict[tuple, tuple]) -> bytes:
    lines = [f"{area};{year};{value};{top};{whole}" for (area, year), (value, top, whole) in cells.items()]
    return csv_bytes("Område;År;share;numerator share;denominator share", *lines)


keys = st.tuples(st.sampled_from(AREAS), st.sampled_from(YEARS))
cells = st.sampled_from([("10,5", "", ""), ("10,5", "21", "200"), ("33,3", "", ""), ("-", "", ""), ("<5", "", "")])
steps = st.one_of(
    st.tuples(st.just("import"), st.dictionaries(keys, cells, min_size=1)),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.just("edit"), keys),
    st.tuples(st.just("delete"), keys),
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(sequence=st.lists(steps, min_size=3, max_size=9))
def test_any_order_leaves_what_somebody_still_says(town, desk, sequence):
    with transaction.atomic():
        _play(desk, sequence)
        transaction.set_rollback(True)


def _play(desk, sequence) -> None:
    said: dict[tuple, list] = {}  # by figure: who said what, the newest last
    done = []
    for step, told in sequence:
        before = present()
        if step == "import":
            batch = desk.bring(table(told), source_text=f"Kilde {len(done)}")
            done.append(batch)
            for key, row in present().items():
                if row != before.get(key):
                    said.setdefault(key, []).append((batch.pk, row))
        elif step == "undo" and done:
            batch = done.pop(told % len(done))
            intake.take_back(batch, user=desk.user)
            said = {key: [layer for layer in layers if layer[0] != batch.pk] for key, layers in said.items()}
        elif step == "edit":
            row = Observation.objects.filter(area__name=told[0], year=told[1]).first()
            if row is not None:
                row.source = f"{row.source} rettet"
                enter(figure=row, user=desk.user)
                said[told].append(("hand", present()[told]))
        elif step == "delete":
            Observation.objects.filter(area__name=told[0], year=told[1]).delete()
            said.pop(told, None)
        assert present() == {key: layers[-1][1] for key, layers in said.items() if layers}
    for batch in reversed(done):
        intake.take_back(batch, user=desk.user)
    by_hand = {key for key, layers in said.items() if any(who == "hand" for who, _row in layers)}
    assert set(present()) == by_hand
    assert not ImportChange.objects.exists()


def test_a_later_import_keeps_its_value_and_returns_to_what_was_before_both(town, desk):
    first = desk.bring(table({("Nord", 2017): ("10,5", "", "")}))
    start = present()
    second = desk.bring(table({("Nord", 2017): ("20", "", "")}))
    third = desk.bring(table({("Nord", 2017): ("30", "", "")}))
    assert (second.created, second.replaced, third.replaced) == (0, 1, 1)
    intake.take_back(second, user=desk.user)
    assert present()["Nord", 2017]["value"] == 30
    assert [(fault[2]) for fault in faults(second, errors=False)] == ["left_imported"]
    intake.take_back(third, user=desk.user)
    assert present() == start
    intake.take_back(first, user=desk.user)
    assert present() == {}


def test_more_parts_of_the_same_value_are_added_and_fewer_are_no_news(town, desk):
    desk.bring(table({("Nord", 2017): ("10,5", "", "")}))
    batch = desk.bring(table({("Nord", 2017): ("10,5", "21", "200")}))
    assert batch.replaced == 1
    assert desk.bring(table({("Nord", 2017): ("10,5", "", "")})).unchanged == 1
    assert present()["Nord", 2017]["numerator"] == 21
    desk.bring(table({("Nord", 2017): ("11", "", "")}))
    assert present()["Nord", 2017]["numerator"] is None


def test_areas_that_were_made_stay_once_somebody_leans_on_them(town, desk):
    content = csv_bytes("Kommune;Område;År;share", *(f"860;Ny {name};2017;5" for name in "ABCD"))
    batch = desk.bring(content, makes_areas=True)
    assert ImportChange.objects.filter(batch=batch, model="areas.housingarea").count() == 4
    b, c = (HousingArea.objects.get(name=f"Ny {name}") for name in "BC")
    AreaName.objects.create(area=b, name="Også")
    c.note = "Set"
    c.save()
    intake.take_back(batch, user=desk.user)
    assert set(HousingArea.objects.exclude(name__in=AREAS).values_list("name", flat=True)) == {"Ny B", "Ny C"}
    assert batch.faults.get(code="left_areas").details == {"number": 2}
    assert HousingArea.history.filter(name="Ny A", history_type="-").get().history_user == desk.user


def test_entries_that_were_there_or_were_changed_stay(town, desk):
    ListEntry.objects.create(area=HousingArea.objects.get(name="Nord"), year=2017, status="ghetto", source="Før")
    content = csv_bytes("Område;År;På listen", "Nord;2017;ja", "Syd;2017;ja", "Syd;2016;ja", "Nord;2016;nej")
    batch = desk.bring(content, "official")
    assert (batch.created, batch.unchanged) == (2, 1)
    ListEntry.objects.filter(area__name="Syd", year=2016).update(source="Rettet")
    intake.take_back(batch, user=desk.user)
    assert set(ListEntry.objects.values_list("area__name", "year")) == {("Nord", 2017), ("Syd", 2016)}
    assert batch.faults.get(code="left_entries").details == {"number": 1}


def test_an_entry_that_was_inferred_is_certain_while_a_file_names_it(town, desk):
    area = HousingArea.objects.get(name="Nord")
    ListEntry.objects.create(area=area, year=2015, status="ghetto", is_certain=False, source="Udledt")
    content, said = csv_bytes("Område;År;På listen", "Nord;2015;Ja"), {"source_text": "Listen for 2015"}
    batch = desk.check(content, "official", **said)
    assert (batch.created, batch.replaced, batch.unchanged) == (0, 1, 0)
    batch = intake.bring_in(batch, user=desk.user)
    assert (batch.created, batch.replaced, batch.unchanged) == (0, 1, 0)
    assert ListEntry.objects.values_list("is_certain", "source").get() == (True, "Listen for 2015")
    assert batch.changes.values_list("row", flat=True).get() == 2
    again = desk.bring(content, "official", **said)
    assert (again.created, again.replaced, again.unchanged) == (0, 0, 1)
    intake.take_back(again, user=desk.user)
    intake.take_back(batch, user=desk.user)
    assert ListEntry.objects.values_list("is_certain", "source").get() == (False, "Udledt")
    batch = desk.bring(content, "official", **said)
    ListEntry.objects.update(source="Rettet i hånden")
    intake.take_back(batch, user=desk.user)
    assert ListEntry.objects.values_list("is_certain", "source").get() == (True, "Rettet i hånden")
    assert batch.faults.get(code="left_entries").details == {"number": 1}


def test_who_has_left_is_not_called_back(town, desk):
    person = factories.user("Gæst", is_superuser=True)
    desk.bring(table({("Nord", 2017): ("10,5", "", "")}))
    Observation.objects.update(entered_by=person)
    batch = desk.bring(table({("Nord", 2017): ("20", "", "")}))
    person.delete()
    intake.take_back(batch, user=desk.user)
    assert present()["Nord", 2017]["value"] == 10.5 and present()["Nord", 2017]["entered_by_id"] is None


@pytest.mark.parametrize("state", ["uploaded", "checking", "undone"])
def test_steps_out_of_order_are_refused(town, desk, state):
    batch = desk.check(table({("Nord", 2017): ("10,5", "", "")}))
    type(batch).objects.filter(pk=batch.pk).update(state=state)
    for action in (intake.bring_in, intake.take_back):
        with pytest.raises(ValidationError):
            action(batch, user=desk.user)
    assert not Observation.objects.exists()


def test_bringing_in_twice_is_refused_and_checks_begin_anew(town, desk):
    batch = desk.check(table({("Nord", 2017): ("10,5", "", "")}))
    batch = intake.set_mapping(batch, mapping=intake.proposed_mapping(batch))
    assert batch.staged.count() == 0 and batch.state == "checking"
    batch = intake.bring_in(intake.check_more(batch, user=desk.user), user=desk.user)
    for again in (
        lambda: intake.bring_in(batch, user=desk.user),
        lambda: intake.set_mapping(batch, mapping={}),
        lambda: intake.check_more(batch, user=desk.user),
    ):
        with pytest.raises(ValidationError):
            again()
    assert batch.staged.count() == 0 and Observation.objects.count() == 1


def test_a_large_file_takes_as_many_queries_as_a_small_one(town, desk, count_queries):
    lines = [f"860;Ny {number};2017;{number % 90}" for number in range(300)]
    counts = []
    for part in (lines[:2], lines[2:]):
        batch = desk.receive(csv_bytes("Kommune;Område;År;share", *part))
        batch = intake.set_mapping(batch, mapping=intake.proposed_mapping(batch), makes_areas=True)
        checked = count_queries(lambda batch=batch: intake.check_more(batch, user=desk.user))
        counts.append(checked)
    assert counts[0] == counts[1] < 45


@pytest.mark.parametrize(
    ("layout", "head", "line"),
    [
        ("wide", "share", "Nord;2016;10,5"),
        ("wide", "share", "Ny;2016;10,5"),
        ("official", "Status", "Nord;2022;udsat boligområde"),
    ],
    ids=["a figure", "an area that was made", "an entry of a list"],
)
def test_whoever_lost_the_place_takes_nothing_back(town, intake_of, layout, head, line):
    person, elsewhere = factories.user(), factories.municipality("Thisted", code="0787")
    role = factories.member(person, town)
    factories.member(person, elsewhere)
    content = csv_bytes(f"Kommune;Område;År;{head}", f"Hjørring;{line}")
    batch = intake_of(person).bring(content, layout, makes_areas=True)
    assert batch.created == 1
    role.delete()
    before = present(), ListEntry.objects.count(), HousingArea.objects.count()
    with pytest.raises(ValidationError) as caught:
        intake.take_back(batch, user=type(person).objects.get(pk=person.pk))
    assert caught.value.code == "not_yours"
    assert (present(), ListEntry.objects.count(), HousingArea.objects.count()) == before
