"""Measure the intake of a large table: ./dev bench intake --rows 50000

A wide table of areas and years with six figures each, as CSV and as Excel: seconds of this process's own time (other
work on the machine does not count) for receiving it, for each piece of 2,000 rows of the check, for bringing it in, for
bringing it in again changed, and for taking it back; the queries of each, and with --memory the most that Python held.
Numbers are for reading, not for passing or failing.
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

from areas import intake  # noqa: E402
from areas.intake import bringing, undoing  # noqa: E402
from areas.models import HousingArea, Municipality  # noqa: E402
from boligsocial.accounts.models import User  # noqa: E402
from tests.benchmarks import data  # noqa: E402

CODES = ("residents", "outside_work", "nonwestern", "convicted", "basic_education", "income")
YEARS = 10


def rows(number: int, added: int = 0):
    towns = dict(Municipality.objects.values_list("pk", "name"))
    areas = HousingArea.objects.order_by("pk").values_list("municipality_id", "name")[: number // YEARS]
    yield ["Kommune", "Boligområde", "År", *CODES]
    for place, (town, name) in enumerate(areas):
        for year in range(2010, 2010 + YEARS):
            figures = [
                1000 + (place + year) % 4000 + added,
                *(10 + (place * 7 + year + n) % 500 / 10 for n in range(5)),
            ]
            yield [f"{towns[town]} Kommune", name, year, *figures]


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
    bringing.recompute.recompute_lists = undoing.recompute.recompute_lists = lambda towns, lists: None
    for name, write, added in (("CSV", as_csv, 0), ("Excel, all residents changed", as_xlsx, 1)):
        content = write(rows(number, added))
        print(f"\n{name}: {number} rows, {len(content) / 1e6:.1f} MB, {connection.vendor}")
        told = {"user": user, "file_name": "tal", "layout": "wide", "content": content, "source_text": "Kilde"}
        batch = timed("receive", lambda told=told: intake.receive(**told), traced)
        batch = check(batch, user, traced)
        batch = timed("bring in", lambda batch=batch: intake.bring_in(batch, user=user), traced)
        print(
            f"  {batch.created} new, {batch.replaced} changed, {batch.unchanged} unchanged, {batch.bad_rows} bad rows"
        )
    timed("take back", lambda: intake.take_back(batch, user=user), traced)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000)
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
        run(told.rows, told.memory)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
