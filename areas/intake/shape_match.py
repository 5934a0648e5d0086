"""Which area a name or a number in a map file means."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from areas.models import AreaName, HousingArea, Municipality
from boligsocial.common.periods import holds
from boligsocial.common.text import code_key, search_key

NAME, CODE, NUMBER = "name", "code", "number"
MOST_CLOSE = 3
CLOSE = 0.6  # of 1: how alike two names are that are told as close


@dataclass(frozen=True)
class Place:
    """An area as matching needs it."""

    pk: int
    name: str
    town: int
    town_name: str
    starts_on: date | None
    ends_on: date | None
    code: str

    @property
    def label(self) -> str:
        return f"{self.name} ({self.town_name})"


@dataclass(frozen=True)
class Match:
    """The area; or, without one, the `code` of what is wrong and the names that could be meant."""

    place: Place | None
    code: str = ""
    close: tuple[str, ...] = ()


class AreaIndex:
    """The areas a user may change, by name, other name, code and number. Two queries, one more for those not found."""

    def __init__(self, user, on: date):
        self.user, self.on = user, on
        rows = HousingArea.objects.changeable_by(user).order_by("pk")
        columns = ("pk", "name", "municipality", "municipality__name", "starts_on", "ends_on", "code")
        self.places = {row[0]: Place(*row) for row in rows.values_list(*columns)}
        self.by_key: dict[str, set[int]] = defaultdict(set)
        self.by_code: dict[str, set[int]] = defaultdict(set)
        for place in self.places.values():
            self.by_key[search_key(place.name)].add(place.pk)
            if place.code:
                self.by_code[code_key(place.code)].add(place.pk)
        for area, key in AreaName.objects.filter(area__in=rows.order_by().values("pk")).values_list(
            "area", "search_key"
        ):
            self.by_key[key].add(area)
        self.towns = {}
        for pk, code, key in Municipality.objects.values_list("pk", "code", "search_key"):
            self.towns |= {code: pk, key: pk}
        self._grams: dict[str, set[str]] | None = None

    def find(self, value: str, by: str, town: str | None) -> Match:
        """The area that `value` means; `town` is what the file says of its municipality, None where it says nothing."""
        if not value:
            return Match(None, "no_value")
        where = None
        if town is not None:
            where = self._town(town)
            if where is None:
                return Match(None, "no_town")
        found = self._found(value, by)
        if where is not None:
            found = [place for place in found if place.town == where]
        now = [place for place in found if holds(place.starts_on, place.ends_on, self.on)]
        if len(found) > 1:
            found = now or found
        if len(found) == 1:
            return Match(found[0])
        if found:
            return Match(None, "ambiguous", tuple(place.label for place in found[:MOST_CLOSE]))
        return Match(None, "no_match", self._close(value, where) if by == NAME else ())

    def knows(self, value: str) -> bool:
        """Whether an area has this name."""
        return bool(value) and search_key(value) in self.by_key

    def knows_code(self, value: str) -> bool:
        return bool(value) and code_key(value) in self.by_code

    def is_town(self, value: str) -> bool:
        return bool(value) and self._town(value) is not None

    def _town(self, value: str) -> int | None:
        return self.towns.get(value.zfill(4) if value.isdigit() else search_key(value))

    def _found(self, value: str, by: str) -> list[Place]:
        if by == CODE:
            coded = [self.places[pk] for pk in sorted(self.by_code.get(code_key(value), ()))]
            # A code of another source is kept as another name.
            return [place for place in coded if place.code == value] or coded or self._found(value, NAME)
        if by == NAME:
            return [self.places[pk] for pk in sorted(self.by_key.get(search_key(value), ()))]
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0
        return [self.places[number]] if number in self.places else []

    def _close(self, value: str, where: int | None) -> tuple[str, ...]:
        key = search_key(value)
        shared = Counter(name for gram in _grams(key) for name in self.grams.get(gram, ()))
        likely = [name for name, _count in shared.most_common(30)]
        alike = sorted(((SequenceMatcher(None, key, name).ratio(), name) for name in likely), reverse=True)
        places = (self.places[pk] for size, name in alike if size >= CLOSE for pk in sorted(self.by_key[name]))
        labels = dict.fromkeys(place.label for place in places if where in (None, place.town))
        return tuple(labels)[:MOST_CLOSE]

    @property
    def grams(self) -> dict[str, set[str]]:
        """The names by the groups of three letters in them: comparing each with each would take minutes."""
        if self._grams is None:
            self._grams = defaultdict(set)
            for name in self.by_key:
                for gram in _grams(name):
                    self._grams[gram].add(name)
        return self._grams

    def seen_only(self, values: set[str]) -> set[str]:
        """Those of the names that areas bear which the user sees and may not change."""
        keys = {search_key(value): value for value in values}
        seen = HousingArea.objects.visible_to(self.user).filter(search_key__in=list(keys))
        return {keys[key] for key in seen.order_by().values_list("search_key", flat=True)}


def _grams(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}
