from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.choices import ListStatus
from areas.models.area import HousingArea
from areas.querysets import ListEntryQuerySet


class ListEntry(models.Model):
    """That an official list of a year named an area, as published. What the rules say is computed, not stored."""

    area = models.ForeignKey(HousingArea, models.PROTECT, related_name="list_entries", verbose_name=_("housing area"))
    year = models.PositiveSmallIntegerField(_("year of the list"))
    status = models.CharField(_("status"), max_length=14, choices=ListStatus.choices)
    is_certain = models.BooleanField(
        _("named in a source"), default=True, help_text=_("No: inferred from other lists and their counts.")
    )
    source = models.CharField(_("source"), max_length=500)

    belongs_to = "area"  # whose rights hold for it (records/trash.py)
    objects = ListEntryQuerySet.as_manager()

    class Meta:
        ordering = ["area", "year", "status"]
        verbose_name = _("entry on an official list")
        verbose_name_plural = _("entries on official lists")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "status"],
                name="%(app_label)s_%(class)s_is_there_once",
                violation_error_message=_("The area is on this list already."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ListStatus.values),
                name="%(app_label)s_%(class)s_status_is_known",
                violation_error_message=_("Choose a status from the list."),
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2010, year__lte=2100),
                name="%(app_label)s_%(class)s_year_is_sensible",
                violation_error_message=_("The first official list is from 2010."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.get_status_display()}"
