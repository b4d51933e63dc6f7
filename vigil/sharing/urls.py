from django.urls import path

from vigil.sharing.views import deciding, disclosures, keys, partners

urlpatterns = [
    path("", disclosures.sharing, name="sharing"),
    path("results/", disclosures.sharing_results, name="sharing_results"),
    path("referrals/<int:pk>/", deciding.referral_sharing, name="referral_sharing"),
    path("referrals/<int:pk>/decide/", deciding.decide, name="decide_sharing"),
    path("referrals/<int:pk>/protect/", deciding.protect, name="protect"),
    path("protected/<int:pk>/end/", deciding.end_protection, name="end_protection"),
    path("disclosures/<uuid:pk>/", disclosures.disclosure, name="disclosure"),
    path("disclosures/<uuid:pk>/pdf/", disclosures.disclosure_pdf, name="disclosure_pdf"),
    path("disclosures/<uuid:pk>/answer/", disclosures.record_answer, name="record_answer"),
    path("stops/<int:pk>/clear/", disclosures.clear_stop, name="clear_stop"),
    path("to-do/<int:pk>/done/", disclosures.finish_follow_up, name="finish_follow_up"),
    path("partners/", partners.partners, name="partners"),
    path("partners/add/", partners.add_partner, name="add_partner"),
    path("partners/<int:pk>/", partners.partner, name="partner"),
    path("partners/<int:pk>/change/", partners.change_partner, name="change_partner"),
    path("partners/<int:pk>/ways/add/", partners.add_route, name="add_route"),
    path("keys/", keys.api_keys, name="api_keys"),
    path("keys/<int:pk>/revoke/", keys.revoke_key, name="revoke_key"),
    path("ways/<int:pk>/stop/", partners.stop_route, name="stop_route"),
    path("ways/<int:pk>/test/", partners.test_route, name="test_route"),
]
