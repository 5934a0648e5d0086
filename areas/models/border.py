from django.contrib.gis.db import models
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.choices import BorderQuality
from areas.models.area import HousingArea
from boligsocial.common.constraints import NoOverlap
from boligsocial.common.periods import PeriodModel
from boligsocial.common.spatial import GRID, rough_shape, to_degrees
from boligsocial.common.versions import VersionedModel


class AreaBorder(PeriodModel, VersionedModel):
    """An area's boundary in a period, in metres (EPSG:25832). One at a time.

    What maps draw is stored beside it (outline, label point and box, in degrees) and follows the geometry at every
    save; bulk writers call `prepare_for_map` themselves.
    """

    area = models.ForeignKey(HousingArea, models.CASCADE, related_name="borders", verbose_name=_("housing area"))
    geometry = models.MultiPolygonField(_("boundary"), srid=GRID)
    quality = models.CharField(_("quality"), max_length=12, choices=BorderQuality.choices, default=BorderQuality.DRAWN)
    source = models.CharField(_("source"), max_length=500, blank=True)

    outline = models.TextField(editable=False)
    lon = models.FloatField(editable=False)
    lat = models.FloatField(editable=False)
    west = models.FloatField(editable=False)
    south = models.FloatField(editable=False)
    east = models.FloatField(editable=False)
    north = models.FloatField(editable=False)

    reason_for = ("geometry", "starts_on", "ends_on")

    class Meta(PeriodModel.Meta):
        ordering = ["area", "starts_on"]
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        indexes = [models.Index(fields=["west", "east", "south", "north"], name="areas_border_box")]
        constraints = [
            *PeriodModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(geometry__isvalid=True),
                name="%(app_label)s_%(class)s_does_not_cross_itself",
                violation_error_message=_("The boundary crosses itself."),
            ),
            models.CheckConstraint(
                condition=Q(quality__in=BorderQuality.values),
                name="%(app_label)s_%(class)s_quality_is_known",
                violation_error_message=_("Choose a quality from the list."),
            ),
            NoOverlap(
                fields=("area",),
                name="areas_areaborder_one_at_a_time",
                violation_error_message=_("The area has a boundary in that period already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_quality_display()} {self.span}".strip()

    def prepare_for_map(self) -> None:
        """Set what maps draw from the geometry."""
        shape: GEOSGeometry = self.geometry
        self.outline = rough_shape(shape)
        self.west, self.south, self.east, self.north = to_degrees(shape).extent
        label = to_degrees(shape.point_on_surface)
        self.lon, self.lat = label.x, label.y

    def save(self, **kwargs) -> None:
        self.prepare_for_map()
        super().save(**kwargs)
