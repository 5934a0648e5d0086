"""The addresses of the section "Data" (names "data:…"): what shows figures, and what brings them in."""

from boligsocial.dashboards import indicator_urls

app_name = "data"
urlpatterns = [
    *indicator_urls.urlpatterns,
]
