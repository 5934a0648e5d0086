"""Named sets of staff."""

from datetime import date

from django.db.models import QuerySet

from areas.access import seen_by
from boligsocial.common.periods import in_force
from efforts.access import changeable_by
from staffing.access import PLACEMENT_PATHS, POST_PATHS, WORKPLACE_PATHS


class PostQuerySet(QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *POST_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *POST_PATHS))

    def current(self, on: date):
        return self.filter(in_force(on))


class PlacementQuerySet(QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *PLACEMENT_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *PLACEMENT_PATHS))

    def current(self, on: date):
        return self.filter(in_force(on))


class WorkplaceQuerySet(QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *WORKPLACE_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *WORKPLACE_PATHS))
