"""What the nine cases refer to: areas, organisations, funders and workplaces, as far as the source names them."""

from areas.choices import Tenure
from efforts.choices import FunderKind

SOURCE = "CFBU: Den boligsociale geografi, oktober 2021"

VALBY = ("København", "Valby")
SYDHAVNEN = ("København", "Sydhavnen")
GENTOFTE_SOCIAL = ("Gentofte", "Alment boligområde i Gentofte (navn ikke oplyst)")
GENTOFTE_MUNICIPAL = ("Gentofte", "Kommunale udlejningsejendomme i Gentofte (navn ikke oplyst)")
ALBERTSLUND = ("Albertslund", "Udsat boligområde i Albertslund (navn ikke oplyst)")
FREDERIKSBERG = ("Frederiksberg", "De involverede boligområder på Frederiksberg (navne og antal ikke oplyst)")
# On the official lists, and so there already.
VOLLSMOSE = ("Odense", "Vollsmose")
TAASTRUPGAARD = ("Høje-Taastrup", "Tåstrupgård")

SEVERAL = "Kilden nævner kun bydelen. Hvilke og hvor mange almene boligområder det drejer sig om, er ikke oplyst."
AREAS = {
    VALBY: {"tenure": Tenure.SOCIAL, "note": SEVERAL},
    SYDHAVNEN: {"tenure": Tenure.SOCIAL, "note": SEVERAL},
    GENTOFTE_SOCIAL: {"tenure": Tenure.SOCIAL, "note": "Kilden kalder det et stort alment boligområde."},
    GENTOFTE_MUNICIPAL: {
        "tenure": Tenure.MUNICIPAL,
        "note": "Kilden kalder det et stort boligområde med kommunale udlejningsejendomme.",
    },
    ALBERTSLUND: {"note": "Kilden siger kun, at området er udsat. Ejerformen er ikke oplyst."},
    FREDERIKSBERG: {
        "note": "Kilden taler om flere områder. Her står de som ét, fordi antal, navne og ejerform ikke er oplyst."
    },
}

SJAELLAND = "Boligselskabet Sjælland"
ORGANISATIONS = (SJAELLAND,)

TWO_IN_ODENSE = "To boligorganisationer i Odense (navne ikke oplyst)"
FUNDERS = {
    "Gentofte Kommune": {"kind": FunderKind.MUNICIPALITY, "municipality": "Gentofte"},
    "Odense Kommune": {"kind": FunderKind.MUNICIPALITY, "municipality": "Odense"},
    TWO_IN_ODENSE: {"kind": FunderKind.ORGANISATION},
    "Albertslund Kommune": {"kind": FunderKind.MUNICIPALITY, "municipality": "Albertslund"},
    "Brøndby Kommune": {"kind": FunderKind.MUNICIPALITY, "municipality": "Brøndby"},
    SJAELLAND: {"kind": FunderKind.ORGANISATION, "organisation": SJAELLAND},
}

BROENDBY_JOBCENTRE = "Jobcenteret i Brøndby"
SJAELLAND_OFFICE = "Boligselskabet Sjællands administration"
FREDERIKSBERG_STAFF = "Borgmesterstaben på Frederiksberg"
FREDERIKSBERG_LOCAL = "I de involverede boligområder på Frederiksberg"
WORKPLACES = {
    BROENDBY_JOBCENTRE: {"municipality": "Brøndby"},
    SJAELLAND_OFFICE: {"organisation": SJAELLAND},
    FREDERIKSBERG_STAFF: {"municipality": "Frederiksberg"},
    FREDERIKSBERG_LOCAL: {"area": FREDERIKSBERG},
}
