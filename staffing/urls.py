"""The addresses of this app."""

app_name = "staffing"
urlpatterns = []
