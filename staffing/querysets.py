"""Named sets of staff."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from areas.access import changeable_by, seen_by
from boligsocial.common.periods import in_force
from efforts.choices import EffortStatus
from staffing.access import (
    FOLLOW_UP_CHANGE_PATHS,
    FOLLOW_UP_PATHS,
    PLACEMENT_PATHS,
    POST_PATHS,
    WORKPLACE_CHANGE_PATHS,
    WORKPLACE_PATHS,
)
from staffing.choices import FollowUpState, Mode

SOON = timedelta(days=31)
LOCAL, CENTRAL = Q(workplace__area__isnull=False), Q(workplace__area__isnull=True)


def at_work(on: date, prefix: str = "") -> Q:
    """Efforts that can have staff at work on the day; `prefix` is the path to them, e.g. "effort__".

    A closed effort without a last day has ended at some time that is not known; a draft has not begun.
    """
    over = Q(**{f"{prefix}status": EffortStatus.CLOSED.value, f"{prefix}ends_on__isnull": True})
    return in_force(on, prefix) & ~over & ~Q(**{f"{prefix}status": EffortStatus.DRAFT.value})


class PostQuerySet(QuerySet):
    change_paths = POST_PATHS

    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *POST_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *POST_PATHS))

    def current(self, on: date):
        return self.filter(in_force(on))

    def for_board(self, on: date):
        """Posts at work on the day: their own period and their effort's hold it."""
        return self.filter(in_force(on), at_work(on, "effort__"))

    def in_mode(self, mode: str, on: date):
        """Posts that are local, central, mixed or not known on the day; the rule of rules/placement.py in SQL."""
        places = self.model._meta.get_field("placements").related_model.objects
        here = places.filter(in_force(on), post=OuterRef("pk"))
        local, central = Exists(here.filter(LOCAL)), Exists(here.filter(CENTRAL))
        return {
            Mode.LOCAL: lambda: self.filter(local, ~central),
            Mode.CENTRAL: lambda: self.filter(central, ~local),
            Mode.MIX: lambda: self.filter(local, central),
            Mode.UNKNOWN: lambda: self.filter(~local, ~central),
        }[Mode(mode)]()


class PlacementQuerySet(QuerySet):
    change_paths = PLACEMENT_PATHS

    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *PLACEMENT_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *PLACEMENT_PATHS))

    def current(self, on: date):
        return self.filter(in_force(on))

    def for_board(self, posts, on: date):
        """Where the posts sit on the day."""
        return self.filter(in_force(on), post__in=posts.order_by().values("pk"))

    def with_everyone(self):
        """Everything a chip and its card show, in the order of the board."""
        return self.select_related(
            "workplace__area",
            "workplace__municipality",
            "workplace__organisation",
            "post__effort",
            "post__employer_municipality",
            "post__employer_organisation",
        ).order_by("post__title", "post__display_name", "post_id", "weekday")


class WorkplaceQuerySet(QuerySet):
    change_paths = WORKPLACE_CHANGE_PATHS

    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *WORKPLACE_PATHS))

    def changeable_by(self, user):
        return self.filter(changeable_by(self.model, user, *WORKPLACE_CHANGE_PATHS))


class FollowUpQuerySet(QuerySet):
    change_paths = FOLLOW_UP_CHANGE_PATHS

    def visible_to(self, user):
        return self.filter(seen_by(self.model, user, *FOLLOW_UP_PATHS))

    def changeable_by(self, user):
        """Those of areas the user may change, and the user's own of areas that the user sees."""
        if user.is_superuser:
            return self
        own = Q(owner=user.pk) & seen_by(self.model, user, *FOLLOW_UP_PATHS)
        return self.filter(changeable_by(self.model, user, *FOLLOW_UP_CHANGE_PATHS) | own)

    def open(self, on: date):
        """Those that were made and not closed on the day, the ones to look at first before the others."""
        begun = self.filter(made_on__lte=on)
        return begun.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=on)).order_by("look_again_on", "pk")

    def due(self, on: date):
        """Those to look at on the day, or that somebody should have looked at before."""
        return self.open(on).filter(look_again_on__lte=on)

    def in_state(self, state: str, on: date):
        return {
            FollowUpState.LATE: lambda: self.open(on).filter(look_again_on__lt=on),
            FollowUpState.DUE: lambda: self.due(on),
            FollowUpState.SOON: lambda: self.open(on).filter(look_again_on__lte=on + SOON),
            FollowUpState.CLOSED: lambda: self.filter(closed_on__lte=on),
            FollowUpState.ALL: lambda: self.filter(made_on__lte=on),
        }[FollowUpState(state)]()
