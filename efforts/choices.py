"""The closed lists of the effort app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EffortKind(TextChoices):
    """What sort of undertaking it is."""

    HELHEDSPLAN = "helhedsplan", _("housing-social master plan (helhedsplan)")
    OWN = "own", _("own effort")
    UNKNOWN = "unknown", _("not stated")


class EffortStatus(TextChoices):
    DRAFT = "draft", _("draft")
    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    CLOSED = "closed", _("closed")
    UNKNOWN = "unknown", _("not stated")


# Drafts are on no list and in no count.
FINISHED = [status for status in EffortStatus if status != EffortStatus.DRAFT]


class AreaRole(TextChoices):
    """What an area is to the effort that reaches it."""

    TARGET = "target", _("target area")
    MEETING_PLACE = "meeting_place", _("meeting place")
    ORIGIN = "origin", _("where the citizens come from")


class Spread(TextChoices):
    """Whether chosen citizens live close to each other."""

    CLUSTERED = "clustered", _("clustered")
    SPREAD = "spread", _("spread")
    UNKNOWN = "unknown", _("not stated")


class Approach(TextChoices):
    """Who moves: the staff or the citizens."""

    STAFF_GO_OUT = "staff_go_out", _("staff go out to them")
    THEY_COME = "they_come", _("they come to an activity in an area")
    BOTH = "both", _("both ways")
    UNKNOWN = "unknown", _("not stated")


class Recruitment(TextChoices):
    """How the citizens of a group are found."""

    SELECTED = "selected", _("selected citizens or stairwells")
    OPEN = "open", _("open to citizens elsewhere")
    UNKNOWN = "unknown", _("not stated")


class CityLinkKind(TextChoices):
    """What ties the effort to the rest of the town."""

    BETTER_OFF_AREA = "better_off_area", _("better-off area")
    PLAN = "plan", _("urban plan or project")
    PLACE = "place", _("place or event")
    NETWORK = "network", _("network across the town")


class FunderKind(TextChoices):
    LBF = "lbf", _("Landsbyggefonden")
    MUNICIPALITY = "municipality", _("municipality")
    ORGANISATION = "organisation", _("housing organisation")
    ESTATE = "estate", _("estate")
    STATE = "state", _("state")
    FOUNDATION = "foundation", _("foundation")
    NGO = "ngo", _("voluntary organisation")
    PARTNER = "partner", _("other partner")


class ShareStatus(TextChoices):
    IDEA = "idea", _("idea")
    APPLIED = "applied", _("applied for")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    UNKNOWN = "unknown", _("not stated")


class ShareKind(TextChoices):
    CASH = "cash", _("cash")
    HOURS = "hours", _("hours")
    OPERATION = "operation", _("part of core operation")
    UNKNOWN = "unknown", _("not stated")


class ActivityForm(TextChoices):
    COURSE = "course", _("course for a fixed group")
    DROP_IN = "drop_in", _("drop-in")
    INDIVIDUAL = "individual", _("individual help")
    UNKNOWN = "unknown", _("not stated")


class Trait(TextChoices):
    """What an effort's reach shows; typologies are made of these (rules/typology.py)."""

    SEVERAL_SOCIAL = "several_social", _("several social-housing areas")
    OTHER_TENURES = "other_tenures", _("private or municipal areas as well")
    CITIZENS = "citizens", _("citizens outside the areas")
    INSTITUTIONS = "institutions", _("institutions outside the areas")
    CITY_BALANCE = "city_balance", _("ties to the rest of the town")


class Role(TextChoices):
    """What a member may do. All may see; consultants and leaders may change."""

    CONSULTANT = "consultant", _("consultant")
    LEADER = "leader", _("effort leader")
    BOARD = "board", _("board member")
    READER = "reader", _("reader")
