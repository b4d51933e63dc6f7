"""Who may open a page: every view says so itself, and a test refuses one that does not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from vigil.accounts.models import User
from vigil.accounts.roles import Permission

View = Callable[..., HttpResponse]


class UserRequest(HttpRequest):
    """A request from somebody who has signed in."""

    user: User


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in people whose role holds the permission; ask others to sign in, or refuse them."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            if not request.user.may(permission):
                raise PermissionDenied(permission.label)
            return view(request, *args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def signed_in(view: View) -> View:
    """Let in anybody who has signed in, whatever their role."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.access = "signed in"  # type: ignore[attr-defined]
    return guarded
