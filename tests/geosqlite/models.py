"""Tables of these tests alone; conftest.py makes them, no migration does."""

from django.contrib.gis.db import models


class Place(models.Model):
    name = models.CharField(max_length=50)
    point = models.PointField(srid=25832, null=True, blank=True)
    border = models.MultiPolygonField(srid=25832, null=True, blank=True, spatial_index=False)

    class Meta:
        app_label = "geosqlite_tests"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(border__isvalid=True),
                name="place_border_is_valid",
                violation_error_message="The border crosses itself.",
            )
        ]

    def __str__(self):
        return self.name


class Pair(models.Model):
    """Two shapes of any kind, to ask every question about."""

    a = models.GeometryField(srid=25832, null=True)
    b = models.GeometryField(srid=25832, null=True)

    class Meta:
        app_label = "geosqlite_tests"

    def __str__(self):
        return f"{self.a} and {self.b}"
