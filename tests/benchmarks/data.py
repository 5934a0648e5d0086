"""Made-up rows of a chosen size, written in bulk. The same size gives the same rows."""

import math
import random
from datetime import date

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.management import call_command

from areas.choices import Tenure, Unit
from areas.models import AreaBorder, HousingArea, HousingOrganisation, Indicator, ListEntry, Municipality, Observation
from areas.recompute import recompute
from boligsocial.common.spatial import GRID, grid_point
from efforts.choices import EffortStatus, FunderKind, ShareStatus
from efforts.models import AreaReach, Budget, CitizenGroup, CityLink, Effort, Funder, FundingShare
from staffing.models import Placement, Post, Workplace

YEARS = range(2003, 2027)  # 24 years of six figures: 144 observations an area
CORNERS = 60
BATCH = 2_000


def blob(chance: random.Random, x: float, y: float) -> MultiPolygon:
    """A rounded shape of 60 corners, about 400 m across."""
    corners = []
    for number in range(CORNERS):
        angle = 2 * math.pi * number / CORNERS
        radius = 200 * (1 + 0.15 * math.sin(5 * angle) + chance.uniform(-0.02, 0.02))
        corners.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    return MultiPolygon(Polygon([*corners, corners[0]]), srid=GRID)


def save(model: type, rows: list) -> list:
    return model.objects.bulk_create(rows, batch_size=BATCH)


def make(areas: int) -> dict[str, int]:
    """Fill an empty database: `areas` areas, 144 observations each, 3 efforts per 8 areas, 2 posts an effort."""
    call_command("load_reference", verbosity=0)
    chance = random.Random(areas)
    towns = list(Municipality.objects.order_by("code"))
    places = make_areas(chance, towns, areas)
    observations = make_figures(chance, places)
    efforts = make_efforts(chance, places, max(areas * 3 // 8, 1))
    posts = make_staff(chance, efforts, places, towns)
    recompute()
    return {
        "areas": len(places),
        "observations": observations,
        "efforts": len(efforts),
        "reaches": AreaReach.objects.count(),
        "shares": FundingShare.objects.count(),
        "posts": posts,
        "placements": Placement.objects.count(),
    }


def make_areas(chance: random.Random, towns: list[Municipality], number: int) -> list[HousingArea]:
    tenures = [Tenure.SOCIAL] * 6 + [Tenure.MUNICIPAL, Tenure.PRIVATE_RENTAL, Tenure.OWNER_OCCUPIED, Tenure.MIXED]
    rows = []
    for index in range(number):
        area = HousingArea(municipality=towns[index % len(towns)], name=f"Bebyggelsen {index:06}", homes=400)
        area.tenure = chance.choice(tenures)
        area.residents, area.residents_on = chance.randrange(200, 4000), date(2026, 1, 1)
        area.set_keys()
        rows.append(area)
    rows = save(HousingArea, rows)
    borders = []
    for area in rows:
        middle = grid_point(area.municipality.lat, area.municipality.lon)
        shape = blob(chance, middle.x + chance.uniform(-8000, 8000), middle.y + chance.uniform(-8000, 8000))
        border = AreaBorder(area=area, geometry=shape, quality="drawn")
        border.prepare_for_map()
        borders.append(border)
    save(AreaBorder, borders)
    save(ListEntry, [ListEntry(area=a, year=2023, status="udsat", source="-") for a in rows if chance.random() < 0.1])
    return rows


def make_figures(chance: random.Random, areas: list[HousingArea]) -> int:
    figures = list(Indicator.objects.all())
    written = 0
    for start in range(0, len(areas), 100):
        rows = [
            row for area in areas[start : start + 100] for figure in figures for row in series(chance, area, figure)
        ]
        written += len(save(Observation, rows))
    return written


def series(chance: random.Random, area: HousingArea, figure: Indicator):
    """A figure that drifts from year to year, and seldom jumps or lacks a year."""
    value = chance.uniform(15, 60)
    scale = 50 if figure.unit == Unit.NUMBER else 1  # so many residents that need is said
    for year in YEARS:
        value = min(max(value + chance.uniform(-1, 1) + 20 * (chance.random() < 0.003), 0), 100)
        told = {"value": round(scale * value, 1), "source": "-"}
        if figure.unit == Unit.PER_CENT:
            told |= {"numerator": round(10 * value), "denominator": 1000}
        if chance.random() > 0.001:
            yield Observation(area=area, indicator=figure, year=year, **told)


def make_efforts(chance: random.Random, areas: list[HousingArea], number: int) -> list[Effort]:
    organisations = []
    for index in range(max(number // 10, 3)):
        organisation = HousingOrganisation(name=f"Boligforeningen {index:05}")
        organisation.set_keys()
        organisations.append(organisation)
    organisations = save(HousingOrganisation, organisations)
    efforts = []
    for index in range(number):
        first = 2020 + index % 6
        effort = Effort(
            name=f"Helhedsplan {index:05}",
            status=EffortStatus.RUNNING,
            lead_organisation=organisations[index % len(organisations)],
        )
        effort.starts_on, effort.ends_on = date(first, 6, 1), date(first + 4, 6, 1)
        effort.set_keys()
        efforts.append(effort)
    efforts = save(Effort, efforts)
    by_town: dict[int, list[HousingArea]] = {}
    for area in areas:
        by_town.setdefault(area.municipality_id, []).append(area)
    towns = sorted(by_town)
    link = Effort.municipalities.through
    links, reaches = [], []
    for index, effort in enumerate(efforts):
        town = towns[index % len(towns)]
        links.append(link(effort_id=effort.pk, municipality_id=town))
        chosen = chance.sample(by_town[town], min(4, len(by_town[town])))
        reaches += [AreaReach(effort=effort, area=area) for area in chosen]
    save(link, links)
    save(AreaReach, reaches)
    save(CityLink, [CityLink(effort=effort, kind="plan", name="Plan") for effort in efforts[::5]])
    save(
        CitizenGroup,
        [
            CitizenGroup(
                effort=effort, municipality_id=links[i * 4].municipality_id, name="Borgere", recruitment="selected"
            )
            for i, effort in enumerate(efforts[::4])
        ],
    )
    make_money(chance, efforts, organisations)
    return efforts


def make_money(chance: random.Random, efforts: list[Effort], organisations: list[HousingOrganisation]) -> None:
    fund, _ = Funder.objects.get_or_create(name="Landsbyggefonden", defaults={"kind": FunderKind.LBF})
    funders = [Funder(name=o.name, kind=FunderKind.ORGANISATION, organisation=o) for o in organisations]
    for funder in funders:
        funder.set_keys()
    funders = [fund, *save(Funder, funders)]
    budgets, shares = [], []
    for effort in efforts:
        amount = chance.randrange(1_000_000, 7_000_000) * 100
        payer = chance.choice(funders[1:])
        for year in range(effort.starts_on.year, effort.starts_on.year + 4):
            budgets.append(Budget(effort=effort, year=year, amount=amount))
        year = effort.starts_on.year
        for funder, part, status in (
            (funders[0], amount * 3 // 4, ShareStatus.GRANTED),
            (payer, amount // 8, ShareStatus.GRANTED),
            (payer, amount // 8, ShareStatus.APPLIED),
        ):
            shares.append(FundingShare(effort=effort, funder=funder, year=year, amount=part, status=status))
    save(Budget, budgets)
    save(FundingShare, shares)


def make_staff(
    chance: random.Random, efforts: list[Effort], areas: list[HousingArea], towns: list[Municipality]
) -> int:
    workplaces = [Workplace(name=f"Kontoret i {area.name}", area=area) for area in areas[::2]]
    workplaces += [Workplace(name=f"Rådhuset i {town.name}", municipality=town) for town in towns]
    for workplace in workplaces:
        workplace.set_keys()
    workplaces = save(Workplace, workplaces)
    posts = save(Post, [Post(effort=e, title="Medarbejder", weekly_minutes=37 * 60) for e in efforts for _ in range(2)])
    save(
        Placement,
        [
            Placement(post=post, workplace=chance.choice(workplaces), weekday=weekday)
            for post in posts
            for weekday in chance.sample(range(1, 6), chance.choice((2, 3)))
        ],
    )
    return len(posts)
