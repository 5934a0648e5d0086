"""The addresses of this app."""

app_name = "dashboards"
urlpatterns = []
