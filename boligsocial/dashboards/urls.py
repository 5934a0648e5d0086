"""The addresses of this app. Those of efforts are in effort_urls.py."""

from django.urls import path

from boligsocial.dashboards import ending_views, views

app_name = "dashboards"
urlpatterns = [
    path("", views.OverviewPage.as_view(), name="overview"),
    path("overblik/kort.json", views.OverviewMap.as_view(), name="overview-map"),
    path("overblik/udloeb/", ending_views.EndingsPage.as_view(), name="endings"),
]
