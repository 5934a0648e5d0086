"""Which things have a history of their own, and which rows belong to it."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model

from areas.models import AreaBorder, AreaName, Estate, HousingArea, Institution, Recipe, RecipeItem
from boligsocial.common.versions import VersionedModel
from efforts.models import (
    Activity,
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
from staffing.models import FollowUp, Placement, Post, Workplace

PERIOD = ("starts_on", "ends_on")


@dataclass(frozen=True)
class Kind:
    """Rows of a model in the history of a thing: the thing itself, or parts that lead to it by `owner`.

    `through` are parts that own these parts in turn. `named_by` are the fields that say which part it is.
    `as_seen`: what its rows point to may lie where the reader sees nothing, and is then not named.
    """

    model: type[VersionedModel]
    owner: str = ""
    named_by: tuple[str, ...] = ("name",)
    through: "Kind | None" = None
    for_admins: bool = False
    as_seen: bool = False

    @property
    def is_named_by_period(self) -> bool:
        return self.named_by == PERIOD

    def fields(self) -> list:
        """What people may read of a row, lists last."""
        meta = self.model._meta
        kept = [f for f in meta.concrete_fields if f.editable and not f.primary_key and f.name != self.owner]
        return [*kept, *(meta.get_field(name) for name in self.model.tracked_lists)]


@dataclass(frozen=True)
class Thing:
    """Something with a history; `model` need not have one itself (a user, whose roles have)."""

    model: type
    kinds: tuple[Kind, ...]


_POST = Kind(Post, "effort", ("title", "display_name"))

THINGS = {
    "area": Thing(HousingArea, (Kind(HousingArea), Kind(AreaName, "area"), Kind(AreaBorder, "area", PERIOD))),
    "estate": Thing(Estate, (Kind(Estate),)),
    "institution": Thing(Institution, (Kind(Institution),)),
    "recipe": Thing(Recipe, (Kind(Recipe, "", ("name_da",)), Kind(RecipeItem, "recipe", ("indicator",)))),
    "effort": Thing(
        Effort,
        (
            Kind(Effort),
            Kind(AreaReach, "effort", ("area",)),
            Kind(CitizenGroup, "effort"),
            Kind(InstitutionReach, "effort", ("institution", "unnamed")),
            Kind(CityLink, "effort"),
            Kind(Budget, "effort", ("year",)),
            Kind(FundingShare, "effort", ("funder", "year")),
            Kind(Activity, "effort"),
            _POST,
            Kind(Placement, "post", ("post", "weekday"), through=_POST),
            Kind(Membership, "effort", ("user", "role"), for_admins=True),
        ),
    ),
    "funder": Thing(Funder, (Kind(Funder),)),
    "post": Thing(Post, (Kind(Post, "", ("title",)), Kind(Placement, "post", ("weekday",)))),
    "workplace": Thing(Workplace, (Kind(Workplace),)),
    "follow-up": Thing(FollowUp, (Kind(FollowUp, "", ("area", "kind"), as_seen=True),)),
    "roles": Thing(get_user_model(), (Kind(Membership, "user", ("role", "municipality", "organisation", "effort")),)),
}
