"""The addresses of this app."""

app_name = "areas"
urlpatterns = []
