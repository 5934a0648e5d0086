"""The nine cases of "Den boligsociale geografi" (CFBU, October 2021), with the facts given there and no others.

What the source leaves open is left open here: dates, amounts, names, numbers. A case is declared as the typology
under which the source tells it.
"""

from areas.choices import InstitutionKind
from boligsocial.demo import cases_places as places
from boligsocial.demo.cases_places import SOURCE
from boligsocial.demo.spec import Effort, Post, Seat
from efforts.choices import (
    Approach,
    AreaRole,
    CityLinkKind,
    EffortKind,
    EffortStatus,
    Recruitment,
    ShareKind,
    ShareStatus,
)

OPEN = {"status": ShareStatus.UNKNOWN, "kind": ShareKind.UNKNOWN}


def case(name: str, description: str, **parts) -> Effort:
    """An effort of which the source gives neither dates nor status; the source's own date is a month, not a day."""
    fields = {"status": EffortStatus.UNKNOWN, "description": description, "source": SOURCE}
    return Effort(name, fields={**fields, **parts.pop("fields", {})}, **parts)


MIT_KVARTER = case(
    "Mit Kvarter",
    "Én boligsocial indsats for både Valby og Sydhavnen i København. Den omfatter en række større og mindre almene "
    "boligområder, har én ledelse og holder sine aktiviteter flere steder. Kilden fortæller om den under typologi 1. "
    "Finansiering, medarbejdere og områdernes navne er ikke oplyst.",
    municipalities=("København",),
    declared=(1,),
    areas=({"area": places.VALBY}, {"area": places.SYDHAVNEN}),
)

GENTOFTE = case(
    "Boligsocialt arbejde i Gentofte",
    "Kommunen betaler alene, tænker arbejdet for hele byen og holder øje med, hvilke områder der er udsatte. Foreløbig "
    "arbejdes der i to store boligområder: et alment og et med kommunale udlejningsejendomme. Flere almene, private "
    "og kommunale områder ventes at komme med. Kilden fortæller om indsatsen under typologi 2. Områdernes navne, "
    "beløb, år og medarbejdere er ikke oplyst.",
    municipalities=("Gentofte",),
    declared=(2,),
    areas=({"area": places.GENTOFTE_SOCIAL}, {"area": places.GENTOFTE_MUNICIPAL}),
    shares=({"funder": "Gentofte Kommune", "stated_share": 10_000, "note": "Kommunen finansierer alene.", **OPEN},),
)

ODENSE = case(
    "Boligsocial brobygger i Odense",
    "To boligorganisationer og Odense Kommune er gået sammen om at ansætte en boligsocial brobygger. Brobyggeren "
    "hjælper beboere fra Vollsmose, der skal genhuses permanent og har brug for ekstra støtte, godt på vej i deres nye "
    "lokalområde. Kilden fortæller om indsatsen, hvor den går fra typologi 2 til 3. Organisationernes navne, beløb, "
    "antal beboere og brobyggerens arbejdsplads er ikke oplyst.",
    municipalities=("Odense",),
    declared=(3,),
    areas=({"area": places.VOLLSMOSE, "role": AreaRole.ORIGIN, "note": "Beboerne genhuses herfra."},),
    citizens=(
        {
            "municipality": "Odense",
            "name": "Beboere fra Vollsmose, der genhuses permanent og har behov for ekstra støtte",
            "recruitment": Recruitment.SELECTED,
        },
    ),
    shares=(
        {"funder": "Odense Kommune", "note": "Med til at ansætte brobyggeren; fordelingen er ikke oplyst.", **OPEN},
        {"funder": places.TWO_IN_ODENSE, "note": "Med til at ansætte brobyggeren.", **OPEN},
    ),
    posts=(
        Post(
            "Boligsocial brobygger (fælles ansættelse)",
            {"source": f"{SOURCE}: ansat af to boligorganisationer (navne ikke oplyst) og Odense Kommune i fællesskab"},
        ),
    ),
)

ALBERTSLUND = case(
    "Boligsocial mødregruppe i Albertslund",
    "Mødregruppen er betalt af kommunen og mødes i et udsat boligområde, men er også for borgere, der bor andre "
    "steder. Den boligsociale indsats koordinerer gruppen og er frikøbt til det af kommunen. Kilden fortæller om den, "
    "hvor den går fra typologi 2 til 3, så begge står som erklæret. Områdets navn, deltagernes boliger, beløb og "
    "medarbejdere er ikke oplyst.",
    municipalities=("Albertslund",),
    declared=(2, 3),
    areas=({"area": places.ALBERTSLUND, "role": AreaRole.MEETING_PLACE, "note": "Mødregruppen mødes her."},),
    citizens=(
        {
            "municipality": "Albertslund",
            "name": "Mødre, der ikke bor i de udsatte boligområder",
            "recruitment": Recruitment.OPEN,
            "approach": Approach.THEY_COME,
            "note": "Hvor de bor, og i hvilken slags boliger, er ikke oplyst.",
        },
    ),
    shares=({"funder": "Albertslund Kommune", "note": "Kommunen har frikøbt indsatsen til opgaven.", **OPEN},),
    activities=({"name": "Mødregruppe", "area": places.ALBERTSLUND},),
)

RANDERS = case(
    "Fraværsindsats på tre folkeskoler i Randers",
    "Randers Kommune og den boligsociale indsats samarbejder om elevers fravær på de tre skoler i byen, der har flest "
    "elever fra udsatte boligområder. En boligsocial medarbejder driver indsatsen sammen med PPR. Skolerne ligger "
    "spredt, og elever fra andre områder får også gavn af den. Kilden fortæller om den under typologi 4. Skolernes "
    "navne, boligområderne, finansieringen og medarbejderens arbejdsplads er ikke oplyst.",
    municipalities=("Randers",),
    declared=(4,),
    institutions=(
        {
            "unnamed": "Folkeskoler spredt i Randers by (navne ikke oplyst)",
            "unnamed_kind": InstitutionKind.SCHOOL,
            "unnamed_count": 3,
            "is_outside": True,
            "note": "De tre skoler i byen med flest elever fra udsatte boligområder.",
        },
    ),
    activities=({"name": "Fraværsindsats", "description": "I samarbejde med PPR."},),
    posts=(Post("Boligsocial medarbejder", {"source": f"{SOURCE}: driver indsatsen i samarbejde med PPR"}),),
)

TAASTRUPGAARD = case(
    "Helhedsplanen i Tåstrupgård",
    "Den boligsociale helhedsplan arbejder strategisk med sammenhængen mellem beboernes liv og den byudvikling, som "
    "kommunen ønsker: Tåstrupgård skal blive en del af et kulturkvarter. De klassiske boligsociale aktiviteter får et "
    "kunstnerisk tvist. Kilden fortæller om den under typologi 5. Hvem der finansierer netop denne plan, dens periode "
    "og medarbejdernes arbejdsplads er ikke oplyst.",
    municipalities=("Høje-Taastrup",),
    declared=(5,),
    fields={"kind": EffortKind.HELHEDSPLAN},
    areas=({"area": places.TAASTRUPGAARD},),
    city_links=(
        {
            "kind": CityLinkKind.PLAN,
            "name": "Kulturkvarter",
            "description": "Kommunen ønsker, at Tåstrupgård bliver en del af et byområde med mange kulturelle "
            "oplevelser og tilbud. Hvor det skal ligge, er ikke oplyst.",
        },
    ),
    activities=(
        {
            "name": "Workshops om kultur i kvarteret",
            "description": "Kommune, rådgivere, beboere og naboer undersøger sammen, hvordan kultur kan blive en del "
            "af kvarterets udvikling.",
        },
    ),
)

BROENDBY = case(
    "Lommepengeindsatsen i Brøndby",
    "Brøndby Kommune har overtaget lommepengeindsatsen og en boligsocial medarbejder, der før var finansieret af "
    "Landsbyggefondens midler. Begge er nu en del af jobcenteret, og planen er at brede aktiviteten ud til flere "
    "boligorganisationer. Hvilke områder den når, beløb og år er ikke oplyst, så ingen typologi kan udledes.",
    municipalities=("Brøndby",),
    fields={"lead_municipality": "Brøndby"},
    shares=(
        {
            "funder": "Brøndby Kommune",
            "status": ShareStatus.UNKNOWN,
            "kind": ShareKind.OPERATION,
            "note": "Overtaget i jobcenterets drift; tidligere finansieret af Landsbyggefondens midler.",
        },
    ),
    activities=({"name": "Lommepengejob", "in_operation": True, "description": "Integreret i jobcenteret."},),
    posts=(
        Post(
            "Boligsocial medarbejder",
            {"employer_municipality": "Brøndby", "source": SOURCE},
            seats=(Seat(places.BROENDBY_JOBCENTRE),),
        ),
    ),
)

SJAELLAND = case(
    "Forebyggelsesteamet i Boligselskabet Sjælland",
    "Boligselskabet har gjort sit klageteam til et forebyggelsesteam og ansat nye medarbejdere med sociale profiler. "
    "Teamet hjælper i alle selskabets afdelinger, så beboerne trives og naboklager undgås. Det samarbejder blandt "
    "andet med politi, socialforvaltning og psykiatri. Kilden har teamet som eksempel på medarbejdere, der er centralt "
    "placeret og en del af driften. Afdelinger, kommuner, beløb og antal medarbejdere er ikke oplyst, så ingen "
    "typologi kan udledes.",
    fields={"lead_organisation": places.SJAELLAND},
    shares=(
        {
            "funder": places.SJAELLAND,
            "status": ShareStatus.UNKNOWN,
            "kind": ShareKind.OPERATION,
            "note": "Kilden siger, at teamet er integreret i driften; den nævner ingen beløb.",
        },
    ),
    activities=({"name": "Forebyggelse af naboklager", "in_operation": True},),
    posts=(
        Post(
            "Medarbejdere i forebyggelsesteamet (antal ikke oplyst)",
            {"employer_organisation": places.SJAELLAND, "source": SOURCE},
            seats=(Seat(places.SJAELLAND_OFFICE),),
        ),
    ),
)

FREDERIKSBERG = case(
    "Boligsocial indsats på Frederiksberg",
    "Den boligsociale projektleder har sin arbejdsplads i kommunens borgmesterstab, mens medarbejderne sidder i de "
    "boligområder, der er med. Det samler fordelene ved central og lokal placering og imødekommer både kommunens og "
    "boligorganisationernes ønsker. Nogle indsatser går på tværs af områderne, og medarbejdere flyttes mellem dem "
    "efter behov. Områderne, finansieringen og antallet af medarbejdere er ikke oplyst, så ingen typologi kan udledes.",
    municipalities=("Frederiksberg",),
    areas=({"area": places.FREDERIKSBERG},),
    posts=(
        Post("Boligsocial projektleder", {"source": SOURCE}, seats=(Seat(places.FREDERIKSBERG_STAFF),)),
        Post(
            "Boligsociale medarbejdere (antal ikke oplyst)",
            {"source": f"{SOURCE}: flyttes mellem områderne efter behov"},
            seats=(Seat(places.FREDERIKSBERG_LOCAL),),
        ),
    ),
)

CASES = (
    MIT_KVARTER,
    GENTOFTE,
    ODENSE,
    ALBERTSLUND,
    RANDERS,
    TAASTRUPGAARD,
    BROENDBY,
    SJAELLAND,
    FREDERIKSBERG,
)
