from django.urls import path

from vigil.audit import views

urlpatterns = [
    path("", views.trail, name="audit"),
    path("verify/", views.verify, name="audit_verify"),
    path("export/", views.export, name="audit_export"),
]
