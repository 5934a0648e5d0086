"""The addresses of histories: what happened to a thing, and what it was at a moment."""

from django.urls import path

from boligsocial.dashboards import history_views as views

app_name = "history"
PAGES = {
    "area": ("omraader", views.AreaHistory, views.AreaMoment),
    "estate": ("afdelinger", views.EstateHistory, views.EstateMoment),
    "institution": ("institutioner", views.InstitutionHistory, views.InstitutionMoment),
    "effort": ("indsatser", views.EffortHistory, views.EffortMoment),
    "funder": ("parter", views.FunderHistory, views.FunderMoment),
    "post": ("stillinger", views.PostHistory, views.PostMoment),
    "workplace": ("arbejdspladser", views.WorkplaceHistory, views.WorkplaceMoment),
    "follow-up": ("opfoelgninger", views.FollowUpHistory, views.FollowUpMoment),
    "recipe": ("opskrifter", views.RecipeHistory, views.RecipeMoment),
    "roles": ("roller", views.RolesHistory, views.RolesMoment),
}
urlpatterns = [
    address
    for noun, (place, history, moment) in PAGES.items()
    for address in (
        path(f"historik/{place}/<int:pk>/", history.as_view(), name=noun),
        path(f"historik/{place}/<int:pk>/paa/", moment.as_view(), name=f"{noun}-moment"),
    )
]
