"""The addresses of the pages of indicators; boligsocial/data_urls.py gives them their namespace, "data"."""

urlpatterns: list = []
