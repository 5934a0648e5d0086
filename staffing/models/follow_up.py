from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import HousingArea
from boligsocial.common.constraints import not_blank
from boligsocial.common.versions import VersionedModel
from efforts.models import Activity, Effort
from staffing.choices import FollowUpKind
from staffing.models.post import Post
from staffing.querysets import FollowUpQuerySet


class FollowUp(VersionedModel):
    """What is to be done about an area where need and effort do not match: why, by whom, and when to look again.

    `need_level` is the level when it was made. It is on the list until it is closed with an outcome.
    """

    area = models.ForeignKey(HousingArea, models.PROTECT, related_name="follow_ups", verbose_name=_("housing area"))
    kind = models.CharField(_("what to do"), max_length=10, choices=FollowUpKind.choices)
    effort = models.ForeignKey(
        Effort, models.PROTECT, related_name="follow_ups", null=True, blank=True, verbose_name=_("effort")
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="follow_ups", null=True, blank=True, verbose_name=_("activity")
    )
    post = models.ForeignKey(
        Post, models.PROTECT, related_name="follow_ups", null=True, blank=True, verbose_name=_("post")
    )
    grounds = models.TextField(_("reason"), max_length=2000)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="follow_ups", verbose_name=_("owner")
    )
    look_again_on = models.DateField(_("look again on"))
    need_level = models.PositiveSmallIntegerField(_("need level then"), null=True, blank=True, editable=False)
    made_on = models.DateField(_("made on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), max_length=2000, blank=True)

    reason_for = ("look_again_on", "owner", "closed_on")
    belongs_to = "area"
    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["look_again_on", "pk"]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        indexes = [models.Index(fields=["closed_on", "look_again_on"])]
        constraints = [
            not_blank("grounds", "%(app_label)s_%(class)s_has_a_reason", _("Say why.")),
            models.CheckConstraint(
                condition=Q(kind__in=FollowUpKind.values),
                name="%(app_label)s_%(class)s_kind_is_known",
                violation_error_message=_("Choose what to do from the list."),
            ),
            models.CheckConstraint(
                condition=Q(look_again_on__gte=models.F("made_on")),
                name="%(app_label)s_%(class)s_is_looked_at_later",
                violation_error_message=_("The day to look again cannot be before today."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | ~Q(outcome=""),
                name="%(app_label)s_%(class)s_closes_with_an_outcome",
                violation_error_message=_("Say what came of it."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
