"""Builds the fictional municipality: its places, boundaries and figures, then its efforts."""

from decimal import Decimal
from pathlib import Path

from django.contrib.gis.geos import MultiPolygon, Polygon

from areas.choices import Availability, ListStatus, Region
from areas.models import (
    AreaBorder,
    AreaName,
    Estate,
    FigureSource,
    HousingArea,
    HousingOrganisation,
    Indicator,
    Institution,
    ListEntry,
    Municipality,
    Observation,
)
from boligsocial.common.loading import insert, read_csv
from boligsocial.common.spatial import GRID
from boligsocial.demo import town_need
from boligsocial.demo import town_places as places
from boligsocial.demo.build import Names, build_efforts, town_point
from boligsocial.demo.town_efforts import EFFORTS
from boligsocial.demo.town_plans import PLANS
from boligsocial.demo.town_shapes import SHAPES, Ring, Shape
from efforts.models import Effort, Funder
from staffing.models import Workplace

FIGURES = Path(__file__).resolve().parent / "data" / "town_figures.csv"
# Each share with the columns that hold its numerator and its denominator.
SHARES = {
    "outside_work": ("outside_work", "aged_18_64"),
    "nonwestern": ("nonwestern", "residents"),
    "convicted": ("convicted", "aged_18_plus"),
    "basic_education": ("basic_education", "aged_30_59"),
}
MARKS = {"-": Availability.NOT_AVAILABLE, "x": Availability.WITHHELD}
LISTED = {
    2019: ListStatus.GHETTO,
    2020: ListStatus.GHETTO,
    2021: ListStatus.PARALLEL,
    2022: ListStatus.PARALLEL,
    2023: ListStatus.VULNERABLE,
}


def load() -> list[Effort]:
    """Everything about the town; the first effort is its largest."""
    town = Municipality(
        code=places.CODE, name=places.TOWN, region=Region.SJAELLAND, is_fictional=True, **places.TOWN_BOX
    )
    insert([town])
    estates = _load_organisations(town)
    areas = _load_areas(town, estates)
    insert([_border(areas[shape.area], shape) for shape in SHAPES])
    rule = town_need.load_rule()
    insert(list(_figures(areas, rule)))
    town_need.load_figures(town, estates, rule)
    insert([_entry(areas["Søndervang"], year, status) for year, status in LISTED.items()])
    insert([_institution(town, name, **fields) for name, fields in places.INSTITUTIONS.items()])
    names = Names()
    insert([Funder(name=n, is_fictional=True, **names.resolve(f)) for n, f in places.FUNDERS.items()])
    insert([Workplace(name=n, source=places.SOURCE, **names.resolve(f)) for n, f in places.WORKPLACES.items()])
    return build_efforts([*PLANS, *EFFORTS])


def _load_organisations(town: Municipality) -> dict[str, Estate]:
    organisations = insert(
        [HousingOrganisation(name=name, is_fictional=True, source=places.SOURCE) for name in places.ESTATES]
    )
    estates = [
        Estate(organisation=organisation, municipality=town, name=name, number=str(number), homes=homes)
        for organisation in organisations
        for number, (name, homes) in enumerate(places.ESTATES[organisation.name].items(), start=1)
    ]
    return {estate.name: estate for estate in insert(estates)}


def _load_areas(town: Municipality, estates: dict[str, Estate]) -> dict[str, HousingArea]:
    parts = {"other_names", "estates"}
    rows = [
        HousingArea(
            municipality=town,
            name=name,
            code=places.CODES.get(name, ""),
            source=places.SOURCE,
            **{field: value for field, value in fields.items() if field not in parts},
        )
        for name, fields in places.AREAS.items()
    ]
    areas = {area.name: area for area in insert(rows)}
    described = [(areas[name], fields) for name, fields in places.AREAS.items()]
    insert([AreaName(area=area, name=name) for area, fields in described for name in fields.get("other_names", ())])
    through = HousingArea.estates.through
    insert(
        [
            through(housingarea=area, estate=estates[name])
            for area, fields in described
            for name in fields.get("estates", ())
        ]
    )
    return areas


def _border(area: HousingArea, shape: Shape) -> AreaBorder:
    parts = [Polygon(*map(_ring, (shape.ring, *shape.holes))), *(Polygon(_ring(ring)) for ring in shape.further)]
    row = AreaBorder(
        area=area,
        geometry=MultiPolygon(*parts, srid=GRID),
        quality=shape.quality,
        starts_on=shape.starts_on,
        ends_on=shape.ends_on,
        source=places.SOURCE,
    )
    row.prepare_for_map()
    return row


def _ring(ring: Ring) -> list[tuple[float, float]]:
    return [town_point(corner).coords for corner in (*ring, ring[0])]


def _figures(areas: dict[str, HousingArea], rule: FigureSource):
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    for row in read_csv(FIGURES):
        figures = {
            "residents": _number(row["residents"]),
            "income": _number(row["income"]),
            **{code: _share(row[numerator], row[denominator]) for code, (numerator, denominator) in SHARES.items()},
        }
        for code, fields in figures.items():
            yield Observation(
                area=areas[row["area"]],
                indicator_id=indicators[code],
                year=int(row["year"]),
                source=places.SOURCE,
                origin=rule,
                **fields,
            )


def _number(text: str) -> dict:
    return {"availability": MARKS[text]} if text in MARKS else {"value": Decimal(text)}


def _share(numerator: str, denominator: str) -> dict:
    """Per cent with two decimals, with the counts it is made of."""
    if numerator in MARKS:
        return {"availability": MARKS[numerator]}
    counts = {"numerator": int(numerator), "denominator": int(denominator)}
    return {"value": round(Decimal(numerator) * 100 / Decimal(denominator), 2), **counts}


def _entry(area: HousingArea, year: int, status: ListStatus) -> ListEntry:
    return ListEntry(area=area, year=year, status=status, source=places.SOURCE)


def _institution(town: Municipality, name: str, *, at: tuple[int, int] | None, **fields) -> Institution:
    return Institution(municipality=town, name=name, point=town_point(at), source=places.SOURCE, **fields)
