from django.apps import AppConfig


class WorklistConfig(AppConfig):
    name = "vigil.worklist"
    label = "worklist"
