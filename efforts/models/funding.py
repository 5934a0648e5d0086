from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import HousingArea, HousingOrganisation, Municipality
from boligsocial.common.constraints import at_most_one, not_blank
from boligsocial.common.money import WHOLE, BasisPointsField, OreField
from boligsocial.common.text import NamedModel
from boligsocial.common.versions import VersionedModel
from efforts.choices import FunderKind, ShareKind, ShareStatus
from efforts.models.effort import Effort
from efforts.querysets import FunderQuerySet

MOST_ORE = 10**13  # 100 billion kroner: above this it is a slip of the keyboard


class Funder(NamedModel, VersionedModel):
    """A party that pays or gives hours (finansieringspart)."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=FunderKind.choices)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="funders",
        null=True,
        blank=True,
        verbose_name=_("municipality"),
    )
    organisation = models.ForeignKey(
        HousingOrganisation,
        models.PROTECT,
        related_name="funders",
        null=True,
        blank=True,
        verbose_name=_("housing organisation"),
    )
    is_fictional = models.BooleanField(_("fictional"), default=False)

    objects = FunderQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("funder")
        verbose_name_plural = _("funders")
        constraints = [
            not_blank("name", "%(app_label)s_%(class)s_has_a_name", _("Give the funder a name.")),
            models.CheckConstraint(
                condition=Q(kind__in=FunderKind.values),
                name="%(app_label)s_%(class)s_kind_is_known",
                violation_error_message=_("Choose a kind from the list."),
            ),
            models.CheckConstraint(
                condition=at_most_one("municipality", "organisation"),
                name="%(app_label)s_%(class)s_is_one_body",
                violation_error_message=_("A funder is a municipality or a housing organisation, not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class YearOfEffort(models.Model):
    """Money in a calendar year of an effort; the year lies in the effort's period."""

    year = models.PositiveSmallIntegerField(_("calendar year"))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=1980, year__lte=2100),
                name="%(app_label)s_%(class)s_year_is_sensible",
                violation_error_message=_("The year must be between 1980 and 2100."),
            )
        ]

    def clean(self) -> None:
        super().clean()
        effort = getattr(self, "effort", None)
        if effort is not None and self.year is not None and not effort.covers_year(self.year):
            raise ValidationError(
                {
                    "year": ValidationError(
                        _("%(year)s lies outside the effort's period."),
                        code="year_outside",
                        params={"year": self.year},
                    )
                }
            )


class Budget(YearOfEffort, VersionedModel):
    """What an effort costs in a calendar year, in øre. What is not covered of it is the gap."""

    effort = models.ForeignKey(Effort, models.CASCADE, related_name="budgets", verbose_name=_("effort"))
    amount = OreField(_("amount, kr."))

    reason_for = ("year", "amount")

    class Meta(YearOfEffort.Meta):
        ordering = ["effort", "year"]
        verbose_name = _("budget of a year")
        verbose_name_plural = _("budgets by year")
        constraints = [
            *YearOfEffort.Meta.constraints,
            models.UniqueConstraint(
                fields=["effort", "year"],
                name="%(app_label)s_%(class)s_is_there_once",
                violation_error_message=_("The effort has a budget for this year already."),
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=MOST_ORE),
                name="%(app_label)s_%(class)s_amount_is_sensible",
                violation_error_message=_("The amount must be 0 or more, and less than 100 billion kroner."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class FundingShare(YearOfEffort, VersionedModel):
    """A party's part of an effort in a calendar year (finansieringsandel).

    The amount is øre. What a source does not give is empty: the year, the amount, or only the share of the whole is
    known (basis points). Hours have a value in kroner as well when it is known.
    """

    effort = models.ForeignKey(Effort, models.CASCADE, related_name="shares", verbose_name=_("effort"))
    funder = models.ForeignKey(Funder, models.PROTECT, related_name="shares", verbose_name=_("funder"))
    year = models.PositiveSmallIntegerField(_("calendar year"), null=True, blank=True, help_text=_("Empty: not known."))
    status = models.CharField(_("status"), max_length=8, choices=ShareStatus.choices, default=ShareStatus.IDEA)
    kind = models.CharField(_("kind"), max_length=10, choices=ShareKind.choices, default=ShareKind.CASH)
    amount = OreField(_("amount, kr."), null=True, blank=True, help_text=_("Empty: not known."))
    hours = models.PositiveIntegerField(_("hours a year"), null=True, blank=True)
    stated_share = BasisPointsField(
        _("stated share, %"),
        null=True,
        blank=True,
        help_text=_("Only when the source gives a share and no amount."),
    )
    earmarked_for = models.ForeignKey(
        HousingArea,
        models.PROTECT,
        related_name="earmarked_shares",
        null=True,
        blank=True,
        verbose_name=_("earmarked for"),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    reason_for = ("funder", "year", "status", "kind", "amount", "hours", "stated_share", "earmarked_for")

    class Meta(YearOfEffort.Meta):
        ordering = ["effort", "year", "funder__sort_key", "pk"]
        verbose_name = _("funding share")
        verbose_name_plural = _("funding shares")
        constraints = [
            *YearOfEffort.Meta.constraints,
            models.UniqueConstraint(
                fields=["effort", "funder", "year", "status", "kind"],
                condition=Q(earmarked_for__isnull=True),
                name="%(app_label)s_%(class)s_is_there_once",
                violation_error_message=_("The funder has this kind of share with this status in the year already."),
            ),
            models.UniqueConstraint(
                fields=["effort", "funder", "year", "status", "kind", "earmarked_for"],
                condition=Q(earmarked_for__isnull=False),
                name="%(app_label)s_%(class)s_is_there_once_for_an_area",
                violation_error_message=_("The funder has this kind of share for the area in the year already."),
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0, amount__lte=MOST_ORE),
                name="%(app_label)s_%(class)s_amount_is_sensible",
                violation_error_message=_("The amount must be 0 or more, and less than 100 billion kroner."),
            ),
            models.CheckConstraint(
                condition=Q(stated_share__isnull=True) | Q(stated_share__gte=0, stated_share__lte=WHOLE),
                name="%(app_label)s_%(class)s_share_is_part_of_whole",
                violation_error_message=_("A share lies between 0 and 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(stated_share__isnull=True) | Q(amount__isnull=True),
                name="%(app_label)s_%(class)s_amount_or_share",
                violation_error_message=_("Give the amount or the stated share, not both: the other follows."),
            ),
            models.CheckConstraint(
                condition=Q(hours__isnull=True) | Q(kind=ShareKind.HOURS.value),
                name="%(app_label)s_%(class)s_hours_are_hours",
                violation_error_message=_("Hours belong to a share of the kind hours."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ShareStatus.values) & Q(kind__in=ShareKind.values),
                name="%(app_label)s_%(class)s_choices_are_known",
                violation_error_message=_("Choose from the lists."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year or '–'}: {self.get_status_display()}"
