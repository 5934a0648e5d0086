"""Measure the pages with data of a chosen size: ./dev bench pages --areas 100 1000 8000

Runs on the database of DATABASE_URL (the embedded one when it is not set), in a test database of its own. Reports, for
each page, the median of five requests in milliseconds, the ratio to an empty view measured in the same minute, the
number of queries and the size of the answer. Numbers are for reading, not for passing or failing.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boligsocial.settings")
os.environ.setdefault("DEBUG", "on")
os.environ.setdefault("MAP_TILES", "off")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from areas.models import HousingArea, Indicator, Municipality  # noqa: E402
from boligsocial.accounts.models import User  # noqa: E402
from efforts.choices import Role  # noqa: E402
from efforts.models import Effort, Membership  # noqa: E402
from tests.benchmarks import data  # noqa: E402

REQUESTS = 5


def addresses() -> dict[str, str]:
    """The pages, by what they are."""
    area = HousingArea.objects.order_by("pk").first()
    effort = Effort.objects.order_by("pk").first()
    town = area.municipality.code
    lists = {
        "areas": "areas:list",
        "efforts": "efforts:list",
        "week board": "staffing:board",
        "overview": "dashboards:overview",
        "need and effort": "need:list",
        "data": "data:home",
        "quality checks": "data:checks",
        "indicators": "data:indicators",
    }
    maps = {"areas' map": "areas:map", "efforts' map": "efforts:map"}
    found = {}
    for name, view in {**lists, **maps}.items():
        found[name] = reverse(view)
        found[f"{name}, one municipality"] = f"{reverse(view)}?municipality={town}"
    found["areas, last page"] = f"{reverse('areas:list')}?page=9999999"
    found["efforts, last page"] = f"{reverse('efforts:list')}?page=9999999"
    found["areas, searched"] = f"{reverse('areas:list')}?q=bebyggelsen+0000"
    found["jumps"] = f"{reverse('data:checks')}?check=jumps"
    found["an indicator"] = reverse("data:indicator", args=[Indicator.objects.order_by("pk").first().pk])
    found["area"] = reverse("areas:detail", args=[area.pk])
    found["effort"] = reverse("efforts:detail", args=[effort.pk])
    found["admin: areas"] = reverse("admin:areas_housingarea_changelist")
    found["admin: efforts"] = reverse("admin:efforts_effort_changelist")
    return found


def measure(client: Client, address: str) -> tuple[float, int, int]:
    """Median milliseconds, queries and bytes of an address; raises when it does not answer 200."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    queries = len(captured)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    size = len(answer.content)
    times = []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), queries, size


def report(who: str, client: Client, pages: dict[str, str]) -> None:
    print(f"\n{who}\n{'page':34} {'ms':>9} {'x empty':>8} {'queries':>8} {'kB':>8}")
    for name, address in pages.items():
        empty, _, _ = measure(client, "/tom/")
        took, queries, size = measure(client, address)
        print(f"{name:34} {took:9.1f} {took / empty:8.1f} {queries:8} {size / 1000:8.1f}")


def run(areas: int) -> None:
    start = time.perf_counter()
    sizes = data.make(areas)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"\n=== {connection.vendor}, {sizes}, made in {time.perf_counter() - start:.0f} s")
    admin = User.objects.create_superuser("admin@example.org", name="Admin")
    consultant = User.objects.create_user("consultant@example.org", name="Consultant")
    town = Municipality.objects.filter(areas__isnull=False).first()
    Membership.objects.create(user=consultant, role=Role.CONSULTANT, municipality=town)
    for who, person in (("admin, the whole country", admin), (f"consultant in {town}", consultant)):
        client = Client(headers={"Accept-Encoding": "gzip"})
        client.force_login(person)
        pages = addresses()
        if person is consultant:
            pages = {name: address for name, address in pages.items() if not name.startswith("admin")}
            pages["area"] = reverse("areas:detail", args=[town.areas.first().pk])
            pages["effort"] = reverse("efforts:detail", args=[town.efforts.first().pk])
        report(who, client, pages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--areas", type=int, nargs="+", default=[100, 1000])
    sizes = parser.parse_args().areas
    settings.ROOT_URLCONF = "tests.benchmarks.urls"
    # Not setup_test_environment: it makes every template tell what it rendered, which takes longer than the template.
    settings.DEBUG, settings.ALLOWED_HOSTS = False, ["testserver"]
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
