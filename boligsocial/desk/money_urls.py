"""The addresses of pages that change moneys."""

urlpatterns = []
