from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.choices import InstitutionKind
from areas.models import HousingArea, Institution, Municipality
from boligsocial.common.constraints import NoOverlap, not_blank
from boligsocial.common.periods import PeriodModel
from boligsocial.common.spatial import GRID
from boligsocial.common.versions import VersionedModel
from efforts.choices import Approach, AreaRole, CityLinkKind, Recruitment, Spread
from efforts.models.effort import Effort

FEWEST_SHOWN = 5  # a smaller group is withheld: its members could be recognised


class AreaReach(PeriodModel, VersionedModel):
    """That an effort reaches an area, as what, and when."""

    effort = models.ForeignKey(Effort, models.CASCADE, related_name="area_reaches", verbose_name=_("effort"))
    area = models.ForeignKey(HousingArea, models.PROTECT, related_name="reaches", verbose_name=_("housing area"))
    role = models.CharField(_("role"), max_length=14, choices=AreaRole.choices, default=AreaRole.TARGET)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta(PeriodModel.Meta):
        ordering = ["effort", "area__sort_key", "starts_on", "pk"]
        verbose_name = _("area reached")
        verbose_name_plural = _("areas reached")
        constraints = [
            *PeriodModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=AreaRole.values),
                name="%(app_label)s_%(class)s_role_is_known",
                violation_error_message=_("Choose a role from the list."),
            ),
            NoOverlap(
                fields=("effort", "area"),
                name="efforts_areareach_once_at_a_time",
                violation_error_message=_("The effort reaches this area in that period already."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class CitizenGroup(PeriodModel, VersionedModel):
    """A counted group of residents outside the areas (udvalgte borgere, opgange). Never persons."""

    effort = models.ForeignKey(Effort, models.CASCADE, related_name="citizen_groups", verbose_name=_("effort"))
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="citizen_groups", verbose_name=_("municipality")
    )
    name = models.CharField(_("who they are"), max_length=200, help_text=_("A group, never a person."))
    people = models.PositiveIntegerField(_("people"), null=True, blank=True, help_text=_("Empty: not known."))
    households = models.PositiveIntegerField(_("households"), null=True, blank=True, help_text=_("Empty: not known."))
    recruitment = models.CharField(
        _("found how"), max_length=8, choices=Recruitment.choices, default=Recruitment.UNKNOWN
    )
    spread = models.CharField(_("live"), max_length=9, choices=Spread.choices, default=Spread.UNKNOWN)
    approach = models.CharField(_("approach"), max_length=12, choices=Approach.choices, default=Approach.UNKNOWN)
    point = models.PointField(
        _("place"),
        srid=GRID,
        null=True,
        blank=True,
        help_text=_("The middle of where they live, if clustered."),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta(PeriodModel.Meta):
        ordering = ["effort", "name", "pk"]
        verbose_name = _("citizen group")
        verbose_name_plural = _("citizen groups")
        constraints = [
            *PeriodModel.Meta.constraints,
            not_blank("name", "%(app_label)s_%(class)s_says_who", _("Say who they are, as a group.")),
            models.CheckConstraint(
                condition=Q(recruitment__in=Recruitment.values)
                & Q(spread__in=Spread.values)
                & Q(approach__in=Approach.values),
                name="%(app_label)s_%(class)s_choices_are_known",
                violation_error_message=_("Choose from the lists."),
            ),
            models.CheckConstraint(
                condition=(Q(people__isnull=True) | Q(people__gte=1))
                & (Q(households__isnull=True) | Q(households__gte=1)),
                name="%(app_label)s_%(class)s_has_members",
                violation_error_message=_(
                    "A group has at least one member; leave the number empty if it is not known."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_withheld(self) -> bool:
        """Whether so few belong to it that none of its numbers is shown."""
        return any(number is not None and number < FEWEST_SHOWN for number in (self.people, self.households))


class InstitutionReach(PeriodModel, VersionedModel):
    """A partner institution: one we know, or some that the source only counts ("three schools")."""

    effort = models.ForeignKey(Effort, models.CASCADE, related_name="institution_reaches", verbose_name=_("effort"))
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        related_name="reaches",
        null=True,
        blank=True,
        verbose_name=_("institution"),
    )
    unnamed = models.CharField(
        _("unnamed institutions"),
        max_length=200,
        blank=True,
        help_text=_('When the names are not known: what they are, e.g. "schools in the town".'),
    )
    unnamed_kind = models.CharField(_("their kind"), max_length=10, choices=InstitutionKind.choices, blank=True)
    unnamed_count = models.PositiveSmallIntegerField(_("how many"), null=True, blank=True)
    is_outside = models.BooleanField(
        _("outside the areas"),
        null=True,
        blank=True,
        help_text=_("As stated. When the institution's place and the areas' boundaries are known, the map decides."),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta(PeriodModel.Meta):
        ordering = ["effort", "institution__sort_key", "pk"]
        verbose_name = _("partner institution")
        verbose_name_plural = _("partner institutions")
        constraints = [
            *PeriodModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(institution__isnull=False, unnamed="", unnamed_kind="", unnamed_count__isnull=True)
                | (Q(institution__isnull=True, unnamed_kind__in=InstitutionKind.values) & ~Q(unnamed="")),
                name="%(app_label)s_%(class)s_is_named_or_described",
                violation_error_message=_("Choose an institution, or describe the unnamed ones and their kind."),
            ),
            NoOverlap(
                fields=("effort", "institution"),
                name="efforts_institutionreach_once_at_a_time",
                violation_error_message=_("The institution takes part in that period already."),
            ),
        ]

    def __str__(self) -> str:
        # Never a query for a name.
        if self.institution_id and InstitutionReach.institution.is_cached(self):
            return self.institution.name
        return self.unnamed or str(self._meta.verbose_name)


class CityLink(PeriodModel, VersionedModel):
    """A tie to the rest of the town: a better-off area, a plan, a place, a network."""

    effort = models.ForeignKey(Effort, models.CASCADE, related_name="city_links", verbose_name=_("effort"))
    kind = models.CharField(_("kind"), max_length=16, choices=CityLinkKind.choices)
    name = models.CharField(_("name"), max_length=200)
    description = models.CharField(_("description"), max_length=1000, blank=True)
    area = models.ForeignKey(
        HousingArea,
        models.PROTECT,
        related_name="city_links",
        null=True,
        blank=True,
        verbose_name=_("housing area"),
    )
    point = models.PointField(_("place"), srid=GRID, null=True, blank=True)

    class Meta(PeriodModel.Meta):
        ordering = ["effort", "name", "pk"]
        verbose_name = _("city link")
        verbose_name_plural = _("city links")
        constraints = [
            *PeriodModel.Meta.constraints,
            not_blank("name", "%(app_label)s_%(class)s_has_a_name", _("Name what the effort ties to.")),
            models.CheckConstraint(
                condition=Q(kind__in=CityLinkKind.values),
                name="%(app_label)s_%(class)s_kind_is_known",
                violation_error_message=_("Choose a kind from the list."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
