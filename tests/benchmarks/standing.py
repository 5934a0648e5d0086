"""Measure how long it takes to compute anew what lists keep: ./dev bench standing --areas 100 1000 10000

Twelve years of six figures for every area, with the rules and recipes that come with the program. Runs on the database
of DATABASE_URL (the embedded one when it is not set), in a test database of its own. Reports, for each part of
areas/recompute.py, for all areas and then for those of one municipality, the seconds, those of them that this process
worked (the rest is the database server, and whoever else uses the machine), the number of queries and how much memory
it took at its peak beyond what the process held. Numbers are for reading, not for passing or failing.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boligsocial.settings")
os.environ.setdefault("DEBUG", "on")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from areas import needs, standing, withholding  # noqa: E402
from areas.choices import Tenure  # noqa: E402
from areas.models import (  # noqa: E402
    HousingArea,
    Indicator,
    ListEntry,
    Municipality,
    NeedLevel,
    Observation,
    Recipe,
    Standing,
)
from tests.benchmarks.data import save  # noqa: E402

YEARS = range(2014, 2026)
PARTS = {"withholding": withholding.rebuild, "status": standing.rebuild, "need": needs.rebuild}
SHARES = {"outside_work": (15, 55), "nonwestern": (5, 80), "convicted": (0, 4), "basic_education": (20, 70)}


def make(number: int) -> None:
    """So many areas with figures that differ, some of them under 1,000 residents, one in ten on a list."""
    call_command("load_reference", verbosity=0)
    chance = random.Random(number)
    towns = list(Municipality.objects.order_by("code"))
    areas = []
    for index in range(number):
        town = towns[index % len(towns)]
        area = HousingArea(municipality=town, name=f"Bebyggelsen {index:06}", tenure=Tenure.SOCIAL)
        area.set_keys()
        areas.append(area)
    areas = save(HousingArea, areas)
    listed = [area for area in areas if chance.random() < 0.1]
    save(ListEntry, [ListEntry(area=a, year=y, status="ghetto", source="-") for a in listed for y in range(2016, 2021)])
    indicators = {row.code: row for row in Indicator.objects.all()}
    for start in range(0, number, 200):
        save(Observation, [row for area in areas[start : start + 200] for row in figures(chance, area, indicators)])


def figures(chance: random.Random, area: HousingArea, indicators: dict[str, Indicator]):
    """Twelve years that drift, with the counts behind each share."""
    residents = chance.randrange(300, 4000)
    middle = {code: chance.uniform(*ends) for code, ends in SHARES.items()}
    income = chance.uniform(45, 80)
    for year in YEARS:
        whole = residents + 10 * (year - YEARS[0])
        yield Observation(area=area, indicator=indicators["residents"], year=year, value=whole, source="-")
        income += chance.uniform(-1, 1)
        yield Observation(area=area, indicator=indicators["income"], year=year, value=round(income, 1), source="-")
        for code in SHARES:
            middle[code] = max(middle[code] + chance.uniform(-1, 1), 0)
            count = round(whole * middle[code] / 100)
            yield Observation(
                area=area,
                indicator=indicators[code],
                year=year,
                value=round(100 * count / whole, 1),
                numerator=count,
                denominator=whole,
                source="-",
            )


def memory(name: str) -> float:
    """Megabytes that the process holds (VmRSS), or held at its peak (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def measure(part, municipalities: list[int] | None) -> tuple[float, float, int, float]:
    """Seconds, seconds worked, queries, and megabytes at the peak."""
    Path("/proc/self/clear_refs").write_text("5")
    before, start, work = memory("VmRSS"), time.perf_counter(), time.process_time()
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        part(municipalities)
    took, worked = time.perf_counter() - start, time.process_time() - work
    return took, worked, len(captured), max(memory("VmHWM") - before, 0)


def run(number: int) -> None:
    start = time.perf_counter()
    make(number)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sizes = f"{number} areas, {Observation.objects.count()} observations, {Recipe.objects.count()} recipes"
    print(f"\n=== {connection.vendor}, {sizes}, made in {time.perf_counter() - start:.0f} s")
    town = Municipality.objects.filter(areas__isnull=False).order_by("code").first()
    print(f"{'part':14} {'whose':16} {'s':>8} {'worked':>8} {'queries':>8} {'MB':>8}")
    for whose, municipalities in (("all", None), ("one municipality", [town.pk])):
        for name, part in PARTS.items():
            took, worked, queries, megabytes = measure(part, municipalities)
            print(f"{name:14} {whose:16} {took:8.2f} {worked:8.2f} {queries:8} {megabytes:8.1f}", flush=True)
    print(f"standings {Standing.objects.count()}, need levels {NeedLevel.objects.count()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--areas", type=int, nargs="+", default=[100, 1000])
    sizes = parser.parse_args().areas
    settings.DEBUG = False
    if connection.vendor == "sqlite":
        # In a file, as in production; Django's test databases are in memory otherwise.
        connection.settings_dict["TEST"]["NAME"] = f"{tempfile.mkdtemp()}/bench.sqlite3"
    for size in sizes:
        name = settings.DATABASES["default"]["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            run(size)
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
