from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import HousingOrganisation, Municipality
from boligsocial.common.constraints import at_most_one, not_blank
from boligsocial.common.periods import PeriodModel
from boligsocial.common.text import NamedModel
from boligsocial.common.versions import VersionedModel
from efforts.choices import EffortKind, EffortStatus, ShareStatus
from efforts.models.typology import Typology
from efforts.querysets import EffortQuerySet


class Effort(NamedModel, PeriodModel, VersionedModel):
    """What is planned, run, funded and staffed (indsats). Its typologies and placement are derived, not stored."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=EffortKind.choices, default=EffortKind.UNKNOWN)
    status = models.CharField(_("status"), max_length=10, choices=EffortStatus.choices, default=EffortStatus.PLANNED)
    municipalities = models.ManyToManyField(
        Municipality,
        related_name="efforts",
        blank=True,
        verbose_name=_("municipalities"),
        help_text=_("Empty: not known; the effort is then seen through its organisations."),
    )
    lead_municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="led_efforts",
        null=True,
        blank=True,
        verbose_name=_("led by the municipality"),
    )
    lead_organisation = models.ForeignKey(
        HousingOrganisation,
        models.PROTECT,
        related_name="led_efforts",
        null=True,
        blank=True,
        verbose_name=_("led by the housing organisation"),
    )
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    declared_typologies = models.ManyToManyField(
        Typology,
        related_name="declared_by",
        blank=True,
        verbose_name=_("declared typologies"),
        help_text=_("What the effort calls itself; what its reach shows is derived and shown beside it."),
    )
    source = models.CharField(_("source"), max_length=500, blank=True)
    source_on = models.DateField(_("date of the source"), null=True, blank=True)

    objects = EffortQuerySet.as_manager()
    tracked_lists = ("municipalities", "declared_typologies")
    reason_for = ("status",)

    class Meta(PeriodModel.Meta):
        ordering = ["sort_key", "pk"]
        verbose_name = _("effort")
        verbose_name_plural = _("efforts")
        constraints = [
            *PeriodModel.Meta.constraints,
            not_blank("name", "%(app_label)s_%(class)s_has_a_name", _("Give the effort a name.")),
            models.CheckConstraint(
                condition=Q(kind__in=EffortKind.values),
                name="%(app_label)s_%(class)s_kind_is_known",
                violation_error_message=_("Choose a kind from the list."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=EffortStatus.values),
                name="%(app_label)s_%(class)s_status_is_known",
                violation_error_message=_("Choose a status from the list."),
            ),
            models.CheckConstraint(
                condition=at_most_one("lead_municipality", "lead_organisation"),
                name="%(app_label)s_%(class)s_has_one_lead",
                violation_error_message=_("An effort is led by a municipality or by a housing organisation."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def needs_reason(self, changed: set[str]) -> bool:
        """What is not finished yet may be changed without a word."""
        return not self.is_draft and super().needs_reason(changed)

    @property
    def is_draft(self) -> bool:
        """Whether it is still being put together: nobody but those who may change it sees it, and nothing counts it."""
        return self.status == EffortStatus.DRAFT

    @property
    def lead(self) -> Municipality | HousingOrganisation | None:
        return self.lead_municipality or self.lead_organisation

    def covers_year(self, year: int) -> bool:
        """Whether any day of the calendar year may lie in the effort's period; open ends may hold any year."""
        after_start = self.starts_on is None or year >= self.starts_on.year
        return after_start and (self.last_day is None or year <= self.last_day.year)

    def check_put_back(self, rows) -> None:
        """Refuse deleted rows that have come back where they make a year's grants exceed its budget."""
        years = {getattr(row, "year", None) for row in rows}
        for year, budget in self.budgets.filter(year__in=years - {None}).values_list("year", "amount"):
            granted = self.shares.filter(year=year, status=ShareStatus.GRANTED, amount__isnull=False)
            if sum(granted.values_list("amount", flat=True)) > budget:
                raise ValidationError(
                    _("In %(year)s more would be granted than the budget."), code="over_budget", params={"year": year}
                )

    def clean(self) -> None:
        """Refuse a period that leaves money outside it."""
        super().clean()
        if self.pk is None or (self.starts_on is None and self.ends_on is None):
            return
        years = {
            year
            for rows in (self.shares, self.budgets)
            for year in rows.values_list("year", flat=True)
            if year is not None and not self.covers_year(year)
        }
        if years:
            raise ValidationError(
                {
                    "ends_on": ValidationError(
                        _("There is money in %(years)s, outside this period. Move or remove it first."),
                        code="money_outside",
                        params={"years": ", ".join(map(str, sorted(years)))},
                    )
                }
            )
