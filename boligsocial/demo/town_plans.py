"""The three master plans (helhedsplaner) of Eventyrkøbing: one running, one closed, one planned.

Grant years run from June to May, so the first and the last calendar year are parts: 7 and 5 twelfths. Landsbyggefonden
pays 75 %, the municipality 12.5 % and the housing organisations 12.5 %.
"""

from datetime import date

from boligsocial.demo import town_places as places
from boligsocial.demo.spec import FRI, MON, THU, TUE, WED, Effort, Post, Seat, paid
from boligsocial.demo.town_places import SOURCE, TOWN
from efforts.choices import (
    ActivityForm,
    Approach,
    CityLinkKind,
    EffortKind,
    EffortStatus,
    Recruitment,
    ShareKind,
    ShareStatus,
    Spread,
)

GRANTED = {"status": ShareStatus.GRANTED}
FULL_WEEK = (MON, TUE, WED, THU, FRI)


def plan(name: str, status: EffortStatus, lead: str, period: tuple[date, date], description: str, **parts) -> Effort:
    starts_on, ends_on = period
    fields = {
        "kind": EffortKind.HELHEDSPLAN,
        "status": status,
        "lead_organisation": lead,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "description": description,
        "source": SOURCE,
    }
    return Effort(name, municipalities=(TOWN,), fields=fields, **parts)


def theme(name: str) -> tuple[str, str]:
    """A focus area of the grant period that the plans belong to."""
    return ("2019-26", name)


STARTS, ENDS = date(2025, 6, 1), date(2029, 6, 1)
MOVES = date(2026, 8, 1)
FULL = {2026: 600_000, 2027: 600_000, 2028: 600_000}
HALF = {2025: 175_000, 2026: 300_000, 2027: 300_000, 2028: 300_000, 2029: 125_000}

TOGETHER = plan(
    "Sammen i Eventyrkøbing",
    EffortStatus.RUNNING,
    places.FORENING,
    (STARTS, ENDS),
    "Opdigtet helhedsplan for tre almene boligområder, med familier uden for områderne og to institutioner.",
    declared=(1, 3),
    areas=(
        {"area": (TOWN, "Søndervang"), "starts_on": STARTS},
        {"area": (TOWN, "Havneparken"), "starts_on": STARTS},
        {"area": (TOWN, "Møllevangen"), "starts_on": date(2026, 1, 1), "note": "Kom med fra 2026."},
    ),
    citizens=(
        {
            "municipality": TOWN,
            "name": "Familier udpeget af familieafdelingen",
            "people": 34,
            "households": 12,
            "recruitment": Recruitment.SELECTED,
            "spread": Spread.SPREAD,
            "approach": Approach.STAFF_GO_OUT,
        },
    ),
    institutions=(
        {"institution": (TOWN, "Svaneskolen"), "note": "Lektiecafé to eftermiddage om ugen."},
        {"institution": (TOWN, "Børnehuset Tinsoldaten"), "starts_on": date(2026, 1, 1)},
    ),
    budgets={2025: 2_800_000, 2026: 4_800_000, 2027: 4_800_000, 2028: 4_800_000, 2029: 2_000_000},
    shares=(
        *paid(
            places.LBF,
            {2025: 2_100_000, 2026: 3_600_000, 2027: 3_600_000, 2028: 3_600_000, 2029: 1_500_000},
            **GRANTED,
        ),
        *paid(places.KOMMUNE, {2025: 350_000}, kind=ShareKind.HOURS, hours=875, **GRANTED),
        *paid(places.KOMMUNE, FULL, kind=ShareKind.HOURS, hours=1500, **GRANTED),
        *paid(places.KOMMUNE, {2029: 250_000}, kind=ShareKind.HOURS, hours=625, **GRANTED),
        *paid(places.FORENING, HALF, **GRANTED),
        *paid(places.EVENTYRLAND, HALF, earmarked_for=(TOWN, "Havneparken"), **GRANTED),
    ),
    activities=(
        {
            "name": "Fritidsjob til unge",
            "focus_area": theme("Beskæftigelse"),
            "form": ActivityForm.COURSE,
            "area": (TOWN, "Søndervang"),
        },
        {
            "name": "Lektiecafé",
            "focus_area": theme("Uddannelse og livschancer"),
            "form": ActivityForm.DROP_IN,
            "institution": (TOWN, "Svaneskolen"),
        },
        {
            "name": "Familievejledning i hjemmet",
            "focus_area": theme("Uddannelse og livschancer"),
            "form": ActivityForm.INDIVIDUAL,
        },
        {"name": "Økonomisk rådgivning", "form": ActivityForm.INDIVIDUAL, "focus_area": theme("Beskæftigelse")},
        {
            "name": "Nabocafé",
            "focus_area": theme("Sammenhængskraft og medborgerskab"),
            "form": ActivityForm.DROP_IN,
            "area": (TOWN, "Havneparken"),
        },
    ),
    posts=(
        Post(
            "Projektleder",
            {"display_name": "Gerda", "employer_organisation": places.FORENING, "starts_on": STARTS, "ends_on": ENDS},
            hours=37,
            seats=(
                Seat(places.FORENINGENS_KONTOR, (MON, WED)),
                Seat(places.BEBOERHUS, (TUE, THU)),
                Seat(places.RAADHUS, (FRI,)),
            ),
        ),
        Post(
            "Fritidsjobvejleder",
            {"display_name": "Klods-Hans", "employer_municipality": TOWN, "starts_on": STARTS, "ends_on": ENDS},
            hours=37,
            seats=(Seat(places.BEBOERHUS, (MON, TUE, WED)), Seat(places.VAERKSTED, (THU, FRI))),
        ),
        Post(
            "Familievejleder",
            {
                "display_name": "Tommelise",
                "employer_organisation": places.FORENING,
                "starts_on": STARTS,
                "ends_on": ENDS,
            },
            hours=32,
            seats=(
                Seat(places.BEBOERHUS, (MON, TUE), ends_on=MOVES),
                Seat(places.MOELLESTUEN, (MON, TUE), starts_on=MOVES),
                Seat(places.BEBOERHUS, (WED, THU)),
            ),
        ),
        Post(
            "Økonomisk rådgiver",
            {"display_name": "Sommerfuglen", "employer_municipality": TOWN, "starts_on": STARTS, "ends_on": ENDS},
            hours=20,
            seats=(Seat(places.JOBCENTER, (MON, TUE, WED)),),
        ),
        Post(
            "Beboernetværker",
            {"display_name": "Kaj", "employer_organisation": places.EVENTYRLAND, "starts_on": STARTS, "ends_on": ENDS},
            hours=37,
            seats=(Seat(places.VAERKSTED, FULL_WEEK),),
        ),
        Post(
            "Uddannelsesvejleder (ubesat)",
            {"employer_municipality": TOWN, "starts_on": date(2027, 2, 1), "ends_on": ENDS},
            hours=30,
            seats=(Seat(places.MOELLESTUEN, (MON, TUE)), Seat(places.JOBCENTER, (WED,))),
        ),
    ),
)

BEFORE = (date(2021, 6, 1), date(2025, 6, 1))
EIGHTH = {2021: 262_500, 2022: 450_000, 2023: 450_000, 2024: 450_000, 2025: 187_500}

CLOSED = plan(
    "Helhedsplanen Søndervang og Egekrogen",
    EffortStatus.CLOSED,
    places.FORENING,
    BEFORE,
    "Opdigtet helhedsplan, der sluttede den 31. maj 2025. Den dækkede også Barakkerne, indtil de blev revet ned.",
    declared=(1,),
    areas=(
        {"area": (TOWN, "Søndervang"), "starts_on": BEFORE[0], "ends_on": BEFORE[1]},
        {"area": (TOWN, "Egekrogen"), "starts_on": BEFORE[0], "ends_on": BEFORE[1]},
        {"area": (TOWN, "Barakkerne"), "starts_on": BEFORE[0], "ends_on": date(2023, 1, 1)},
    ),
    budgets={2021: 2_100_000, 2022: 3_600_000, 2023: 3_600_000, 2024: 3_600_000, 2025: 1_500_000},
    shares=(
        *paid(
            places.LBF,
            {2021: 1_575_000, 2022: 2_700_000, 2023: 2_700_000, 2024: 2_700_000, 2025: 1_125_000},
            **GRANTED,
        ),
        *paid(places.KOMMUNE, EIGHTH, **GRANTED),
        *paid(places.FORENING, EIGHTH, **GRANTED),
    ),
    activities=({"name": "Beboerværksted", "form": ActivityForm.DROP_IN, "area": (TOWN, "Søndervang")},),
    posts=(
        Post(
            "Projektleder",
            {
                "display_name": "Kejseren",
                "employer_organisation": places.FORENING,
                "starts_on": BEFORE[0],
                "ends_on": BEFORE[1],
            },
            hours=37,
            seats=(Seat(places.FORENINGENS_KONTOR, FULL_WEEK),),
        ),
        Post(
            "Boligsocial medarbejder",
            {
                "display_name": "Den lille havfrue",
                "employer_organisation": places.FORENING,
                "starts_on": BEFORE[0],
                "ends_on": BEFORE[1],
            },
            hours=37,
            seats=(Seat(places.BEBOERHUS, (MON, TUE, WED)), Seat(places.EGESTUEN, (THU, FRI))),
        ),
    ),
)

NEXT = (date(2027, 1, 1), date(2031, 1, 1))


def yearly(amount: int) -> dict[int, int]:
    return dict.fromkeys(range(2027, 2031), amount)


PLANNED = plan(
    "Én by ved vandet",
    EffortStatus.PLANNED,
    places.EVENTYRLAND,
    NEXT,
    "Opdigtet ansøgning om en helhedsplan, der skal binde Havneparken sammen med den nye bydel. Intet er bevilget.",
    areas=(
        {"area": (TOWN, "Havneparken"), "starts_on": NEXT[0]},
        {"area": (TOWN, "Nyhavn Øst"), "starts_on": NEXT[0]},
        {"area": (TOWN, "Strandkarréen"), "starts_on": NEXT[0]},
    ),
    institutions=({"institution": (TOWN, "Kulturhuset Pakhuset"), "starts_on": NEXT[0]},),
    city_links=(
        {
            "kind": CityLinkKind.PLAN,
            "name": "Lokalplan for Nyhavn Øst",
            "area": (TOWN, "Nyhavn Øst"),
            "starts_on": NEXT[0],
        },
    ),
    budgets=yearly(3_200_000),
    shares=(
        *paid(places.LBF, yearly(2_400_000), status=ShareStatus.APPLIED),
        *paid(places.KOMMUNE, yearly(400_000), status=ShareStatus.IDEA),
        *paid(places.EVENTYRLAND, yearly(400_000), status=ShareStatus.APPLIED),
        *paid(places.FONDEN, {2027: 400_000}, status=ShareStatus.REFUSED, note="Afslag i september 2026."),
    ),
    posts=(
        Post(
            "Projektleder (ubesat)",
            {"employer_organisation": places.EVENTYRLAND, "starts_on": NEXT[0], "ends_on": NEXT[1]},
            hours=37,
            seats=(Seat(places.RAADHUS, (MON, TUE)), Seat(places.VAERKSTED, (WED, THU, FRI))),
        ),
    ),
)

PLANS = (TOGETHER, CLOSED, PLANNED)
