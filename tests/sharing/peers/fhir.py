"""A FHIR R4 server that takes messages: structure by ``fhir.resources``, codes by R4's own required value sets.

``fhir.resources`` has R4B and no R4. The two are alike in every resource admitted here (HL7, R4B explanation).
"""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from tests.sharing.peers.https import Answer, HttpsPeer

PRIORITIES = {"routine", "urgent", "asap", "stat"}
REQUIRED: dict[tuple[str, str], set[str]] = {
    ("Bundle", "type"): {"message"},
    ("ServiceRequest", "status"): {
        *("draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"),
    },
    ("ServiceRequest", "intent"): {
        *("proposal", "plan", "directive", "order", "original-order", "reflex-order", "filler-order"),
        *("instance-order", "option"),
    },
    ("ServiceRequest", "priority"): PRIORITIES,
    ("Task", "status"): {
        *("draft", "requested", "received", "accepted", "rejected", "ready", "cancelled", "in-progress", "on-hold"),
        *("failed", "completed", "entered-in-error"),
    },
    ("Task", "intent"): {
        *("unknown", "proposal", "plan", "order", "original-order", "reflex-order", "filler-order"),
        *("instance-order", "option"),
    },
    ("Task", "priority"): PRIORITIES,
    ("Communication", "status"): {
        *("preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error", "unknown"),
    },
    ("Communication", "priority"): PRIORITIES,
    ("DocumentReference", "status"): {"current", "superseded", "entered-in-error"},
    ("DocumentReference", "docStatus"): {"preliminary", "final", "amended", "entered-in-error"},
    ("Patient", "gender"): {"male", "female", "other", "unknown"},
    ("RelatedPerson", "gender"): {"male", "female", "other", "unknown"},
    ("HumanName", "use"): {"usual", "official", "temp", "nickname", "anonymous", "old", "maiden"},
    ("Address", "use"): {"home", "work", "temp", "old", "billing"},
    ("ContactPoint", "system"): {"phone", "fax", "email", "pager", "url", "sms", "other"},
}
SYSTEMS: dict[str, set[str]] = {
    "http://snomed.info/sct": {"3457005"},
    "http://terminology.hl7.org/CodeSystem/communication-category": {
        *("alert", "notification", "reminder", "instruction"),
    },
    "http://hl7.org/fhir/CodeSystem/task-code": {
        *("approve", "fulfill", "abort", "replace", "change", "suspend", "resume"),
    },
    "http://terminology.hl7.org/CodeSystem/v3-Confidentiality": {"L", "M", "N", "R", "U", "V"},
    "urn:vigil:message": {"disclosure-request", "disclosure-information"},
}
OURS = "urn:vigil:incident-type"
ADMITTED = {
    *("MessageHeader", "ServiceRequest", "Task", "Communication", "Patient", "RelatedPerson", "Organization"),
    "DocumentReference",
}
TYPES = {"name": "HumanName", "address": "Address", "telecom": "ContactPoint"}


def faults_in(body: bytes) -> list[str]:
    """Return what is wrong with a message; none means an R4 server may take it."""
    try:
        Bundle.model_validate_json(body)
    except ValueError as error:
        return [str(error)]
    bundle = json.loads(body)
    resources = [entry["resource"] for entry in bundle["entry"]]
    known = {entry["fullUrl"] for entry in bundle["entry"]}
    wrong = [f"{bundle['type']} is no message"] if bundle["type"] != "message" else []
    if resources[0]["resourceType"] != "MessageHeader":
        wrong.append("the first resource is no MessageHeader")
    for resource in resources:
        kind = resource["resourceType"]
        if kind not in ADMITTED:
            wrong.append(f"{kind} is not taken")
        wrong += _codes(resource, kind)
    for part in _parts(resources):
        if "reference" in part and part["reference"] not in known:
            wrong.append(f"{part['reference']} is not in the message")
        system, code = part.get("system"), part.get("code")
        if system and code and system != OURS and code not in SYSTEMS.get(system, set()):
            wrong.append(f"{code} is not in {system}")
    return wrong


def _codes(part: Mapping[str, Any], kind: str) -> list[str]:
    wrong = []
    for field, value in part.items():
        allowed = REQUIRED.get((kind, field))
        if allowed is not None and value not in allowed:
            wrong.append(f"{kind}.{field} may not be {value}")
        if field in TYPES and isinstance(value, list):
            for one in value:
                wrong += _codes(one, TYPES[field]) if isinstance(one, dict) else []
    return wrong


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from _parts(one)


def document_in(body: bytes) -> Any:
    """Return the disclosure that goes with a message as a document."""
    resources = [entry["resource"] for entry in json.loads(body)["entry"]]
    document = next(one for one in resources if one["resourceType"] == "DocumentReference")
    attached = [content["attachment"] for content in document["content"]]
    return json.loads(base64.b64decode(next(a["data"] for a in attached if a["contentType"] == "application/json")))


class FhirPeer(HttpsPeer):
    token = "a token of the tests"
    response = "ok"  # or transient-error, fatal-error: what the answering message says

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if headers.get("authorization") != f"Bearer {self.token}":
            return 401, {}, b""
        if path == "/metadata":
            return _json(200, {"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"})
        wrong = faults_in(body)
        if wrong or path != "/$process-message":
            issue = {"severity": "error", "code": "invalid", "diagnostics": "; ".join(wrong)}
            return _json(422, {"resourceType": "OperationOutcome", "issue": [issue]})
        number = json.loads(body)["identifier"]["value"].removeprefix("urn:uuid:")
        if self.response == "ok":
            self.take_in(number, body)
        header = {"resourceType": "MessageHeader", "response": {"identifier": number, "code": self.response}}
        return _json(200, {"resourceType": "Bundle", "type": "message", "entry": [{"resource": header}]})

    def told(self, disclosure_id: str) -> Any:
        return document_in(self.held(disclosure_id))

    def route(self) -> dict[str, Any]:
        return {
            **super().route(),
            "sender": "Vulnerability hub",
            "source": "https://hub.police.example/fhir",
            "token": "FHIR_TOKEN",
        }

    def secrets(self) -> dict[str, str]:
        return {"FHIR_TOKEN": self.token}


def _json(status: int, body: Any) -> Answer:
    return status, {"Content-Type": "application/fhir+json"}, json.dumps(body).encode()
