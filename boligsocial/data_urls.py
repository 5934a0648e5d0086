"""The addresses of the section "Data" (names "data:…"): what shows figures, and what brings them in."""

from django.urls import path

from boligsocial.dashboards import indicator_urls
from boligsocial.dashboards.data_views import DataHome
from boligsocial.desk import data_urls

app_name = "data"
urlpatterns = [
    path("data/", DataHome.as_view(), name="home"),
    *indicator_urls.urlpatterns,
    *data_urls.urlpatterns,
]
