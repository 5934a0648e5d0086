from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.choices import Level
from areas.models.figures import FigureSource, Indicator
from areas.models.municipality import Municipality


class FigureTally(models.Model):
    """How many figures of an indicator, a source and a year a municipality has: derived, rebuilt by areas/tallies.py.

    `source` is whose rules hold for them, empty where none does. Each is shown, withheld or missing (not available),
    and counts once. `extracted_on` and `entered_at` are the newest.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="tallies", verbose_name=_("municipality")
    )
    level = models.CharField(_("level that owns it"), max_length=12, choices=Level.choices, default=Level.AREA)
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="tallies", verbose_name=_("indicator"))
    source = models.ForeignKey(
        FigureSource, models.CASCADE, related_name="tallies", null=True, blank=True, verbose_name=_("source")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    shown = models.PositiveIntegerField(_("shown"), default=0)
    withheld = models.PositiveIntegerField(_("withheld"), default=0)
    missing = models.PositiveIntegerField(_("not available"), default=0)
    extracted_on = models.DateField(_("extracted on"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered at"))

    belongs_to = "municipality"

    class Meta:
        ordering = ["municipality", "level", "indicator", "source", "year"]
        verbose_name = _("number of figures")
        verbose_name_plural = _("numbers of figures")

    def __str__(self) -> str:
        return f"{self.year}: {self.shown + self.withheld + self.missing}"
