"""Which typologies an effort's reach shows on a day, and why.

The traits follow the five typologies of "Den boligsociale geografi" (CFBU, October 2021) and the three of the earlier
leaflet on geographical focus; which traits make which typology is data (models.Typology). Nothing here is stored.

A verdict is OPEN when facts that could tip it are missing: with one set of answers the trait would be shown, with
another it would not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from areas.choices import InstitutionKind, Tenure
from efforts.choices import Approach, AreaRole, CityLinkKind, Recruitment, Spread, Trait

# A mixed area has social homes and others: it counts as both.
SOCIAL = frozenset({Tenure.SOCIAL, Tenure.MIXED})
OTHER = frozenset({Tenure.MUNICIPAL, Tenure.PRIVATE_RENTAL, Tenure.OWNER_OCCUPIED, Tenure.MIXED})
# Where the effort works. Where citizens once lived (ORIGIN) is part of the picture, but not of the work.
WORKED_IN = frozenset({AreaRole.TARGET, AreaRole.MEETING_PLACE})


class Verdict(StrEnum):
    MET = "met"
    OPEN = "open"
    NOT_MET = "not_met"


class Basis(StrEnum):
    """What decided whether an institution lies outside the areas."""

    MAP = "map"
    STATED = "stated"
    ROUGH_MAP = "rough_map"  # the boundary or the place is approximate, and no source says more


class Cause(StrEnum):
    """The kinds of reasons; the template has a sentence for each."""

    SEVERAL_SOCIAL = "several_social"
    TOO_FEW_SOCIAL = "too_few_social"
    SOCIAL_AND_OTHER = "social_and_other"
    ONLY_SOCIAL = "only_social"
    NO_SOCIAL = "no_social"
    ONE_AREA_OF_UNKNOWN_TENURE = "one_area_of_unknown_tenure"
    TENURE_MISSING = "tenure_missing"
    HOMES_OF_OPEN_GROUP = "homes_of_open_group"
    NO_AREA = "no_area"
    CITIZENS = "citizens"
    NO_CITIZENS = "no_citizens"
    OUTSIDE = "outside"
    INSIDE = "inside"
    PLACE_MISSING = "place_missing"
    NO_INSTITUTION = "no_institution"
    CITY_LINK = "city_link"
    NO_CITY_LINK = "no_city_link"


@dataclass(frozen=True)
class AreaFact:
    """An area reached; the municipality is its code."""

    name: str
    role: AreaRole
    tenure: Tenure
    municipality: str


@dataclass(frozen=True)
class CitizensFact:
    """A group; its counts are None when not known, and when withheld because the group is small."""

    name: str
    recruitment: Recruitment
    spread: Spread
    approach: Approach
    people: int | None = None
    households: int | None = None
    withheld: bool = False


@dataclass(frozen=True)
class InstitutionFact:
    """A partner institution, or some that are only described (`count` of them, when known).

    `in_border`: its point lies in the boundary of an area the effort reaches; `in_firm_border`: in one that is not
    approximate, and the point isn't either. `outside_borders`: all reached areas have a boundary and the point lies
    in none; `firmly_outside`: and none of it is approximate. All False where the point is not known.
    """

    name: str
    kind: InstitutionKind
    count: int | None = 1
    stated_outside: bool | None = None
    in_border: bool = False
    in_firm_border: bool = False
    outside_borders: bool = False
    firmly_outside: bool = False


@dataclass(frozen=True)
class CityLinkFact:
    name: str
    kind: CityLinkKind


@dataclass(frozen=True)
class Reach:
    """All that an effort reaches on a day."""

    areas: tuple[AreaFact, ...] = ()
    citizens: tuple[CitizensFact, ...] = ()
    institutions: tuple[InstitutionFact, ...] = ()
    city_links: tuple[CityLinkFact, ...] = ()


@dataclass(frozen=True)
class Reason:
    """A fact that speaks for a verdict: its kind and what it is about."""

    cause: Cause
    areas: tuple[AreaFact, ...] = ()
    others: tuple[AreaFact, ...] = ()
    citizens: CitizensFact | None = None
    institution: InstitutionFact | None = None
    basis: Basis | None = None
    city_link: CityLinkFact | None = None


@dataclass(frozen=True)
class TraitFinding:
    trait: Trait
    verdict: Verdict
    reasons: tuple[Reason, ...]


# --- The traits ---------------------------------------------------------------------------------------------


def find_traits(reach: Reach) -> dict[Trait, TraitFinding]:
    """The verdict on every trait."""
    findings = (
        _several_social(reach.areas),
        _other_tenures(reach.areas, reach.citizens),
        _citizens(reach.citizens),
        _institutions(reach.institutions),
        _city_balance(reach.city_links),
    )
    return {finding.trait: finding for finding in findings}


def _several_social(areas: Sequence[AreaFact]) -> TraitFinding:
    """Two target areas of social housing in one municipality."""
    trait = Trait.SEVERAL_SOCIAL
    targets = [area for area in areas if area.role == AreaRole.TARGET]
    shown, possible = [], []
    for municipality in dict.fromkeys(area.municipality for area in targets):
        there = [area for area in targets if area.municipality == municipality]
        social = tuple(area for area in there if area.tenure in SOCIAL)
        unknown = tuple(area for area in there if area.tenure == Tenure.UNKNOWN)
        if len(social) >= 2:
            shown.append(Reason(Cause.SEVERAL_SOCIAL, areas=social))
        elif len(social) + len(unknown) >= 2:
            possible.append(Reason(Cause.TENURE_MISSING, areas=unknown, others=social))
    if shown:
        return TraitFinding(trait, Verdict.MET, tuple(shown))
    if possible:
        return TraitFinding(trait, Verdict.OPEN, tuple(possible))
    if not areas:
        return TraitFinding(trait, Verdict.NOT_MET, (Reason(Cause.NO_AREA),))
    social = tuple(area for area in targets if area.tenure in SOCIAL)
    unknown = tuple(area for area in targets if area.tenure == Tenure.UNKNOWN)
    return TraitFinding(trait, Verdict.NOT_MET, (Reason(Cause.TOO_FEW_SOCIAL, areas=social, others=unknown),))


def _other_tenures(areas: Sequence[AreaFact], groups: Sequence[CitizensFact]) -> TraitFinding:
    """A social area and one of another tenure.

    An area whose tenure is missing may be the one or the other, but alone it is not taken for both. Citizens who come
    from elsewhere to what is open to all may live in homes of any tenure.
    """
    worked_in = [area for area in areas if area.role in WORKED_IN]
    social = tuple(area for area in worked_in if area.tenure in SOCIAL)
    other = tuple(area for area in worked_in if area.tenure in OTHER)
    unknown = tuple(area for area in worked_in if area.tenure == Tenure.UNKNOWN)
    open_groups = tuple(group for group in groups if group.recruitment == Recruitment.OPEN)
    if social and other:
        reasons = [Reason(Cause.SOCIAL_AND_OTHER, areas=social, others=other)]
        verdict = Verdict.MET
    elif (social and (unknown or open_groups)) or (unknown and (other or open_groups or len(unknown) > 1)):
        reasons = [Reason(Cause.TENURE_MISSING, areas=unknown, others=social or other)] if unknown else []
        reasons += [Reason(Cause.HOMES_OF_OPEN_GROUP, citizens=group) for group in open_groups if not other]
        verdict = Verdict.OPEN
    else:
        reasons = [_why_not_other_tenures(social, other, unknown)]
        verdict = Verdict.NOT_MET
    return TraitFinding(Trait.OTHER_TENURES, verdict, tuple(reasons))


def _why_not_other_tenures(social: tuple, other: tuple, unknown: tuple) -> Reason:
    if social:
        return Reason(Cause.ONLY_SOCIAL, areas=social)
    if other:
        return Reason(Cause.NO_SOCIAL, areas=other)
    if unknown:
        return Reason(Cause.ONE_AREA_OF_UNKNOWN_TENURE, areas=unknown)
    return Reason(Cause.NO_AREA)


def _citizens(groups: Sequence[CitizensFact]) -> TraitFinding:
    """A group of citizens who live outside the areas, chosen or free to come."""
    if not groups:
        return TraitFinding(Trait.CITIZENS, Verdict.NOT_MET, (Reason(Cause.NO_CITIZENS),))
    reasons = tuple(Reason(Cause.CITIZENS, citizens=group) for group in groups)
    return TraitFinding(Trait.CITIZENS, Verdict.MET, reasons)


def _institutions(institutions: Sequence[InstitutionFact]) -> TraitFinding:
    """A partner institution outside the areas."""
    found = {Cause.OUTSIDE: [], Cause.PLACE_MISSING: [], Cause.INSIDE: []}
    for institution in institutions:
        cause, basis = where_it_lies(institution)
        found[cause].append(Reason(cause, institution=institution, basis=basis))
    trait = Trait.INSTITUTIONS
    if found[Cause.OUTSIDE]:
        return TraitFinding(trait, Verdict.MET, tuple(found[Cause.OUTSIDE]))
    if found[Cause.PLACE_MISSING]:
        return TraitFinding(trait, Verdict.OPEN, tuple(found[Cause.PLACE_MISSING]))
    return TraitFinding(trait, Verdict.NOT_MET, tuple(found[Cause.INSIDE]) or (Reason(Cause.NO_INSTITUTION),))


def where_it_lies(institution: InstitutionFact) -> tuple[Cause, Basis | None]:
    """Whether an institution is outside the areas, and what says so.

    The map decides where place and boundaries are known; then what is stated; an approximate map comes last, so that
    a shape we drew ourselves never overrules a source.
    """
    if institution.in_firm_border:
        return Cause.INSIDE, Basis.MAP
    if institution.firmly_outside:
        return Cause.OUTSIDE, Basis.MAP
    if institution.stated_outside is not None:
        return (Cause.OUTSIDE if institution.stated_outside else Cause.INSIDE), Basis.STATED
    if institution.in_border:
        return Cause.INSIDE, Basis.ROUGH_MAP
    if institution.outside_borders:
        return Cause.OUTSIDE, Basis.ROUGH_MAP
    return Cause.PLACE_MISSING, None


def _city_balance(links: Sequence[CityLinkFact]) -> TraitFinding:
    """A tie to the rest of the town."""
    if not links:
        return TraitFinding(Trait.CITY_BALANCE, Verdict.NOT_MET, (Reason(Cause.NO_CITY_LINK),))
    reasons = tuple(Reason(Cause.CITY_LINK, city_link=link) for link in links)
    return TraitFinding(Trait.CITY_BALANCE, Verdict.MET, reasons)


# --- Typologies, and what was declared ------------------------------------------------------------------------


@dataclass(frozen=True)
class TypologyRule:
    """A typology as its set defines it: shown when any of its traits is."""

    number: int
    traits: tuple[Trait, ...]


@dataclass(frozen=True)
class TypologyFinding:
    """The verdict on a typology with the traits that speak for it (all of them when it is not shown)."""

    number: int
    verdict: Verdict
    findings: tuple[TraitFinding, ...]


class Mismatch(StrEnum):
    DECLARED_NOT_SHOWN = "declared_not_shown"
    DECLARED_OPEN = "declared_open"
    SHOWN_NOT_DECLARED = "shown_not_declared"


@dataclass(frozen=True)
class Warning:
    """That what an effort calls itself and what its reach shows differ on a typology."""

    mismatch: Mismatch
    number: int


def best_of(verdicts: Iterable[Verdict]) -> Verdict:
    """MET if any is met, else OPEN if any is open."""
    found = set(verdicts)
    return next((verdict for verdict in (Verdict.MET, Verdict.OPEN) if verdict in found), Verdict.NOT_MET)


def find_typologies(rules: Iterable[TypologyRule], findings: dict[Trait, TraitFinding]) -> list[TypologyFinding]:
    """The verdict on each typology of a set, in the order given."""
    found = []
    for rule in rules:
        of_rule = [findings[trait] for trait in rule.traits]
        verdict = best_of(finding.verdict for finding in of_rule)
        found.append(TypologyFinding(rule.number, verdict, tuple(f for f in of_rule if f.verdict == verdict)))
    return found


def compare(found: Iterable[TypologyFinding], declared: Iterable[int]) -> list[Warning]:
    """Where the declared numbers of a set and what is shown differ. Nothing declared in the set: nothing to compare."""
    numbers = set(declared)
    warnings = []
    for finding in found:
        if not numbers:
            continue
        if finding.number in numbers and finding.verdict == Verdict.NOT_MET:
            warnings.append(Warning(Mismatch.DECLARED_NOT_SHOWN, finding.number))
        elif finding.number in numbers and finding.verdict == Verdict.OPEN:
            warnings.append(Warning(Mismatch.DECLARED_OPEN, finding.number))
        elif finding.number not in numbers and finding.verdict == Verdict.MET:
            warnings.append(Warning(Mismatch.SHOWN_NOT_DECLARED, finding.number))
    return warnings
