"""Addresses of the policy pages."""

from django.urls import path

from vigil.triage import views

urlpatterns = [
    path("", views.policies, name="policies"),
    path("<slug:name>/", views.policy, name="policy"),
    path("<slug:name>/change/", views.change_policy, name="change_policy"),
]
