"""The reference data of the effort app: typology sets, the focus areas of each grant period, Landsbyggefonden.

Typologies and focus areas come a whole set at a time: a set that is there is left as admins have made it, also where
they renamed a row or took it out.
"""

import json
from pathlib import Path

from django.db import transaction

from boligsocial.common.loading import add_missing, insert, read_csv
from efforts.choices import FunderKind
from efforts.models import FocusArea, Funder, Typology, TypologySet

DATA = Path(__file__).resolve().parent / "data"
LBF = "Landsbyggefonden"


@transaction.atomic
def load() -> dict[str, int]:
    """How many of each were added."""
    return {"typology sets": _load_typologies(), "focus areas": _load_focus_areas(), "funders": _load_funder()}


def _load_typologies() -> int:
    sets = json.loads((DATA / "typologies.json").read_text("utf-8"))
    typologies = {row["code"]: row.pop("typologies") for row in sets}
    new = add_missing([TypologySet(**row) for row in sets], by=("code",))
    insert([Typology(typology_set=row, **fields) for row in new for fields in typologies[row.code]])
    return len(new)


def _load_focus_areas() -> int:
    there = set(FocusArea.objects.values_list("grant_period", flat=True))
    rows = [row for row in read_csv(DATA / "focus_areas.csv") if row["grant_period"] not in there]
    return len(insert([_focus_area(**row) for row in rows]))


def _focus_area(*, grant_period: str, position: str, **names) -> FocusArea:
    source = f"{LBF}s indsatsområder for bevillingsperioden {grant_period}"
    return FocusArea(grant_period=grant_period, position=int(position), source=source, **names)


def _load_funder() -> int:
    if Funder.objects.filter(kind=FunderKind.LBF, is_fictional=False).exists():
        return 0
    return len(add_missing([Funder(name=LBF, kind=FunderKind.LBF)], by=("name",)))
