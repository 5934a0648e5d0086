from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import HousingArea, HousingOrganisation, Municipality
from boligsocial.common.constraints import exactly_one, not_blank
from boligsocial.common.spatial import GRID
from boligsocial.common.text import NamedModel
from boligsocial.common.versions import VersionedModel
from staffing.querysets import WorkplaceQuerySet


class Workplace(NamedModel, VersionedModel):
    """A place where staff sit: local in an area, or central at a municipality or a housing organisation."""

    name = models.CharField(_("name"), max_length=200)
    area = models.ForeignKey(
        HousingArea,
        models.PROTECT,
        related_name="workplaces",
        null=True,
        blank=True,
        verbose_name=_("local, in the area"),
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="workplaces",
        null=True,
        blank=True,
        verbose_name=_("central, at the municipality"),
    )
    organisation = models.ForeignKey(
        HousingOrganisation,
        models.PROTECT,
        related_name="workplaces",
        null=True,
        blank=True,
        verbose_name=_("central, at the housing organisation"),
    )
    point = models.PointField(_("place"), srid=GRID, null=True, blank=True, help_text=_("Empty: not known."))
    source = models.CharField(_("source"), max_length=500, blank=True)

    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("workplace")
        verbose_name_plural = _("workplaces")
        constraints = [
            not_blank("name", "%(app_label)s_%(class)s_has_a_name", _("Give the workplace a name.")),
            models.CheckConstraint(
                condition=exactly_one("area", "municipality", "organisation"),
                name="%(app_label)s_%(class)s_is_in_one_place",
                violation_error_message=_(
                    "A workplace is local in an area, or central at a municipality or an organisation: choose one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_local(self) -> bool:
        return self.area_id is not None
