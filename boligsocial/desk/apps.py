from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "boligsocial.desk"
    label = "desk"
