"""Named sets of efforts."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.apps import apps
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)

from areas.access import changeable_by, seen_by
from areas.choices import BorderQuality, Tenure
from boligsocial.common.periods import in_force
from efforts.access import EFFORT_PATHS
from efforts.choices import AreaRole, EffortStatus, Recruitment, Trait
from efforts.rules.typology import OTHER, SOCIAL, WORKED_IN, Verdict


class EffortQuerySet(QuerySet):
    change_paths = EFFORT_PATHS

    def visible_to(self, user):
        """Drafts are seen by those who may change them."""
        return self.filter(seen_by(self.model, user, *EFFORT_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *EFFORT_PATHS))

    def finished(self):
        """Without drafts: what is counted, and shown on lists and maps."""
        return self.exclude(status=EffortStatus.DRAFT)

    def drafts(self):
        return self.filter(status=EffortStatus.DRAFT)

    def current(self, on: date):
        """Efforts whose period holds the day; one without dates is always among them."""
        return self.filter(in_force(on))

    # --- Typologies: the rules of rules/typology.py as the database can answer them, for many efforts at once ---

    def with_traits(self, on: date, traits: Iterable[Trait] = Trait):
        """Annotate the verdict on each trait as `shows_<trait>`: the values of `Verdict`."""
        return self.annotate(**{f"shows_{trait.value}": _verdict(trait, on) for trait in traits})

    def showing(self, traits: Iterable[Trait], on: date, verdict: Verdict = Verdict.MET):
        """Efforts for which one of the traits has the verdict on the day."""
        traits = list(traits)
        found = Q(pk__in=[])
        for trait in traits:
            found |= Q(**{f"shows_{trait.value}": verdict.value})
        return self.with_traits(on, traits).filter(found)

    # --- What pages need ---

    def for_list(self, on: date, traits: bool = True, money: bool = True):
        """Rows with their municipalities, their traits, and the money of the day's year (and of no known year)."""
        rows = self.prefetch_related("municipalities")
        if traits:
            rows = rows.with_traits(on)
        if not money:
            return rows
        shares = _rows("FundingShare").filter(Q(year=on.year) | Q(year__isnull=True))
        return rows.prefetch_related(
            Prefetch("shares", shares.select_related("funder", "earmarked_for")),
            Prefetch("budgets", _rows("Budget").filter(year=on.year)),
        )

    def with_reach(self, on: date, all_times: bool = False):
        """Everything reached on the day, with places and boundaries (`area.borders_now`), or at all times."""
        now = Q() if all_times else in_force(on)
        borders = apps.get_model("areas", "AreaBorder")._base_manager.filter(in_force(on))
        areas = _rows("AreaReach").filter(now).select_related("area__municipality").order_by("area__sort_key", "pk")
        return self.prefetch_related(
            "municipalities",
            Prefetch("area_reaches", areas),
            Prefetch("area_reaches__area__borders", borders.defer("geometry"), to_attr="borders_now"),
            Prefetch("citizen_groups", _rows("CitizenGroup").filter(now).select_related("municipality").order_by("pk")),
            Prefetch("institution_reaches", with_place(_rows("InstitutionReach").filter(now), on).order_by("pk")),
            Prefetch("city_links", _rows("CityLink").filter(now).select_related("area").order_by("pk")),
            Prefetch("city_links__area__borders", borders.defer("geometry"), to_attr="borders_now"),
        )

    def for_page(self, on: date):
        """One effort with everything its page shows, at all times."""
        funders = _rows("FundingShare").select_related("funder", "earmarked_for")
        activities = _rows("Activity").select_related("focus_area", "area", "institution").order_by("name", "pk")
        return (
            self.with_reach(on, all_times=True)
            .select_related("lead_municipality", "lead_organisation")
            .prefetch_related(
                Prefetch("shares", funders), "budgets", "declared_typologies", Prefetch("activities", activities)
            )
        )

    def in_box(self, box: tuple[float, float, float, float], on: date):
        """Efforts with an area, or a municipality's centre, in the box (west, south, east, north in degrees)."""
        west, south, east, north = box
        borders = _rows("AreaReach").filter(
            in_force(on),
            in_force(on, "area__borders__"),
            effort=OuterRef("pk"),
            area__borders__west__lte=east,
            area__borders__east__gte=west,
            area__borders__south__lte=north,
            area__borders__north__gte=south,
        )
        centres = self.model.municipalities.through._base_manager.filter(
            effort=OuterRef("pk"),
            municipality__lon__range=(west, east),
            municipality__lat__range=(south, north),
        )
        return self.filter(Exists(borders) | Exists(centres))


class FunderQuerySet(QuerySet):
    def visible_to(self, user):
        """Everyone who is signed in knows the funders, but for those that nobody but drafts of others names."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        shares, efforts = _rows("FundingShare").order_by(), apps.get_model("efforts", "Effort").objects
        told = shares.filter(
            ~Q(effort__status=EffortStatus.DRAFT) | Q(effort__in=efforts.visible_to(user).order_by().values("pk"))
        )
        return self.filter(~Q(pk__in=shares.values("funder")) | Q(pk__in=told.values("funder")))


# --- The traits as expressions. A property test holds that they agree with rules/typology.py -------------------


def _rows(name: str) -> QuerySet:
    return apps.get_model("efforts", name)._base_manager.all()


@lru_cache(maxsize=64)
def _verdict(trait: Trait, on: date) -> Case:
    # Expressions are only read when used; putting them together is half the time of a short list.
    met, undecided = _TRAITS[trait](on)
    branches = [When(met, then=Value(Verdict.MET.value))]
    if undecided is not None:
        branches.append(When(undecided, then=Value(Verdict.OPEN.value)))
    return Case(*branches, default=Value(Verdict.NOT_MET.value), output_field=CharField())


def _several_social(on: date):
    known = {Tenure(tenure).value for tenure in SOCIAL}
    return _pair_of_targets(on, known), _pair_of_targets(on, {*known, Tenure.UNKNOWN.value})


def _pair_of_targets(on: date, tenures: set[str]) -> Exists:
    """Two target areas of these tenures in one municipality."""
    targets = _rows("AreaReach").filter(in_force(on), role=AreaRole.TARGET, area__tenure__in=tenures)
    second = targets.filter(
        effort=OuterRef("effort"), area__municipality=OuterRef("area__municipality"), pk__gt=OuterRef("pk")
    )
    return Exists(targets.filter(Exists(second), effort=OuterRef("pk")))


def _other_tenures(on: date):
    worked_in = _rows("AreaReach").filter(in_force(on), effort=OuterRef("pk"), role__in=[r.value for r in WORKED_IN])
    social = Exists(worked_in.filter(area__tenure__in=[t.value for t in SOCIAL]))
    other = Exists(worked_in.filter(area__tenure__in=[t.value for t in OTHER]))
    unknown_rows = worked_in.filter(area__tenure=Tenure.UNKNOWN)
    unknown = Exists(unknown_rows)
    second = _rows("AreaReach").filter(
        in_force(on),
        effort=OuterRef("effort"),
        role__in=[r.value for r in WORKED_IN],
        area__tenure=Tenure.UNKNOWN,
        pk__gt=OuterRef("pk"),
    )
    two_unknown = Exists(unknown_rows.filter(Exists(second)))
    groups = _rows("CitizenGroup").filter(in_force(on), effort=OuterRef("pk"), recruitment=Recruitment.OPEN)
    open_group = Exists(groups)
    undecided = (Q(social) & (Q(unknown) | Q(open_group))) | (Q(unknown) & (Q(other) | Q(open_group) | Q(two_unknown)))
    return Q(social) & Q(other), undecided


def _citizens(on: date):
    return Exists(_rows("CitizenGroup").filter(in_force(on), effort=OuterRef("pk"))), None


def _institutions(on: date):
    rows = with_place(_rows("InstitutionReach").filter(in_force(on), effort=OuterRef("pk")), on)
    outside = rows.filter(
        Q(in_firm_border=False)
        & (Q(firmly_outside=True) | Q(is_outside=True) | Q(is_outside__isnull=True, outside_borders=True))
    )
    unplaced = rows.filter(is_outside__isnull=True, in_border=False, outside_borders=False)
    return Exists(outside), Exists(unplaced)


def _city_balance(on: date):
    return Exists(_rows("CityLink").filter(in_force(on), effort=OuterRef("pk"))), None


_TRAITS = {
    Trait.SEVERAL_SOCIAL: _several_social,
    Trait.OTHER_TENURES: _other_tenures,
    Trait.CITIZENS: _citizens,
    Trait.INSTITUTIONS: _institutions,
    Trait.CITY_BALANCE: _city_balance,
}


def with_place(institution_reaches: QuerySet, on: date) -> QuerySet:
    """Annotate where each institution lies against the areas its effort reaches, as `InstitutionFact` names it.

    All of it in one query, whatever the number of rows.
    """
    borders = _borders().filter(in_force(on), in_force(on, "area__reaches__"), area__reaches__effort=OuterRef("effort"))
    has_border = _borders().filter(in_force(on), area=OuterRef("area"))
    reached = _rows("AreaReach").filter(in_force(on), effort=OuterRef("effort"))
    all_drawn = Exists(reached) & ~Exists(reached.exclude(Exists(has_border)))
    rows = institution_reaches.select_related("institution__municipality")
    return _against(rows, borders, all_drawn, "institution__")


def against_areas(institutions: QuerySet, areas: set[int], on: date) -> QuerySet:
    """Annotate where each institution lies against these areas, as `with_place` does for those an effort reaches."""
    borders = _borders().filter(in_force(on), area__in=areas)
    drawn = set(borders.values_list("area", flat=True))
    all_drawn = Q() if areas and drawn == areas else Q(pk__in=[])
    return _against(institutions, borders, all_drawn, "")


def _borders() -> QuerySet:
    return apps.get_model("areas", "AreaBorder")._base_manager.all()


def _against(rows: QuerySet, borders: QuerySet, all_drawn, prefix: str) -> QuerySet:
    """`all_drawn`: whether there are areas, and all of them have a boundary; `prefix` leads to the institution."""
    around = borders.filter(geometry__contains=OuterRef(f"{prefix}point"))
    exact = Q(**{f"{prefix}is_approximate": False})
    return rows.annotate(
        in_border=Exists(around),
        in_firm_border=_true(exact & Exists(around.exclude(quality=BorderQuality.APPROXIMATE))),
        outside_borders=_true(Q(**{f"{prefix}point__isnull": False}) & Q(in_border=False) & all_drawn),
        firmly_outside=_true(
            exact & Q(outside_borders=True) & ~Exists(borders.filter(quality=BorderQuality.APPROXIMATE))
        ),
    )


def _true(condition: Q) -> Case:
    """Whether it holds; an unknown condition doesn't."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
