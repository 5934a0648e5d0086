"""The addresses of this app."""

app_name = "efforts"
urlpatterns = []
