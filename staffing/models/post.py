from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import HousingOrganisation, Municipality
from boligsocial.common.constraints import NoOverlap, at_most_one, not_blank
from boligsocial.common.money import MinutesField
from boligsocial.common.periods import PeriodModel
from boligsocial.common.text import search_key
from boligsocial.common.versions import VersionedModel
from efforts.models import Effort
from staffing.choices import Weekday
from staffing.models.workplace import Workplace
from staffing.querysets import PlacementQuerySet, PostQuerySet

MOST_MINUTES = 48 * 60  # a week's work at most, by the working-time rules


class Post(PeriodModel, VersionedModel):
    """A post with hours in an effort; not a person's file. Somebody in two efforts has two posts."""

    effort = models.ForeignKey(Effort, models.PROTECT, related_name="posts", verbose_name=_("effort"))
    title = models.CharField(_("title"), max_length=200)
    display_name = models.CharField(
        _("name shown"),
        max_length=100,
        blank=True,
        help_text=_("What colleagues call the post; may be empty."),
    )
    employer_municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="posts",
        null=True,
        blank=True,
        verbose_name=_("employed by the municipality"),
    )
    employer_organisation = models.ForeignKey(
        HousingOrganisation,
        models.PROTECT,
        related_name="posts",
        null=True,
        blank=True,
        verbose_name=_("employed by the housing organisation"),
    )
    weekly_minutes = MinutesField(
        _("hours a week"), null=True, blank=True, help_text=_("37 is full time. Empty: not known.")
    )
    source = models.CharField(_("source"), max_length=500, blank=True)
    search_key = models.CharField(max_length=700, editable=False, db_index=True, default="")

    objects = PostQuerySet.as_manager()

    class Meta(PeriodModel.Meta):
        ordering = ["effort", "title", "display_name", "pk"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            *PeriodModel.Meta.constraints,
            not_blank("title", "%(app_label)s_%(class)s_has_a_title", _("Give the post a title.")),
            models.CheckConstraint(
                condition=at_most_one("employer_municipality", "employer_organisation"),
                name="%(app_label)s_%(class)s_has_one_employer",
                violation_error_message=_("A post has one employer."),
            ),
            models.CheckConstraint(
                condition=Q(weekly_minutes__isnull=True) | Q(weekly_minutes__gte=1, weekly_minutes__lte=MOST_MINUTES),
                name="%(app_label)s_%(class)s_hours_are_sensible",
                violation_error_message=_("The hours a week must be more than 0 and at most 48."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.display_name})" if self.display_name else self.title

    def set_keys(self) -> None:
        self.search_key = search_key(f"{self.title} {self.display_name}")

    def save(self, **kwargs) -> None:
        self.set_keys()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_key"}
        super().save(**kwargs)

    @property
    def is_draft(self) -> bool:
        """Whether it is part of an effort that is still being put together."""
        return self.effort.is_draft

    @property
    def employer(self) -> Municipality | HousingOrganisation | None:
        return self.employer_municipality or self.employer_organisation


class Placement(PeriodModel, VersionedModel):
    """That a post sits at a workplace on a weekday, in a period. One place a day."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="placements", verbose_name=_("post"))
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="placements", verbose_name=_("workplace"))
    weekday = models.PositiveSmallIntegerField(
        _("weekday"),
        choices=Weekday.choices,
        null=True,
        blank=True,
        help_text=_("Empty: the post has its base here, on which days is not known."),
    )

    objects = PlacementQuerySet.as_manager()

    class Meta(PeriodModel.Meta):
        ordering = ["post", "weekday", "starts_on", "pk"]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        constraints = [
            *PeriodModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__gte=1, weekday__lte=7),
                name="%(app_label)s_%(class)s_weekday_is_a_weekday",
                violation_error_message=_("Choose a weekday."),
            ),
            NoOverlap(
                fields=("post", "weekday"),
                name="staffing_placement_one_place_a_day",
                violation_error_message=_("The post sits somewhere else on that weekday."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display() or '–'} {self.span}".strip()

    @property
    def is_draft(self) -> bool:
        return self.post.is_draft
