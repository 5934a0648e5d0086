"""What makes need and effort of Eventyrkøbing worth a look: its means, a survey, arrears of the estates, follow-ups."""

from datetime import date
from decimal import Decimal
from math import sqrt

from django.contrib.auth import get_user_model

from areas.choices import Direction, Level, Unit
from areas.models import Estate, FigureSource, HousingArea, Indicator, Municipality, Observation
from boligsocial.common.loading import insert
from boligsocial.demo import town_places as places
from boligsocial.demo.people import email_of
from efforts.models import Activity, Effort
from staffing.choices import FollowUpKind
from staffing.models import FollowUp, Post

RULE = "demo"
ARREARS = "demo_arrears"
# The whole town by year: aged 18-64, of them outside work and education; aged 18 and over, of them convicted; aged
# 30-59, of them with only basic education; income.
MEANS = {
    2019: (9310, 2205, 12870, 197, 6240, 1934, 95.1),
    2020: (9325, 2222, 12905, 195, 6251, 1921, 95.4),
    2021: (9341, 2173, 12960, 192, 6259, 1902, 95.2),
    2022: (9360, 2140, 13002, 191, 6270, 1887, 95.8),
    2023: (9384, 2133, 13041, 190, 6281, 1868, 96.0),
    2024: (9402, 2126, 13088, 189, 6290, 1849, 95.9),
    2025: (9419, 2122, 13125, 190, 6302, 1831, 96.2),
    2026: (9436, 2123, 13161, 191, 6311, 1823, 96.3),
}
# Who answered that they feel safe, of those who answered, by area and year.
SAFE = {
    "Søndervang": {2024: (141, 232), 2026: (153, 241)},
    "Havneparken": {2024: (97, 151), 2026: (88, 146)},
    "Møllevangen": {2024: (88, 133), 2026: (104, 138)},
    "Egekrogen": {2024: (55, 71), 2026: (54, 69)},
    "Kirkebakken": {2024: (58, 84), 2026: (60, 88)},
    "Stationskvarteret": {2024: (71, 96), 2026: (62, 99)},
    "Strandkarréen": {2024: (41, 50), 2026: (43, 52)},
    "Teglværksgården": {2024: (19, 31), 2026: (20, 33)},
    "Åhusene": {2024: (9, 13), 2026: (10, 14)},
    "Rosenvænget": {2024: (181, 190), 2026: (188, 197)},
    "Fjordbakken": {2024: (120, 126), 2026: (118, 125)},
    "Bymidten": {2024: (262, 312), 2026: (270, 318)},
}
# Households in arrears with the rent, of those let, by estate and year.
IN_ARREARS = {
    "Søndervang Nord": {2025: (31, 351), 2026: (28, 352)},
    "Søndervang Syd": {2025: (22, 251), 2026: (25, 253)},
    "Egekrogen": {2025: (8, 201), 2026: (7, 202)},
    "Møllevangen": {2025: (17, 244), 2026: (13, 245)},
    "Møllelængen": {2025: (9, 144), 2026: (8, 145)},
    "Havneparken": {2025: (26, 316), 2026: (29, 318)},
    "Kajen": {2025: (6, 115), 2026: (4, 116)},
}
FOLLOW_UPS = (
    {
        "area": "Stationskvarteret",
        "kind": FollowUpKind.MOVE_POST,
        "post": ("Trygge gårde", "Opsøgende medarbejder"),
        "grounds": "Behovet er steget til niveau 3, og ingen indsats når området. En ugentlig dag herfra prøves først.",
        "owner": "consultant",
        "made_on": date(2026, 10, 12),
        "look_again_on": date(2027, 2, 1),
        "need_level": 3,
    },
    {
        "area": "Møllevangen",
        "kind": FollowUpKind.OPERATION,
        "effort": "Sociale viceværter",
        "grounds": "Behovet er faldet to år i træk. Driften kan overtage, når familievejlederen flytter.",
        "owner": "consultant",
        "made_on": date(2026, 8, 17),
        "look_again_on": date(2026, 11, 2),
        "need_level": 2,
    },
    {
        "area": "Møllevangen",
        "kind": FollowUpKind.MOVE_ACTIVITY,
        "activity": ("Sammen i Eventyrkøbing", "Økonomisk rådgivning"),
        "grounds": "Rådgivningen kan bruges bedre i Stationskvarteret, hvis helhedsplanens bestyrelse er enig.",
        "owner": "consultant",
        "made_on": date(2026, 11, 9),
        "look_again_on": date(2026, 12, 14),
        "need_level": 2,
    },
    {
        "area": "Kirkebakken",
        "kind": FollowUpKind.NOTHING,
        "grounds": "Trygge gårde er lige begyndt. Vi ser, om det hjælper, før der flyttes noget.",
        "owner": "consultant",
        "made_on": date(2026, 3, 2),
        "look_again_on": date(2026, 9, 1),
        "need_level": 3,
        "closed_on": date(2026, 9, 3),
        "outcome": "Indsatsen er kommet godt i gang. Vi tager det op igen med tallene for 2027.",
    },
)


def load_rule() -> FigureSource:
    """The rule for the town's figures: counts below five are not shown, as municipalities do."""
    source = FigureSource(code=RULE, name_da=places.SOURCE, name_en="Made up for demonstration", smallest_count=5)
    source.months_between, source.note = 12, "Opdigtet. Under 5 i en celle vises ikke."
    return insert([source])[0]


def load_figures(town: Municipality, estates: dict[str, Estate], rule: FigureSource) -> None:
    """The town's means, the survey in its areas and the arrears of its estates."""
    arrears = Indicator(
        code=ARREARS,
        name_da="Husstande i huslejerestance (opdigtet)",
        name_en="Households in arrears with the rent (made up)",
        description_da="Opdigtet til demonstration: husstande, der skylder husleje den 1. januar.",
        description_en="Made up for demonstration: households that owe rent on 1 January.",
        numerator_da="husstande i restance",
        numerator_en="households in arrears",
        denominator_da="udlejede boliger",
        denominator_en="homes let",
        level=Level.ESTATE,
        unit=Unit.PER_CENT,
        direction=Direction.HIGHER_IS_WORSE,
        source=rule,
        position=90,
    )
    insert([arrears])
    insert([*_means(town, rule), *_answers(town), *_arrears(estates, arrears, rule)])


def _share(part: int, whole: int) -> dict:
    return {"value": round(Decimal(part) * 100 / whole, 2), "numerator": part, "denominator": whole}


def _means(town: Municipality, rule: FigureSource):
    keys = dict(Indicator.objects.values_list("code", "pk"))
    for year, (grown, outside, adults, convicted, middle, basic, income) in MEANS.items():
        figures = {
            "outside_work": _share(outside, grown),
            "convicted": _share(convicted, adults),
            "basic_education": _share(basic, middle),
            "income": {"value": Decimal(str(income))},
        }
        for code, fields in figures.items():
            about = {"municipality": town, "indicator_id": keys[code], "year": year, "origin": rule}
            yield Observation(source=places.SOURCE, **about, **fields)


def _answers(town: Municipality):
    """With the uncertainty of a share among so many answers, 95 per cent."""
    felt_safety, survey = Indicator.objects.get(code="felt_safety"), FigureSource.objects.get(code="survey")
    areas = {area.name: area for area in town.areas.all()}
    for name, years in SAFE.items():
        for year, (safe, answers) in years.items():
            share = safe / answers
            margin = round(Decimal(196 * sqrt(share * (1 - share) / answers)), 1)
            about = {"area": areas[name], "indicator": felt_safety, "year": year, "origin": survey}
            yield Observation(source=places.SOURCE, answers=answers, margin=margin, **about, **_share(safe, answers))


def _arrears(estates: dict[str, Estate], arrears: Indicator, rule: FigureSource):
    for name, years in IN_ARREARS.items():
        for year, (late, let) in years.items():
            about = {"estate": estates[name], "indicator": arrears, "year": year, "origin": rule}
            yield Observation(source=places.SOURCE, **about, **_share(late, let))


def load_follow_ups() -> None:
    """What was agreed on where need and effort do not fit; made by the people of the demonstration."""
    areas = {area.name: area for area in HousingArea.objects.filter(municipality__code=places.CODE)}
    people = {user.email: user for user in get_user_model().objects.filter(follow_ups=None)}
    insert([_follow_up(dict(fields), areas, people) for fields in FOLLOW_UPS])


def _follow_up(fields: dict, areas: dict, people: dict) -> FollowUp:
    fields["area"], fields["owner"] = areas[fields["area"]], people[email_of(fields["owner"])]
    if "effort" in fields:
        fields["effort"] = Effort.objects.get(name=fields["effort"], municipalities__code=places.CODE)
    if "post" in fields:
        effort, title = fields["post"]
        fields["post"] = Post.objects.select_related("effort").get(effort__name=effort, title=title)
        fields["effort"] = fields["post"].effort
    if "activity" in fields:
        effort, name = fields["activity"]
        fields["activity"] = Activity.objects.select_related("effort").get(effort__name=effort, name=name)
        fields["effort"] = fields["activity"].effort
    return FollowUp(**fields)
