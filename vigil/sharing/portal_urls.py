from django.urls import path

from vigil.sharing.views import portal

urlpatterns = [
    path("", portal.portal, name="portal"),
    path("people/", portal.portal_people, name="portal_people"),
    path("<uuid:pk>", portal.portal_disclosure, name="portal_disclosure"),
    path("<uuid:pk>/pdf/", portal.portal_pdf, name="portal_pdf"),
    path("<uuid:pk>/confirm/", portal.portal_confirm, name="portal_confirm"),
    path("<uuid:pk>/decide/", portal.portal_decide, name="portal_decide"),
    path("<uuid:pk>/ask/", portal.portal_ask, name="portal_ask"),
]
