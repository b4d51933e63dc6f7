from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "vigil.governance"
    label = "governance"
