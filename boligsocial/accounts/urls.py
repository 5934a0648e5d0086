"""The addresses of accounts. Those of mails are named after the kind of mail (letters.py)."""

from django.urls import path

from boligsocial.accounts import views

app_name = "accounts"
urlpatterns = [
    path("log-ind/", views.SignIn.as_view(), name="sign-in"),
    path("log-ud/", views.SignOut.as_view(), name="sign-out"),
    path("adgangskode/glemt/", views.AskForPassword.as_view(), name="ask-for-password"),
    path("adgangskode/sendt/", views.PasswordSent.as_view(), name="reset-sent"),
    path("adgangskode/ny/<uidb64>/<token>/", views.ChoosePassword.as_view(), name="reset"),
    path("invitation/<uidb64>/<token>/", views.AcceptInvitation.as_view(), name="invitation"),
    path("min-konto/", views.Account.as_view(), name="account"),
    path("min-konto/adgangskode/", views.ChangePassword.as_view(), name="change-password"),
]
