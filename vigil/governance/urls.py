from django.urls import path

from vigil.governance import views

urlpatterns = [
    path("", views.backlog, name="backlog"),
]
