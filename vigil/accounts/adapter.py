"""How django-allauth behaves here: nobody signs up by themselves, and refusals read like the rest of Vigil."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from vigil.accounts.models import User


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

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Only somebody who knew the right password comes here, so it may be said."""
        messages.error(request, "Your access was stopped. Ask an administrator of the hub.")
        return redirect("account_login")
