"""Where every address leads. Apps name their own."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("boligsocial.dashboards.urls")),
    path("", include("boligsocial.accounts.urls")),
    path("", include("boligsocial.dashboards.area_urls")),
    path("", include("boligsocial.dashboards.effort_urls")),
    path("", include("staffing.urls")),
    path("", include("boligsocial.desk.urls")),
    # The language can be changed before one signs in.
    path("sprog/setlang/", login_not_required(set_language), name="set_language"),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns += [path("demo/", include("boligsocial.demo.urls"))]
