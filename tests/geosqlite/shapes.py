"""Generated shapes in EPSG:25832 around Denmark.

Most stand on a coarse lattice, so that shapes that touch, cover or equal each other are common; the rest have
corners anywhere.
"""

import math

from django.contrib.gis.geos import GEOSGeometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon
from hypothesis import strategies as st

GRID = 25832
# Whole example lists share one of these, so that their shapes meet.
ORIGINS = [(450_000, 6_050_000), (575_123, 6_220_017), (725_000, 6_175_000), (899_000, 6_399_000)]
STEP = 10


def lattice():
    return st.integers(0, 8).map(lambda number: number * STEP)


def anywhere():
    return st.integers(0, 9000).map(lambda number: number / 100)


@st.composite
def corners(draw, size=anywhere):
    return draw(size()), draw(size())


@st.composite
def boxes(draw):
    """A lattice box, with a hole when there is room for one."""
    west, south = draw(st.integers(0, 6)), draw(st.integers(0, 6))
    width, height = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    shell = Polygon.from_bbox([STEP * n for n in (west, south, west + width, south + height)])
    if min(width, height) < 3 or not draw(st.booleans()):
        return shell
    hole = Polygon.from_bbox([STEP * n for n in (west + 1, south + 1, west + width - 1, south + height - 1)])
    return Polygon(shell.exterior_ring.coords, hole.exterior_ring.coords)


@st.composite
def stars(draw):
    """A polygon with corners anywhere, seen whole from its middle, often with a smaller one cut out of it."""
    x, y = draw(corners())
    radii = draw(st.lists(st.integers(5, 40), min_size=3, max_size=9))
    turns = [(radius, 2 * math.pi * number / len(radii)) for number, radius in enumerate(radii)]
    rings = [
        [(x + part * radius * math.cos(turn), y + part * radius * math.sin(turn)) for radius, turn in turns]
        for part in ((1, 0.5) if draw(st.booleans()) else (1,))
    ]
    return Polygon(*[[*ring, ring[0]] for ring in rings])


@st.composite
def several(draw):
    """A multipolygon: lattice boxes in rows of their own, so that it is valid."""
    rows = draw(st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True))
    spans = [(draw(st.integers(0, 6)), draw(st.integers(1, 3)), row * 2) for row in rows]
    return MultiPolygon(
        [Polygon.from_bbox([STEP * n for n in (west, row, west + width, row + 1)]) for west, width, row in spans]
    )


def points():
    return st.one_of(corners(lattice), corners()).map(lambda corner: Point(*corner))


def lines():
    """Lines that do not cross themselves: about those that do, GEOS 3.11 (in PostGIS 3.3) can be wrong."""
    ends = st.one_of(*(st.lists(corners(size), min_size=2, max_size=5) for size in (lattice, anywhere)))
    return ends.filter(lambda line: len(set(line)) > 1).map(LineString).filter(lambda line: line.simple)


def multipoints():
    return st.lists(corners(lattice), min_size=1, max_size=4, unique=True).map(
        lambda spots: MultiPoint([Point(*spot) for spot in spots])
    )


def empties():
    return st.sampled_from(["POINT", "LINESTRING", "POLYGON", "MULTIPOLYGON"]).map(
        lambda kind: GEOSGeometry(f"{kind} EMPTY")
    )


def wild_polygons():
    """Rings in any order: most cross themselves. (A ring that is one point over and over is left out: GEOS 3.14
    refuses to repair a multipolygon with such a part, older ones drop the part.)
    """
    rings = st.one_of(*(st.lists(corners(size), min_size=3, max_size=7) for size in (lattice, anywhere)))
    polygons = rings.filter(lambda ring: len(set(ring)) > 2).map(lambda ring: Polygon([*ring, ring[0]]))
    return st.one_of(polygons, st.lists(polygons, min_size=1, max_size=2).map(MultiPolygon))


def simple_shapes():
    # An empty shape now and then is enough; areas and points are what the software asks about.
    areas = st.one_of(boxes(), stars(), several())
    multilines = st.lists(lines(), min_size=1, max_size=2).map(MultiLineString).filter(lambda line: line.simple)
    return st.one_of(areas, areas, points(), lines(), multipoints(), multilines, st.one_of(points(), empties()))


def placed(shape, origin):
    """The shape moved to an origin, on the grid."""
    moved = shape.clone() if shape.empty else _moved(shape, origin)
    moved.srid = GRID
    return moved


def _moved(shape, origin):
    if isinstance(shape, Polygon):
        return Polygon(*[[_shift(corner, origin) for corner in ring.coords] for ring in shape])
    if isinstance(shape, Point):
        return Point(_shift(shape.coords, origin))
    if isinstance(shape, LineString):
        return LineString([_shift(corner, origin) for corner in shape.coords])
    return type(shape)([_moved(part, origin) for part in shape])


def _shift(corner, origin):
    return corner[0] + origin[0], corner[1] + origin[1]


@st.composite
def pairs(draw, shapes=simple_shapes):
    """A list of pairs of shapes near each other; a missing one now and then."""
    origin = draw(st.sampled_from(ORIGINS))
    one = st.one_of(*[shapes()] * 9, st.none())
    drawn = draw(st.lists(st.tuples(one, one), min_size=8, max_size=8))
    return [tuple(shape and placed(shape, origin) for shape in pair) for pair in drawn]
