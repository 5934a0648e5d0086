"""The addresses of the pages of indicators; boligsocial/data_urls.py gives them their namespace, "data"."""

from django.urls import path

from boligsocial.dashboards import indicator_views

urlpatterns = [
    path("data/noegletal/", indicator_views.IndicatorList.as_view(), name="indicators"),
    path("data/noegletal/<int:pk>/", indicator_views.IndicatorDetail.as_view(), name="indicator"),
    path("data/noegletal/<int:pk>/kort.json", indicator_views.IndicatorMap.as_view(), name="indicator-map"),
]
