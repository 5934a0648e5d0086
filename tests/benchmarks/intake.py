"""Measure the intake of a large table: ./dev bench intake --rows 50000, or a new year for the country: --country 8000

A wide table of areas and ten years with six figures each, as CSV and as Excel; or one of a single year with ten
figures, of so many areas that have twelve years of them already. Seconds of this process's own time (other work on the
machine does not count) for receiving it, for each piece of 2,000 rows of the check, for bringing it in and taking it
back, and what of that is the computing anew of each part of areas/recompute.py; the queries of each, and with --memory
the most that Python held. Numbers are for reading, not for passing or failing.
"""

import argparse
import io
import os
import random
import statistics
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boligsocial.settings")
os.environ.setdefault("DEBUG", "on")
os.environ.setdefault("MAP_TILES", "off")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from openpyxl import Workbook  # noqa: E402

from areas import intake, needs, standing, tallies, withholding  # noqa: E402
from areas.models import FigureSource, HousingArea, Indicator, Municipality, Observation  # noqa: E402
from boligsocial.accounts.models import User  # noqa: E402
from boligsocial.common.loading import write_many  # noqa: E402
from tests.benchmarks import data  # noqa: E402

CODES = ("residents", "outside_work", "nonwestern", "convicted", "basic_education", "income")
YEARS = 10
BEFORE = range(2014, 2026)  # the years that a country has already


def rows(codes, years, areas: int, added: int = 0):
    towns = dict(Municipality.objects.values_list("pk", "name"))
    places = HousingArea.objects.order_by("pk").values_list("municipality_id", "name")[:areas]
    yield ["Kommune", "Boligområde", "År", *codes]
    for place, (town, name) in enumerate(places):
        for year in years:
            yield [f"{towns[town]} Kommune", name, year, *figures_of(place, year, len(codes), added)]


def figures_of(place: int, year: int, number: int, added: int = 0) -> list:
    """Residents, and shares."""
    shares = (10 + (place * 7 + year + n) % 500 / 10 for n in range(number - 1))
    return [1000 + (place + year) % 4000 + added, *shares]


def as_csv(table) -> bytes:
    lines = (";".join(str(cell).replace(".", ",") for cell in row) for row in table)
    return "\r\n".join(lines).encode("utf-8-sig")


def as_xlsx(table) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Tal")
    for row in table:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def timed(told: str, call, traced: bool):
    tracemalloc.reset_peak() if traced else None
    with CaptureQueriesContext(connection) as queries:
        start = time.process_time()
        answer = call()
        took = time.process_time() - start
    peak = f"{tracemalloc.get_traced_memory()[1] / 1e6:8.0f} MB" if traced else ""
    print(f"  {told:34} {took:8.2f} s {len(queries):6} queries {peak}")
    return answer


def check(batch, user, traced: bool):
    intake.set_mapping(batch, mapping=intake.proposed_mapping(batch), makes_areas=False)
    times, counts = [], []
    tracemalloc.reset_peak() if traced else None
    while batch.state != "checked":
        with CaptureQueriesContext(connection) as queries:
            start = time.process_time()
            batch = intake.check_more(batch, user=user)
            times.append(time.process_time() - start)
        counts.append(len(queries))
    peak = f", at most {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB" if traced else ""
    print(
        f"  {'check':34} {sum(times):8.2f} s in {len(times)} pieces: first {times[0]:.2f}, median "
        f"{statistics.median(times):.2f}, last {times[-1]:.2f} s; {min(counts)}-{max(counts)} queries a piece{peak}"
    )
    return batch


def run(number: int, traced: bool) -> None:
    call_command("load_reference", verbosity=0)
    data.make_areas(random.Random(1), list(Municipality.objects.order_by("code")), number // YEARS)
    user = User.objects.create_superuser("admin@example.org", name="Admin")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    table = (CODES, range(2010, 2010 + YEARS), number // YEARS)
    bring("CSV", as_csv(rows(*table)), user, traced)
    batch = bring("Excel, all residents changed", as_xlsx(rows(*table, added=1)), user, traced)
    timed("take back", lambda: intake.take_back(batch, user=user), traced)


def bring(name: str, content: bytes, user, traced: bool):
    print(f"\n{name}: {len(content) / 1e6:.1f} MB, {connection.vendor}")
    told = {"user": user, "file_name": "tal", "layout": "wide", "content": content, "source_text": "Kilde"}
    batch = check(timed("receive", lambda: intake.receive(**told), traced), user, traced)
    batch = timed("bring in", lambda: intake.bring_in(batch, user=user), traced)
    print(f"  {batch.created} new, {batch.replaced} changed, {batch.unchanged} unchanged, {batch.bad_rows} bad rows")
    return batch


def run_country(areas: int, traced: bool) -> None:
    """A new year of ten figures."""
    call_command("load_reference", verbosity=0)
    source = FigureSource.objects.get(code="municipality")
    for number in range(2):
        told = {"name_da": f"Andel {number}", "name_en": f"Share {number}", "source": source}
        Indicator.objects.create(code=f"share-{number}", unit="per_cent", direction="higher", position=90, **told)
    codes = list(Indicator.objects.order_by("position", "code").values_list("code", flat=True))
    data.make_areas(random.Random(1), list(Municipality.objects.order_by("code")), areas)
    make_before(codes)
    user = User.objects.create_superuser("admin@example.org", name="Admin")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for part in (withholding, standing, needs, tallies):
        part.rebuild = part_of(part)
    content = as_csv(rows(codes, [BEFORE[-1] + 1], areas))
    batch = bring(
        f"{Observation.objects.count()} figures are there, {areas} areas have a new year", content, user, traced
    )
    timed("take back", lambda: intake.take_back(batch, user=user), traced)


def make_before(codes: list[str]) -> None:
    keys = dict(Indicator.objects.values_list("code", "pk"))
    columns = ("area_id", "indicator_id", "year", "period", "availability", "value", "source", "hidden", "entered_at")
    places = list(HousingArea.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(places), 500):
        batch = [
            (area, keys[code], year, "", "available", str(value), "Kilde", "", "2026-01-01 00:00:00+00:00")
            for place, area in enumerate(places[start : start + 500], start)
            for year in BEFORE
            for code, value in zip(codes, figures_of(place, year, len(codes)), strict=True)
        ]
        write_many(Observation, columns, batch)


def part_of(part):
    """The rebuild of a part, which says how long it took."""
    rebuild = part.rebuild

    def told(*given) -> None:
        start = time.process_time()
        rebuild(*given)
        print(f"    {part.__name__.removeprefix('areas.'):32} {time.process_time() - start:8.2f} s")

    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--country", type=int, help="areas that have a new year, instead of --rows")
    parser.add_argument("--memory", action="store_true", help="measure memory, which makes all of it slower")
    told = parser.parse_args()
    settings.DEBUG = False
    settings.VAR_DIR = Path(tempfile.mkdtemp())
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = f"{tempfile.mkdtemp()}/bench.sqlite3"
    if told.memory:
        tracemalloc.start()
    name = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        run_country(told.country, told.memory) if told.country else run(told.rows, told.memory)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
