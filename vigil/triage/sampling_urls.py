"""Addresses of the blind sample."""

from django.urls import path

from vigil.triage.views import sampling

urlpatterns = [
    path("", sampling.blind, name="blind"),
    path("next/", sampling.blind_next, name="blind_next"),
]
