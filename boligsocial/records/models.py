"""What is kept about people's work: half-finished forms, sent forms, deleted rows, saved views."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from boligsocial.common.constraints import not_blank
from boligsocial.records.querysets import SavedViewQuerySet
from boligsocial.records.trash import DeletionQuerySet


class Draft(models.Model):
    """What somebody has typed into the form at an address and not saved yet (urlencoded, without files)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts", verbose_name=_("user"))
    path = models.CharField(_("address"), max_length=500)
    title = models.CharField(_("title"), max_length=200, blank=True)
    fields = models.TextField(_("what was typed"))
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        ordering = ["-saved_at"]
        verbose_name = _("half-finished form")
        verbose_name_plural = _("half-finished forms")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "path"],
                name="%(app_label)s_%(class)s_one_per_form",
                violation_error_message=_("There is a draft of this form already."),
            )
        ]

    def __str__(self) -> str:
        return self.path


class Submission(models.Model):
    """That a form was saved: the same form sent twice makes one thing. `url` is where its sender was led."""

    token = models.UUIDField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="submissions", verbose_name=_("user")
    )
    url = models.CharField(_("address"), max_length=500)
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")

    def __str__(self) -> str:
        return self.url


class Deletion(models.Model):
    """Something deleted, with all its parts, as it can be put back (Django's serialisation of the rows).

    `kind` is its model ("areas.housingarea"), `places` are the municipalities, organisations and efforts it belonged
    to, as " municipality-3 effort-12 " (records/trash.py).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="deletions", null=True, verbose_name=_("user")
    )
    deleted_at = models.DateTimeField(_("deleted at"), auto_now_add=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=100)
    key = models.BigIntegerField(_("key"), null=True)
    name = models.CharField(_("name"), max_length=300)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    places = models.TextField(_("where it belonged"), blank=True)
    rows = models.TextField(_("the rows"))
    restored_at = models.DateTimeField(_("restored at"), null=True, blank=True)

    objects = DeletionQuerySet.as_manager()

    class Meta:
        ordering = ["-deleted_at"]
        verbose_name = _("deletion")
        verbose_name_plural = _("deletions")
        indexes = [models.Index(fields=["kind", "key"])]

    def __str__(self) -> str:
        return self.name


class SavedView(models.Model):
    """A list as somebody likes to see it: filters, order and columns. Without a name: the columns last chosen."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("user")
    )
    page = models.CharField(_("list"), max_length=100)
    name = models.CharField(_("name"), max_length=100, blank=True)
    query = models.CharField(_("filters and order"), max_length=2000, blank=True)
    columns = models.CharField(_("columns"), max_length=1000, blank=True)
    is_shared = models.BooleanField(_("colleagues may use it"), default=False)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["page", "name"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            not_blank("page", "%(app_label)s_%(class)s_is_of_a_list", _("Say which list it is of.")),
            models.UniqueConstraint(
                fields=["user", "page", "name"],
                name="%(app_label)s_%(class)s_name_is_its_own",
                violation_error_message=_("You have a view of this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
