from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.choices import Availability, ImportState, Layout
from areas.models.area import HousingArea
from areas.models.figures import FigureSource, Indicator
from areas.models.municipality import Municipality
from areas.models.organisation import Estate
from areas.querysets import ImportQuerySet


class Import(models.Model):
    """A file that somebody brought in, and what became of it. The file itself is kept, so that figures can be traced.

    `mapping` says what each column is (areas/intake/mapping.py), `header_rows` how many rows the headers take, and
    `checked_rows` how far the check has come. Counts are of figures, or of boundaries.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="imports", null=True, verbose_name=_("user")
    )
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("fingerprint"), max_length=64, db_index=True)
    content = models.BinaryField(_("content"))
    layout = models.CharField(_("layout"), max_length=10, choices=Layout.choices)
    source = models.ForeignKey(
        FigureSource, models.PROTECT, related_name="imports", null=True, blank=True, verbose_name=_("source")
    )
    source_text = models.CharField(_("source as written at the figures"), max_length=500, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    extracted_on = models.DateField(_("extracted on"), null=True, blank=True)
    sheet = models.CharField(_("sheet"), max_length=255, blank=True)
    header_rows = models.PositiveSmallIntegerField(_("rows of headers"), default=1)
    skipped_rows = models.PositiveSmallIntegerField(_("rows before the headers"), default=0)
    mapping = models.JSONField(_("columns"), default=dict, blank=True)
    makes_areas = models.BooleanField(_("make the areas that are not there"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    checked_rows = models.PositiveIntegerField(_("rows checked"), default=0)
    bad_rows = models.PositiveIntegerField(_("rows with errors"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    replaced = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("as they were"), default=0)
    made_at = models.DateTimeField(_("received at"), auto_now_add=True)
    done_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="undone_imports",
        null=True,
        blank=True,
        verbose_name=_("taken back by"),
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(layout__in=Layout.values),
                name="%(app_label)s_%(class)s_layout_is_known",
                violation_error_message=_("Choose a layout from the list."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=ImportState.values),
                name="%(app_label)s_%(class)s_state_is_known",
                violation_error_message=_("Choose a state from the list."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class RememberedMapping(models.Model):
    """What the columns of a source's files are: offered again for a file with the same headers.

    `headers` is the fingerprint of the headers, `mapping` as in Import.
    """

    source = models.ForeignKey(
        FigureSource, models.CASCADE, related_name="mappings", null=True, blank=True, verbose_name=_("source")
    )
    layout = models.CharField(_("layout"), max_length=10, choices=Layout.choices)
    headers = models.CharField(_("headers"), max_length=64)
    mapping = models.JSONField(_("columns"), default=dict)
    used_at = models.DateTimeField(_("used at"), auto_now=True)

    class Meta:
        ordering = ["-used_at"]
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "layout", "headers"],
                name="%(app_label)s_%(class)s_is_there_once",
                violation_error_message=_("These columns are remembered already."),
            ),
            models.UniqueConstraint(
                fields=["layout", "headers"],
                condition=Q(source__isnull=True),
                name="%(app_label)s_%(class)s_is_there_once_without_a_source",
                violation_error_message=_("These columns are remembered already."),
            ),
        ]

    def __str__(self) -> str:
        return self.headers


class StagedFigure(models.Model):
    """A cell of a file that was read and checked and may be imported. `listed` is a status that the list gives."""

    batch = models.ForeignKey(Import, models.CASCADE, related_name="staged", verbose_name=_("import"))
    row = models.PositiveIntegerField(_("row of the file"))
    column = models.CharField(_("column"), max_length=300)
    area = models.ForeignKey(
        HousingArea,
        models.CASCADE,
        related_name="staged_figures",
        null=True,
        blank=True,
        verbose_name=_("housing area"),
    )
    new_area = models.CharField(_("new area"), max_length=200, blank=True)
    new_code = models.CharField(_("code of the new area"), max_length=50, blank=True)
    estate = models.ForeignKey(
        Estate, models.CASCADE, related_name="staged_figures", null=True, blank=True, verbose_name=_("estate")
    )
    municipality = models.ForeignKey(
        Municipality,
        models.CASCADE,
        related_name="staged_figures",
        null=True,
        blank=True,
        verbose_name=_("municipality"),
        help_text=_("Of the figure, or of the new area."),
    )
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="staged_figures", null=True, blank=True, verbose_name=_("indicator")
    )
    listed = models.CharField(_("status"), max_length=14, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    period = models.CharField(_("period"), max_length=100, blank=True)
    availability = models.CharField(
        _("availability"), max_length=14, choices=Availability.choices, default=Availability.AVAILABLE
    )
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4, null=True, blank=True)
    numerator = models.PositiveIntegerField(_("numerator"), null=True, blank=True)
    denominator = models.PositiveIntegerField(_("denominator"), null=True, blank=True)
    answers = models.PositiveIntegerField(_("answers"), null=True, blank=True)
    margin = models.DecimalField(_("uncertainty"), max_digits=12, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["batch", "row", "pk"]
        verbose_name = _("staged figure")
        verbose_name_plural = _("staged figures")
        indexes = [models.Index(fields=["batch", "row"])]

    def __str__(self) -> str:
        return f"{self.row} {self.column}"


class ImportFault(models.Model):
    """What is wrong with a row or a cell: `code` and `details` become a sentence in the reader's language.

    A row with an error is not imported; a remark (`is_error` no) tells what was understood.
    """

    batch = models.ForeignKey(Import, models.CASCADE, related_name="faults", verbose_name=_("import"))
    row = models.PositiveIntegerField(_("row of the file"), help_text=_("0: the whole file."))
    column = models.CharField(_("column"), max_length=300, blank=True)
    code = models.CharField(_("code"), max_length=40)
    details = models.JSONField(_("details"), default=dict, blank=True)
    is_error = models.BooleanField(_("error"), default=True)

    class Meta:
        ordering = ["batch", "row", "pk"]
        verbose_name = _("fault of a file")
        verbose_name_plural = _("faults of files")
        indexes = [models.Index(fields=["batch", "row"])]

    def __str__(self) -> str:
        return f"{self.row} {self.column}: {self.code}"


class ImportChange(models.Model):
    """What an import did to a row of ours, so that it can be taken back: `before` is what it replaced, none if new.

    `model` and `key` name the row ("areas.observation", 12).
    """

    batch = models.ForeignKey(Import, models.CASCADE, related_name="changes", verbose_name=_("import"))
    model = models.CharField(_("kind"), max_length=100)
    key = models.BigIntegerField(_("key"))
    row = models.PositiveIntegerField(_("row of the file"), null=True)
    before = models.JSONField(_("before"), null=True)

    class Meta:
        ordering = ["batch", "pk"]
        verbose_name = _("change by an import")
        verbose_name_plural = _("changes by imports")
        indexes = [models.Index(fields=["model", "key"])]

    def __str__(self) -> str:
        return f"{self.model} {self.key}"
