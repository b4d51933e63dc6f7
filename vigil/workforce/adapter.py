"""How django-allauth behaves here: nobody signs up by themselves, and every sign-in is on the audit trail.

Here and not in ``accounts``, because audit builds on accounts.
"""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from vigil.accounts.models import User
from vigil.workforce.actions import staff as actions


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator."""

    error_messages: ClassVar[dict[str, str]] = DefaultAccountAdapter.error_messages | {
        # One sentence for a wrong name and a wrong password: nobody learns which names exist.
        "username_password_mismatch": "The username or password is not right",
        "too_many_login_attempts": "Too many failed attempts. Wait five minutes and try again, "
        "or ask an administrator for a new password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing on signing in and out: the page one lands on says it."""

    def post_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse:
        actions.note_sign_in(user, at=timezone.now())
        response: HttpResponse = super().post_login(request, user, **options)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        actions.note_failed_sign_in(at=timezone.now())

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Only somebody who knew the right password comes here, so it may be said."""
        messages.error(request, "Your access was stopped. Ask an administrator of the hub.")
        return redirect("account_login")
