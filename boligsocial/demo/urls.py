from django.urls import path

from boligsocial.demo import views

app_name = "demo"
urlpatterns = [path("ind/<slug:who>/", views.Enter.as_view(), name="enter")]
