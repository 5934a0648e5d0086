"""The addresses of pages that change something; each noun lists its own."""

from boligsocial.desk import (
    area_urls,
    effort_urls,
    follow_up_urls,
    keep_urls,
    money_urls,
    role_urls,
    staff_urls,
    view_urls,
)

app_name = "desk"
urlpatterns = [
    *keep_urls.urlpatterns,
    *area_urls.urlpatterns,
    *effort_urls.urlpatterns,
    *money_urls.urlpatterns,
    *staff_urls.urlpatterns,
    *follow_up_urls.urlpatterns,
    *role_urls.urlpatterns,
    *view_urls.urlpatterns,
]
