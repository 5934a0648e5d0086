"""Which municipality, area or estate the words of a row mean, and whether the user may change its figures."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from areas.intake import words
from areas.models import AreaName, Estate, HousingArea, Municipality
from boligsocial.common.text import search_key

_CLOSE = 3  # names that are offered instead of one we do not know
_MOST_COMPARED = 60  # unknown names of one piece of a file that are compared with ours


@dataclass(frozen=True)
class Found:
    """A place by its key; or `fault`, the code of why not, with its `details`."""

    key: int | None = None
    fault: str = ""
    details: dict = field(default_factory=dict)


def spellings(text: str) -> list[str]:
    """Search keys of a name: whole, without footnote marks, without and within parentheses."""
    bare = re.sub(r"[\s*†‡¹²³⁴-⁹]+$", "", words.told(text.removeprefix("'")))
    outside = re.sub(r"\([^)]*\)", " ", bare)
    inside = re.findall(r"\(([^)]*)\)", bare)
    return list(dict.fromkeys(key for part in (text, bare, outside, *inside) if (key := search_key(words.told(part)))))


class Municipalities:
    """All of them: few, and read once for each piece of a file."""

    def __init__(self, user):
        self.names: dict[int, str] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for row in Municipality.objects.visible_to(user).only("pk", "code", "name", "search_key"):
            self.names[row.pk] = row.name
            self._by_word[row.search_key].append(row.pk)
            self._by_word[row.code].append(row.pk)
        self.changeable = set(Municipality.objects.changeable_by(user).values_list("pk", flat=True))

    def find(self, text: str) -> Found:
        code = re.match(r"\(?(\d{3,4})\)?(?:\D|$)", text.strip())
        tried = [*words.municipality_names(text), *([code[1].zfill(4)] if code else [])]
        for word in tried:
            keys = self._by_word.get(word, [])
            if len(keys) == 1:
                return Found(keys[0])
            if keys:
                return Found(fault="ambiguous_municipality", details={"text": text})
        return Found(fault="unknown_municipality", details={"text": text, "close": self._close(tried)})

    def _close(self, tried: list[str]) -> list[str]:
        by_key = {search_key(name): name for name in self.names.values()}
        return [by_key[key] for key in get_close_matches(tried[0] if tried else "", list(by_key), n=_CLOSE)]


class Areas:
    """The areas that the names of a piece of a file may mean."""

    def __init__(self, user, names: Iterable[str], municipalities: Municipalities):
        self.user, self.municipalities, self._compared = user, municipalities, 0
        wanted = {key for name in names for key in spellings(name)}
        seen = HousingArea.objects.visible_to(user).order_by()
        own = seen.filter(search_key__in=wanted).values_list("pk", "municipality_id", "search_key", "name")
        self._own: dict[str, dict[int, int]] = defaultdict(dict)  # search key → area → its municipality
        self._other: dict[str, dict[int, int]] = defaultdict(dict)
        self.names: dict[int, str] = {}
        for pk, home, key, name in own:
            self._own[key][pk], self.names[pk] = home, name
        others = AreaName.objects.filter(search_key__in=wanted, area__in=seen.values("pk"))
        for pk, home, key, name in others.order_by().values_list(
            "area_id", "area__municipality_id", "search_key", "area__name"
        ):
            self._other[key][pk], self.names[pk] = home, name
        mine = HousingArea.objects.changeable_by(user).filter(pk__in=list(self.names))
        self._changeable = set(mine.values_list("pk", flat=True))
        self._known: dict[int, dict[str, str]] = {}

    def find(self, text: str, municipality: int | None) -> Found:
        for key in spellings(text):
            # An area's own name goes before what others are also called.
            for index in (self._own, self._other):
                keys = [pk for pk, home in index.get(key, {}).items() if municipality in (None, home)]
                if len(keys) == 1:
                    return self._mine(keys[0])
                if keys:
                    names = sorted(self._told(pk, index[key][pk]) for pk in keys)
                    return Found(fault="ambiguous_area", details={"text": text, "candidates": names})
        details = {"text": text, "close": self._close(text, municipality)}
        if municipality is not None:
            details["municipality"] = self.municipalities.names[municipality]
        return Found(fault="unknown_area", details=details)

    def _mine(self, key: int) -> Found:
        if key in self._changeable:
            return Found(key)
        return Found(fault="not_yours", details={"name": self.names[key]})

    def _told(self, key: int, municipality: int) -> str:
        return f"{self.names[key]} ({self.municipalities.names.get(municipality, '?')})"

    def _close(self, text: str, municipality: int | None) -> list[str]:
        if municipality is None or self._compared >= _MOST_COMPARED:
            return []
        self._compared += 1
        if municipality not in self._known:
            here = HousingArea.objects.visible_to(self.user).filter(municipality=municipality).order_by()
            also = AreaName.objects.filter(area__in=here.values("pk")).order_by()
            rows = [*here.values_list("search_key", "name")[:5000], *also.values_list("search_key", "name")[:5000]]
            self._known[municipality] = dict(rows)
        known = self._known[municipality]
        matches = get_close_matches(spellings(text)[0] if spellings(text) else "", list(known), n=_CLOSE, cutoff=0.55)
        return [known[key] for key in matches]


class Estates:
    """The estates that the names or numbers of a piece of a file may mean."""

    def __init__(self, user, names: Iterable[str]):
        names = set(names)
        wanted = {key for name in names for key in spellings(name)}
        seen = Estate.objects.visible_to(user).order_by().select_related("organisation")
        self._rows: dict[str, dict[int, Estate]] = defaultdict(dict)
        for row in seen.filter(search_key__in=wanted):
            self._rows[row.search_key][row.pk] = row
        for row in seen.filter(number__in={name.strip() for name in names} - {""}):
            self._rows[search_key(row.number)][row.pk] = row
        keys = {pk for rows in self._rows.values() for pk in rows}
        self._changeable = set(Estate.objects.changeable_by(user).filter(pk__in=keys).values_list("pk", flat=True))

    def find(self, text: str, municipality: int | None, organisation: str) -> Found:
        wanted = set(spellings(organisation)) if organisation else set()
        for key in spellings(text):
            rows = [
                row
                for row in self._rows.get(key, {}).values()
                if municipality in (None, row.municipality_id) and (not wanted or row.organisation.search_key in wanted)
            ]
            if len(rows) == 1:
                row = rows[0]
                if row.pk in self._changeable:
                    return Found(row.pk)
                return Found(fault="not_yours", details={"name": row.name})
            if rows:
                told = sorted(f"{row.name} ({row.organisation.name})" for row in rows)
                return Found(fault="ambiguous_estate", details={"text": text, "candidates": told})
        return Found(fault="unknown_estate", details={"text": text})
