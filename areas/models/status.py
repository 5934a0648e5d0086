from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.choices import Comparison, ListStatus
from areas.models.area import HousingArea
from areas.models.figures import Indicator


class StatusRule(models.Model):
    """What the lists of the years `first_year` to `last_year` call an area, and when (almenboligloven § 61 a, § 61 b).

    An area has the status when it has `smallest_residents`, meets every criterion that is required and `needed` of the
    others, has the status of `builds_on` too and not that of `not_with`, and that on `in_a_row` lists running.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    status = models.CharField(_("status"), max_length=14, choices=ListStatus.choices)
    first_year = models.PositiveSmallIntegerField(_("first list"))
    last_year = models.PositiveSmallIntegerField(
        _("last list"), null=True, blank=True, help_text=_("Empty: until now.")
    )
    smallest_residents = models.PositiveIntegerField(_("smallest number of residents"), default=1000)
    needed = models.PositiveSmallIntegerField(_("criteria needed"), default=0)
    builds_on = models.ForeignKey(
        "self", models.PROTECT, related_name="built_on_by", null=True, blank=True, verbose_name=_("builds on")
    )
    not_with = models.ForeignKey(
        "self", models.PROTECT, related_name="excludes", null=True, blank=True, verbose_name=_("not together with")
    )
    in_a_row = models.PositiveSmallIntegerField(_("lists in a row"), default=1)
    paragraph = models.CharField(_("paragraph"), max_length=100, blank=True)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    source = models.CharField(_("source"), max_length=500)
    note = models.TextField(_("note"), max_length=2000, blank=True)

    class Meta:
        ordering = ["first_year", "code"]
        verbose_name = _("status rule")
        verbose_name_plural = _("status rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ListStatus.values),
                name="%(app_label)s_%(class)s_status_is_known",
                violation_error_message=_("Choose a status from the list."),
            ),
            models.CheckConstraint(
                condition=Q(last_year__isnull=True) | Q(last_year__gte=models.F("first_year")),
                name="%(app_label)s_%(class)s_ends_after_it_begins",
                violation_error_message=_("The last list cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(in_a_row__gte=1),
                name="%(app_label)s_%(class)s_runs_at_least_once",
                violation_error_message=_("At least one list."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.first_year}-{self.last_year or ''}"


class StatusCriterion(models.Model):
    """A figure held against a limit: `limit` itself, or that of the year for `times` the national average.

    Areas of at least `large_from` residents have `large_limit` instead.
    """

    rule = models.ForeignKey(StatusRule, models.CASCADE, related_name="criteria", verbose_name=_("status rule"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="criteria", verbose_name=_("indicator"))
    comparison = models.CharField(_("comparison"), max_length=3, choices=Comparison.choices)
    limit = models.DecimalField(_("limit"), max_digits=12, decimal_places=4, null=True, blank=True)
    times = models.DecimalField(_("times the national average"), max_digits=4, decimal_places=1, null=True, blank=True)
    large_from = models.PositiveIntegerField(_("another limit from this number of residents"), null=True, blank=True)
    large_limit = models.DecimalField(
        _("limit for large areas"), max_digits=12, decimal_places=4, null=True, blank=True
    )
    is_required = models.BooleanField(_("required"), default=False, help_text=_("Beside those that are counted."))

    class Meta:
        ordering = ["rule", "is_required", "indicator"]
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "indicator"],
                name="%(app_label)s_%(class)s_is_there_once",
                violation_error_message=_("The rule has a criterion for this indicator already."),
            ),
            models.CheckConstraint(
                condition=Q(comparison__in=Comparison.values),
                name="%(app_label)s_%(class)s_comparison_is_known",
                violation_error_message=_("Choose a comparison from the list."),
            ),
            models.CheckConstraint(
                condition=Q(limit__isnull=False, times__isnull=True) | Q(limit__isnull=True, times__isnull=False),
                name="%(app_label)s_%(class)s_has_one_limit",
                violation_error_message=_("Give a limit, or how many times the national average."),
            ),
            models.CheckConstraint(
                condition=Q(large_from__isnull=True, large_limit__isnull=True)
                | Q(large_from__isnull=False, large_limit__isnull=False),
                name="%(app_label)s_%(class)s_large_areas_have_a_limit",
                violation_error_message=_("A limit for large areas needs their size."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_comparison_display()} {self.limit if self.limit is not None else self.times}"


class YearLimit(models.Model):
    """The limit of a list's year that is `times` the national average. Without a confirmed value it is not known."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="year_limits", verbose_name=_("indicator"))
    year = models.PositiveSmallIntegerField(_("year of the list"))
    times = models.DecimalField(_("times the national average"), max_digits=4, decimal_places=1)
    value = models.DecimalField(_("limit"), max_digits=12, decimal_places=4, null=True, blank=True)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    source = models.CharField(_("source"), max_length=500, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True)

    class Meta:
        ordering = ["year", "indicator", "times"]
        verbose_name = _("limit of a year")
        verbose_name_plural = _("limits of years")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "times"],
                name="%(app_label)s_%(class)s_is_there_once",
                violation_error_message=_("This limit is there already."),
            ),
            models.CheckConstraint(
                condition=Q(is_confirmed=False) | Q(value__isnull=False),
                name="%(app_label)s_%(class)s_confirmed_has_a_value",
                violation_error_message=_("A confirmed limit has a value."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.times} ×"


class Standing(models.Model):
    """What the rules say of an area on a year's list: derived, rebuilt by areas/standing.py for lists to sort by.

    `statuses` and `undecided` hold codes of ListStatus between commas (",udsat,parallel,"); `as_if` those it would have
    with residents enough.
    """

    area = models.ForeignKey(HousingArea, models.CASCADE, related_name="standings", verbose_name=_("housing area"))
    year = models.PositiveSmallIntegerField(_("year of the list"))
    statuses = models.CharField(_("statuses"), max_length=100, blank=True)
    undecided = models.CharField(_("cannot be decided"), max_length=100, blank=True)
    as_if = models.CharField(_("with residents enough"), max_length=100, blank=True)

    belongs_to = "area"

    class Meta:
        ordering = ["area", "year"]
        verbose_name = _("computed status")
        verbose_name_plural = _("computed statuses")
        indexes = [models.Index(fields=["year", "area"])]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year"],
                name="%(app_label)s_%(class)s_is_there_once",
                violation_error_message=_("The status of the area and year is there already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.statuses}"
