from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.choices import Availability, Direction, Hidden, Level, Unit
from areas.models.area import HousingArea
from areas.models.municipality import Municipality
from areas.models.organisation import Estate
from areas.querysets import IndicatorQuerySet, ObservationQuerySet
from boligsocial.common.text import bilingual


def this_second() -> datetime:
    """Now, as exact as a row keeps it that was deleted and comes back."""
    return timezone.now().replace(microsecond=0)


class FigureSource(models.Model):
    """Where figures come from, how often, and how small a group it may be told about (kilde).

    `smallest_group`: a figure about fewer (its denominator, else its answers, else the residents) is not shown.
    `smallest_count`: nor one with a smaller part of them (its numerator, or those left). Empty: no such rule.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_da = models.CharField(_("name in Danish"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    url = models.URLField(_("address"), max_length=500, blank=True)
    smallest_group = models.PositiveIntegerField(_("smallest group shown"), null=True, blank=True)
    smallest_count = models.PositiveIntegerField(_("smallest count shown"), null=True, blank=True)
    is_confirmed = models.BooleanField(
        _("confirmed"), default=False, help_text=_("Whether the rule is known for sure.")
    )
    months_between = models.PositiveSmallIntegerField(
        _("months between two editions"), null=True, blank=True, help_text=_("Empty: not known.")
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("source of figures")
        verbose_name_plural = _("sources of figures")

    def __str__(self) -> str:
        return self.name

    name = bilingual("name")


class Indicator(models.Model):
    """The definition of a figure (nøgletal).

    `level` owns it: area, estate or municipality. `smallest_group` and `smallest_count` are held beside the source's;
    the stricter one counts. `jump` is the change from one year to the next, in the unit, that is worth a second look.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name_da = models.CharField(_("name in Danish"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    description_da = models.TextField(_("what it means, in Danish"), max_length=2000, blank=True)
    description_en = models.TextField(_("what it means, in English"), max_length=2000, blank=True)
    caution_da = models.TextField(_("what it does not mean, in Danish"), max_length=2000, blank=True)
    caution_en = models.TextField(_("what it does not mean, in English"), max_length=2000, blank=True)
    numerator_da = models.CharField(_("numerator in Danish"), max_length=300, blank=True)
    numerator_en = models.CharField(_("numerator in English"), max_length=300, blank=True)
    denominator_da = models.CharField(_("denominator in Danish"), max_length=300, blank=True)
    denominator_en = models.CharField(_("denominator in English"), max_length=300, blank=True)
    is_of_residents = models.BooleanField(_("the denominator is all residents"), default=False)
    is_survey = models.BooleanField(_("from a survey"), default=False)
    level = models.CharField(_("level that owns it"), max_length=12, choices=Level.choices, default=Level.AREA)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices)
    decimals = models.PositiveSmallIntegerField(_("decimals shown"), default=1)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    source = models.ForeignKey(
        FigureSource, models.PROTECT, related_name="indicators", null=True, blank=True, verbose_name=_("source")
    )
    smallest_group = models.PositiveIntegerField(_("smallest group shown"), null=True, blank=True)
    smallest_count = models.PositiveIntegerField(_("smallest count shown"), null=True, blank=True)
    jump = models.DecimalField(_("jump worth a look"), max_digits=12, decimal_places=4, null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = IndicatorQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(level__in=Level.values),
                name="%(app_label)s_%(class)s_level_is_known",
                violation_error_message=_("Choose a level from the list."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    name = bilingual("name")
    description = bilingual("description")
    caution = bilingual("caution")
    numerator = bilingual("numerator")
    denominator = bilingual("denominator")


class Observation(models.Model):
    """A figure about an area, an estate or a whole municipality in a year (måling), as its source gives it.

    `value` is in the indicator's unit; numerator and denominator are counts where the source gives them. `answers` and
    `margin` (± in the unit, 95 per cent) are those of a survey. `hidden` is derived (areas/withholding.py): a figure
    that is hidden is shown to nobody, so whoever shows figures takes them from areas/figures.py and not from here.
    `is_odd` is derived too (areas/tallies.py): a check has something to say of it; else empty, which an index leaves
    out.
    `batch`, `batch_row`, `entered_by` and `entered_at` say where the present value came from.
    """

    area = models.ForeignKey(
        HousingArea, models.PROTECT, related_name="observations", null=True, blank=True, verbose_name=_("housing area")
    )
    estate = models.ForeignKey(
        Estate, models.PROTECT, related_name="observations", null=True, blank=True, verbose_name=_("estate")
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="observations",
        null=True,
        blank=True,
        verbose_name=_("municipality"),
        help_text=_("The whole municipality, also what lies outside the areas."),
    )
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="observations", verbose_name=_("indicator"))
    year = models.PositiveSmallIntegerField(_("year"), help_text=_("The year of the list or the statistics."))
    period = models.CharField(
        _("period"), max_length=100, blank=True, help_text=_("As the source writes it, if it is not the year.")
    )
    availability = models.CharField(
        _("availability"), max_length=14, choices=Availability.choices, default=Availability.AVAILABLE
    )
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4, null=True, blank=True)
    numerator = models.PositiveIntegerField(_("numerator"), null=True, blank=True)
    denominator = models.PositiveIntegerField(_("denominator"), null=True, blank=True)
    answers = models.PositiveIntegerField(_("answers"), null=True, blank=True, help_text=_("In a survey."))
    margin = models.DecimalField(
        _("uncertainty"), max_digits=12, decimal_places=4, null=True, blank=True, help_text=_("± in the unit, 95 %.")
    )
    source = models.CharField(_("source"), max_length=500)
    origin = models.ForeignKey(
        FigureSource,
        models.PROTECT,
        related_name="observations",
        null=True,
        blank=True,
        verbose_name=_("source's rules"),
    )
    extracted_on = models.DateField(_("extracted on"), null=True, blank=True)
    hidden = models.CharField(
        _("withheld"), max_length=6, choices=Hidden.choices, default=Hidden.SHOWN, blank=True, editable=False
    )
    is_odd = models.BooleanField(_("worth a second look"), null=True, default=None, editable=False)
    batch = models.ForeignKey(
        "areas.Import",
        models.PROTECT,
        related_name="observations",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("import"),
    )
    batch_row = models.PositiveIntegerField(_("row of the file"), null=True, blank=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="observations",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), default=this_second, editable=False)

    belongs_to = "area"  # whose rights hold for it (records/trash.py)
    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["area", "indicator", "year"]
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        indexes = [
            models.Index(fields=["indicator", "year", "area"]),
            models.Index(
                fields=["area", "estate"],
                name="%(app_label)s_%(class)s_that_is_odd",
                condition=Q(is_odd__isnull=False),
            ),
        ]
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=[owner, "indicator", "year"],
                    name=name,
                    violation_error_message=message,
                )
                for owner, name, message in (
                    (
                        "area",
                        "%(app_label)s_%(class)s_is_there_once",
                        _("The area has this figure for the year already."),
                    ),
                    (
                        "estate",
                        "%(app_label)s_%(class)s_is_there_once_for_an_estate",
                        _("The estate has this figure for the year already."),
                    ),
                    (
                        "municipality",
                        "%(app_label)s_%(class)s_is_there_once_for_a_municipality",
                        _("The municipality has this figure for the year already."),
                    ),
                )
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=False, estate__isnull=True, municipality__isnull=True)
                | Q(area__isnull=True, estate__isnull=False, municipality__isnull=True)
                | Q(area__isnull=True, estate__isnull=True, municipality__isnull=False),
                name="%(app_label)s_%(class)s_has_one_owner",
                violation_error_message=_("A figure is about one area, one estate or one municipality."),
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
                condition=Q(hidden__in=Hidden.values),
                name="%(app_label)s_%(class)s_hiding_is_known",
                violation_error_message=_("Choose from the list why it is withheld."),
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
            models.CheckConstraint(
                condition=Q(margin__isnull=True) | Q(margin__gte=0),
                name="%(app_label)s_%(class)s_margin_is_no_debt",
                violation_error_message=_("The uncertainty cannot be below zero."),
            ),
        ]

    def __str__(self) -> str:
        # Never a query for a name.
        known = Observation.indicator.is_cached(self)
        return f"{self.indicator.name if known else self._meta.verbose_name} {self.year}"
