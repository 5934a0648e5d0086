"""The ministry's official lists of vulnerable housing areas: areas, their figures, and who was on which list.

Public facts of use to every installation, and so not part of the demonstration. Rows are only added. An area is known
by any of its names in the municipality, so one that was renamed by hand is found as long as the old name stays among
its other names. What comes from where: areas/data/README.md.
"""

from decimal import Decimal
from math import cos, pi, sin

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import transaction

from areas import reference
from areas.choices import BorderQuality, ListStatus, Tenure
from areas.models import (
    AreaBorder,
    AreaName,
    FigureSource,
    HousingArea,
    Indicator,
    ListEntry,
    Municipality,
    Observation,
)
from areas.recompute import recompute
from areas.reference import DATA
from boligsocial.common.loading import add_missing, analyze, insert, read_csv
from boligsocial.common.spatial import GRID, grid_point

SOURCE = (
    "Ministeriets lister over udsatte boligområder 2010-2023. De omfatter almene boligområder (almenboligloven § 61 a)."
)
CIRCLE = "Cirkel om et omtrentligt midtpunkt (inden for ca. 1 km); ikke en områdegrænse."
LISTS = "official-lists"  # the code of their source
COLUMNS = {
    "residents": "residents",
    "pct_outside_work_or_education_18_64": "outside_work",
    "pct_nonwestern": "nonwestern",
    "pct_convicted_18plus": "convicted",
    "pct_only_basic_education_30_59": "basic_education",
    "income_pct_of_regional_average": "income",
}
RADIUS, CORNERS = 250, 16  # metres

Areas = dict[tuple[str, str], HousingArea]


@transaction.atomic
def load() -> dict[str, int]:
    """How many rows of each kind were added. The reference data is loaded first if it is missing.

    What is derived of them is computed for all: a list that is known in full speaks of areas that are not on it.
    """
    reference.load()
    early = read_csv(DATA / "official_lists_2010_2017.csv")
    late = [*read_csv(DATA / "list_entries_2018_2023.csv"), *read_csv(DATA / "list_entries_inferred.csv")]
    single = read_csv(DATA / "single_figures_2018_2023.csv")
    areas, new = _load_areas([*late, *single, *early])
    figures = add_missing(_observations(areas, early, single), by=("area_id", "indicator_id", "year"))
    entries = add_missing(_entries(areas, early, late), by=("area_id", "year", "status"))
    borders = insert(list(_borders(areas, {area.pk for area in new})))
    if figures or entries:
        analyze(Observation, ListEntry)
        recompute()
    return {"areas": len(new), "borders": len(borders), "observations": len(figures), "list entries": len(entries)}


def _load_areas(rows: list[dict]) -> tuple[Areas, list[HousingArea]]:
    """All areas by municipality and any of their names, and the new ones among them."""
    codes = {name: pk for pk, name in Municipality.objects.filter(is_fictional=False).values_list("pk", "name")}
    others = {(row["municipality"], row["other_name"]): row["area"] for row in read_csv(DATA / "area_other_names.csv")}
    areas, new = _known(), []
    for row in rows:
        place = row["municipality"]
        name = others.get((place, row["area"]), row["area"])
        spellings = [name, *(other for (where, other), of in others.items() if (where, of) == (place, name))]
        area = next((areas[place, spelling] for spelling in spellings if (place, spelling) in areas), None)
        if area is None:
            area = HousingArea(municipality_id=codes[place], name=name, tenure=Tenure.SOCIAL, source=SOURCE)
            new.append(area)
        areas |= {(place, spelling): area for spelling in spellings}
    insert(new)
    insert([AreaName(area=areas[key], name=key[1]) for key in others if areas[key] in new])
    return areas, new


def _known() -> Areas:
    rows = HousingArea.objects.select_related("municipality").prefetch_related("other_names")
    return {
        (area.municipality.name, name): area
        for area in rows
        for name in (*(other.name for other in area.other_names.all()), area.name)
    }


def _observations(areas: Areas, early: list[dict], single: list[dict]):
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    lists = FigureSource.objects.get(code=LISTS)
    for row in (*early, *single):
        source = row.get("source") or f"Ministeriets liste {row['year']}, afskrevet fra ministeriets tabeller"
        for column, code in COLUMNS.items():
            if row[column]:
                yield Observation(
                    area=areas[row["municipality"], row["area"]],
                    indicator_id=indicators[code],
                    year=int(row["year"]),
                    value=Decimal(row[column]),
                    source=source,
                    origin=lists,
                )


def _entries(areas: Areas, early: list[dict], late: list[dict]):
    for row in early:
        if row["on_list"] == "yes":
            source = f"Ministeriets liste {row['year']}, afskrevet fra ministeriets tabeller"
            yield _entry(areas, row, status=ListStatus.GHETTO.value, source=source)
    for row in late:
        yield _entry(areas, row, status=row["status"], source=row["source"], is_certain=row["certain"] == "yes")


def _entry(areas: Areas, row: dict, **fields) -> ListEntry:
    return ListEntry(area=areas[row["municipality"], row["area"]], year=int(row["year"]), **fields)


def _borders(areas: Areas, new: set[int]):
    """Circles for new areas only, so that a boundary drawn or removed by hand is not fought over."""
    for row in read_csv(DATA / "area_points_approximate.csv"):
        area = areas[row["municipality"], row["area"]]
        if area.pk in new:
            geometry = _circle(float(row["lat"]), float(row["lon"]))
            border = AreaBorder(area=area, geometry=geometry, quality=BorderQuality.APPROXIMATE, source=CIRCLE)
            border.prepare_for_map()
            yield border


def _circle(lat: float, lon: float) -> MultiPolygon:
    centre = grid_point(lat=lat, lon=lon)
    angles = [2 * pi * corner / CORNERS for corner in range(CORNERS)]
    ring = [(centre.x + RADIUS * cos(angle), centre.y + RADIUS * sin(angle)) for angle in angles]
    return MultiPolygon(Polygon([*ring, ring[0]]), srid=GRID)
