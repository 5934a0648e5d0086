from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.choices import Tenure
from areas.models.municipality import Municipality
from areas.models.organisation import Estate
from areas.querysets import HousingAreaQuerySet
from boligsocial.common.constraints import not_blank
from boligsocial.common.periods import PeriodModel
from boligsocial.common.text import NamedModel
from boligsocial.common.versions import VersionedModel


class HousingArea(NamedModel, PeriodModel, VersionedModel):
    """A delimited neighbourhood (boligområde): estates of one or several organisations, or other housing."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="areas", verbose_name=_("municipality"))
    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(
        _("area code"),
        max_length=50,
        blank=True,
        help_text=_("The municipality's own code for the area. Files with figures and boundaries find the area by it."),
    )
    tenure = models.CharField(_("tenure"), max_length=20, choices=Tenure.choices, default=Tenure.UNKNOWN)
    homes = models.PositiveIntegerField(_("homes"), null=True, blank=True, help_text=_("Empty: not known."))
    residents = models.PositiveIntegerField(_("residents"), null=True, blank=True, help_text=_("Empty: not known."))
    residents_on = models.DateField(
        _("residents counted on"), null=True, blank=True, help_text=_("The day the count holds for.")
    )
    estates = models.ManyToManyField(
        Estate,
        related_name="areas",
        blank=True,
        verbose_name=_("estates"),
        help_text=_("Those that make it up."),
    )
    source = models.CharField(_("source"), max_length=500, blank=True)
    note = models.TextField(_("note"), max_length=4000, blank=True)

    objects = HousingAreaQuerySet.as_manager()
    tracked_lists = ("estates",)

    class Meta(PeriodModel.Meta):
        ordering = ["sort_key", "pk"]
        verbose_name = _("housing area")
        verbose_name_plural = _("housing areas")
        indexes = [models.Index(fields=["municipality", "sort_key"])]
        constraints = [
            *PeriodModel.Meta.constraints,
            not_blank("name", "%(app_label)s_%(class)s_has_a_name", _("Give the area a name.")),
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="%(app_label)s_%(class)s_name_is_its_own_in_the_municipality",
                violation_error_message=_("The municipality has an area of this name already."),
            ),
            models.UniqueConstraint(
                fields=["municipality", "code"],
                condition=~Q(code=""),
                name="%(app_label)s_%(class)s_code_is_its_own_in_the_municipality",
                violation_error_message=_("The municipality has an area with this code already."),
            ),
            models.CheckConstraint(
                condition=Q(tenure__in=Tenure.values),
                name="%(app_label)s_%(class)s_tenure_is_known",
                violation_error_message=_("Choose a tenure from the list."),
            ),
            models.CheckConstraint(
                condition=Q(residents__isnull=True) | Q(residents_on__isnull=False),
                name="%(app_label)s_%(class)s_residents_have_a_date",
                violation_error_message=_("Say on which day the residents were counted."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaName(NamedModel, VersionedModel):
    """Another name that people use for an area; search finds it."""

    area = models.ForeignKey(HousingArea, models.CASCADE, related_name="other_names", verbose_name=_("housing area"))
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [
            not_blank("name", "%(app_label)s_%(class)s_is_not_blank", _("Give the name.")),
            models.UniqueConstraint(
                fields=["area", "name"],
                name="%(app_label)s_%(class)s_is_there_once",
                violation_error_message=_("The area has this other name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
