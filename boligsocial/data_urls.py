"""The addresses of the section "Data" (names "data:…"): what shows figures, and what brings them in."""

from django.urls import path

from boligsocial.dashboards import check_urls, indicator_urls, recipe_urls
from boligsocial.dashboards.data_views import DataHome
from boligsocial.desk import data_border_urls, data_urls
from boligsocial.desk import recipe_urls as recipe_desk_urls

app_name = "data"
urlpatterns = [
    path("data/", DataHome.as_view(), name="home"),
    *indicator_urls.urlpatterns,
    *check_urls.urlpatterns,
    *data_urls.urlpatterns,
    *data_border_urls.urlpatterns,
    *recipe_urls.urlpatterns,
    *recipe_desk_urls.urlpatterns,
]
