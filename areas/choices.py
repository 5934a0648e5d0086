"""The closed lists of the place app."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Region(TextChoices):
    HOVEDSTADEN = "hovedstaden", _("Capital Region of Denmark")
    SJAELLAND = "sjaelland", _("Region Zealand")
    SYDDANMARK = "syddanmark", _("Region of Southern Denmark")
    MIDTJYLLAND = "midtjylland", _("Central Denmark Region")
    NORDJYLLAND = "nordjylland", _("North Denmark Region")


class Tenure(TextChoices):
    """Who owns the homes of an area."""

    SOCIAL = "social", _("social housing")
    MUNICIPAL = "municipal", _("municipal housing")
    PRIVATE_RENTAL = "private_rental", _("private rental")
    OWNER_OCCUPIED = "owner_occupied", _("owner-occupied")
    MIXED = "mixed", _("mixed")
    UNKNOWN = "unknown", _("not stated")


class BorderQuality(TextChoices):
    """How well a boundary is known."""

    SURVEYED = "surveyed", _("surveyed")
    DRAWN = "drawn", _("drawn by hand")
    APPROXIMATE = "approximate", _("approximate")


class InstitutionKind(TextChoices):
    SCHOOL = "school", _("school")
    DAY_CARE = "day_care", _("day care")
    OTHER = "other", _("other institution")


class Availability(TextChoices):
    """Whether a figure can be shown; never 0 or blank for one that cannot."""

    AVAILABLE = "available", _("available")
    NOT_AVAILABLE = "not_available", _("not available")
    WITHHELD = "withheld", _("withheld (few residents)")


class Direction(TextChoices):
    """Which way a figure is worse."""

    HIGHER_IS_WORSE = "higher", _("higher is worse")
    LOWER_IS_WORSE = "lower", _("lower is worse")
    NEUTRAL = "neutral", _("neither way")


class Unit(TextChoices):
    PER_CENT = "per_cent", _("per cent")
    NUMBER = "number", pgettext_lazy("unit", "number")
    INDEX = "index", _("per cent of the region's average")


class ListStatus(TextChoices):
    """The names a published list puts on an area (almenboligloven § 61 a, § 61 b and the rules before 2018)."""

    VULNERABLE = "udsat", _("vulnerable housing area")
    GHETTO = "ghetto", _("ghetto area")
    PARALLEL = "parallel", _("parallel society")
    HARD_GHETTO = "haard_ghetto", _("hard ghetto area")
    CONVERSION = "omdannelse", _("conversion area")
    PREVENTION = "forebyggelse", _("prevention area")
