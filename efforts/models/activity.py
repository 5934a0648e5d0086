from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import HousingArea, Institution
from boligsocial.common.constraints import at_most_one, not_blank
from boligsocial.common.periods import PeriodModel
from boligsocial.common.text import bilingual
from boligsocial.common.versions import VersionedModel
from efforts.choices import ActivityForm
from efforts.models.effort import Effort


class FocusArea(models.Model):
    """A theme that efforts work on (indsatsområde); the set differs per grant period."""

    grant_period = models.CharField(_("grant period"), max_length=40)
    name_da = models.CharField(_("name in Danish"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    source = models.CharField(_("source"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["grant_period", "position", "pk"]
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")
        constraints = [
            models.UniqueConstraint(
                fields=["grant_period", "name_da"],
                name="%(app_label)s_%(class)s_is_there_once_a_period",
                violation_error_message=_("The grant period has this focus area already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.grant_period})"

    name = bilingual("name")


class Activity(PeriodModel, VersionedModel):
    """What an effort does."""

    effort = models.ForeignKey(Effort, models.CASCADE, related_name="activities", verbose_name=_("effort"))
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    focus_area = models.ForeignKey(
        FocusArea,
        models.PROTECT,
        related_name="activities",
        null=True,
        blank=True,
        verbose_name=_("focus area"),
    )
    form = models.CharField(_("form"), max_length=10, choices=ActivityForm.choices, default=ActivityForm.UNKNOWN)
    area = models.ForeignKey(
        HousingArea,
        models.PROTECT,
        related_name="activities",
        null=True,
        blank=True,
        verbose_name=_("in the area"),
    )
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        related_name="activities",
        null=True,
        blank=True,
        verbose_name=_("at the institution"),
    )
    in_operation = models.BooleanField(
        _("part of core operation"), default=False, help_text=_("Anchored: no longer on project money.")
    )

    class Meta(PeriodModel.Meta):
        ordering = ["effort", "name", "pk"]
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            *PeriodModel.Meta.constraints,
            not_blank("name", "%(app_label)s_%(class)s_has_a_name", _("Give the activity a name.")),
            models.CheckConstraint(
                condition=Q(form__in=ActivityForm.values),
                name="%(app_label)s_%(class)s_form_is_known",
                violation_error_message=_("Choose a form from the list."),
            ),
            models.CheckConstraint(
                condition=at_most_one("area", "institution"),
                name="%(app_label)s_%(class)s_is_in_one_place",
                violation_error_message=_("An activity is in an area or at an institution, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
