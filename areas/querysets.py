"""Named sets of places."""

from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet

from areas.access import (
    AREA_CHANGE_PATHS,
    AREA_PATHS,
    DRAFT,
    ESTATE_CHANGE_PATHS,
    ESTATE_PATHS,
    INSTITUTION_CHANGE_PATHS,
    INSTITUTION_PATHS,
    RECIPE_CHANGE_PATHS,
    brings_in,
    changeable_by,
    seen_by,
)
from areas.choices import ImportState, Level
from boligsocial.common.periods import in_force


class MunicipalityQuerySet(QuerySet):
    def visible_to(self, user):
        """Everyone who is signed in knows the municipalities."""
        return self if user.is_authenticated else self.none()

    def changeable_by(self, user):
        """Those in which the user may change things; the municipalities themselves are an admin's."""
        return self.filter(changeable_by(self.model, user, "memberships"))

    def worked_in_by(self, user):
        """Those the user is a member of, or that have something the user may see; all with areas for an admin."""
        from_areas = self.model.objects.filter(areas__in=_areas().visible_to(user))
        return self.filter(pk__in=from_areas.values("pk"))


class HousingOrganisationQuerySet(QuerySet):
    def visible_to(self, user):
        """Everyone who is signed in knows the housing organisations."""
        return self if user.is_authenticated else self.none()

    def changeable_by(self, user):
        """Those for which the user may change things; the organisations themselves are an admin's."""
        return self.filter(changeable_by(self.model, user, "memberships"))


class EstateQuerySet(QuerySet):
    change_paths = ESTATE_CHANGE_PATHS

    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *ESTATE_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *ESTATE_CHANGE_PATHS))


def reached(areas: type[Model], on: date, path: str = "pk") -> Exists:
    """Whether an effort reaches, on the day, the area that `path` of an outer row leads to; `areas` is its model.

    Drafts do not count.
    """
    reaches = areas._meta.get_field("reaches").related_model._base_manager
    now = reaches.filter(in_force(on), in_force(on, "effort__"), area=OuterRef(path))
    return Exists(now.exclude(effort__status=DRAFT))


class HousingAreaQuerySet(QuerySet):
    change_paths = AREA_CHANGE_PATHS

    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *AREA_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *AREA_CHANGE_PATHS))

    def current(self, on: date):
        """Areas that exist on the day."""
        return self.filter(in_force(on))

    def reached(self, on: date, yes: bool = True):
        """Areas that an effort reaches on the day, in a period of the reach and of the effort; or those none does."""
        found = reached(self.model, on)
        return self.filter(found if yes else ~found)

    def in_box(self, box: tuple[float, float, float, float], on: date):
        """Areas whose boundary of the day touches a box in degrees (west, south, east, north)."""
        west, south, east, north = box
        return self.filter(
            in_force(on, "borders__"),
            borders__west__lte=east,
            borders__east__gte=west,
            borders__south__lte=north,
            borders__north__gte=south,
        )


def last_list(on: date) -> int:
    """The year of the list that holds on a day.

    Lists are published in the autumn, most of them on 1 December: earlier in a year last year's list holds.
    """
    return on.year if on.month == 12 else on.year - 1


class ListEntryQuerySet(QuerySet):
    def newest_year(self, on: date) -> int | None:
        """The year of the newest list that names any area known here, as of a day."""
        return self.filter(year__lte=last_list(on)).order_by().aggregate(year=Max("year"))["year"]


class InstitutionQuerySet(QuerySet):
    change_paths = INSTITUTION_CHANGE_PATHS

    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *INSTITUTION_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *INSTITUTION_CHANGE_PATHS))


class IndicatorQuerySet(QuerySet):
    def visible_to(self, user):
        """Everyone who is signed in knows the definitions."""
        return self if user.is_authenticated else self.none()


class ObservationQuerySet(QuerySet):
    def visible_to(self, user):
        """Figures follow their area or estate; those of whole municipalities are common knowledge."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(reduce(or_, (self._seen(level, user) for level in Level)))

    def visible_at(self, level: Level, user):
        """Those of one level. Of all levels together, the database looks through everybody's."""
        return self.filter(self._seen(level, user)) if user.is_authenticated else self.none()

    def _seen(self, level: Level, user) -> Q:
        if user.is_superuser:
            return Q(**{f"{level}__isnull": False})
        owners = self.model._meta.get_field(level).related_model.objects.visible_to(user)
        return Q(**{f"{level}__in": owners.order_by().values("pk")})

    def changeable_by(self, user):
        """Those of places in which the user may change things."""
        if user.is_superuser:
            return self
        places = {name: self.model._meta.get_field(name).related_model for name in ("area", "estate", "municipality")}
        mine = Q(pk__in=[])
        for name, model in places.items():
            mine |= Q(**{f"{name}__in": model.objects.changeable_by(user).values("pk")})
        return self.filter(mine)


class RecipeQuerySet(QuerySet):
    change_paths = RECIPE_CHANGE_PATHS

    def visible_to(self, user):
        """How need is worked out is no secret: everyone who is signed in knows all recipes."""
        return self if user.is_authenticated else self.none()

    def changeable_by(self, user):
        """A municipality's own; those common to all are an admin's."""
        return self.filter(changeable_by(self.model, user, *RECIPE_CHANGE_PATHS))


class ImportQuerySet(QuerySet):
    def visible_to(self, user):
        """One's own imports; an admin sees all. Where a figure came from is told to whoever sees the figure."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_superuser else self.filter(user=user)

    def changeable_by(self, user):
        """Those one sees, while one may bring files in at all: a role that was taken away takes this too."""
        return self.visible_to(user) if brings_in(user) else self.none()

    def done_before(self, batch):
        """Those of the very same table that are done: the same bytes, and the same sheet of them."""
        return self.filter(sha256=batch.sha256, sheet=batch.sheet, state=ImportState.DONE).exclude(pk=batch.pk)


def _areas() -> HousingAreaQuerySet:
    from areas.models import HousingArea

    return HousingArea.objects.all()
