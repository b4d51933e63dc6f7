"""Addresses of the front door."""

from django.urls import path

from vigil.intake import views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("hand-over/", views.hand_over, name="hand_over"),
    path("quarantine/", views.quarantine, name="quarantine"),
    path("entries/<int:pk>/", views.entry, name="entry"),
    path("entries/<int:pk>/set-aside/", views.set_aside, name="set_aside"),
    path("<int:pk>/", views.one_import, name="import"),
    path("<int:pk>/progress/", views.progress, name="import_progress"),
    path("<int:pk>/mapping/", views.choose_mapping, name="choose_mapping"),
    path("<int:pk>/undo/", views.undo, name="undo_import"),
    path("<int:pk>/quality/", views.quality, name="data_quality"),
    path("<int:pk>/quality.csv", views.quality_csv, name="data_quality_csv"),
]
