"""Addresses of the policy pages."""

from django.urls import path

from vigil.triage import views

urlpatterns = [
    path("", views.policies, name="policies"),
    path("lexicon/try/", views.try_lexicon, name="try_lexicon"),
    path("trials/<int:pk>/", views.trial, name="trial"),
    path("trials/<int:pk>/progress/", views.trial_progress, name="trial_progress"),
    path("trials/<int:pk>/decide/", views.decide, name="decide_trial"),
    path("<slug:name>/", views.policy, name="policy"),
    path("<slug:name>/change/", views.change_policy, name="change_policy"),
]
