from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "boligsocial.common"
    label = "common"
