"""Who may open a page."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tests.factories import make_user
from vigil.accounts.access import View, requires, signed_in, whom_it_is_for, with_any_password
from vigil.accounts.models import User
from vigil.accounts.roles import MAY, Permission, Role

pytestmark = pytest.mark.django_db


@requires(Permission.MANAGE_STAFF)
def for_administrators(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@signed_in
def for_everybody(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@with_any_password
def for_newcomers(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


def answer(view: View, person: User | AnonymousUser) -> Any:
    return view(asked(person))


def asked(person: User | AnonymousUser) -> HttpRequest:
    request = RequestFactory().get("/somewhere/?sort=due")
    request.user = person
    return request


@pytest.mark.parametrize("view", [for_administrators, for_everybody, for_newcomers])
def test_somebody_unknown_is_asked_to_sign_in_and_comes_back(view: View) -> None:
    assert answer(view, AnonymousUser())["Location"] == "/sign-in/?next=/somewhere/%3Fsort%3Ddue"


@pytest.mark.parametrize("view", [for_administrators, for_everybody])
def test_a_temporary_password_opens_only_the_page_that_changes_it(view: View) -> None:
    newcomer = make_user(Role.ADMINISTRATOR, must_change_password=True)

    assert answer(view, newcomer)["Location"] == "/staff/me/password/"
    assert answer(for_newcomers, newcomer).content == b"in"


@pytest.mark.parametrize("role", Role)
def test_a_page_opens_to_the_roles_that_hold_its_permission(role: Role) -> None:
    person = make_user(role)

    if Permission.MANAGE_STAFF in MAY[role]:
        assert answer(for_administrators, person).content == b"in"
    else:
        with pytest.raises(PermissionDenied, match="This page is for administrators"):
            for_administrators(asked(person))
    assert answer(for_everybody, person).content == b"in"


def test_somebody_whose_access_was_stopped_may_do_nothing() -> None:
    gone = make_user(Role.ADMINISTRATOR, is_active=False, date_joined=datetime(2025, 1, 1, tzinfo=UTC))

    assert not any(gone.may(permission) for permission in Permission)


def test_a_refusal_says_who_the_page_is_for() -> None:
    assert whom_it_is_for(Permission.SEE_AUDIT) == "This page is for administrators and inspectors."
    assert whom_it_is_for(Permission.EXPORT) == "This page is for supervisors, analysts and inspectors."


def test_a_page_is_not_kept_by_the_browser_after_signing_out() -> None:
    assert answer(for_everybody, make_user(Role.ASSESSOR))["Cache-Control"] == "no-store, private"


def test_an_inspector_changes_nothing() -> None:
    assert all(permission.value.startswith(("see_", "export")) for permission in MAY[Role.INSPECTOR])


def test_an_administrator_does_not_read_about_people() -> None:
    assert not {Permission.SEE_WORKLIST, Permission.SEE_REFERRAL, Permission.EXPORT} & MAY[Role.ADMINISTRATOR]
