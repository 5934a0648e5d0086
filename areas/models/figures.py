from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.choices import Availability, Direction, Unit
from areas.models.area import HousingArea
from areas.querysets import ObservationQuerySet
from boligsocial.common.text import bilingual


class Indicator(models.Model):
    """The definition of a figure about areas (nøgletal)."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_da = models.CharField(_("name in Danish"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    description_da = models.TextField(_("what it means, in Danish"), max_length=2000, blank=True)
    description_en = models.TextField(_("what it means, in English"), max_length=2000, blank=True)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices)
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), default=1)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__in=Unit.values),
                name="%(app_label)s_%(class)s_unit_is_known",
                violation_error_message=_("Choose a unit from the list."),
            ),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values),
                name="%(app_label)s_%(class)s_direction_is_known",
                violation_error_message=_("Choose a direction from the list."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    name = bilingual("name")
    description = bilingual("description")


class Observation(models.Model):
    """A figure about an area in a year (måling), as its source gives it.

    `value` is in the indicator's unit; numerator and denominator are counts where the source gives them.
    """

    area = models.ForeignKey(HousingArea, models.PROTECT, related_name="observations", verbose_name=_("housing area"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations", verbose_name=_("indicator"))
    year = models.PositiveSmallIntegerField(_("year"), help_text=_("The year of the list or the statistics."))
    availability = models.CharField(
        _("availability"), max_length=14, choices=Availability.choices, default=Availability.AVAILABLE
    )
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4, null=True, blank=True)
    numerator = models.PositiveIntegerField(_("numerator"), null=True, blank=True)
    denominator = models.PositiveIntegerField(_("denominator"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=500)
    extracted_on = models.DateField(_("extracted on"), null=True, blank=True)

    belongs_to = "area"  # whose rights hold for it (records/trash.py)
    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["area", "indicator", "year"]
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        indexes = [models.Index(fields=["indicator", "year", "area"])]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "indicator", "year"],
                name="%(app_label)s_%(class)s_is_there_once",
                violation_error_message=_("The area has this figure for the year already."),
            ),
            models.CheckConstraint(
                condition=Q(availability=Availability.AVAILABLE.value, value__isnull=False)
                | (~Q(availability=Availability.AVAILABLE.value) & Q(value__isnull=True)),
                name="%(app_label)s_%(class)s_has_a_value_when_available",
                violation_error_message=_("An available figure has a value; one that is not has none."),
            ),
            models.CheckConstraint(
                condition=Q(availability__in=Availability.values),
                name="%(app_label)s_%(class)s_availability_is_known",
                violation_error_message=_("Choose an availability from the list."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1980, year__lte=2100),
                name="%(app_label)s_%(class)s_year_is_sensible",
                violation_error_message=_("The year must be between 1980 and 2100."),
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True) | Q(denominator__isnull=True) | Q(numerator__lte=F("denominator")),
                name="%(app_label)s_%(class)s_part_is_within_whole",
                violation_error_message=_("The numerator cannot be larger than the denominator."),
            ),
        ]

    def __str__(self) -> str:
        # Never a query for a name.
        known = Observation.indicator.is_cached(self)
        return f"{self.indicator.name if known else self._meta.verbose_name} {self.year}"
