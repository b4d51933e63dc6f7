"""Giving people a login, changing what they may do, and taking it away."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import make_user
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit import queries as audit
from vigil.audit.models import Event
from vigil.workforce.actions import staff as actions
from vigil.workforce.actions.refusals import CannotChange
from vigil.workforce.queries import staff as queries

NOON = datetime(2025, 9, 20, 11, 0, tzinfo=UTC)
OWN = "three unrelated words"

pytestmark = pytest.mark.django_db


def add(administrator: User, **changes: object) -> tuple[User, str]:
    fields = {
        "username": "a.khan",
        "role": Role.ASSESSOR,
        "password": None,
        "first_name": "Amal",
        "last_name": "Khan",
        "by": administrator,
        "at": NOON,
    }
    return actions.add_user(**(fields | changes))  # type: ignore[arg-type]


def verbs(person: User) -> list[str]:
    return [event.verb for event in audit.of(person)]


def test_somebody_added_gets_a_temporary_password(administrator: User) -> None:
    person, password = add(administrator)

    assert person.check_password(password)
    assert person.must_change_password
    assert re.fullmatch(r"([a-z0-9]{4}-){3}[a-z0-9]{4}", password)


def test_somebody_added_with_a_password_keeps_it(administrator: User) -> None:
    person, password = add(administrator, password=OWN)

    assert password == OWN
    assert person.check_password(OWN)
    assert not person.must_change_password


def test_what_an_administrator_does_is_recorded_without_names_or_passwords(administrator: User) -> None:
    person, password = add(administrator)
    actions.change_role(person, role=Role.SUPERVISOR, by=administrator, at=NOON)
    second = actions.issue_password(person, by=administrator, at=NOON)
    actions.deactivate(person, by=administrator, at=NOON)

    assert verbs(person) == ["user.deactivated", "user.password_issued", "user.role_changed", "user.added"]
    assert audit.verify().holds
    recorded = repr(list(Event.objects.values_list("detail", flat=True)))
    assert not [said for said in (password, second, "Khan", "a.khan") if said in recorded]
    assert {"before": "assessor", "after": "supervisor"} in Event.objects.values_list("detail", flat=True)


def test_the_only_administrator_can_neither_leave_nor_change_role(administrator: User) -> None:
    make_user(Role.ADMINISTRATOR, is_active=False)

    with pytest.raises(CannotChange, match="only administrator"):
        actions.deactivate(administrator, by=administrator, at=NOON)
    with pytest.raises(CannotChange, match="only administrator"):
        actions.change_role(administrator, role=Role.INSPECTOR, by=administrator, at=NOON)

    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.role == Role.ADMINISTRATOR
    assert not Event.objects.exists()


def test_one_of_two_administrators_can_leave(administrator: User) -> None:
    other = make_user(Role.ADMINISTRATOR)

    actions.deactivate(administrator, by=other, at=NOON)

    assert queries.obstacles_to_losing_as_administrator(other)


class TheHub(TestCase):
    @settings(max_examples=25)
    @given(
        st.lists(
            st.tuples(st.integers(0, 2), st.sampled_from(["deactivate", "reactivate", "assessor", "administrator"]))
        )
    )
    def test_always_has_somebody_who_can_manage_it(self, steps: list[tuple[int, str]]) -> None:
        staff = [make_user(role) for role in (Role.ADMINISTRATOR, Role.ADMINISTRATOR, Role.ASSESSOR)]
        for number, step in steps:
            person = staff[number]
            try:
                if step == "deactivate":
                    actions.deactivate(person, by=person, at=NOON)
                elif step == "reactivate":
                    actions.reactivate(person, by=person, at=NOON)
                else:
                    actions.change_role(person, role=Role(step), by=person, at=NOON)
            except CannotChange:
                continue

            assert User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists()


def test_adding_somebody_shows_their_password_once_and_nowhere_else(
    administrator: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(administrator)

    shown = client.post(
        "/staff/add/", {"first_name": "Amal", "last_name": "Khan", "username": "A.Khan", "role": "assessor"}
    )

    found = re.search(r'class="vigil-password">([^<]*)<', shown.content.decode())
    assert found
    assert User.objects.get(username="a.khan").check_password(found[1])
    assert "no-store" in shown["Cache-Control"]
    assert found[1] not in client.get("/staff/").content.decode()


def test_a_username_is_nobody_elses_in_any_case(administrator: User, signed_in: Callable[[User], Client]) -> None:
    make_user(username="A.Khan")

    answer = signed_in(administrator).post(
        "/staff/add/", {"first_name": "Amal", "last_name": "Khan", "username": "a.khan", "role": "assessor"}
    )

    assert "Somebody already has that username" in answer.content.decode()


def test_the_page_of_the_only_administrator_says_why_there_is_no_button(
    administrator: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(administrator)

    assert "only administrator" in client.get(f"/staff/{administrator.pk}/").content.decode()
    refused = client.post(f"/staff/{administrator.pk}/", {"role": "assessor"}).content.decode()
    assert '<a href="#id_role">This is the hub’s only administrator' in refused


def test_stopping_access_ends_a_session_at_once(administrator: User, signed_in: Callable[[User], Client]) -> None:
    supervisor = make_user(Role.SUPERVISOR)
    theirs = signed_in(supervisor)
    assert theirs.get("/staff/me/password/").status_code == 200

    signed_in(administrator).post(f"/staff/{supervisor.pk}/deactivate/")

    assert theirs.get("/staff/me/password/")["Location"].startswith("/sign-in/")


def test_a_link_cannot_stop_somebodys_access(administrator: User, signed_in: Callable[[User], Client]) -> None:
    supervisor = make_user(Role.SUPERVISOR)

    assert signed_in(administrator).get(f"/staff/{supervisor.pk}/deactivate/").status_code == 405


def test_giving_access_back_gives_a_new_password(administrator: User, signed_in: Callable[[User], Client]) -> None:
    gone = make_user(Role.ASSESSOR, is_active=False, password=OWN)

    shown = signed_in(administrator).post(f"/staff/{gone.pk}/reactivate/").content.decode()

    gone.refresh_from_db()
    assert gone.is_active
    assert gone.must_change_password
    assert not gone.check_password(OWN)
    assert "Temporary password" in shown


def test_a_newcomer_chooses_a_password_and_stays_signed_in(
    administrator: User, signed_in: Callable[[User], Client]
) -> None:
    person, password = add(administrator)
    client = signed_in(person)

    client.post("/staff/me/password/", {"current": password, "password": OWN})

    person.refresh_from_db()
    assert person.check_password(OWN)
    assert not person.must_change_password
    assert client.get("/staff/me/password/").status_code == 200
    assert verbs(person)[0] == "user.password_changed"


@pytest.mark.parametrize(
    ("current", "password", "said"),
    [
        ("wrong", OWN, "That is not your current password"),
        (OWN, "short", "too short"),
        (OWN, "amal.featherst0ne", "too similar"),
        (OWN, OWN, "not your current one"),
        ("", "", "Enter your current password"),
    ],
)
def test_a_password_is_refused_with_a_reason(
    administrator: User, signed_in: Callable[[User], Client], current: str, password: str, said: str
) -> None:
    person, _ = add(administrator, password=OWN, username="amal.featherstone")

    answer = signed_in(person).post("/staff/me/password/", {"current": current, "password": password})

    assert said in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(OWN)


def test_a_partners_person_is_not_made_one_of_the_hub_nor_the_other_way(
    administrator: User, signed_in: Callable[[User], Client]
) -> None:
    theirs, ours = make_user(Role.PARTNER), make_user(Role.ASSESSOR)

    refused = signed_in(administrator).post(f"/staff/{theirs.pk}/", {"role": "administrator"}).content.decode()
    with pytest.raises(CannotChange, match="partner’s page"):
        actions.change_role(ours, role=Role.PARTNER, by=administrator, at=NOON)

    assert "add this person anew" in refused
    assert 'value="partner"' not in refused
