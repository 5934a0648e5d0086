from django.contrib.gis.db.backends.base.features import BaseSpatialFeatures
from django.db.backends.sqlite3.features import DatabaseFeatures as SQLiteFeatures


class DatabaseFeatures(BaseSpatialFeatures, SQLiteFeatures):
    has_spatialrefsys_table = False
    supports_add_srs_entry = False
    supports_empty_geometries = True
    empty_intersection_returns_none = False
    # Measures are plain arithmetic on the plane: asked for in degrees they are refused, not answered wrongly.
    supports_distance_geodetic = False
    supports_length_geodetic = False
    supports_area_geodetic = False
