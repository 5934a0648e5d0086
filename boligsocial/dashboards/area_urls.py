"""The addresses of the area pages; they live here because they show efforts and staff too (docs/decisions/0004)."""

from django.urls import path

from boligsocial.dashboards import area_views, institution_views

app_name = "areas"
urlpatterns = [
    path("omraader/", area_views.AreaList.as_view(), name="list"),
    path("omraader/kort.json", area_views.AreaMap.as_view(), name="map"),
    path("omraader/<int:pk>/", area_views.AreaDetail.as_view(), name="detail"),
    path("omraader/<int:pk>/kort.json", area_views.AreaDetailMap.as_view(), name="detail-map"),
    path("omraader/<int:pk>/tal/<int:part>/", area_views.AreaFigure.as_view(), name="figure"),
    path("institutioner/", institution_views.InstitutionList.as_view(), name="institutions"),
    path("institutioner/kort.json", institution_views.InstitutionMap.as_view(), name="institutions-map"),
]
