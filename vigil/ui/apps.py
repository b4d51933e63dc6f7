from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "vigil.ui"
    label = "ui"
