from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "vigil.sharing"
    label = "sharing"
