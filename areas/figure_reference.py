"""The definitions of the figures and the sources they come from: only added, and completed where nobody worded them."""

from decimal import Decimal
from pathlib import Path

from areas.models import FigureSource, Indicator
from boligsocial.common.loading import add_missing, read_csv

DATA = Path(__file__).resolve().parent / "data"
SAYS_MORE = [f"{name}_{language}" for name in ("caution", "numerator", "denominator") for language in ("da", "en")]


def load() -> dict[str, int]:
    """How many sources were added, and how many indicators added or completed."""
    sources = len(add_missing(_sources(), by=("code",)))
    defined = list(_indicators())
    return {"sources": sources, "indicators": len(add_missing(defined, by=("code",))) + _complete(defined)}


def _sources():
    for row in read_csv(DATA / "sources.csv"):
        numbers = {name: _number(row.pop(name)) for name in ("smallest_group", "smallest_count", "months_between")}
        yield FigureSource(**row | {"is_confirmed": row["is_confirmed"] == "yes"}, **numbers)


def _indicators():
    sources = {one.code: one for one in FigureSource.objects.all()}
    for row in read_csv(DATA / "indicators.csv"):
        told = {name: int(row.pop(name)) for name in ("position", "decimals")}
        told |= {name: row.pop(name) == "yes" for name in ("is_of_residents", "is_survey")}
        told |= {"jump": Decimal(row.pop("jump")), "source": sources[row.pop("source")]}
        yield Indicator(**row, **told)


def _complete(defined: list[Indicator]) -> int:
    """Say the rest of the indicators from before they could say more than a name; how many they were."""
    bare = Indicator.objects.filter(source=None, jump=None, **dict.fromkeys(SAYS_MORE, ""))
    by_code = {one.code: one for one in defined}
    found = [row for row in bare if row.code in by_code]
    fields = [*SAYS_MORE, "source", "jump", "level", "is_of_residents", "is_survey"]
    for row in found:
        for name in fields:
            setattr(row, name, getattr(by_code[row.code], name))
    Indicator.objects.bulk_update(found, fields)
    return len(found)


def _number(text: str) -> int | None:
    return int(text) if text else None
