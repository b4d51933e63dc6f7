from django.urls import path

from vigil.triage.views import assessing, quality

urlpatterns = [
    path("second/", assessing.seconds, name="seconds"),
    path("second/<int:pk>/", assessing.second, name="second"),
    path("disagreements/", assessing.disagreements, name="disagreements"),
    path("quality/", quality.quality, name="quality"),
    path("quality/next/", quality.quality_next, name="quality_next"),
    path("enquiries/", assessing.enquiries, name="enquiries"),
    path("enquiries/<int:pk>/", assessing.enquiry, name="enquiry"),
    path("enquiries/<int:pk>/chase/", assessing.chase, name="chase"),
    path("referrals/<int:pk>/ask/", assessing.ask, name="ask"),
]
