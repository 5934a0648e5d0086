"""The addresses of pages that change areas."""

from django.urls import path

from boligsocial.desk import area_borders, area_closing, area_pages, area_parts

urlpatterns = [
    path("omraader/ny/", area_pages.NewArea.as_view(), name="area-new"),
    path("omraader/<int:pk>/ret/", area_pages.EditArea.as_view(), name="area-edit"),
    path("omraader/<int:pk>/graenser/ny/", area_borders.NewBorder.as_view(), name="border-new"),
    path("omraader/<int:pk>/graenser/<int:part>/ret/", area_borders.EditBorder.as_view(), name="border-edit"),
    path("omraader/<int:pk>/luk/", area_closing.CloseArea.as_view(), name="area-close"),
    path("afdelinger/ny/", area_parts.NewEstate.as_view(), name="estate-new"),
    path("afdelinger/<int:pk>/ret/", area_parts.EditEstate.as_view(), name="estate-edit"),
    path("institutioner/ny/", area_parts.NewInstitution.as_view(), name="institution-new"),
    path("institutioner/<int:pk>/ret/", area_parts.EditInstitution.as_view(), name="institution-edit"),
]
