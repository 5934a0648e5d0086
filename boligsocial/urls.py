"""Where every address leads. Apps name their own."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("boligsocial.dashboards.urls")),
    path("", include("boligsocial.accounts.urls")),
    path("", include("areas.urls")),
    path("", include("efforts.urls")),
    path("", include("staffing.urls")),
    path("sprog/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("boligsocial.demo.urls"))]
