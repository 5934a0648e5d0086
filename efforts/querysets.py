"""Named sets of efforts."""

from datetime import date

from django.db.models import QuerySet

from areas.access import seen_by
from boligsocial.common.periods import in_force
from efforts.access import EFFORT_PATHS, changeable_by


class EffortQuerySet(QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *EFFORT_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *EFFORT_PATHS))

    def current(self, on: date):
        """Efforts whose period holds the day; one without dates is always among them."""
        return self.filter(in_force(on))


class FunderQuerySet(QuerySet):
    def visible_to(self, user):
        """Everyone who is signed in knows the funders."""
        return self if user.is_authenticated else self.none()
