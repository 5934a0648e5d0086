"""The addresses of pages that change areas."""

from django.urls import path

from boligsocial.desk import area_borders, area_pages

urlpatterns = [
    path("omraader/ny/", area_pages.NewArea.as_view(), name="area-new"),
    path("omraader/<int:pk>/ret/", area_pages.EditArea.as_view(), name="area-edit"),
    path("omraader/<int:pk>/graenser/ny/", area_borders.NewBorder.as_view(), name="border-new"),
    path("omraader/<int:pk>/graenser/<int:part>/ret/", area_borders.EditBorder.as_view(), name="border-edit"),
]
