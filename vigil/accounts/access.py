"""Who may open a page: every view says so itself, and a test refuses one that does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from vigil.accounts.models import User
from vigil.accounts.roles import MAY, Permission

View = Callable[..., HttpResponseBase]


class UserRequest(HttpRequest):
    """A request from somebody who has signed in."""

    user: User


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in people whose role holds the permission; ask others to sign in, or refuse them."""

    def guard(view: View) -> View:
        @wraps(view)
        def allowed(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.may(permission):
                raise PermissionDenied(whom_it_is_for(permission))
            return view(request, *args, **kwargs)

        guarded = signed_in(allowed)
        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def signed_in(view: View) -> View:
    """Let in anybody who has signed in with a password of their own, whatever their role."""

    @wraps(view)
    def with_their_own_password(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.must_change_password:
            return redirect("account_change_password")
        return view(request, *args, **kwargs)

    return with_any_password(with_their_own_password)


def with_any_password(view: View) -> View:
    """Let in anybody who has signed in, even with a temporary password: only the page that changes it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        response = view(request, *args, **kwargs)
        # Desks are shared: after signing out, the browser's back button must not show a record again.
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    guarded.access = "signed in"  # type: ignore[attr-defined]
    return guarded


def whom_it_is_for(permission: Permission) -> str:
    """Return the sentence a refused person reads: "This page is for supervisors and analysts."."""
    roles = [f"{role.label.lower()}s" for role, held in MAY.items() if permission in held]
    return f"This page is for {' and '.join(', '.join(roles).rsplit(', ', 1))}."
