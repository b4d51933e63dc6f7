"""A disclosure as a FHIR R4 message: ServiceRequest and Task where something is asked, Communication where not.

Sources: HL7 FHIR 4.0.1 (messaging, and each resource's required value sets); UK Core profiles where one fits. The
canonical JSON and the PDF go with it as documents, so nothing that a profile has no place for is lost.
"""

import base64
import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from vigil.rules.terms import LABELS, IncidentType, Role, Sex
from vigil.sharing.channels.base import Packet

Resource = dict[str, Any]

UK_CORE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-"
GENDER = {Sex.FEMALE: "female", Sex.MALE: "male", Sex.NON_BINARY: "other", Sex.NOT_KNOWN: "unknown"}
# SNOMED CT: Patient referral (procedure).
REFERRAL = {"coding": [{"system": "http://snomed.info/sct", "code": "3457005", "display": "Patient referral"}]}
NOTICE = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/communication-category", "code": "notification"}]
}
FULFIL = {"coding": [{"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"}]}
RESTRICTED = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}
# Who the message is about, where several are named: a child, then whoever was harmed.
SUBJECT_FIRST = (Role.CHILD, Role.HARMED)


def message(packet: Packet, *, source: str, destination: str, sender: str, at: datetime) -> Resource:
    """Return the Bundle. ``source`` and ``destination`` are both ends' addresses, ``sender`` is the hub's name.

    ``Bundle.identifier`` and every id inside are the same on each attempt: a receiver that holds the identifier
    already has had this message.
    """
    disclosure = json.loads(packet.content)
    asks = str(disclosure.get("asks") or "")
    us = _resource(packet, "Organization", "sender", name=sender)
    them = _resource(packet, "Organization", "recipient", name=packet.partner)
    people = _people(packet, disclosure.get("people") or [])
    document = _document(packet, people, us, at=at)
    about = {"subject": _to(people[0])} if people else {}
    priority = "urgent" if packet.urgent else "routine"
    if asks:
        # A request must have a subject; where this partner may not know who it is, it has one without a name.
        about = about or {"subject": {"display": "Not named to this recipient"}}
        asked = _asked(packet, disclosure, asks, about, priority, [us, them, document], at=at)
    else:
        asked = [_told(packet, disclosure, about, priority, [us, them, document], at=at)]
    header = _resource(
        packet,
        "MessageHeader",
        "header",
        eventCoding={"system": "urn:vigil:message", "code": "disclosure-request" if asks else "disclosure-information"},
        source={"name": sender, "endpoint": source},
        destination=[{"name": packet.partner, "endpoint": destination, "receiver": _to(them)}],
        sender=_to(us),
        focus=[_to(resource) for resource in asked],
    )
    return {
        "resourceType": "Bundle",
        "id": packet.disclosure_id,
        "meta": {"profile": [f"{UK_CORE}Bundle"]},
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{packet.disclosure_id}"},
        "type": "message",
        "timestamp": _moment(at),
        "entry": [
            {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
            for resource in [header, *asked, *people, us, them, document]
        ],
    }


def _asked(
    packet: Packet,
    disclosure: Resource,
    asks: str,
    about: Resource,
    priority: str,
    parties: list[Resource],
    *,
    at: datetime,
) -> list[Resource]:
    us, them, document = parties
    request = _resource(
        packet,
        "ServiceRequest",
        "request",
        status="active",
        intent="order",
        priority=priority,
        category=[REFERRAL],
        code={"text": asks},
        **about,
        authoredOn=_moment(at),
        requester=_to(us),
        performer=[_to(them), *_worker(disclosure)],
        reasonCode=_reasons(disclosure),
        supportingInfo=[_to(document)],
        note=[{"text": text} for text in _words(disclosure)],
    )
    task = _resource(
        packet,
        "Task",
        "task",
        status="requested",
        intent="order",
        priority=priority,
        code=FULFIL,
        focus=_to(request),
        authoredOn=_moment(at),
        requester=_to(us),
        owner=_to(them),
    )
    return [request, task | {"for": about["subject"]}]


def _told(
    packet: Packet, disclosure: Resource, about: Resource, priority: str, parties: list[Resource], *, at: datetime
) -> Resource:
    us, them, document = parties
    return _resource(
        packet,
        "Communication",
        "communication",
        status="completed",
        category=[NOTICE],
        priority=priority,
        **about,
        sent=_moment(at),
        sender=_to(us),
        recipient=[_to(them), *_worker(disclosure)],
        reasonCode=_reasons(disclosure),
        payload=[
            *({"contentString": text} for text in _words(disclosure)),
            {"contentReference": _to(document)},
        ],
    )


def _document(packet: Packet, people: list[Resource], us: Resource, *, at: datetime) -> Resource:
    forms = (("application/pdf", "pdf", packet.pdf), ("application/json", "json", packet.content))
    return _resource(
        packet,
        "DocumentReference",
        "document",
        status="current",
        docStatus="final",
        type={"text": "Disclosure (OFFICIAL-SENSITIVE)"},
        **({"subject": _to(people[0])} if people else {}),
        date=_moment(at),
        author=[_to(us)],
        securityLabel=[RESTRICTED],
        content=[
            {
                "attachment": {
                    "contentType": kind,
                    "data": base64.b64encode(body).decode(),
                    "title": f"{packet.filename_stem}.{ending}",
                }
            }
            for kind, ending, body in forms
        ],
    )


def _people(packet: Packet, people: list[Resource]) -> list[Resource]:
    """Return a Patient for whom the message is about, then a RelatedPerson for each of the others."""
    order = {role: rank for rank, role in enumerate(SUBJECT_FIRST)}
    if not people:
        return []
    first, *rest = sorted(people, key=lambda person: order.get(Role(person["role"]), len(order)))
    subject = _resource(packet, "Patient", "person 1", **_person(first))
    related = [
        _resource(
            packet,
            "RelatedPerson",
            f"person {number}",
            patient=_to(subject),
            relationship=[{"text": " · ".join(filter(None, [LABELS[Role(other["role"])], other.get("relationship")]))}],
            **_person(other),
        )
        for number, other in enumerate(rest, start=2)
    ]
    return [subject, *related]


def _person(person: Resource) -> Resource:
    name = {
        "use": "official",
        "family": person.get("surname"),
        "given": str(person.get("forenames") or "").split(),
    }
    address = {"use": "home", "text": person.get("address"), "postalCode": person.get("postcode")}
    return {
        "name": [_kept(name)] if name["family"] or name["given"] else [],
        "gender": GENDER[Sex(person.get("sex") or "")],
        "birthDate": person.get("date_of_birth"),
        "address": [_kept(address)] if address["text"] or address["postalCode"] else [],
        "telecom": [{"system": "phone", "value": person["phone"]}] if person.get("phone") else [],
    }


def _worker(disclosure: Resource) -> list[Resource]:
    """Return whoever already works with these people there, whom it goes straight to."""
    worker = disclosure.get("recipient", {}).get("worker")
    return [{"display": worker}] if worker else []


def _reasons(disclosure: Resource) -> list[Resource]:
    kind = disclosure.get("matter", {}).get("incident_type")
    if not kind:
        return []
    coding = {"system": "urn:vigil:incident-type", "code": kind, "display": LABELS[IncidentType(kind)]}
    return [{"coding": [coding]}]


def _words(disclosure: Resource) -> list[str]:
    matter = disclosure.get("matter", {})
    return [str(matter[field]) for field in ("account", "narrative") if matter.get(field)]


def _resource(packet: Packet, kind: str, part: str, **fields: Any) -> Resource:
    """Return a resource without its empty fields; its id stays over retries."""
    number = str(uuid5(UUID(packet.disclosure_id), part))
    return {"resourceType": kind, "id": number, "meta": {"profile": [f"{UK_CORE}{kind}"]}, **_kept(fields)}


def _kept(fields: Resource) -> Resource:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _to(resource: Resource) -> Resource:
    return {"reference": f"urn:uuid:{resource['id']}", "type": resource["resourceType"]}


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
