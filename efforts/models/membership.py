from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import HousingOrganisation, Municipality
from boligsocial.common.constraints import exactly_one
from boligsocial.common.versions import VersionedModel
from efforts.choices import Role
from efforts.models.effort import Effort


class Membership(VersionedModel):
    """A user's role in a municipality, a housing organisation or one effort. A user may have several."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    municipality = models.ForeignKey(
        Municipality,
        models.CASCADE,
        related_name="memberships",
        null=True,
        blank=True,
        verbose_name=_("municipality"),
    )
    organisation = models.ForeignKey(
        HousingOrganisation,
        models.CASCADE,
        related_name="memberships",
        null=True,
        blank=True,
        verbose_name=_("housing organisation"),
    )
    effort = models.ForeignKey(
        Effort, models.CASCADE, related_name="memberships", null=True, blank=True, verbose_name=_("effort")
    )

    class Meta:
        ordering = ["user", "pk"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("municipality", "organisation", "effort"),
                name="%(app_label)s_%(class)s_is_in_one_place",
                violation_error_message=_("Choose one: a municipality, a housing organisation or an effort."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="%(app_label)s_%(class)s_role_is_known",
                violation_error_message=_("Choose a role from the list."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["user", "role", place],
                    condition=Q(**{f"{place}__isnull": False}),
                    name=f"%(app_label)s_%(class)s_is_there_once_per_{place}",
                    violation_error_message=_("The user has this role there already."),
                )
                for place in ("municipality", "organisation", "effort")
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()

    @property
    def place(self) -> Municipality | HousingOrganisation | Effort:
        return self.municipality or self.organisation or self.effort
