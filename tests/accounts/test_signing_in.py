"""Signing in and out."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.factories import make_user
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event

PASSWORD = "three unrelated words"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ash() -> User:
    return make_user(Role.ASSESSOR, username="ash", password=PASSWORD)


def tries(client: Client, username: str, password: str, **more: str) -> Any:
    return client.post("/sign-in/", {"login": username, "password": password, **more})


def refusal(answer: Any) -> str:
    found = re.search(r'<a href="#id_login">([^<]*)</a>', answer.content.decode())
    return found[1].strip() if found else ""


def test_the_right_password_leads_to_where_one_was_going(client: Client, ash: User) -> None:
    answer = tries(client, "ash", PASSWORD, next="/worklist/")

    assert (answer.status_code, answer["Location"]) == (302, "/worklist/")


def test_a_link_cannot_send_somebody_who_signs_in_to_another_site(client: Client, ash: User) -> None:
    answer = tries(client, "ash", PASSWORD, next="https://elsewhere.example/")

    assert answer["Location"] == "/"


def test_a_wrong_name_and_a_wrong_password_are_refused_in_the_same_words(client: Client, ash: User) -> None:
    wrong_password, wrong_name = tries(client, "ash", "wrong"), tries(client, "nobody", "wrong")

    assert refusal(wrong_password) == refusal(wrong_name) == "The username or password is not right"


def test_after_five_failures_even_the_right_password_must_wait(client: Client, ash: User) -> None:
    for _ in range(5):
        tries(client, "ash", "wrong")

    answer = tries(client, "ash", PASSWORD)

    assert refusal(answer).startswith("Too many failed attempts. Wait five minutes")
    assert "_auth_user_id" not in client.session


def test_failures_with_a_name_that_does_not_exist_look_the_same(client: Client, ash: User) -> None:
    for _ in range(5):
        tries(client, "nobody", "wrong")

    assert refusal(tries(client, "nobody", "wrong")).startswith("Too many failed attempts")


def test_many_attempts_from_one_place_get_a_page_of_their_own(client: Client) -> None:
    for number in range(30):
        tries(client, f"nobody{number}", "wrong")

    answer = tries(client, "nobody", "wrong")

    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()


def test_stopped_access_is_only_told_to_who_knows_the_password(client: Client) -> None:
    make_user(Role.ASSESSOR, username="gone", password=PASSWORD, is_active=False)

    assert refusal(tries(client, "gone", "wrong")) == "The username or password is not right"
    told = client.post("/sign-in/", {"login": "gone", "password": PASSWORD}, follow=True).content.decode()
    assert "Your access was stopped" in told
    assert "_auth_user_id" not in client.session


def test_following_a_link_to_sign_out_asks_and_pressing_the_button_does(
    ash: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(ash)

    assert "Do you want to sign out?" in client.get("/sign-out/").content.decode()
    assert "_auth_user_id" in client.session
    client.post("/sign-out/")
    assert "_auth_user_id" not in client.session


def test_a_session_ends_with_the_browser_or_the_shift(client: Client, ash: User) -> None:
    tries(client, "ash", PASSWORD)

    assert client.session.get_expire_at_browser_close()
    assert client.session.get_session_cookie_age() == 12 * 60 * 60


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email", "account_inactive"])
def test_nothing_else_of_the_login_package_can_be_reached(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_signing_in_and_failing_to_are_both_on_the_audit_trail(client: Client, ash: User) -> None:
    tries(client, "ash", "not the password")
    tries(client, "ash", PASSWORD)

    failed, succeeded = Event.objects.order_by("number")
    assert (failed.verb, failed.by, failed.detail) == ("user.sign_in_failed", None, {})
    assert (succeeded.verb, succeeded.by) == ("user.signed_in", ash)
