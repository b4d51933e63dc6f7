"""Signing in and out. Nothing else of django-allauth can be reached."""

from allauth.account.views import LoginView, LogoutView
from django.urls import path

from vigil.accounts.forms import SignIn

urlpatterns = [
    path("sign-in/", LoginView.as_view(form_class=SignIn), name="account_login"),
    path("sign-out/", LogoutView.as_view(), name="account_logout"),
]
