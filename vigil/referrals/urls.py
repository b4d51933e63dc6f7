from django.urls import path

from vigil.referrals import views

urlpatterns = [
    path("<int:pk>/", views.referral, name="referral"),
    path("<int:pk>/source/", views.source, name="referral_source"),
    path("<int:pk>/print/", views.printed, name="referral_print"),
]
