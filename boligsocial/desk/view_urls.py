"""The addresses at which lists are kept as people like to see them."""

from django.urls import path

from boligsocial.desk import view_views

urlpatterns = [
    path("visninger/kolonner/", view_views.ChooseColumns.as_view(), name="columns"),
    path("visninger/ny/", view_views.NewView.as_view(), name="view-new"),
    path("visninger/<int:pk>/", view_views.OpenView.as_view(), name="view"),
    path("visninger/<int:pk>/ret/", view_views.ChangeView.as_view(), name="view-change"),
    path("visninger/<int:pk>/slet/", view_views.DeleteView.as_view(), name="view-delete"),
]
