"""The limits of the official lists, per list year, as far as public sources give them (almenboligloven § 61 a).

A year without a confirmed limit has none: the limit for convicted follows the national average since 2018, and only
those of 2018-2020 are confirmed.
"""

from dataclasses import dataclass
from decimal import Decimal

PRESS = "https://www.dklf.dk/artikler/parallelsamfundssager-i-slagelse-to-omraader-ramt/"
LAW = "https://danskelove.dk/almenboligloven/61a"
BEFORE_2018 = "http://boligsocialnet.dk/aktuelt/2017/12/udsatte-boligomraader/"
FUNEN = "https://www.tv2fyn.dk/odense/en-kriminel-meget-solbakken-staar-til-nedrivning"
KOLDING = (
    "https://www.jv.dk/kolding/Munkobo-venter-paa-dom-over-boliger-"
    "Saadan-endte-bydelen-paa-ghettolisten/artikel/2707520"
)


@dataclass(frozen=True)
class Limit:
    """What a figure was held against on the lists of the years `first` to `last` (None: until now)."""

    indicator: str
    value: Decimal
    first: int
    last: int | None
    source: str

    def holds_in(self, year: int) -> bool:
        return self.first <= year and (self.last is None or year <= self.last)


LIMITS = (
    Limit("residents", Decimal(1000), 2010, None, LAW),
    Limit("outside_work", Decimal(40), 2010, None, LAW),
    Limit("nonwestern", Decimal(50), 2010, None, LAW),
    Limit("convicted", Decimal("2.70"), 2010, 2017, BEFORE_2018),
    Limit("convicted", Decimal("1.98"), 2018, 2018, KOLDING),
    Limit("convicted", Decimal("2.03"), 2019, 2019, PRESS),
    Limit("convicted", Decimal("2.27"), 2020, 2020, FUNEN),
    Limit("basic_education", Decimal(50), 2014, 2017, BEFORE_2018),
    Limit("basic_education", Decimal(60), 2018, None, LAW),
    Limit("income", Decimal(55), 2014, None, LAW),
)


def limits_between(indicator: str, first: int, last: int) -> list[Limit]:
    """The limits of an indicator that held in some of the years, in order."""
    return [
        limit
        for limit in LIMITS
        if limit.indicator == indicator and limit.first <= last and (limit.last is None or limit.last >= first)
    ]
