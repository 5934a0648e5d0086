"""The addresses of the pages about need recipes; boligsocial/data_urls.py gives them their namespace, "data"."""

from django.urls import path

from boligsocial.dashboards import recipe_views

urlpatterns = [
    path("data/opskrifter/", recipe_views.RecipeList.as_view(), name="recipes"),
    path("data/opskrifter/<int:pk>/", recipe_views.RecipeDetail.as_view(), name="recipe"),
]
