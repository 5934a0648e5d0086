"""The boundaries of Eventyrkøbing, in metres east and north of its square. Drawn by hand, never surveyed.

        Møllevangen      Fjordbakken
             Kirkebakken         Rosenvænget
Teglværksgården    Bymidten   Strandkarréen  (fjord)
    Egekrogen   Stationskvarteret   Havneparken   Nyhavn Øst
             Søndervang        Åhusene
"""

from dataclasses import dataclass
from datetime import date

from areas.choices import BorderQuality

Ring = tuple[tuple[int, int], ...]
SOLD = date(2024, 1, 1)


@dataclass(frozen=True)
class Shape:
    """A boundary: a ring with holes, and further parts. The first corner of a ring is not repeated."""

    area: str
    ring: Ring
    holes: tuple[Ring, ...] = ()
    further: tuple[Ring, ...] = ()
    quality: BorderQuality = BorderQuality.DRAWN
    starts_on: date | None = None
    ends_on: date | None = None


SOENDERVANG = (
    (-410, -690), (-245, -655), (-60, -648), (95, -668), (118, -790), (104, -905), (-12, -1010), (-190, -1042),
    (-352, -1008), (-428, -880),
)  # fmt: skip
# With the two blocks towards the ring road that were sold.
SOENDERVANG_BEFORE = (
    (-410, -690), (-245, -655), (-60, -648), (95, -668), (118, -790), (104, -905), (-12, -1010), (-190, -1042),
    (-352, -1008), (-560, -1030), (-625, -905), (-590, -745),
)  # fmt: skip
MOELLEVANGEN_WEST = (
    (-1180, 690), (-1010, 742), (-835, 730), (-742, 655), (-735, 520), (-800, 428), (-960, 402), (-1120, 436),
    (-1196, 545),
)  # fmt: skip
SCHOOL_GROUNDS = ((-962, 622), (-870, 628), (-842, 560), (-862, 498), (-948, 492), (-978, 556))
MOELLEVANGEN_EAST = ((-700, 690), (-590, 735), (-520, 668), (-545, 548), (-690, 530))

SHAPES = (
    Shape("Søndervang", SOENDERVANG_BEFORE, ends_on=SOLD),
    Shape("Søndervang", SOENDERVANG, starts_on=SOLD),
    Shape(
        "Havneparken",
        ((860, -250), (1035, -232), (1150, -290), (1162, -430), (1085, -548), (930, -560), (838, -470), (828, -340)),
    ),
    Shape("Møllevangen", MOELLEVANGEN_WEST, holes=(SCHOOL_GROUNDS,), further=(MOELLEVANGEN_EAST,)),
    Shape("Egekrogen", ((-1010, -430), (-880, -395), (-760, -428), (-735, -545), (-820, -640), (-985, -618))),
    Shape(
        "Kirkebakken",
        ((-500, 300), (-388, 285), (-318, 340), (-305, 452), (-380, 520), (-478, 508), (-528, 410)),
    ),
    Shape("Stationskvarteret", ((230, -360), (415, -330), (520, -415), (505, -555), (345, -600), (222, -500))),
    Shape(
        "Strandkarréen",
        ((700, 60), (842, 92), (905, 30), (880, -62), (745, -80)),
        quality=BorderQuality.APPROXIMATE,
    ),
    Shape("Teglværksgården", ((-1120, 40), (-985, 75), (-902, 10), (-930, -98), (-1070, -122), (-1148, -48))),
    Shape(
        "Åhusene",
        ((560, -720), (668, -700), (690, -775), (640, -835), (548, -812)),
        quality=BorderQuality.APPROXIMATE,
    ),
    Shape(
        "Rosenvænget",
        ((720, 470), (930, 520), (1130, 498), (1240, 400), (1228, 262), (1075, 190), (860, 205), (730, 310)),
    ),
    Shape(
        "Fjordbakken",
        ((130, 760), (330, 842), (545, 838), (600, 720), (520, 600), (300, 560), (140, 620)),
    ),
    Shape(
        "Bymidten",
        (
            (-260, 260),
            (-90, 330),
            (150, 322),
            (318, 250),
            (372, 90),
            (330, -110),
            (190, -240),
            (-40, -268),
            (-230, -205),
            (-325, -40),
            (-330, 130),
        ),
    ),  # fmt: skip
    Shape(
        "Nyhavn Øst",
        ((1230, -300), (1420, -262), (1515, -360), (1488, -505), (1330, -560), (1222, -470)),
        quality=BorderQuality.APPROXIMATE,
        starts_on=date(2027, 1, 1),
    ),
    Shape(
        "Barakkerne",
        ((-640, -220), (-520, -205), (-500, -300), (-610, -330)),
        quality=BorderQuality.APPROXIMATE,
        ends_on=date(2023, 1, 1),
    ),
)
