"""A FHIR R4 message, posted to ``$process-message``.

Route: ``url`` (the server's base), ``hosts`` (allowed), ``sender`` (the hub's name), ``source`` (the hub's address for
answers), ``token`` (a secret's name, where the server asks for one), ``authority``, ``certificate``.
"""

import json
from collections.abc import Iterator
from datetime import datetime

from vigil.sharing.channels.base import Fault, Kind, Packet, Receipt, Route, Trouble
from vigil.sharing.channels.fhir_message import message
from vigil.sharing.channels.https import ask
from vigil.sharing.channels.routes import secret, setting

MEDIA_TYPE = "application/fhir+json"


def outgoing(packet: Packet, route: Route, *, at: datetime) -> dict[str, bytes]:
    """Return the message Bundle."""
    bundle = message(
        packet,
        source=setting(route, "source"),
        destination=setting(route, "url"),
        sender=setting(route, "sender"),
        at=at,
    )
    return {"message.json": json.dumps(bundle, ensure_ascii=False, separators=(",", ":")).encode()}


def deliver(packet: Packet, route: Route, *, at: datetime) -> Receipt:
    """Post the message. A server that has had its ``Bundle.identifier`` answers as it did the first time."""
    body = outgoing(packet, route, at=at)["message.json"]
    answer = ask("POST", f"{_base(route)}/$process-message", route, at=at, headers=_headers(route), content=body)
    _refuse_a_fatal_answer(answer.content)
    return Receipt(
        at=at,
        kind=Kind.DELIVERED,
        disclosure_id=packet.disclosure_id,
        reference=packet.disclosure_id,
        detail=f"The partner's server took the message ({answer.status_code}).",
    )


def collect(route: Route, *, at: datetime) -> Iterator[Receipt]:
    """Nothing waits to be fetched: a partner with a FHIR server posts its receipts to our API."""
    return iter(())


def test_message(route: Route, *, at: datetime) -> Receipt:
    """Read the server's capability statement, and see that it speaks R4. No message is sent."""
    answer = ask("GET", f"{_base(route)}/metadata", route, at=at, headers=_headers(route))
    try:
        version = str(json.loads(answer.content)["fhirVersion"])
    except (ValueError, KeyError, TypeError):
        version = "none"
    if not version.startswith("4.0"):
        raise Trouble(
            "The address does not answer as a FHIR R4 server. Check it with the partner.",
            fault=Fault.THEIRS,
            try_again=False,
        )
    return Receipt(
        at=at, kind=Kind.DELIVERED, disclosure_id="", reference=version, detail=f"The server speaks FHIR {version}."
    )


def _base(route: Route) -> str:
    return setting(route, "url").rstrip("/")


def _headers(route: Route) -> dict[str, str]:
    headers = {"content-type": MEDIA_TYPE, "accept": MEDIA_TYPE}
    if route.get("token"):
        headers["authorization"] = f"Bearer {secret(route, 'token')}"
    return headers


def _refuse_a_fatal_answer(body: bytes) -> None:
    """A 200 may carry a response message that says no: MessageHeader.response.code (FHIR R4, messaging)."""
    try:
        code = json.loads(body)["entry"][0]["resource"]["response"]["code"]
    except (ValueError, KeyError, IndexError, TypeError):
        return
    if code == "transient-error":
        raise Trouble("The partner's server cannot take messages just now.", fault=Fault.THEIRS, try_again=True)
    if code == "fatal-error":
        raise Trouble(
            "The partner's server would not take the message as we wrote it. Ask their engineers why.",
            fault=Fault.OURS,
            try_again=False,
        )
