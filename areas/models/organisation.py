from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.models.municipality import Municipality
from areas.querysets import EstateQuerySet, HousingOrganisationQuerySet
from boligsocial.common.constraints import not_blank
from boligsocial.common.text import NamedModel
from boligsocial.common.versions import VersionedModel


class HousingOrganisation(NamedModel):
    """An owner of social housing (boligorganisation); it has estates."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    is_fictional = models.BooleanField(_("fictional"), default=False)
    source = models.CharField(_("source"), max_length=500, blank=True)

    objects = HousingOrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("housing organisation")
        verbose_name_plural = _("housing organisations")
        constraints = [
            not_blank("name", "%(app_label)s_%(class)s_has_a_name", _("Give the organisation a name.")),
        ]

    def __str__(self) -> str:
        return self.name


class Estate(NamedModel, VersionedModel):
    """A housing organisation's unit (afdeling) with its own economy and board."""

    organisation = models.ForeignKey(
        HousingOrganisation, models.PROTECT, related_name="estates", verbose_name=_("housing organisation")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="estates", verbose_name=_("municipality")
    )
    name = models.CharField(_("name"), max_length=200)
    number = models.CharField(_("estate number"), max_length=20, blank=True)
    homes = models.PositiveIntegerField(_("homes"), null=True, blank=True, help_text=_("Empty: not known."))

    objects = EstateQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("estate")
        verbose_name_plural = _("estates")
        constraints = [
            not_blank("name", "%(app_label)s_%(class)s_has_a_name", _("Give the estate a name.")),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="%(app_label)s_%(class)s_name_is_its_own_in_the_organisation",
                violation_error_message=_("The organisation has an estate of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
