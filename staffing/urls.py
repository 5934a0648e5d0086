"""The addresses of this app."""

from django.urls import path

from staffing import views

app_name = "staffing"
urlpatterns = [
    path("bemanding/", views.BoardPage.as_view(), name="board"),
    path("bemanding/kort.json", views.BoardMap.as_view(), name="board-map"),
]
