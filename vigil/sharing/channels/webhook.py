"""Signed HTTPS, as Standard Webhooks 1.0 says: a thin event with a link, or the whole packet.

Route: ``url``, ``hosts`` (allowed), ``secrets`` (names; two while a key is changed: each signs), ``form`` (``link``
or ``whole``), ``link`` (for a thin event: the portal's address, before the disclosure's number), ``authority``.
"""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from standardwebhooks import Webhook
from standardwebhooks.webhooks import EmptyWebhookSecretError

from vigil.sharing.channels.base import Fault, Kind, Packet, Receipt, Route, Trouble
from vigil.sharing.channels.https import ask
from vigil.sharing.channels.routes import choice, secret, setting, several

FORMS = ("whole", "link")


def outgoing(packet: Packet, route: Route, *, at: datetime) -> dict[str, bytes]:
    """Return the event's body. It is the same on every attempt but for its moment of sending."""
    told = json.loads(packet.content)
    number = told["disclosure"]["id"]  # a reminder has another number than what it reminds of
    kind = "reminder" if told["schema"].startswith("vigil-reminder/") else "disclosure"
    about: dict[str, object] = {"disclosure_id": number, "urgent": packet.urgent}
    if choice(route, "form", FORMS) == "link":
        about["link"] = f"{setting(route, 'link').rstrip('/')}/{number}"
    else:
        about[kind], about["pdf"] = told, base64.b64encode(packet.pdf).decode()
    return {"event.json": _event(f"{kind}.sent", about, at=at)}


def deliver(packet: Packet, route: Route, *, at: datetime) -> Receipt:
    """Post the event with the disclosure's number as ``webhook-id``: a receiver that has seen it answers 2xx again."""
    body = outgoing(packet, route, at=at)["event.json"]
    return _post(packet.disclosure_id, body, route, at=at)


def collect(route: Route, *, at: datetime) -> Iterator[Receipt]:
    """Nothing waits to be fetched: a partner with a webhook posts its receipts to our API."""
    return iter(())


def test_message(route: Route, *, at: datetime) -> Receipt:
    """Post an event of type ``test`` about nobody."""
    return _post(str(uuid5(NAMESPACE_URL, f"test {at.isoformat()}")), _event("test", {}, at=at), route, at=at)


def _event(kind: str, about: dict[str, object], *, at: datetime) -> bytes:
    event = {"type": kind, "timestamp": at.astimezone(UTC).isoformat(), "data": about}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def _post(message_id: str, body: bytes, route: Route, *, at: datetime) -> Receipt:
    headers = {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": _signatures(message_id, body, route, at=at),
    }
    answer = ask("POST", setting(route, "url"), route, at=at, headers=headers, content=body)
    return Receipt(
        at=at,
        kind=Kind.DELIVERED,
        disclosure_id=message_id,
        reference=message_id,
        detail=f"The partner's system took it ({answer.status_code}).",
    )


def _signatures(message_id: str, body: bytes, route: Route, *, at: datetime) -> str:
    names = several(route, "secrets")
    return " ".join(_signature(secret({"secret": name}, "secret"), message_id, body, at=at) for name in names)


def _signature(key: str, message_id: str, body: bytes, *, at: datetime) -> str:
    try:
        webhook = Webhook(key)
    except (ValueError, EmptyWebhookSecretError):
        raise Trouble(
            "A signing secret is not in the form “whsec_” and base64. Write it again.",
            fault=Fault.OURS,
            try_again=False,
        ) from None
    # The library takes the moment's figures as UTC, whatever its zone.
    return webhook.sign(message_id, at.astimezone(UTC), body.decode())
