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
