"""The closed lists of the staffing app."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Weekday(IntegerChoices):
    """ISO weekdays."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class Mode(TextChoices):
    """Where staff have their workplace (seed 000, placering)."""

    LOCAL = "local", _("local")
    CENTRAL = "central", _("central")
    MIX = "mix", _("mix")
    UNKNOWN = "unknown", _("not stated")


class Strength(TextChoices):
    """What a placement is good for (seed 000, the sections on local, central and mixed placement)."""

    TRUST = "trust", _("Trust and lasting relations with the residents.")
    OUTREACH = "outreach", _("Better conditions for outreach.")
    KNOWLEDGE = "knowledge", _("Knows the area, its resources and its troubles.")
    LOCAL_COOPERATION = "local_cooperation", _("Easier to work with local partners and fit in with what they do.")
    OPERATION = "operation", _("Easier to coordinate with the daily operation of the organisation.")
    STRATEGY = "strategy", _("A link to the visions and strategies of the municipality and the housing organisation.")
    ANCHORING = "anchoring", _("Good conditions for anchoring the work in operation.")
    BOTH = "both", _("Overview from the centre together with relations in the areas.")
    MOVES = "moves", _("Staff and activities can be moved between areas when need arises.")


class Condition(TextChoices):
    """What a placement leans on (the same sections)."""

    FIXED_BASE = "fixed_base", _("Each worker keeps a fixed base or fixed weekdays in one or two areas.")
    LOCAL_CONTACTS = (
        "local_contacts",
        _("Depends on close contact with caretakers and estate boards, who pass on local needs and open doors."),
    )


class FollowUpKind(TextChoices):
    """What one means to do where need and effort do not match."""

    MOVE_ACTIVITY = "activity", _("move an activity")
    MOVE_POST = "post", _("move a post")
    OPERATION = "operation", _("put core operation in")
    NOTHING = "nothing", _("do nothing for now")


class FollowUpState(TextChoices):
    """Where a follow-up is on its way."""

    LATE = "late", _("late")
    DUE = "due", _("due today, or late")
    SOON = "soon", _("due within a month, or late")
    CLOSED = "closed", _("closed")
    ALL = "all", _("open and closed")
