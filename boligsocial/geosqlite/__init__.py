"""GeoDjango on the SQLite that ships with Python: shapes are EWKB blobs, GEOS answers through shapely.

ENGINE = "boligsocial.geosqlite". Its answers equal PostGIS's, which tests/geosqlite holds; what it does not know
raises NotSupportedError with the name of the lookup or function. See docs/decisions/0002-embedded-database.md.
"""
