"""The addresses of pages that change efforts."""

urlpatterns = []
