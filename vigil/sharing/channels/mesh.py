"""MESH, the NHS's message exchange: our mailbox sends, theirs receives.

Source: NHS England, MESH API (messageexchange, v2 answers). Route: ``url``, ``hosts``, ``mailbox`` (ours), ``to``
(theirs), ``workflow``, ``password`` and ``shared_key`` (secrets' names), ``certificate`` (a secret's name: PEM, key
and chain), ``authority``, ``sender``. The message is the FHIR one; the partner acknowledges by a message to us with
the workflow and ``_ACK`` and the same Mex-LocalID.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import httpx

from vigil.sharing.channels.base import Fault, Kind, Packet, Receipt, Route, Trouble
from vigil.sharing.channels.fhir_message import message
from vigil.sharing.channels.https import ask
from vigil.sharing.channels.routes import secret, setting

CHUNK = 20_000_000  # bytes: the most that MESH takes at once over the internet
V2 = "application/vnd.mesh.v2+json"


def outgoing(packet: Packet, route: Route, *, at: datetime) -> dict[str, bytes]:
    """Return the FHIR message."""
    bundle = message(
        packet,
        source=f"urn:mesh:{setting(route, 'mailbox')}",
        destination=f"urn:mesh:{setting(route, 'to')}",
        sender=setting(route, "sender"),
        at=at,
    )
    return {"message.json": json.dumps(bundle, ensure_ascii=False, separators=(",", ":")).encode()}


def deliver(packet: Packet, route: Route, *, at: datetime) -> Receipt:
    """Send in chunks, unless MESH says that a message with this Mex-LocalID is on its way; finish one cut off."""
    body = outgoing(packet, route, at=at)["message.json"]
    chunks = [body[start : start + CHUNK] for start in range(0, len(body), CHUNK)]
    number, is_whole = _tracked(packet, route, at=at)
    if not number:
        headers = {
            "mex-to": setting(route, "to"),
            "mex-workflowid": setting(route, "workflow"),
            "mex-localid": packet.disclosure_id,
            "mex-subject": "OFFICIAL-SENSITIVE disclosure",
            "mex-filename": f"{packet.disclosure_id}.json",
            "mex-content-type": "application/fhir+json",
        }
        answer = _put(chunks, 1, "outbox", route, at=at, headers=headers)
        number, is_whole = str(_json(answer).get("message_id", "")), len(chunks) == 1
    if not is_whole:
        for position in range(2, len(chunks) + 1):
            _put(chunks, position, f"outbox/{number}/{position}", route, at=at)
    return Receipt(
        at=at,
        kind=Kind.SENT,
        disclosure_id=packet.disclosure_id,
        reference=number,
        detail="It is in the partner's MESH mailbox.",
    )


def collect(route: Route, *, at: datetime) -> Iterator[Receipt]:
    """Yield MESH's reports of what could not be delivered and this partner's acknowledgements; then take each away.

    Anything else in the mailbox is left for whoever it is for.
    """
    for number in _json(_ask("GET", "inbox", route, at=at)).get("messages", []):
        found = _ask("GET", f"inbox/{number}", route, at=at, expect=frozenset({404, 410}))
        receipt = _receipt(found, route, at=at)
        if receipt:
            yield receipt
            _ask("PUT", f"inbox/{number}/status/acknowledged", route, at=at)


def test_message(route: Route, *, at: datetime) -> Receipt:
    """Validate our mailbox (the handshake). Nothing goes to the partner."""
    _ask(
        "POST",
        "",
        route,
        at=at,
        headers={"mex-clientversion": "vigil", "mex-osname": "linux", "mex-osversion": "not told"},
    )
    return Receipt(
        at=at,
        kind=Kind.DELIVERED,
        disclosure_id="",
        reference=setting(route, "mailbox"),
        detail="MESH knows our mailbox.",
    )


def _tracked(packet: Packet, route: Route, *, at: datetime) -> tuple[str, bool]:
    """Return the number MESH gave the disclosure, or none, and whether it holds all of it."""
    answer = _ask("GET", f"outbox/tracking/{packet.disclosure_id}", route, at=at, expect=frozenset({300, 404}))
    if answer.status_code == 404:
        return "", False
    if answer.status_code == 300:  # MESH holds more than one: it was certainly sent
        return packet.disclosure_id, True
    tracked = _json(answer)
    return str(tracked.get("messageId", "")), str(tracked.get("status", "")).lower() != "uploading"


def _put(
    chunks: list[bytes],
    position: int,
    path: str,
    route: Route,
    *,
    at: datetime,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> httpx.Response:
    about = {"content-type": "application/octet-stream", "mex-chunk-range": f"{position}:{len(chunks)}"}
    return _ask("POST", path, route, at=at, content=chunks[position - 1], headers=about | dict(headers))


def _receipt(found: httpx.Response, route: Route, *, at: datetime) -> Receipt | None:
    headers = found.headers
    disclosure_id, number = headers.get("mex-localid", ""), headers.get("mex-messageid", "")
    if not found.is_success or not disclosure_id:
        return None
    if headers.get("mex-messagetype") == "REPORT":
        code = headers.get("mex-statuscode", "")
        words = f"MESH could not deliver it ({code if code.isalnum() else 'no code'})."
        return Receipt(at=at, kind=Kind.REFUSED, disclosure_id=disclosure_id, reference=number, detail=words)
    is_theirs = headers.get("mex-from", "").upper() == setting(route, "to").upper()
    if is_theirs and headers.get("mex-workflowid") == f"{setting(route, 'workflow')}_ACK":
        words = "The partner acknowledged it."
        return Receipt(at=at, kind=Kind.ACKNOWLEDGED, disclosure_id=disclosure_id, reference=number, detail=words)
    return None


def _ask(
    method: str,
    path: str,
    route: Route,
    *,
    at: datetime,
    content: bytes = b"",
    headers: Mapping[str, str] = MappingProxyType({}),
    expect: frozenset[int] = frozenset(),
) -> httpx.Response:
    url = f"{setting(route, 'url').rstrip('/')}/messageexchange/{setting(route, 'mailbox')}/{path}".rstrip("/")
    signed = {"authorization": authorization(route, nonce=str(uuid4()), at=at), "accept": V2}
    return ask(method, url, route, at=at, headers=signed | dict(headers), content=content, expect=expect)


def authorization(route: Route, *, nonce: str, at: datetime) -> str:
    """Return the NHSMESH header: never the password, only its signature with the shared key. A nonce serves once."""
    mailbox, moment = setting(route, "mailbox"), f"{at.astimezone(UTC):%Y%m%d%H%M}"
    said = f"{mailbox}:{nonce}:0:{secret(route, 'password')}:{moment}"
    signature = hmac.new(secret(route, "shared_key").encode(), said.encode(), hashlib.sha256).hexdigest()
    return f"NHSMESH {mailbox}:{nonce}:0:{moment}:{signature}"


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        return dict(json.loads(answer.content))
    except (ValueError, TypeError):
        raise Trouble("MESH answered something other than JSON.", fault=Fault.THEIRS, try_again=True) from None
