from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "boligsocial.demo"
    label = "demo"
