"""The addresses of pages that start and change follow-ups."""

from django.urls import path

from boligsocial.desk import follow_up_pages as pages

urlpatterns = [
    path("behov/omraader/<int:pk>/opfoelgning/ny/", pages.NewFollowUp.as_view(), name="follow-up-new"),
    path("behov/opfoelgning/<int:pk>/ret/", pages.EditFollowUp.as_view(), name="follow-up-edit"),
    path("behov/opfoelgning/<int:pk>/luk/", pages.CloseFollowUp.as_view(), name="follow-up-close"),
    path("behov/opfoelgning/<int:pk>/genaabn/", pages.ReopenFollowUp.as_view(), name="follow-up-reopen"),
]
