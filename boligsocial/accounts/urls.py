from django.urls import path

from boligsocial.accounts import views

app_name = "accounts"
urlpatterns = [
    path("log-ind/", views.SignIn.as_view(), name="sign-in"),
    path("log-ud/", views.SignOut.as_view(), name="sign-out"),
]
