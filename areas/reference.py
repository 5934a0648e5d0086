"""The reference data of the place app: the municipalities, the definitions of the figures, the rules of the lists.

The municipalities follow the file, since codes, names and boxes are official. The rest is only added: what an admin
changed of a row that is there stays.
"""

from pathlib import Path

from django.db import transaction

from areas import figure_reference, list_rules, need_reference
from areas.choices import Region
from areas.models import Municipality
from areas.recompute import recompute
from boligsocial.common.loading import insert, read_csv

DATA = Path(__file__).resolve().parent / "data"
REGIONS = {
    "Hovedstaden": Region.HOVEDSTADEN.value,
    "Sjælland": Region.SJAELLAND.value,
    "Syddanmark": Region.SYDDANMARK.value,
    "Midtjylland": Region.MIDTJYLLAND.value,
    "Nordjylland": Region.NORDJYLLAND.value,
}
PLACE = {
    "lon": "centroid_lon",
    "lat": "centroid_lat",
    "west": "bbox_min_lon",
    "south": "bbox_min_lat",
    "east": "bbox_max_lon",
    "north": "bbox_max_lat",
}
OFFICIAL = ("name", "region", "is_fictional", *PLACE)


@transaction.atomic
def load() -> dict[str, int]:
    """How many municipalities were added or corrected, and how many of the others added.

    What is derived is computed anew if any definition or rule came with a new version of the program.
    """
    counts = {"municipalities": _load_municipalities()}
    added = figure_reference.load() | list_rules.load() | {"recipes": need_reference.load()}
    if any(added.values()):
        recompute()
    return counts | added


def _load_municipalities() -> int:
    there = {row.code: row for row in Municipality.objects.all()}
    official = list(_municipalities())
    new = insert([row for row in official if row.code not in there])
    changed = []
    for row in official:
        old = there.get(row.code)
        if old and any(getattr(old, name) != getattr(row, name) for name in OFFICIAL):
            row.pk = old.pk
            row.set_keys()
            changed.append(row)
    if changed:
        Municipality.objects.bulk_update(changed, [*OFFICIAL, "search_key", "sort_key"])
    return len(new) + len(changed)


def _municipalities():
    for row in read_csv(DATA / "municipalities.csv"):
        place = {field: float(row[column]) for field, column in PLACE.items()}
        yield Municipality(code=row["code"], name=row["name"], region=REGIONS[row["region"]], **place)
