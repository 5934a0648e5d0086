"""The addresses of pages that change efforts."""

from django.urls import path

from boligsocial.desk import effort_pages

urlpatterns = [
    path("indsatser/ny/", effort_pages.NewEffort.as_view(), name="effort-new"),
    path("indsatser/<int:pk>/fortsaet/", effort_pages.Resume.as_view(), name="effort-resume"),
    path("indsatser/<int:pk>/ret/hvad/", effort_pages.WhatPage.as_view(), name="effort-what"),
]
