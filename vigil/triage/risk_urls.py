"""Addresses where something is said of a referral's risk."""

from django.urls import path

from vigil.triage.views import markers

urlpatterns = [
    path("<int:pk>/markers/dismiss/", markers.dismiss, name="dismiss_marker"),
    path("<int:pk>/markers/add/", markers.add, name="add_marker"),
    path("notes/<int:pk>/take-back/", markers.undo, name="undo_marker_note"),
]
