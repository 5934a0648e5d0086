"""Rows for tests: functions that name only what the test is about."""

from datetime import date
from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from areas.choices import InstitutionKind, Tenure
from areas.models import (
    AreaBorder,
    Estate,
    FigureSource,
    HousingArea,
    HousingOrganisation,
    Indicator,
    Institution,
    ListEntry,
    Municipality,
    NeedLevel,
    Observation,
    Recipe,
    RecipeItem,
    StatusCriterion,
    StatusRule,
)
from boligsocial.common.spatial import GRID
from efforts.choices import EffortStatus, FunderKind, Role, ShareStatus
from efforts.models import (
    AreaReach,
    Budget,
    CitizenGroup,
    CityLink,
    Effort,
    Funder,
    FundingShare,
    InstitutionReach,
    Membership,
)
from staffing.choices import FollowUpKind
from staffing.models import FollowUp, Placement, Post, Workplace

_number = count(1)

# A field near Odense: squares are laid out eastwards from here, so that they do not overlap by accident.
ORIGIN_X, ORIGIN_Y = 580_000, 6_140_000


def square(x: float = 0, y: float = 0, side: float = 400) -> MultiPolygon:
    """A square of `side` metres, `x` and `y` metres from the origin of the test ground."""
    west, south = ORIGIN_X + x, ORIGIN_Y + y
    return MultiPolygon(Polygon.from_bbox((west, south, west + side, south + side)), srid=GRID)


def ring(x: float = 0, y: float = 0, side: float = 400) -> MultiPolygon:
    """Two parts: a square with a square hole, and a small one east of it.

    +---------+
    |  +---+  |  +--+
    |  |   |  |  +--+
    |  +---+  |
    +---------+
    """
    west, south = ORIGIN_X + x, ORIGIN_Y + y
    outer = Polygon.from_bbox((west, south, west + side, south + side))
    hole = Polygon.from_bbox((west + side / 4, south + side / 4, west + side * 3 / 4, south + side * 3 / 4))
    east = Polygon.from_bbox((west + side * 1.25, south, west + side * 1.5, south + side / 4))
    return MultiPolygon(Polygon(outer.shell.coords, hole.shell.coords), east, srid=GRID)


def spot(x: float = 0, y: float = 0) -> Point:
    """A point `x` and `y` metres from the origin of the test ground."""
    return Point(ORIGIN_X + x, ORIGIN_Y + y, srid=GRID)


def user(name: str = "", **fields):
    """A person who signs in; the password is "hemmelig"."""
    number = next(_number)
    fields = {"email": f"person{number}@example.org", "name": name or f"Person {number}", **fields}
    return get_user_model().objects.create_user(password="hemmelig", **fields)


def member(person, place, role: Role = Role.CONSULTANT) -> Membership:
    """Make the person a member of a municipality, an organisation or an effort."""
    field = {Municipality: "municipality", HousingOrganisation: "organisation", Effort: "effort"}[type(place)]
    return Membership.objects.create(user=person, role=role, **{field: place})


def municipality(name: str = "", **fields) -> Municipality:
    number = next(_number)
    box = {"lon": 10.3, "lat": 55.4, "west": 10.1, "south": 55.3, "east": 10.6, "north": 55.5}
    # Codes that no real municipality has, and not the demonstration's.
    fields = {"code": str(1000 + number % 8000), "region": "syddanmark", **box, **fields}
    return Municipality.objects.create(name=name or f"Kommune {number}", **fields)


def organisation(name: str = "", **fields) -> HousingOrganisation:
    return HousingOrganisation.objects.create(name=name or f"Boligforening {next(_number)}", **fields)


def estate(**fields) -> Estate:
    fields.setdefault("organisation", None)
    fields["organisation"] = fields["organisation"] or organisation()
    if "municipality" not in fields:
        fields["municipality"] = municipality()
    return Estate.objects.create(**{"name": f"Afdeling {next(_number)}", **fields})


def area(name: str = "", **fields) -> HousingArea:
    """A social-housing area without a border."""
    if "municipality" not in fields:
        fields["municipality"] = municipality()
    fields = {"tenure": Tenure.SOCIAL, **fields}
    return HousingArea.objects.create(name=name or f"Område {next(_number)}", **fields)


def border(place: HousingArea | None = None, **fields) -> AreaBorder:
    """A square of its own, east of those before it."""
    if "geometry" not in fields:
        number = next(_number)
        fields["geometry"] = square(x=500 * (number % 100), y=500 * (number // 100 % 100))
    return AreaBorder.objects.create(area=place or area(), **fields)


def institution(name: str = "", **fields) -> Institution:
    if "municipality" not in fields:
        fields["municipality"] = municipality()
    fields = {"kind": InstitutionKind.SCHOOL, **fields}
    return Institution.objects.create(name=name or f"Skole {next(_number)}", **fields)


def indicator(code: str = "", **fields) -> Indicator:
    code = code or f"figure-{next(_number)}"
    fields = {"name_da": code, "name_en": code, "unit": "per_cent", "direction": "higher", **fields}
    return Indicator.objects.create(code=code, **fields)


def figure_source(code: str = "", **fields) -> FigureSource:
    code = code or f"source-{next(_number)}"
    return FigureSource.objects.create(code=code, **{"name_da": code, "name_en": code, **fields})


def observation(
    place: HousingArea | Estate | Municipality, figure: Indicator, year: int = 2017, **fields
) -> Observation:
    owner = {HousingArea: "area", Estate: "estate", Municipality: "municipality"}[type(place)]
    fields = {"value": 40, "source": "Kilde", owner: place, **fields}
    return Observation.objects.create(indicator=figure, year=year, **fields)


def recipe(*items: Indicator, **fields) -> Recipe:
    """A points recipe of these figures: a point a unit, at most 4, levels from 4, 8 and 12; no area is too small."""
    code = f"recipe-{next(_number)}"
    limits = {"level_2": 4, "level_3": 8, "level_4": 12}
    fields = {
        "code": code,
        "name_da": code,
        "name_en": code,
        "kind": "points",
        "smallest_residents": 0,
        **limits,
        **fields,
    }
    made = Recipe.objects.create(**fields)
    for figure in items:
        recipe_item(made, figure)
    return made


def recipe_item(of: Recipe, figure: Indicator, **fields) -> RecipeItem:
    return RecipeItem.objects.create(recipe=of, indicator=figure, **{"step": 1, **fields})


def need_level(place: HousingArea, of: Recipe, year: int = 2025, level: int | None = 4, **fields) -> NeedLevel:
    """A need level as the recipe keeps it for lists."""
    return NeedLevel.objects.create(area=place, recipe=of, year=year, level=level, **fields)


def status_rule(*figures: Indicator, **fields) -> StatusRule:
    """A confirmed rule: more than 40 of every one of these figures."""
    fields = {"status": "udsat", "first_year": 2018, "is_confirmed": True, "source": "Kilde", **fields}
    made = StatusRule.objects.create(**{"code": f"rule-{next(_number)}", "needed": len(figures), **fields})
    for figure in figures:
        StatusCriterion.objects.create(rule=made, indicator=figure, comparison="gt", limit=40)
    return made


def list_entry(place: HousingArea, year: int = 2017, status: str = "ghetto", **fields) -> ListEntry:
    return ListEntry.objects.create(area=place, year=year, status=status, **{"source": "Kilde", **fields})


def effort(name: str = "", *, municipalities: tuple = (), reaches: tuple = (), **fields) -> Effort:
    """A running effort in a municipality, reaching the areas given as target areas."""
    fields = {"status": EffortStatus.RUNNING, **fields}
    made = Effort.objects.create(name=name or f"Indsats {next(_number)}", **fields)
    made.municipalities.set(municipalities or [place.municipality for place in reaches] or [municipality()])
    for place in reaches:
        reach(made, place)
    return made


def reach(to: Effort, place: HousingArea, **fields) -> AreaReach:
    return AreaReach.objects.create(effort=to, area=place, **fields)


def citizens(of: Effort, **fields) -> CitizenGroup:
    fields = {"name": "Genhusede familier", "recruitment": "selected", **fields}
    if "municipality" not in fields:
        fields["municipality"] = of.municipalities.first()
    return CitizenGroup.objects.create(effort=of, **fields)


def partner(of: Effort, place: Institution | None = None, **fields) -> InstitutionReach:
    """A partner institution; without one, three unnamed schools outside the areas."""
    if place is None:
        unnamed = {"unnamed": "Skoler i byen", "unnamed_kind": "school", "unnamed_count": 3, "is_outside": True}
        fields = {**unnamed, **fields}
    return InstitutionReach.objects.create(effort=of, institution=place, **fields)


def city_link(of: Effort, **fields) -> CityLink:
    return CityLink.objects.create(effort=of, **{"kind": "plan", "name": "Kulturkvarteret", **fields})


def funder(name: str = "", **fields) -> Funder:
    return Funder.objects.create(name=name or f"Part {next(_number)}", **{"kind": FunderKind.FOUNDATION, **fields})


def budget(of: Effort, year: int = 2026, amount: int = 100_000_00, **fields) -> Budget:
    """A budget; the amount is øre."""
    return Budget.objects.create(effort=of, year=year, amount=amount, **fields)


def share(of: Effort, payer: Funder | None = None, **fields) -> FundingShare:
    """A granted share of 75,000 kr. in 2026; the amount is øre."""
    fields = {"year": 2026, "amount": 75_000_00, "status": ShareStatus.GRANTED, **fields}
    return FundingShare.objects.create(effort=of, funder=payer or funder(), **fields)


def workplace(at=None, **fields) -> Workplace:
    """A workplace: local in an area, or central at a municipality or an organisation."""
    at = at or area()
    field = {HousingArea: "area", Municipality: "municipality", HousingOrganisation: "organisation"}[type(at)]
    return Workplace.objects.create(**{"name": f"Arbejdsplads {next(_number)}", field: at, **fields})


def post(of: Effort | None = None, **fields) -> Post:
    """A full-time post."""
    fields = {"title": "Boligsocial medarbejder", "weekly_minutes": 37 * 60, **fields}
    return Post.objects.create(effort=of or effort(), **fields)


def placement(of: Post, at: Workplace | None = None, weekday: int | None = 1, **fields) -> Placement:
    return Placement.objects.create(post=of, workplace=at or workplace(), weekday=weekday, **fields)


def follow_up(place: HousingArea, owner=None, **fields) -> FollowUp:
    """Nothing is done for now; made and to be looked at again on 1 March 2026."""
    fields = {"kind": FollowUpKind.NOTHING, "grounds": "Behovet er faldet.", **fields}
    fields = {"made_on": date(2026, 3, 1), "look_again_on": date(2026, 3, 1), **fields}
    return FollowUp.objects.create(area=place, owner=owner or user(), **fields)
