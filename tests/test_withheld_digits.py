"""No answer of any address, in any format, to anybody, holds a digit of a figure that is withheld."""

import io
import zipfile
from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from areas.models import HousingArea, Import, ImportChange, Observation
from areas.recompute import recompute
from boligsocial.records.deletion import delete
from tests import factories
from tests.addresses import ADDRESSES
from tests.admin.conftest import change_url, list_url

pytestmark = pytest.mark.django_db

YEAR = 2021
RARE = ("791993", "684117")  # of what is small, and of the second one that is withheld with it
TYPED = ("345719", "812553")  # at the area, where the figure of residents is withheld: what it was, and what it is
SHOWN = ("538131", "427361")  # a figure, and a number typed at an area
PEOPLE = ("nobody", "consultant-M", "leader-E", "staff", "admin")
QUERIES = ("", "export=csv", "EXPORT=xlsx", "EXPORT=geojson")


@pytest.fixture(scope="module")
def secrets(whole_world):
    """Withheld figures of everything at home, also earlier editions and one that was deleted, and a shown one."""
    rows = whole_world.rows["own"]
    area, estate, town = (rows[f"areas.{name}"] for name in ("HousingArea", "Estate", "Municipality"))
    source = factories.figure_source(smallest_count=10)
    of_areas, of_estates = (factories.indicator(level=level, source=source, jump=1) for level in ("area", "estate"))
    hidden = {"numerator": 3, "denominator": 791993, "value": "79.1993", "margin": "79.1993", "answers": 791993}
    found = [
        *(factories.observation(area, of_areas, year, **hidden) for year in (YEAR, YEAR + 1)),
        factories.observation(town, of_areas, YEAR, **hidden),
        factories.observation(estate, of_estates, YEAR, **hidden),
    ]
    for numerator, denominator in ((2000, 684117), (4000, 900000)):
        other = factories.estate(municipality=town, organisation=estate.organisation)
        area.estates.add(other)
        fields = {"value": "68.4117", "numerator": numerator, "denominator": denominator}
        found.append(factories.observation(other, of_estates, YEAR, **fields))
    shown = factories.observation(area, of_areas, YEAR - 1, value="53.8131", numerator=53, denominator=538131)
    type_residents(area, source)
    batch = an_import(whole_world)
    before = {"value": "79.1993", "numerator": 3, "denominator": 791993, "availability": "available"}
    ImportChange.objects.create(batch=batch, model="areas.observation", key=shown.pk, row=1, before=before)
    gone = factories.observation(area, of_areas, YEAR - 2, **hidden)
    recompute()
    delete(gone, user=whole_world.people["admin"].user)
    hidden_rows = Observation.objects.filter(pk__in=[row.pk for row in found]).exclude(hidden="")
    assert len(hidden_rows) == 5
    return {"area": area, "rows": list(hidden_rows), "shown": shown, "indicator": of_areas}


def type_residents(area, source) -> None:
    """Numbers of residents at the area, where the figure is withheld, and at another one, where it is not."""
    counted = factories.indicator("residents", unit="number", source=source)
    factories.observation(area, counted, YEAR, value=3)
    for number in TYPED:
        area.residents, area.residents_on = int(number), date(YEAR, 1, 1)
        area.save()
    factories.area("Talt", municipality=area.municipality, residents=int(SHOWN[1]), residents_on=date(YEAR, 1, 1))


def an_import(world) -> Import:
    user = world.people["consultant-M"].user
    return Import.objects.create(user=user, file_name="tal.csv", sha256="", content=b"", layout="wide", state="done")


def pages(world, person, secrets) -> list[str]:
    """Every address there is, about what is at home, in every format; and the admin's about figures."""
    found = []
    for address in ADDRESSES.values():
        if address.takes("GET"):
            url = reverse(address.name, kwargs=address.filled(lambda label: world.row(person, "own", label)))
            # Files to take away are those of lists.
            found += [f"{url}?{query}" for query in (QUERIES if hasattr(address.view, "formats") else ("",))]
    for row in [secrets["shown"], *secrets["rows"]]:
        found += [change_url(row).replace("change", page) for page in ("change", "history", "delete")]
        for name, key in (("areas:figure", secrets["area"].pk), ("data:indicator", None)):
            kwargs = {"pk": key, "part": row.pk} if key else {"pk": row.indicator_id}
            found.append(reverse(name, kwargs=kwargs))
    found += [change_url(secrets["area"]).replace("change", page) for page in ("change", "history", "delete")]
    found += [f"{list_url(model)}{query}" for model in (Observation, HousingArea) for query in ("", "?o=5")]
    return [*found, reverse("admin:index")]


def text_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            content = b"".join(file.read(name) for name in file.namelist())
    return content.decode("utf-8", "replace")


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_reads_a_digit_of_it(whole_world, secrets, name):
    person, told, seen = whole_world.people[name], [], set()
    for url in pages(whole_world, person, secrets):
        with transaction.atomic():
            answer = person.client.get(url)
            text = text_of(answer)
            transaction.set_rollback(True)
        bare = text.replace(".", "").replace(",", "").replace("\xa0", "")
        told += [(url, digits) for digits in RARE + TYPED if digits in bare]
        seen |= {digits for digits in SHOWN if digits in bare}
    assert told == []
    # The walk would have found them: it finds those that are shown.
    assert seen == set(SHOWN) or name in ("nobody", "leader-E")
