from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.choices import InstitutionKind
from areas.models.municipality import Municipality
from areas.querysets import InstitutionQuerySet
from boligsocial.common.constraints import not_blank
from boligsocial.common.spatial import GRID
from boligsocial.common.text import NamedModel
from boligsocial.common.versions import VersionedModel


class Institution(NamedModel, VersionedModel):
    """A school, a day care or another place that can be part of an effort."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="institutions", verbose_name=_("municipality")
    )
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=InstitutionKind.choices)
    point = models.PointField(_("place"), srid=GRID, null=True, blank=True, help_text=_("Empty: not known."))
    is_approximate = models.BooleanField(_("the place is approximate"), default=False)
    source = models.CharField(_("source"), max_length=500, blank=True)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [
            not_blank("name", "%(app_label)s_%(class)s_has_a_name", _("Give the institution a name.")),
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="%(app_label)s_%(class)s_name_is_its_own_in_the_municipality",
                violation_error_message=_("The municipality has an institution of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=InstitutionKind.values),
                name="%(app_label)s_%(class)s_kind_is_known",
                violation_error_message=_("Choose a kind from the list."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
