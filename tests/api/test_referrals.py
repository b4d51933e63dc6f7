from typing import Any

import pytest
from django.core.cache import cache

from tests.api.given import REFERRAL, System, secret
from vigil.accounts import keys
from vigil.accounts.models import ApiKey
from vigil.accounts.roles import Scope
from vigil.intake.models import Entry
from vigil.referrals.models import Referral, Subject
from vigil.sharing.actions.keys import revoke
from vigil.sharing.tasks import tell_schools

pytestmark = pytest.mark.django_db


@pytest.fixture
def system() -> System:
    return System(secret(Scope.SUBMIT_REFERRALS, Scope.READ_REFERRALS))


def test_a_referral_comes_in_whole_and_its_state_can_be_read(system: System) -> None:
    answer = system.post("/referrals", REFERRAL)

    assert answer.status_code == 201
    referral = Referral.objects.get()
    assert answer.json()["number"] == referral.number
    assert Subject.objects.count() == 2
    state = system.get(f"/referrals/{referral.pk}")
    assert state.json()["status"] == "Waiting for assessment"
    assert "narrative" not in state.json()


def test_an_nhs_number_is_taken_when_its_check_figure_is_right(system: System) -> None:
    def with_number(number: str) -> dict[str, Any]:
        joan, ada = REFERRAL["subjects"]
        return {**REFERRAL, "subjects": [{**joan, "nhs_number": number, "uprn": "0010012345"}, ada]}

    refused = system.post("/referrals", with_number("943 476 5918"))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "subjects.0.nhs_number"
    assert "check figure" in refused.json()["errors"][0]["words"]

    assert system.post("/referrals", with_number("943 476 5919")).status_code == 201
    joan = Subject.objects.get(surname="Example", forenames="Joan", nhs_number__gt="")
    assert (joan.nhs_number, joan.uprn) == ("9434765919", "10012345")


def test_the_rule_of_the_school_notice_looks_at_it_too(system: System) -> None:
    system.post("/referrals", REFERRAL)

    assert tell_schools() == 1


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "one"}])
def test_the_same_call_again_is_answered_and_not_done_again(system: System, headers: dict[str, str]) -> None:
    first = system.post("/referrals", REFERRAL, **headers)
    again = system.post("/referrals", REFERRAL, **headers)

    assert (first.status_code, again.json()) == (201, first.json())
    assert Referral.objects.count() == 1


def test_an_idempotency_key_serves_one_call_only(system: System) -> None:
    system.post("/referrals", REFERRAL, **{"Idempotency-Key": "one"})

    assert system.post("/referrals", {**REFERRAL, "reference": "2"}, **{"Idempotency-Key": "one"}).status_code == 409


def test_the_same_number_again_is_a_duplicate(system: System) -> None:
    first = system.post("/referrals", REFERRAL)
    again = system.post("/referrals", {**REFERRAL, "log_number": "42"})

    assert again.status_code == 200
    assert again.json()["is_duplicate"]
    assert again.json()["number"] == first.json()["number"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reference": ""}, "reference"),
        ({"incident_at": "yesterday"}, "incident_at"),
        ({"incident_at": 0}, "incident_at"),
        ({"submitted_at": "2099-01-01T00:00:00Z"}, "submitted_at"),
        ({"area": "kent"}, "area"),
        ({"colour": "blue"}, "colour"),
        ({"narrative": "a\x00b"}, "narrative"),
        ({"subjects": [{"role": "harmed", "date_of_birth": "1990-02-31"}]}, "subjects.0.date_of_birth"),
    ],
)
def test_what_is_refused_says_which_field_and_is_kept(system: System, changes: dict[str, Any], field: str) -> None:
    answer = system.post("/referrals", {**REFERRAL, **changes})

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == [field]
    kept = Entry.objects.get(pk=answer.json()["quarantine"])
    assert kept.state == Entry.State.QUARANTINED
    assert kept.raw["subjects"]


@pytest.mark.parametrize("body", ["{not json", "[1, 2]", '"text"', "null"])
def test_what_is_no_referral_at_all_is_kept_too(system: System, body: str) -> None:
    answer = system.post("/referrals", body)

    assert answer.status_code == 422
    assert Entry.objects.get(pk=answer.json()["quarantine"])


def test_a_system_reads_only_what_it_sent(system: System) -> None:
    other = System(secret(Scope.SUBMIT_REFERRALS, name="Other"))
    number = other.post("/referrals", REFERRAL).json()["id"]

    assert system.get(f"/referrals/{number}").status_code == 404


def test_a_revoked_key_counts_no_more(system: System, administrator: Any) -> None:
    revoke(ApiKey.objects.get(), by=administrator, at=ApiKey.objects.get().made_at)

    assert system.post("/referrals", REFERRAL).status_code == 401


def test_whoever_calls_too_often_is_asked_to_wait(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(keys, "MOST_IN_A_MINUTE", 2)
    answers = [system.get("/referrals/1") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [404, 404, 429]
    assert answers[2]["Retry-After"] == "60"
