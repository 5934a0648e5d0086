from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.choices import Region
from areas.querysets import MunicipalityQuerySet
from boligsocial.common.text import NamedModel


class Municipality(NamedModel):
    """One of the 98 municipalities, or a fictional one for demonstrations.

    The centre and the box are degrees (EPSG:4326), from the official register.
    """

    code = models.CharField(
        _("code"),
        max_length=4,
        unique=True,
        validators=[RegexValidator(r"^\d{4}\Z", _("Four digits."))],
        error_messages={"unique": _("Another municipality has this code.")},
    )
    name = models.CharField(_("name"), max_length=200)
    region = models.CharField(_("region"), max_length=20, choices=Region.choices)
    is_fictional = models.BooleanField(
        _("fictional"),
        default=False,
        help_text=_("Made up for demonstrations; said so wherever it is shown."),
    )
    lon = models.FloatField(_("longitude of the centre"))
    lat = models.FloatField(_("latitude of the centre"))
    west = models.FloatField(_("west"))
    south = models.FloatField(_("south"))
    east = models.FloatField(_("east"))
    north = models.FloatField(_("north"))

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{4}$"),
                name="%(app_label)s_%(class)s_code_is_four_digits",
                violation_error_message=_("A municipality's code is four digits."),
            ),
            models.CheckConstraint(
                condition=models.Q(region__in=Region.values),
                name="%(app_label)s_%(class)s_region_is_known",
                violation_error_message=_("Choose one of the five regions."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
