from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.choices import RecipeKind, Trend
from areas.models.area import HousingArea
from areas.models.figures import Indicator
from areas.models.municipality import Municipality
from areas.querysets import RecipeQuerySet
from boligsocial.common.text import bilingual
from boligsocial.common.versions import VersionedModel


class Recipe(VersionedModel):
    """How figures become a need level from 1 (least) to 4 (most): visible, versioned, a municipality's own or common.

    POINTS: each figure gives a point for each `step` it is worse than the municipality's mean, at most `most`, times
    its weight; the sum reaches level 2, 3, 4 at `level_2`, `level_3`, `level_4`. MATRIX: the mean of the standardised
    figures (in standard deviations, worse is higher) gives the status by the same limits, and its change over
    `trend_years` the trend, rising or falling from `trend_from`.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_da = models.CharField(_("name in Danish"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    description_da = models.TextField(_("what it does, in Danish"), max_length=2000, blank=True)
    description_en = models.TextField(_("what it does, in English"), max_length=2000, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=RecipeKind.choices)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="recipes",
        null=True,
        blank=True,
        verbose_name=_("municipality"),
        help_text=_("Empty: common to all."),
    )
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, related_name="copies", null=True, blank=True, verbose_name=_("copied from")
    )
    is_default = models.BooleanField(_("used first"), default=False)
    smallest_residents = models.PositiveIntegerField(_("smallest number of residents"), default=500)
    fewest_areas = models.PositiveSmallIntegerField(_("fewest areas in the mean"), default=3)
    level_2 = models.DecimalField(_("level 2 from"), max_digits=6, decimal_places=2)
    level_3 = models.DecimalField(_("level 3 from"), max_digits=6, decimal_places=2)
    level_4 = models.DecimalField(_("level 4 from"), max_digits=6, decimal_places=2)
    trend_years = models.PositiveSmallIntegerField(_("years of the trend"), default=2)
    trend_from = models.DecimalField(_("trend from"), max_digits=6, decimal_places=2, default=1)
    source = models.CharField(_("source"), max_length=500, blank=True)
    is_confirmed = models.BooleanField(
        _("confirmed"), default=False, help_text=_("Whether the limits are published by those who made the recipe.")
    )

    objects = RecipeQuerySet.as_manager()
    reason_for = ("level_2", "level_3", "level_4", "smallest_residents", "trend_from", "trend_years", "is_default")

    class Meta:
        ordering = ["municipality", "code"]
        verbose_name = _("need recipe")
        verbose_name_plural = _("need recipes")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RecipeKind.values),
                name="%(app_label)s_%(class)s_kind_is_known",
                violation_error_message=_("Choose a kind from the list."),
            ),
            models.CheckConstraint(
                condition=Q(level_2__lt=models.F("level_3"), level_3__lt=models.F("level_4")),
                name="%(app_label)s_%(class)s_levels_rise",
                violation_error_message=_("Each level begins above the one before."),
            ),
            models.CheckConstraint(
                condition=Q(trend_years__gte=1, trend_from__gt=0),
                name="%(app_label)s_%(class)s_trend_is_measurable",
                violation_error_message=_("The trend needs at least a year and a limit above zero."),
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(is_default=True),
                name="%(app_label)s_%(class)s_one_is_used_first",
                violation_error_message=_("Another recipe of the municipality is used first."),
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True, municipality__isnull=True),
                name="%(app_label)s_%(class)s_one_common_is_used_first",
                violation_error_message=_("Another common recipe is used first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    name = bilingual("name")
    description = bilingual("description")


class RecipeItem(VersionedModel):
    """A figure in a recipe: its weight, the distance that gives a point (in its unit) and the most points it gives."""

    recipe = models.ForeignKey(Recipe, models.CASCADE, related_name="items", verbose_name=_("need recipe"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="recipe_items", verbose_name=_("indicator"))
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    step = models.DecimalField(_("distance for a point"), max_digits=12, decimal_places=4)
    most = models.PositiveSmallIntegerField(_("most points"), default=4)

    reason_for = ("weight", "step", "most")

    class Meta:
        ordering = ["recipe", "indicator"]
        verbose_name = _("figure of a recipe")
        verbose_name_plural = _("figures of recipes")
        constraints = [
            models.UniqueConstraint(
                fields=["recipe", "indicator"],
                name="%(app_label)s_%(class)s_is_there_once",
                violation_error_message=_("The recipe has this indicator already."),
            ),
            models.CheckConstraint(
                condition=Q(step__gt=0),
                name="%(app_label)s_%(class)s_step_is_above_zero",
                violation_error_message=_("The distance must be above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weight} ×"


class NeedLevel(models.Model):
    """The need of an area by a recipe in a year: derived, rebuilt by areas/needs.py, so that lists can sort by it.

    `level` is 1 to 4, empty where it cannot be said (`why_not` is the code of the reason). `rank_from` and `rank_to`
    are the places (1 is the most need) it may have among the `ranked` areas of its municipality, given the uncertainty;
    `has_margin` says whether that is known. `is_sensitive`: one weight a step up or down changes its place.
    """

    area = models.ForeignKey(HousingArea, models.CASCADE, related_name="need_levels", verbose_name=_("housing area"))
    recipe = models.ForeignKey(Recipe, models.CASCADE, related_name="levels", verbose_name=_("need recipe"))
    year = models.PositiveSmallIntegerField(_("year"))
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    before = models.PositiveSmallIntegerField(_("level before"), null=True, blank=True)
    score = models.FloatField(_("score"), null=True, blank=True)
    trend = models.CharField(_("trend"), max_length=8, choices=Trend.choices, default=Trend.UNKNOWN)
    rank_from = models.PositiveIntegerField(_("place from"), null=True, blank=True)
    rank_to = models.PositiveIntegerField(_("place to"), null=True, blank=True)
    ranked = models.PositiveIntegerField(_("areas ranked"), default=0)
    has_margin = models.BooleanField(_("uncertainty known"), default=False)
    is_sensitive = models.BooleanField(_("changes with a weight"), default=False)
    why_not = models.CharField(_("why not"), max_length=20, blank=True)

    belongs_to = "area"

    class Meta:
        ordering = ["area", "recipe", "year"]
        verbose_name = _("need level")
        verbose_name_plural = _("need levels")
        indexes = [models.Index(fields=["recipe", "year", "level"])]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "recipe", "year"],
                name="%(app_label)s_%(class)s_is_there_once",
                violation_error_message=_("The need level of the area and year is there already."),
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=1, level__lte=4),
                name="%(app_label)s_%(class)s_is_one_to_four",
                violation_error_message=_("The level is from 1 to 4."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.level}"
