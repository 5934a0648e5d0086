"""Eventyrkøbing: a made-up municipality whose name cannot be real, on the drained sea bed of the Lammefjord.

Places and boundaries are metres east and north of the town's square. The fields beneath them are real, the town is not.
"""

from datetime import date

from areas.choices import InstitutionKind, Tenure
from efforts.choices import FunderKind

TOWN = "Eventyrkøbing"
CODE = "9999"
SOURCE = "Opdigtet til demonstration"
SQUARE = (657_700, 6_185_600)  # metres of the grid
TOWN_BOX = {"lon": 11.515, "lat": 55.79, "west": 11.46, "south": 55.765, "east": 11.57, "north": 55.815}

COUNTED = date(2026, 1, 1)


def counted(tenure: Tenure, homes: int, residents: int, *other_names: str, **fields) -> dict:
    return {
        "tenure": tenure,
        "homes": homes,
        "residents": residents,
        "residents_on": COUNTED,
        "other_names": other_names,
        **fields,
    }


AREAS = {
    "Søndervang": counted(
        Tenure.SOCIAL,
        612,
        1342,
        "Vangene",
        "Søndervangskvarteret",
        estates=("Søndervang Nord", "Søndervang Syd"),
        note="To blokke blev solgt fra den 1. januar 2024; grænsen blev flyttet samme dag.",
    ),
    "Havneparken": counted(Tenure.SOCIAL, 438, 861, "Blokkene ved havnen", estates=("Havneparken", "Kajen")),
    "Møllevangen": counted(
        Tenure.SOCIAL,
        395,
        774,
        "Ny Møllevang",
        estates=("Møllevangen", "Møllelængen"),
        note="To dele på hver sin side af Møllevej; Mølleskolens grund midt i området hører ikke med.",
    ),
    "Egekrogen": counted(Tenure.SOCIAL, 204, 417, estates=("Egekrogen",)),
    "Kirkebakken": counted(Tenure.PRIVATE_RENTAL, 286, 523, "Kirkebakkegårdene"),
    "Stationskvarteret": counted(Tenure.PRIVATE_RENTAL, 338, 641, "Banegårdskarreerne"),
    "Strandkarréen": counted(Tenure.PRIVATE_RENTAL, 152, 301),
    "Teglværksgården": counted(Tenure.MUNICIPAL, 96, 178, "Teglen"),
    "Åhusene": counted(Tenure.MUNICIPAL, 44, 71, note="Få beboere: flere nøgletal vises ikke."),
    "Rosenvænget": counted(Tenure.OWNER_OCCUPIED, 540, 1466),
    "Fjordbakken": counted(Tenure.OWNER_OCCUPIED, 371, 982),
    "Bymidten": counted(Tenure.MIXED, 1120, 2087, "Den gamle by"),
    "Nyhavn Øst": {
        "tenure": Tenure.MIXED,
        "starts_on": date(2027, 1, 1),
        "note": "Ny bydel; de første boliger ventes klar i 2027. Antal boliger og beboere kendes ikke endnu.",
    },
    "Barakkerne": {
        "tenure": Tenure.SOCIAL,
        "homes": 60,
        "ends_on": date(2023, 1, 1),
        "estates": (),
        "note": "Revet ned ved udgangen af 2022.",
    },
}

# The made-up town's own numbers of its areas; the newest one has none yet.
CODES = {name: f"E{number:02}" for number, name in enumerate(AREAS, start=1) if name != "Nyhavn Øst"}

FORENING = "Eventyrkøbing Boligforening"
EVENTYRLAND = "Boligselskabet Eventyrland"
ANDELSBOLIG = "Eventyrkøbing Andelsbolig"
ESTATES = {
    FORENING: {"Søndervang Nord": 356, "Egekrogen": 204, "Møllevangen": 248},
    EVENTYRLAND: {"Søndervang Syd": 256, "Havneparken": 321},
    ANDELSBOLIG: {"Kajen": 117, "Møllelængen": 147},
}

KOMMUNE = "Eventyrkøbing Kommune"
LBF = "Landsbyggefonden (opdigtet tilsagn)"
FONDEN = "Fonden for Eventyrkøbing"
NATURFONDEN = "Fonden Lys over Fjorden (opdigtet)"
STATEN = "Statslig pulje (opdigtet)"
FRIVILLIGE = "Eventyrkøbing Frivilligcenter"
POLITIET = "Politiet i Eventyrkøbing"
HAVNEPARKEN_AFDELING = "Afdelingen Havneparken i Eventyrkøbing"
FUNDERS = {
    KOMMUNE: {"kind": FunderKind.MUNICIPALITY, "municipality": TOWN},
    FORENING: {"kind": FunderKind.ORGANISATION, "organisation": FORENING},
    EVENTYRLAND: {"kind": FunderKind.ORGANISATION, "organisation": EVENTYRLAND},
    ANDELSBOLIG: {"kind": FunderKind.ORGANISATION, "organisation": ANDELSBOLIG},
    HAVNEPARKEN_AFDELING: {"kind": FunderKind.ESTATE, "organisation": EVENTYRLAND},
    LBF: {"kind": FunderKind.LBF},
    FONDEN: {"kind": FunderKind.FOUNDATION},
    NATURFONDEN: {"kind": FunderKind.FOUNDATION},
    STATEN: {"kind": FunderKind.STATE},
    FRIVILLIGE: {"kind": FunderKind.NGO},
    POLITIET: {"kind": FunderKind.PARTNER},
}

INSTITUTIONS = {
    "Mølleskolen": {"kind": InstitutionKind.SCHOOL, "at": (-905, 560)},
    "Svaneskolen": {"kind": InstitutionKind.SCHOOL, "at": (640, 610)},
    "Vestre Skole": {"kind": InstitutionKind.SCHOOL, "at": (-1290, -420), "is_approximate": True},
    "Børnehuset Tinsoldaten": {"kind": InstitutionKind.DAY_CARE, "at": (250, -760)},
    "Børnehaven Ællingen": {"kind": InstitutionKind.DAY_CARE, "at": (-330, 720)},
    "Vuggestuen Tommelise": {"kind": InstitutionKind.DAY_CARE, "at": (-150, -1090)},
    "Kulturhuset Pakhuset": {"kind": InstitutionKind.OTHER, "at": (905, -120)},
    "Dagtilbud uden kendt sted": {"kind": InstitutionKind.DAY_CARE, "at": None},
}

RAADHUS = "Rådhuset i Eventyrkøbing"
JOBCENTER = "Jobcenteret i Eventyrkøbing"
FORENINGENS_KONTOR = "Eventyrkøbing Boligforenings kontor"
EVENTYRLANDS_KONTOR = "Boligselskabet Eventyrlands kontor"
ANDELSBOLIGS_KONTOR = "Eventyrkøbing Andelsboligs driftskontor"
BEBOERHUS = "Beboerhuset i Søndervang"
VAERKSTED = "Værkstedet i Havneparken"
MOELLESTUEN = "Møllestuen i Møllevangen"
BAGLOKALET = "Baglokalet på Kirkebakken"
EGESTUEN = "Egestuen i Egekrogen"
WORKPLACES = {
    RAADHUS: {"municipality": TOWN, "at": (60, 80)},
    JOBCENTER: {"municipality": TOWN, "at": (-180, 140)},
    FORENINGENS_KONTOR: {"organisation": FORENING, "at": (210, 180)},
    EVENTYRLANDS_KONTOR: {"organisation": EVENTYRLAND, "at": None},
    ANDELSBOLIGS_KONTOR: {"organisation": ANDELSBOLIG, "at": (-60, -190)},
    BEBOERHUS: {"area": (TOWN, "Søndervang"), "at": (-170, -870)},
    VAERKSTED: {"area": (TOWN, "Havneparken"), "at": (1010, -395)},
    MOELLESTUEN: {"area": (TOWN, "Møllevangen"), "at": (-1090, 560)},
    BAGLOKALET: {"area": (TOWN, "Kirkebakken"), "at": (-420, 390)},
    EGESTUEN: {"area": (TOWN, "Egekrogen"), "at": None},
}
