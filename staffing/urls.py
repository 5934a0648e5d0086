"""The addresses of this app."""

from django.urls import path

from staffing import placement_views, views

app_name = "staffing"
urlpatterns = [
    path("bemanding/", views.BoardPage.as_view(), name="board"),
    path("bemanding/kort.json", views.BoardMap.as_view(), name="board-map"),
    path("bemanding/liste/", placement_views.PlacementList.as_view(), name="placements"),
]
