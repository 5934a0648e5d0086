"""The addresses at which boundaries are brought in; boligsocial/data_urls.py gives them their namespace, "data"."""

from django.urls import path

from boligsocial.desk import data_border_look, data_borders

urlpatterns = [
    path("data/graenser/", data_borders.NewBorders.as_view(), name="borders"),
    path("data/graenser/<int:pk>/", data_border_look.BorderPage.as_view(), name="border"),
    path("data/graenser/<int:pk>/lag/", data_borders.BorderLayer.as_view(), name="border-layer"),
    path("data/graenser/<int:pk>/kort.json", data_border_look.BordersMap.as_view(), name="border-map"),
    path("data/graenser/<int:pk>/indlaes/", data_border_look.BringBordersIn.as_view(), name="border-bring-in"),
    path("data/graenser/<int:pk>/fortryd/", data_borders.TakeBordersBack.as_view(), name="border-take-back"),
]
