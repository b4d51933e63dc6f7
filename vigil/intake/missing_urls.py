"""Addresses of missing referrals."""

from django.urls import path

from vigil.intake.views import incidents

urlpatterns = [
    path("", incidents.missing, name="missing"),
    path("<int:pk>/", incidents.incident, name="incident"),
    path("<int:pk>/ask/", incidents.ask_for_referral, name="ask_for_referral"),
    path("<int:pk>/link/", incidents.link_referral, name="link_referral"),
    path("<int:pk>/not-needed/", incidents.referral_not_needed, name="referral_not_needed"),
    path("<int:pk>/undo/", incidents.undo_settlement, name="undo_settlement"),
    path("requests/<int:pk>/", incidents.referral_request, name="referral_request"),
]
