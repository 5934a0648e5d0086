from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.choices import Level
from areas.models.figures import FigureSource
from areas.models.municipality import Municipality


class FigureTally(models.Model):
    """How many figures of a source and year there are in a municipality: derived, rebuilt by areas/tallies.py.

    `source` is whose rules hold for them, empty where none does. `extracted_on` and `entered_at` are the newest.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="tallies", verbose_name=_("municipality")
    )
    level = models.CharField(_("level that owns it"), max_length=12, choices=Level.choices, default=Level.AREA)
    source = models.ForeignKey(
        FigureSource, models.CASCADE, related_name="tallies", null=True, blank=True, verbose_name=_("source")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    figures = models.PositiveIntegerField(_("figures"))
    extracted_on = models.DateField(_("extracted on"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered at"))

    belongs_to = "municipality"

    class Meta:
        ordering = ["municipality", "level", "source", "year"]
        verbose_name = _("number of figures")
        verbose_name_plural = _("numbers of figures")

    def __str__(self) -> str:
        return f"{self.year}: {self.figures}"
