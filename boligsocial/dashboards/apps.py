from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "boligsocial.dashboards"
    label = "dashboards"
