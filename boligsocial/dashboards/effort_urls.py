"""The addresses of the effort pages; they live here because they show the staff too (docs/decisions/0004)."""

from django.urls import path

from boligsocial.dashboards import effort_views

app_name = "efforts"
urlpatterns = [
    path("indsatser/", effort_views.EffortList.as_view(), name="list"),
    path("indsatser/kort.json", effort_views.EffortMap.as_view(), name="map"),
    path("indsatser/<int:pk>/", effort_views.EffortDetail.as_view(), name="detail"),
    path("indsatser/<int:pk>/kort.json", effort_views.EffortDetailMap.as_view(), name="detail-map"),
]
