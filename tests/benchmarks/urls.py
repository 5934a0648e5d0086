"""The project's addresses and an empty view: what a request costs before it does anything."""

from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("tom/", lambda request: HttpResponse(f"{request.user.pk}")),
    path("", include("boligsocial.urls")),
]
