"""The address of the quality checks; boligsocial/data_urls.py gives it its namespace, "data"."""

from django.urls import path

from boligsocial.dashboards import check_views

urlpatterns = [
    path("data/kvalitet/", check_views.ChecksPage.as_view(), name="checks"),
]
