"""Named sets of places."""

from datetime import date

from django.db.models import QuerySet

from areas.access import (
    AREA_CHANGE_PATHS,
    AREA_PATHS,
    ESTATE_CHANGE_PATHS,
    ESTATE_PATHS,
    INSTITUTION_CHANGE_PATHS,
    INSTITUTION_PATHS,
    changeable_by,
    seen_by,
)
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
    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *ESTATE_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *ESTATE_CHANGE_PATHS))


class HousingAreaQuerySet(QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *AREA_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *AREA_CHANGE_PATHS))

    def current(self, on: date):
        """Areas that exist on the day."""
        return self.filter(in_force(on))


class InstitutionQuerySet(QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *INSTITUTION_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *INSTITUTION_CHANGE_PATHS))


class ObservationQuerySet(QuerySet):
    def visible_to(self, user):
        return self.filter(area__in=_areas().visible_to(user))


def _areas() -> HousingAreaQuerySet:
    from areas.models import HousingArea

    return HousingArea.objects.all()
