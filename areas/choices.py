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
    COMBINED = "kombineret", _("area with combined letting")


class Level(TextChoices):
    """Who owns a figure; what the others have of it is computed, never typed."""

    AREA = "area", _("housing area")
    ESTATE = "estate", _("estate")
    MUNICIPALITY = "municipality", _("municipality")


class Hidden(TextChoices):
    """Why a figure that is known is not shown to anybody."""

    SHOWN = "", _("shown")
    SMALL = "small", _("few residents")
    SECOND = "second", _("another withheld figure could be found from it")


class Comparison(TextChoices):
    """How a figure is held against a limit; a figure on the limit itself is decided by it."""

    MORE_THAN = "gt", _("more than")
    AT_LEAST = "gte", _("at least")
    LESS_THAN = "lt", _("less than")


class RecipeKind(TextChoices):
    """How a recipe makes a need level of several figures."""

    POINTS = "points", _("points by the distance from the municipality's mean")
    MATRIX = "matrix", _("status by trend")


class Trend(TextChoices):
    RISING = "rising", pgettext_lazy("trend", "rising")
    STEADY = "steady", pgettext_lazy("trend", "steady")
    FALLING = "falling", pgettext_lazy("trend", "falling")
    UNKNOWN = "unknown", _("not known")


class Layout(TextChoices):
    """How the table of an imported file is laid out."""

    OFFICIAL = "official", _("official list: one area a row, the list's columns")
    WIDE = "wide", _("wide: one area a row, one figure a column")
    LONG = "long", _("long: one figure a row")
    BORDERS = "borders", _("boundaries from a map file")


class ImportState(TextChoices):
    UPLOADED = "uploaded", _("file received")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, nothing imported")
    DONE = "done", _("imported")
    UNDONE = "undone", _("taken back")


class Match(TextChoices):
    """Need and effort held against each other (areas/rules/match.py)."""

    GAP = "gap", _("great need, and no effort reaches it")
    STAYS = "stays", _("effort stays though need has fallen")
    MET = "met", _("great need, with an effort")
    REST = "rest", _("little need")
    UNSAID = "unsaid", _("need cannot be said")


class Verdict(TextChoices):
    """What a rule says of an area on a year's list (areas/rules/status.py)."""

    YES = "yes", pgettext_lazy("verdict", "yes")
    NO = "no", pgettext_lazy("verdict", "no")
    UNDECIDED = "undecided", _("cannot be decided")


class Undecided(TextChoices):
    """Why a criterion, or a rule, cannot be decided."""

    MISSING = "missing", _("the figure is missing")
    NOT_AVAILABLE = "not_available", _("the figure is not available")
    WITHHELD = "withheld", _("the figure is withheld")
    NO_LIMIT = "no_limit", _("the limit of the year is not known")
    UNCONFIRMED = "unconfirmed", _("no source confirms the limit of the year")
    NO_RESIDENTS = "no_residents", _("the limit depends on how many live there, which is not known")
    NO_LIST = "no_list", _("it is not known whether the list of a year names the area")
    RULE = "rule", _("no source confirms the rule")


class NoCount(TextChoices):
    """Why a distance to a limit is not known in residents."""

    NO_GROUP = "no_group", _("the source does not say of how many the figure is a share")
    NO_PEOPLE = "no_people", _("the figure does not count people")
    NO_WAY = "no_way", _("no number of people would be enough")
    NO_LIMIT = "no_limit", _("the limit is not known")
    NO_FIGURE = "no_figure", _("the figure is not known")
