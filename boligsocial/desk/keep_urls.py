"""The addresses at which what people typed is kept."""

from django.urls import path

from boligsocial.desk import keep_views

urlpatterns = [
    path("kladder/gem/", keep_views.Keep.as_view(), name="keep"),
    path("kladder/slet/", keep_views.Forget.as_view(), name="forget"),
]
