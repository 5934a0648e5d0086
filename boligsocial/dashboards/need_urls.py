"""The addresses of need held against effort."""

from django.urls import path

from boligsocial.dashboards import follow_up_views, need_views

app_name = "need"
urlpatterns = [
    path("behov/", need_views.NeedList.as_view(), name="list"),
    path("behov/kort.json", need_views.NeedMap.as_view(), name="map"),
    path("behov/opfoelgning/", follow_up_views.FollowUpList.as_view(), name="follow-ups"),
]
