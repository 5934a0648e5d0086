"""The addresses of pages that change money."""

from django.urls import path

from boligsocial.desk import money_views

urlpatterns = [
    path("indsatser/<int:pk>/ret/oekonomi/", money_views.MoneyPage.as_view(), name="effort-money"),
    path("finansieringsparter/navne.json", money_views.PartyNames.as_view(), name="party-names"),
]
