"""FHIR R4 messages: by structure and by R4's value sets, a request where something is asked, a notice where not."""

import base64
import json
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sharing.channels.given import CHILD, MATTER, MOTHER, PERSONAL, packet
from tests.sharing.peers import FhirPeer, Peer
from tests.sharing.peers.fhir import faults_in
from vigil.rules.terms import IncidentType, Role, Sex
from vigil.sharing.channels import fhir
from vigil.sharing.channels.base import Fault, Kind, Packet, Trouble
from vigil.sharing.channels.fhir_message import message

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ENDS = {"source": "https://hub.police.example/fhir", "destination": "https://fhir.example", "sender": "Hub"}


@pytest.fixture
def trust(peers: dict[str, Peer]) -> FhirPeer:
    return cast(FhirPeer, peers["fhir"])


def resources(sent: Packet) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in message(sent, **ENDS, at=NOON)["entry"]:
        found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return found


def test_what_is_asked_is_a_request_and_a_task_for_it() -> None:
    found = resources(packet(urgent=True))

    [request], [task], [header] = found["ServiceRequest"], found["Task"], found["MessageHeader"]
    assert (request["status"], request["intent"], request["priority"]) == ("active", "order", "urgent")
    assert request["code"] == {"text": "Decide what response the child needs."}
    assert task["focus"]["reference"] == f"urn:uuid:{request['id']}"
    assert task["for"] == request["subject"]
    assert [one["reference"] for one in header["focus"]] == [f"urn:uuid:{request['id']}", f"urn:uuid:{task['id']}"]
    assert "Communication" not in found


def test_information_only_is_a_communication() -> None:
    found = resources(packet(asks=""))

    [communication] = found["Communication"]
    assert (communication["status"], communication["priority"]) == ("completed", "routine")
    assert communication["payload"][0] == {"contentString": MATTER["account"]}
    assert not {"ServiceRequest", "Task"} & found.keys()


@pytest.mark.parametrize(
    ("asks", "kind", "field"), [("", "Communication", "recipient"), ("Decide.", "ServiceRequest", "performer")]
)
def test_a_worker_who_is_allocated_already_is_named(asks: str, kind: str, field: str) -> None:
    sent = packet(asks=asks, recipient={"name": "Weir Council", "kind": "health", "worker": "Sam Worker"})

    [resource] = resources(sent)[kind]

    assert resource[field][1] == {"display": "Sam Worker"}
    assert faults_in(json.dumps(message(sent, **ENDS, at=NOON)).encode()) == []


def test_a_child_is_whom_it_is_about_and_the_others_are_related_to_them() -> None:
    found = resources(packet())

    [child], [mother] = found["Patient"], found["RelatedPerson"]
    assert child["name"] == [{"use": "official", "family": "Okafor", "given": ["Ada", "Grace"]}]
    assert (child["gender"], child["birthDate"]) == ("female", CHILD["date_of_birth"])
    assert mother["patient"]["reference"] == f"urn:uuid:{child['id']}"
    assert "Mother of Ada" in mother["relationship"][0]["text"]


def test_both_forms_travel_inside_so_that_nothing_is_lost() -> None:
    sent = packet()

    [document] = resources(sent)["DocumentReference"]

    held = [base64.b64decode(one["attachment"]["data"]) for one in document["content"]]
    assert held == [sent.pdf, sent.content]
    assert not any(word in one["attachment"]["title"] for one in document["content"] for word in PERSONAL)


def test_a_second_attempt_is_the_same_message() -> None:
    sent = packet()
    first, second = (message(sent, **ENDS, at=NOON) for _ in range(2))

    assert first == second
    assert first["identifier"]["value"] == f"urn:uuid:{sent.disclosure_id}"


people = st.fixed_dictionaries(
    {"role": st.sampled_from(list(Role))},
    optional={
        "surname": st.text(min_size=1).filter(str.strip),
        "forenames": st.just("Ada Grace"),
        "sex": st.sampled_from([sex.value for sex in Sex]),
        "date_of_birth": st.dates().map(lambda day: day.isoformat()),
        "address": st.just("14 Weir Terrace"),
        "postcode": st.just("HR6 8ZZ"),
        "phone": st.just("01632 960123"),
        "relationship": st.just("Mother"),
    },
)
matters = st.fixed_dictionaries(
    {"reference": st.just("VH-000123")},
    optional={
        "incident_type": st.sampled_from([kind.value for kind in IncidentType]),
        "account": st.just("What was seen."),
        "narrative": st.just("What was written."),
    },
)


@given(told=st.lists(people, max_size=4), matter=matters, asks=st.sampled_from(["", "Decide."]), urgent=st.booleans())
def test_every_disclosure_makes_a_message_that_an_r4_server_may_take(
    told: list[dict[str, Any]], matter: dict[str, Any], asks: str, urgent: bool
) -> None:
    sent = packet(urgent=urgent, people=told, matter=matter, asks=asks)

    assert faults_in(json.dumps(message(sent, **ENDS, at=NOON)).encode()) == []


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("ServiceRequest", {"status": "sent"}),
        ("ServiceRequest", {"priority": "high"}),
        ("ServiceRequest", {"category": [{"coding": [{"system": "http://snomed.info/sct", "code": "1"}]}]}),
        ("ServiceRequest", {"subject": {"reference": "urn:uuid:of-nobody"}}),
        ("ServiceRequest", {"subject": None}),
        ("Task", {"status": "open"}),
        ("Task", {"intent": "directive"}),
        ("Patient", {"gender": "F"}),
        ("Patient", {"name": [{"use": "birth"}]}),
        ("DocumentReference", {"status": "final"}),
        ("DocumentReference", {"unknown": "field"}),
        ("MessageHeader", {"source": {}}),
    ],
)
def test_the_receiver_would_see_a_message_that_is_wrong(kind: str, changes: dict[str, Any]) -> None:
    bundle = message(packet(), **ENDS, at=NOON)
    [wrong] = [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]
    wrong.update(changes)
    for name in [name for name, value in changes.items() if value is None]:
        del wrong[name]

    assert faults_in(json.dumps(bundle).encode())


def test_a_real_server_takes_it(trust: FhirPeer, now: datetime) -> None:
    sent = packet(people=[MOTHER])

    receipt = fhir.deliver(sent, trust.route(), at=now)

    assert receipt.kind is Kind.DELIVERED
    assert json.loads(trust.held(sent.disclosure_id))["type"] == "message"


@pytest.mark.parametrize(
    ("says", "fault", "try_again"), [("transient-error", Fault.THEIRS, True), ("fatal-error", Fault.OURS, False)]
)
def test_a_no_inside_a_200_is_a_no(
    says: str, fault: Fault, try_again: bool, trust: FhirPeer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "response", says)

    with pytest.raises(Trouble) as trouble:
        fhir.deliver(packet(), trust.route(), at=now)

    assert (trouble.value.fault, trouble.value.try_again) == (fault, try_again)


def test_a_test_of_a_server_that_is_no_r4_says_so(
    trust: FhirPeer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "answer", lambda *_: (200, {}, b'{"fhirVersion": "5.0.0"}'))

    with pytest.raises(Trouble, match="does not answer as a FHIR R4 server"):
        fhir.test_message(trust.route(), at=now)
