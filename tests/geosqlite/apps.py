from django.apps import AppConfig


class GeosqliteTests(AppConfig):
    """Put into INSTALLED_APPS only by the tests that need it there (fixtures)."""

    name = "tests.geosqlite"
    label = "geosqlite_tests"
    default_auto_field = "django.db.models.BigAutoField"
