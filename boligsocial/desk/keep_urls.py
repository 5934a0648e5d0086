"""The addresses at which what people typed and deleted is kept."""

from django.urls import path

from boligsocial.desk import deletion_views, keep_views, trash_views

urlpatterns = [
    path("kladder/", keep_views.Drafts.as_view(), name="drafts"),
    path("kladder/gem/", keep_views.Keep.as_view(), name="keep"),
    path("kladder/slet/", keep_views.Forget.as_view(), name="forget"),
    path("slet/<str:label>/<int:pk>/", deletion_views.DeletePage.as_view(), name="delete"),
    path("slettet/", trash_views.TrashPage.as_view(), name="trash"),
    path("slettet/<int:pk>/tilbage/", trash_views.PutBack.as_view(), name="put-back"),
]
