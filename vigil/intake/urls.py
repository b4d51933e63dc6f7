"""Addresses of the front door."""

from django.urls import path

from vigil.intake.views import folding, imports

urlpatterns = [
    path("", imports.imports, name="imports"),
    path("hand-over/", imports.hand_over, name="hand_over"),
    path("quarantine/", imports.quarantine, name="quarantine"),
    path("entries/<int:pk>/", imports.entry, name="entry"),
    path("entries/<int:pk>/unfold/", folding.unfold, name="unfold"),
    path("fold/<int:pk>/", folding.fold, name="fold"),
    path("entries/<int:pk>/set-aside/", imports.set_aside, name="set_aside"),
    path("<int:pk>/", imports.one_import, name="import"),
    path("<int:pk>/progress/", imports.progress, name="import_progress"),
    path("<int:pk>/mapping/", imports.choose_mapping, name="choose_mapping"),
    path("<int:pk>/undo/", imports.undo, name="undo_import"),
    path("<int:pk>/quality/", imports.quality, name="data_quality"),
    path("<int:pk>/quality.csv", imports.quality_csv, name="data_quality_csv"),
]
