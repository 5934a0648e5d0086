"""Where every address leads. Apps name their own."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from boligsocial.accounts.views import ChooseLanguage

urlpatterns = [
    path("", include("boligsocial.dashboards.urls")),
    path("", include("boligsocial.accounts.urls")),
    path("", include("boligsocial.dashboards.area_urls")),
    path("", include("boligsocial.dashboards.effort_urls")),
    path("", include("boligsocial.dashboards.need_urls")),
    path("", include("boligsocial.dashboards.search_urls")),
    path("", include("staffing.urls")),
    path("", include("boligsocial.dashboards.history_urls")),
    path("", include("boligsocial.data_urls")),
    path("", include("boligsocial.desk.urls")),
    # The language can be changed before one signs in.
    path("sprog/setlang/", ChooseLanguage.as_view(), name="set_language"),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("boligsocial.demo.urls"))]
