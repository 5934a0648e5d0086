"""The addresses of people and their roles."""

from django.urls import path

from boligsocial.desk import role_acts as acts
from boligsocial.desk import role_pages as pages

urlpatterns = [
    path("roller/", pages.People.as_view(), name="people"),
    path("roller/steder/", pages.Places.as_view(), name="places"),
    path("roller/ny/", pages.GiveRole.as_view(), name="role-new"),
    path("roller/<int:pk>/ret/", pages.ChangeRole.as_view(), name="role-edit"),
    path("roller/<int:pk>/fjern/", pages.TakeRole.as_view(), name="role-take"),
    path("roller/personer/<int:pk>/", pages.Person.as_view(), name="person"),
    path("roller/personer/<int:pk>/luk/", acts.Close.as_view(), name="person-close"),
    path("roller/personer/<int:pk>/aabn/", acts.Open.as_view(), name="person-open"),
    path("roller/personer/<int:pk>/administrator/", acts.MakeAdmin.as_view(), name="person-admin"),
    path("roller/personer/<int:pk>/ikke-administrator/", acts.UnmakeAdmin.as_view(), name="person-no-admin"),
    path("roller/personer/<int:pk>/inviter/", acts.Invite.as_view(), name="person-invite"),
    path("roller/personer/<int:pk>/laas-op/", acts.Unlock.as_view(), name="person-unlock"),
]
