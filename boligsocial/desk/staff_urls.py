"""The addresses of pages that change staffs."""

urlpatterns = []
