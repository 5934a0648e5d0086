"""The addresses of pages that change efforts."""

from django.urls import path

from boligsocial.desk import effort_activities, effort_check, effort_closing, effort_pages, effort_where

urlpatterns = [
    path("indsatser/ny/", effort_pages.NewEffort.as_view(), name="effort-new"),
    path("indsatser/<int:pk>/fortsaet/", effort_pages.Resume.as_view(), name="effort-resume"),
    path("indsatser/<int:pk>/ret/hvad/", effort_pages.WhatPage.as_view(), name="effort-what"),
    path("indsatser/<int:pk>/ret/hvor/", effort_where.WherePage.as_view(), name="effort-where"),
    path("indsatser/<int:pk>/ret/hvor/kort.json", effort_where.WhereMap.as_view(), name="effort-where-map"),
    path("indsatser/<int:pk>/ret/hvor/typologier/", effort_where.Typologies.as_view(), name="effort-typologies"),
    path("indsatser/<int:pk>/ret/tjek/", effort_check.CheckPage.as_view(), name="effort-check"),
    path("indsatser/<int:pk>/ret/aktiviteter/ny/", effort_activities.NewActivity.as_view(), name="effort-activity-new"),
    path(
        "indsatser/<int:pk>/ret/aktiviteter/<int:part>/",
        effort_activities.ActivityPage.as_view(),
        name="effort-activity",
    ),
    path("indsatser/<int:pk>/ret/status/", effort_closing.StatusPage.as_view(), name="effort-status"),
    path("indsatser/<int:pk>/luk/", effort_closing.ClosePage.as_view(), name="effort-close"),
    path("indsatser/<int:pk>/genaabn/", effort_closing.ReopenPage.as_view(), name="effort-reopen"),
]
