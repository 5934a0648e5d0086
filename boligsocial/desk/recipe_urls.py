"""The addresses of the pages that change need recipes; boligsocial/data_urls.py gives them their namespace, "data"."""

from django.urls import path

from boligsocial.desk import recipe_pages

urlpatterns = [
    path("data/opskrifter/ny/", recipe_pages.NewRecipe.as_view(), name="recipe-new"),
    path("data/opskrifter/<int:pk>/ret/", recipe_pages.EditRecipe.as_view(), name="recipe-edit"),
]
