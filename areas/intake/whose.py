"""Whom a row is about: the area, the estate or the municipality that its words mean, told once for all its figures."""

import re
from typing import TYPE_CHECKING

from areas.choices import Level
from areas.intake import words
from areas.intake.judge import Fault
from areas.intake.places import Found
from areas.models import Indicator
from areas.ownership import owns
from boligsocial.common.tabular import Row

if TYPE_CHECKING:
    from areas.intake.rows import Judgement, Reader

_LEVELS = (Level.ESTATE, Level.AREA, Level.MUNICIPALITY)


class Places:
    """Whom one row is about. What cannot be found is said once."""

    def __init__(self, reader: "Reader", row: Row, found: "Judgement"):
        self.reader, self.row, self.found = reader, row, found
        self._kept: dict[str, dict | None] = {}
        self._home: Found | None = None

    def owner(self, indicator: Indicator) -> dict | None:
        level = indicator.level
        if level not in self._kept:
            self._kept[level] = self._owner(indicator)
        return self._kept[level]

    def area(self) -> dict | None:
        if Level.AREA not in self._kept:
            self._kept[Level.AREA] = self._area()
        return self._kept[Level.AREA]

    def _owner(self, indicator: Indicator) -> dict | None:
        finest = next((level for level in _LEVELS if self._is_told(level)), None)
        if finest is not None and not owns(indicator, finest) and _LEVELS.index(finest) < _place(indicator.level):
            details = {"figure": indicator.code, "level": indicator.level, "given": finest}
            return self._fault(None, "wrong_level", details)
        return {Level.AREA: self.area, Level.ESTATE: self._estate, Level.MUNICIPALITY: self._whole}[indicator.level]()

    def _is_told(self, level: Level) -> bool:
        return bool(self._text(level) or (level is Level.AREA and self._text("area_code")))

    def _text(self, name: str) -> str:
        return self.reader.text(self.row, name)

    def _fault(self, name: str | None, code: str, details: dict | None = None) -> None:
        self.found.faults.append(Fault(self.reader.plan.once.get(name or ""), code, details or {}))

    def _municipality(self) -> Found:
        if self._home is None:
            text = self._text("municipality")
            self._home = self.reader.municipalities.find(text) if text else Found(self.reader.heading)
            self.reader.heading = self._home.key
            if self._home.fault:
                self._fault("municipality", self._home.fault, self._home.details)
        return self._home

    def _area(self) -> dict | None:
        home, text, code = self._municipality(), self._text("area"), self._text("area_code")
        if home.fault:
            return None
        if not text and not code:
            return self._fault("area", "no_area")
        if home.key is None and (within := re.search(r"\(([^()]+)\)$", text)):
            home = Found(self.reader.municipalities.find(within[1]).key)
        area = self.reader.areas.find(text, code, home.key)
        if area.fault == "unknown_area" and self.reader.batch.makes_areas:
            return self._new_area(words.without_footnotes(text), code, home.key)
        if area.fault:
            return self._fault("area_code" if "code" in area.fault else "area", area.fault, area.details)
        return {"area_id": area.key}

    def _new_area(self, text: str, code: str, home: int | None) -> dict | None:
        if home is None:
            return self._fault("municipality", "no_municipality")
        if home not in self.reader.municipalities.changeable:
            name = self.reader.municipalities.names[home]
            return self._fault("area", "makes_no_area", {"text": text[:80], "municipality": name})
        if len(text) > 200:
            return self._fault("area", "long_name", {"text": text[:80]})
        if len(code) > 50:
            return self._fault("area_code", "long_code", {"text": code[:80]})
        self.found.faults.append(Fault(self.reader.plan.once["area"], "new_area", {"text": text[:200]}, is_error=False))
        return {"new_area": text, "new_code": code, "municipality_id": home}

    def _estate(self) -> dict | None:
        home, text = self._municipality(), self._text("estate")
        if home.fault:
            return None
        if not text:
            return self._fault("estate", "no_estate")
        estate = self.reader.estates.find(text, home.key, self._text("organisation"))
        return self._fault("estate", estate.fault, estate.details) if estate.fault else {"estate_id": estate.key}

    def _whole(self) -> dict | None:
        home = self._municipality()
        if home.fault:
            return None
        # A figure of a whole municipality is not filled in from the rows above.
        if home.key is None or not self._text("municipality"):
            return self._fault("municipality", "no_municipality")
        if home.key not in self.reader.municipalities.changeable:
            return self._fault("municipality", "not_yours", {"name": self.reader.municipalities.names[home.key]})
        return {"municipality_id": home.key}


def _place(level: str) -> int:
    return _LEVELS.index(Level(level))
