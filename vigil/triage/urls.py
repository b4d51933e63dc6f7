"""Addresses of the policy pages."""

from django.urls import path

from vigil.triage.views import markers, policy

urlpatterns = [
    path("", policy.policies, name="policies"),
    path("lexicon/try/", policy.try_lexicon, name="try_lexicon"),
    path("lexicon/feedback/", markers.feedback, name="lexicon_feedback"),
    path("lexicon/feedback/csv/", markers.feedback_csv, name="lexicon_feedback_csv"),
    path("trials/<int:pk>/", policy.trial, name="trial"),
    path("trials/<int:pk>/progress/", policy.trial_progress, name="trial_progress"),
    path("trials/<int:pk>/decide/", policy.decide, name="decide_trial"),
    path("<slug:name>/", policy.policy, name="policy"),
    path("<slug:name>/change/", policy.change_policy, name="change_policy"),
]
