"""Where each part of Vigil is found."""

from django.urls import include, path

from vigil.config.api import api

urlpatterns = [
    path("", include("vigil.accounts.urls")),
    path("", include("vigil.worklist.urls")),
    path("backlog/", include("vigil.governance.urls")),
    path("referrals/", include("vigil.referrals.urls")),
    path("people/", include("vigil.people.urls")),
    path("imports/", include("vigil.intake.urls")),
    path("officer/", include("vigil.intake.officer_urls")),
    path("missing/", include("vigil.intake.missing_urls")),
    path("policy/", include("vigil.triage.urls")),
    path("risk/", include("vigil.triage.risk_urls")),
    path("blind/", include("vigil.triage.sampling_urls")),
    path("assessments/", include("vigil.triage.assessing_urls")),
    path("sharing/", include("vigil.sharing.urls")),
    path("schools/", include("vigil.sharing.school_urls")),
    path("portal/", include("vigil.sharing.portal_urls")),
    path("api/v1/", api.urls),
    path("audit/", include("vigil.audit.urls")),
    path("staff/", include("vigil.workforce.urls")),
    path("skills/", include("vigil.workforce.register_urls")),
]

handler400 = "vigil.ui.views.bad_request"
handler403 = "vigil.ui.views.forbidden"
