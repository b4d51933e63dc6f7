"""Addresses of the blind sample."""

from django.urls import path

from vigil.triage import sampling_views

urlpatterns = [
    path("", sampling_views.blind, name="blind"),
    path("next/", sampling_views.blind_next, name="blind_next"),
]
