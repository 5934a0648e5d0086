"""The addresses of pages that change areas."""

urlpatterns = []
