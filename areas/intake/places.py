"""Which municipality, area or estate the words of a row mean, and whether the user may change its figures."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.db.models import QuerySet

from areas.intake import words
from areas.models import AreaName, Estate, HousingArea, Municipality
from boligsocial.common.text import code_key, search_key

_CLOSE = 3  # names that are offered instead of one we do not know
_MOST_COMPARED = 60  # unknown names of one piece of a file that are compared with ours


@dataclass(frozen=True)
class Found:
    """A place by its key; or `fault`, the code of why not, with its `details`."""

    key: int | None = None
    fault: str = ""
    details: dict = field(default_factory=dict)


def spellings(text: str) -> list[str]:
    """Search keys of a name: whole, without footnote marks, without and within parentheses, with other dashes."""
    bare = words.without_footnotes(words.told(text.removeprefix("'")))
    outside = re.sub(r"\([^)]*\)", " ", bare)
    inside = re.findall(r"\(([^)]*)\)", bare)
    forms = (form for part in (text, bare, outside, *inside) for form in words.written(words.told(part)))
    return list(dict.fromkeys(key for form in forms if (key := search_key(form))))


class Municipalities:
    """All of them: few, and read once for each piece of a file."""

    def __init__(self, user):
        self.names: dict[int, str] = {}
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for row in Municipality.objects.visible_to(user).only("pk", "code", "name", "search_key"):
            self.names[row.pk] = row.name
            for word in {row.search_key, row.search_key.replace("-", " ")}:
                self._by_word[word].append(row.pk)
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
    """The areas that the names and codes of a piece of a file may mean."""

    def __init__(self, user, names: Iterable[str], codes: Iterable[str], municipalities: Municipalities):
        self.user, self.municipalities, self._compared = user, municipalities, 0
        codes = set(codes) - {""}
        wanted = {key for name in (*names, *codes) for key in spellings(name)}
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
        self.codes: dict[int, str] = {}
        self._coded: dict[str, dict[int, int]] = defaultdict(dict)  # folded code → area → its municipality
        self._read_codes(seen.exclude(code=""), {code_key(code) for code in codes})
        mine = HousingArea.objects.changeable_by(user).filter(pk__in=list(self.names))
        self._changeable = set(mine.values_list("pk", flat=True))
        self._known: dict[int, dict[str, str]] = {}

    def _read_codes(self, coded: QuerySet, wanted: set[str]) -> None:
        """The codes of the areas that names mean, and the areas that codes mean."""
        for pk, home, code, name in coded.values_list("pk", "municipality_id", "code", "name") if wanted else ():
            if pk in self.names or code_key(code) in wanted:
                self._coded[code_key(code)][pk] = home
                self.codes[pk], self.names[pk] = code, name

    def find(self, name: str, code: str, municipality: int | None) -> Found:
        """By the code, else by the name; a name that is another area's than the code contradicts it."""
        named = self._named(name, municipality)
        coded = self._by_code(code, municipality) if code else {}
        if not coded:
            return self._without_code(name, code, named, municipality)
        if len(coded) > 1:
            coded = {pk: home for pk, home in coded.items() if pk in named} or coded
        if len(coded) > 1:
            return Found(fault="ambiguous_code", details={"text": code, "candidates": self._told(coded)})
        (key,) = coded
        if named and key not in named:
            details = {"code": code, "name": self.names[key], "text": name, "candidates": self._told(named)}
            return Found(fault="code_and_name", details=details)
        return self._mine(key)

    def _without_code(self, name: str, code: str, named: dict[int, int], municipality: int | None) -> Found:
        if len(named) == 1:
            (key,) = named
            if code and key in self.codes:
                return Found(fault="other_code", details={"text": code, "name": name, "code": self.codes[key]})
            return self._mine(key)
        if named:
            return Found(fault="ambiguous_area", details={"text": name, "candidates": self._told(named)})
        if not name:
            return Found(fault="unknown_code", details={"text": code})
        return self._unknown(name, municipality)

    def _by_code(self, code: str, municipality: int | None) -> dict[int, int]:
        """Areas with the code, written as it is or else nearly so; a code of another source is kept as another name."""
        coded = self._here(self._coded, code_key(code), municipality)
        exact = {pk: home for pk, home in coded.items() if self.codes[pk] == code}
        return exact or coded or self._named(code, municipality, (self._other,))

    def _named(self, name: str, municipality: int | None, indexes: tuple[dict, ...] = ()) -> dict[int, int]:
        """An area's own name goes before what others are also called."""
        for key in spellings(name):
            for index in indexes or (self._own, self._other):
                found = self._here(index, key, municipality)
                if found:
                    return found
        return {}

    @staticmethod
    def _here(index: dict[str, dict[int, int]], key: str, municipality: int | None) -> dict[int, int]:
        return {pk: home for pk, home in index.get(key, {}).items() if municipality in (None, home)}

    def _unknown(self, text: str, municipality: int | None) -> Found:
        details = {"text": text, "close": self._close(text, municipality)}
        if municipality is not None:
            details["municipality"] = self.municipalities.names[municipality]
        return Found(fault="unknown_area", details=details)

    def _mine(self, key: int) -> Found:
        if key in self._changeable:
            return Found(key)
        return Found(fault="not_yours", details={"name": self.names[key]})

    def _told(self, areas: dict[int, int]) -> list[str]:
        towns = self.municipalities.names
        return sorted(f"{self.names[pk]} ({towns.get(home, '?')})" for pk, home in areas.items())

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
