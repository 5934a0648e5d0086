"""The address of the search."""

from django.urls import path

from boligsocial.dashboards import search_views

app_name = "search"
urlpatterns = [path("soeg/", search_views.SearchPage.as_view(), name="all")]
