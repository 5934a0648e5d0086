"""The other efforts of Eventyrkøbing: one for each way of being wider than one area, with money of every kind."""

from datetime import date

from boligsocial.demo import town_places as places
from boligsocial.demo.spec import FRI, MON, THU, TUE, WED, Effort, Post, Seat, paid
from boligsocial.demo.town_places import SOURCE, TOWN
from efforts.choices import (
    ActivityForm,
    Approach,
    AreaRole,
    CityLinkKind,
    EffortKind,
    EffortStatus,
    Recruitment,
    ShareKind,
    ShareStatus,
    Spread,
)

IDEA, APPLIED = {"status": ShareStatus.IDEA}, {"status": ShareStatus.APPLIED}
GRANTED, REFUSED = {"status": ShareStatus.GRANTED}, {"status": ShareStatus.REFUSED}
HOURS, OPERATION = {"kind": ShareKind.HOURS}, {"kind": ShareKind.OPERATION}


def own(name: str, starts_on: date, ends_on: date | None, description: str, lead: dict, **parts) -> Effort:
    """A running effort of the municipality's or an organisation's own."""
    fields = {
        "kind": EffortKind.OWN,
        "status": EffortStatus.RUNNING,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "description": description,
        "source": SOURCE,
        **lead,
    }
    return Effort(name, municipalities=(TOWN,), fields=fields, **parts)


LED_BY_TOWN = {"lead_municipality": TOWN}
BY_TOWN = {"employer_municipality": TOWN}

YARDS = own(
    "Trygge gårde",
    date(2026, 1, 1),
    date(2028, 1, 1),
    "Opdigtet indsats i almene, private og kommunale boliger. Pengene for 2027 er ikke på plads.",
    LED_BY_TOWN,
    declared=(2,),
    areas=(
        {"area": (TOWN, "Egekrogen")},
        {"area": (TOWN, "Kirkebakken")},
        {"area": (TOWN, "Strandkarréen")},
        {"area": (TOWN, "Teglværksgården")},
        {"area": (TOWN, "Åhusene"), "starts_on": date(2026, 9, 1)},
    ),
    budgets={2026: 1_250_000, 2027: 1_250_000},
    shares=(
        *paid(places.KOMMUNE, {2026: 900_000, 2027: 900_000}, **GRANTED),
        *paid(places.POLITIET, {2026: 100_000}, hours=250, **HOURS, **GRANTED),
        *paid(places.POLITIET, {2027: 100_000}, hours=250, **HOURS, **APPLIED),
        *paid(places.FONDEN, {2026: 250_000}, **GRANTED),
        *paid(places.FONDEN, {2027: 250_000}, note="Fonden støtter kun det første år.", **REFUSED),
        *paid(places.NATURFONDEN, {2027: 150_000}, **IDEA),
    ),
    activities=(
        {"name": "Gårdmøder", "form": ActivityForm.DROP_IN, "area": (TOWN, "Kirkebakken")},
        {"name": "Opsøgende arbejde", "form": ActivityForm.INDIVIDUAL},
    ),
    posts=(
        Post(
            "Projektleder",
            {"display_name": "Nattergalen", **BY_TOWN, "starts_on": date(2026, 1, 1), "ends_on": date(2028, 1, 1)},
            hours=37,
            seats=(Seat(places.RAADHUS, (MON, TUE, WED, THU, FRI)),),
        ),
        Post(
            "Opsøgende medarbejder",
            {"display_name": "Hyrdinden", **BY_TOWN, "starts_on": date(2026, 1, 1), "ends_on": date(2028, 1, 1)},
            hours=30,
            seats=(
                Seat(places.EGESTUEN, (MON, TUE)),
                Seat(places.BAGLOKALET, (WED,)),
                Seat(places.RAADHUS, (THU,)),
            ),
        ),
    ),
)

REHOUSED = own(
    "Flytteguiden",
    date(2024, 8, 1),
    date(2027, 8, 1),
    "Opdigtet indsats for beboere, der er genhuset fra Søndervang. Grupper på under fem personer vises uden antal.",
    {"lead_organisation": places.EVENTYRLAND},
    declared=(3,),
    areas=({"area": (TOWN, "Søndervang"), "role": AreaRole.ORIGIN, "note": "De solgte blokke."},),
    citizens=(
        {
            "municipality": TOWN,
            "name": "Familier genhuset fra de solgte blokke",
            "people": 46,
            "households": 17,
            "recruitment": Recruitment.SELECTED,
            "spread": Spread.SPREAD,
            "approach": Approach.STAFF_GO_OUT,
        },
        {
            "municipality": TOWN,
            "name": "Beboere i to opgange i Bymidten",
            "people": 23,
            "households": 11,
            "recruitment": Recruitment.SELECTED,
            "spread": Spread.CLUSTERED,
            "approach": Approach.BOTH,
            "at": (110, -90),
        },
        {
            "municipality": TOWN,
            "name": "Enlige ældre, der er flyttet ud på landet",
            "people": 4,
            "households": 4,
            "recruitment": Recruitment.SELECTED,
            "spread": Spread.SPREAD,
            "approach": Approach.STAFF_GO_OUT,
        },
    ),
    budgets={2024: 400_000, 2025: 960_000, 2026: 960_000, 2027: 560_000},
    shares=(
        *paid(places.KOMMUNE, {2024: 200_000, 2025: 480_000, 2026: 480_000, 2027: 280_000}, **GRANTED),
        *paid(places.EVENTYRLAND, {2024: 160_000, 2025: 384_000, 2026: 384_000, 2027: 224_000}, **OPERATION, **GRANTED),
        *paid(places.FRIVILLIGE, {2024: 40_000}, hours=200, **HOURS, **GRANTED),
        *paid(places.FRIVILLIGE, {2025: 96_000, 2026: 96_000}, hours=480, **HOURS, **GRANTED),
        *paid(places.FRIVILLIGE, {2027: 56_000}, hours=280, **HOURS, **GRANTED),
    ),
    activities=({"name": "Besøg i det nye hjem", "form": ActivityForm.INDIVIDUAL},),
    posts=(
        Post(
            "Flytteguide",
            {
                "display_name": "Svinedrengen",
                "employer_organisation": places.EVENTYRLAND,
                "starts_on": date(2024, 8, 1),
                "ends_on": date(2027, 8, 1),
            },
            hours=37,
            seats=(Seat(places.EVENTYRLANDS_KONTOR, (MON, TUE)), Seat(places.VAERKSTED, (WED, THU))),
        ),
    ),
)

SCHOOLS = own(
    "Alle børn i skole",
    date(2025, 8, 1),
    date(2028, 8, 1),
    "Opdigtet fremmødeindsats på skoler og i et dagtilbud uden for Søndervang. Puljen er kun sikker til og med 2026.",
    LED_BY_TOWN,
    declared=(4,),
    areas=({"area": (TOWN, "Søndervang")},),
    institutions=(
        {"institution": (TOWN, "Mølleskolen")},
        {"institution": (TOWN, "Vestre Skole"), "is_outside": True},
        {"institution": (TOWN, "Svaneskolen"), "starts_on": date(2026, 8, 1)},
        {"institution": (TOWN, "Dagtilbud uden kendt sted")},
    ),
    budgets={2025: 600_000, 2026: 1_440_000, 2027: 1_440_000, 2028: 840_000},
    shares=(
        *paid(places.KOMMUNE, {2025: 300_000, 2026: 720_000, 2027: 720_000, 2028: 420_000}, **OPERATION, **GRANTED),
        *paid(places.STATEN, {2025: 300_000, 2026: 720_000}, **GRANTED),
        *paid(places.STATEN, {2027: 720_000}, **APPLIED),
        *paid(places.STATEN, {2028: 420_000}, **IDEA),
    ),
    activities=(
        {"name": "Morgenhold", "form": ActivityForm.COURSE, "institution": (TOWN, "Mølleskolen")},
        {"name": "Samtaler med forældre", "form": ActivityForm.INDIVIDUAL, "in_operation": True},
    ),
    posts=(
        Post(
            "Fremmødevejleder",
            {
                "display_name": "Den grimme ælling",
                **BY_TOWN,
                "starts_on": date(2025, 8, 1),
                "ends_on": date(2028, 8, 1),
            },
            hours=37,
            seats=(Seat(places.RAADHUS, (MON, TUE, WED, THU)),),
        ),
        Post(
            "Skolementor",
            {"display_name": "Tinsoldaten", **BY_TOWN, "starts_on": date(2025, 8, 1), "ends_on": date(2028, 8, 1)},
            hours=18,
            seats=(Seat(places.RAADHUS),),
        ),
    ),
)

BALANCE = own(
    "Lys over byen",
    date(2026, 3, 1),
    date(2028, 3, 1),
    "Opdigtet indsats, der knytter Havneparken til resten af byen gennem stier, en årlig fest og et naboråd.",
    LED_BY_TOWN,
    declared=(5,),
    areas=({"area": (TOWN, "Havneparken")},),
    city_links=(
        {"kind": CityLinkKind.BETTER_OFF_AREA, "name": "Rosenvænget", "area": (TOWN, "Rosenvænget")},
        {"kind": CityLinkKind.PLAN, "name": "Stien langs havnen", "description": "En del af kommuneplanen."},
        {"kind": CityLinkKind.PLACE, "name": "Lysfesten ved Pakhuset", "at": (905, -120)},
        {
            "kind": CityLinkKind.NETWORK,
            "name": "Naborådet",
            "description": "Afdelingsbestyrelser og grundejerforeninger på tværs af byen.",
        },
    ),
    budgets={2026: 1_000_000, 2027: 1_200_000, 2028: 200_000},
    shares=(
        *paid(places.NATURFONDEN, {2026: 600_000, 2027: 720_000, 2028: 120_000}, **GRANTED),
        *paid(places.KOMMUNE, {2026: 350_000}, **GRANTED),
        *paid(places.HAVNEPARKEN_AFDELING, {2026: 50_000}, earmarked_for=(TOWN, "Havneparken"), **GRANTED),
        *paid(places.KOMMUNE, {2027: 480_000}, **APPLIED),
        *paid(places.KOMMUNE, {2028: 80_000}, **IDEA),
    ),
    activities=({"name": "Lysfesten", "form": ActivityForm.DROP_IN, "institution": (TOWN, "Kulturhuset Pakhuset")},),
    posts=(
        Post(
            "Byudvikler",
            {"display_name": "Skyggen", **BY_TOWN, "starts_on": date(2026, 3, 1), "ends_on": date(2028, 3, 1)},
            hours=37,
            seats=(Seat(places.RAADHUS, (MON, TUE, WED)), Seat(places.VAERKSTED, (THU,))),
        ),
        Post("Kulturmedarbejder", {"display_name": "Snemanden", "starts_on": date(2026, 3, 1)}),
    ),
)

CARETAKERS = own(
    "Sociale viceværter",
    date(2023, 1, 1),
    None,
    "Opdigtet indsats i driften hos en boligorganisation. I 2025 manglede pengene, og frivillige holdt den i gang.",
    {"lead_organisation": places.ANDELSBOLIG},
    declared=(1,),
    areas=({"area": (TOWN, "Havneparken")}, {"area": (TOWN, "Møllevangen")}),
    budgets=dict.fromkeys(range(2023, 2028), 1_100_000),
    shares=(
        *paid(places.ANDELSBOLIG, {2023: 1_100_000, 2024: 1_100_000, 2026: 1_100_000}, **OPERATION, **GRANTED),
        *paid(places.FRIVILLIGE, {2025: 60_000}, hours=300, **HOURS, **GRANTED),
        *paid(places.ANDELSBOLIG, {2027: 1_100_000}, **OPERATION, **IDEA),
    ),
    activities=({"name": "Social vicevært", "form": ActivityForm.INDIVIDUAL, "in_operation": True},),
    posts=(
        Post(
            "Social vicevært",
            {
                "display_name": "Skorstensfejeren",
                "employer_organisation": places.ANDELSBOLIG,
                "starts_on": date(2023, 1, 1),
            },
            hours=37,
            seats=(Seat(places.ANDELSBOLIGS_KONTOR),),
        ),
        Post(
            "Social vicevært",
            {
                "display_name": "Prinsessen på ærten",
                "employer_organisation": places.ANDELSBOLIG,
                "starts_on": date(2023, 1, 1),
            },
            hours=37,
            seats=(Seat(places.ANDELSBOLIGS_KONTOR, (MON, TUE, WED)), Seat(places.MOELLESTUEN, (THU, FRI))),
        ),
    ),
)

EFFORTS = (YARDS, REHOUSED, SCHOOLS, BALANCE, CARETAKERS)
