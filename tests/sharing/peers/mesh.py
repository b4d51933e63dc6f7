"""MESH, as its API says (messageexchange): two mailboxes, authorisation, chunks, tracking, reports.

Written from NHS England's API specification and tried side by side with the published ``mesh-sandbox`` 1.0.137.
"""

import gzip
import hashlib
import hmac
import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from tests.sharing.peers.fhir import document_in
from tests.sharing.peers.https import Answer, HttpsPeer

HUB, TRUST = "X26HUB01", "X26NHS01"
PASSWORDS = {HUB: "the hub's", TRUST: "the trust's"}
SHARED_KEY = "shared by all in the tests"
PASSED_ON = {
    *("mex-from", "mex-to", "mex-workflowid", "mex-localid", "mex-subject", "mex-filename", "mex-content-type"),
    *("mex-messagetype", "mex-messageid", "mex-linkedmsgid", "mex-statuscode", "mex-statussuccess", "mex-total-chunks"),
}
V2 = "application/vnd.mesh.v2+json"


class MeshPeer(HttpsPeer):
    """The exchange and the partner's mailbox in it. Asks for a client's certificate, as MESH does."""

    asks_who = True

    def __init__(self, folder: Path, port: int = 0) -> None:
        super().__init__(folder, port)
        self.lock, self.nonces = threading.Lock(), set[str]()
        self.store = self.folder / "exchange"
        self.store.mkdir(exist_ok=True)
        self.messages: dict[str, dict[str, str]] = {
            path.stem: json.loads(path.read_bytes()) for path in sorted(self.store.glob("*.json"))
        }

    def route(self) -> dict[str, Any]:
        return {
            **super().route(),
            "mailbox": HUB,
            "to": TRUST,
            "workflow": "VIGIL_DISCLOSURE",
            "password": "MESH_PASSWORD",
            "shared_key": "MESH_KEY",
            "certificate": "MESH_CERTIFICATE",
            "sender": "Vulnerability hub",
        }

    def secrets(self) -> dict[str, str]:
        return {
            "MESH_PASSWORD": PASSWORDS[HUB],
            "MESH_KEY": SHARED_KEY,
            "MESH_CERTIFICATE": self.papers.client.read_text(),
        }

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        parts = urlsplit(path).path.strip("/").split("/")
        if parts[0] != "messageexchange" or len(parts) < 2:
            return 404, {}, b""
        mailbox = parts[1]
        with self.lock:
            if not self._is_known(mailbox, headers.get("authorization", "")):
                return _json(403, {"errorDescription": "Invalid Authentication Token"})
            match method, parts[2:]:
                case (("POST" | "GET"), []):
                    needed = {"mex-clientversion", "mex-osname", "mex-osversion"}
                    return (200, {}, b"") if needed <= headers.keys() else (400, {}, b"")
                case "POST", ["outbox"]:
                    return self._send(mailbox, headers, body)
                case "POST", ["outbox", number, position]:
                    return self._chunk(number, int(position), headers, body)
                case "GET", ["outbox", "tracking", local_id]:
                    return self._track([m for m in self._of(mailbox) if m["mex-localid"] == local_id])
                case "GET", ["outbox", "tracking"]:
                    wanted = parse_qs(urlsplit(path).query).get("messageID", [""])[0]
                    return self._track([m for m in self._of(mailbox) if m["mex-messageid"] == wanted])
                case "GET", ["inbox"]:
                    return _json(200, {"messages": self._inbox(mailbox)})
                case "GET", ["inbox", number]:
                    return self._read(mailbox, number)
                case "PUT", ["inbox", number, "status", "acknowledged"]:
                    self._mark(self.messages[number], "acknowledged")
                    return 200, {}, b""
        return 404, {}, b""

    # -- the exchange's own part -----------------------------------------------------------------

    def _is_known(self, mailbox: str, token: str) -> bool:
        scheme, _, rest = token.partition(" ")
        words = rest.split(":")
        if scheme != "NHSMESH" or len(words) != 5 or words[0] != mailbox or mailbox not in PASSWORDS:
            return False
        nonce, count, moment, signature = words[1:]
        said = f"{mailbox}:{nonce}:{count}:{PASSWORDS[mailbox]}:{moment}"
        right = hmac.new(SHARED_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()
        at = datetime.strptime(moment, "%Y%m%d%H%M").replace(tzinfo=UTC)
        is_fresh = abs(datetime.now(UTC) - at) < timedelta(hours=2) and f"{nonce}:{count}" not in self.nonces
        self.nonces.add(f"{nonce}:{count}")
        return is_fresh and hmac.compare_digest(signature, right)

    def _send(self, mailbox: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if headers.get("mex-to") not in PASSWORDS or not headers.get("mex-workflowid"):
            return _json(417, {"errorEvent": "SEND", "errorCode": "12"})
        position, count = (int(figure) for figure in headers.get("mex-chunk-range", "1:1").split(":"))
        if position != 1 or not body:
            return _json(417, {"errorEvent": "SEND", "errorCode": "InvalidHeaderChunks"})
        number = uuid4().hex.upper()
        message = {name: value for name, value in headers.items() if name in PASSED_ON} | {
            "mex-from": mailbox,
            "mex-messageid": number,
            "mex-messagetype": "DATA",
            "mex-total-chunks": str(count),
        }
        (self.store / f"{number}.1").write_bytes(_unpacked(headers, body))
        self._mark(message, "accepted" if count == 1 else "uploading")
        return _json(202, {"message_id": number})

    def _chunk(self, number: str, position: int, headers: Mapping[str, str], body: bytes) -> Answer:
        message = self.messages.get(number)
        if message is None:
            return 404, {}, b""
        count = int(message["mex-total-chunks"])
        if message["status"] != "uploading":
            return 423, {}, b""
        if headers.get("mex-chunk-range") != f"{position}:{count}":
            return _json(417, {"errorEvent": "SEND", "errorCode": "InvalidHeaderChunks"})
        (self.store / f"{number}.{position}").write_bytes(_unpacked(headers, body))
        if position == count:
            self._mark(message, "accepted")
        return 202, {}, b""

    def _track(self, found: list[dict[str, str]]) -> Answer:
        if len(found) != 1:
            return (300 if found else 404), {}, b""
        return _json(200, {"messageId": found[0]["mex-messageid"], "status": found[0]["status"].title()})

    def _read(self, mailbox: str, number: str) -> Answer:
        message = self.messages.get(number)
        if message is None or message["mex-to"] != mailbox:
            return 404, {}, b""
        headers = {name: value for name, value in message.items() if name in PASSED_ON}
        return 200, headers, b"" if message["mex-messagetype"] == "REPORT" else self._body(message)

    def _of(self, mailbox: str) -> list[dict[str, str]]:
        return [message for message in self.messages.values() if message["mex-from"] == mailbox]

    def _inbox(self, mailbox: str) -> list[str]:
        return [
            number
            for number, message in self.messages.items()
            if message["mex-to"] == mailbox and message["status"] == "accepted"
        ]

    def _body(self, message: dict[str, str]) -> bytes:
        chunks = range(1, int(message["mex-total-chunks"]) + 1)
        return b"".join((self.store / f"{message['mex-messageid']}.{chunk}").read_bytes() for chunk in chunks)

    def _mark(self, message: dict[str, str], status: str) -> None:
        message["status"] = status
        self.messages[message["mex-messageid"]] = message
        part = self.store / f"{message['mex-messageid']}.part"
        part.write_text(json.dumps(message))
        part.rename(part.with_suffix(".json"))

    # -- the partner's part ----------------------------------------------------------------------

    def holds(self) -> set[str]:
        """Read the partner's mailbox, then say what it holds."""
        with self.lock:
            for number in self._inbox(TRUST):
                message = self.messages[number]
                self.take_in(message["mex-localid"], self._body(message))
                self._mark(message, "acknowledged")
        return super().holds()

    def told(self, disclosure_id: str) -> Any:
        return document_in(self.held(disclosure_id))

    def acknowledge(self, disclosure_id: str) -> None:
        """Send the hub the partner's acknowledgement."""
        self._put({"mex-workflowid": "VIGIL_DISCLOSURE_ACK", "mex-messagetype": "DATA"}, disclosure_id, sender=TRUST)

    def report_undelivered(self, disclosure_id: str) -> None:
        """Put MESH's report in the hub's mailbox: nobody collected the message in five days (code 14)."""
        words = {"mex-messagetype": "REPORT", "mex-statuscode": "14", "mex-statussuccess": "ERROR"}
        self._put(words | {"mex-workflowid": "VIGIL_DISCLOSURE"}, disclosure_id, sender="")

    def put_for_somebody_else(self) -> str:
        """Put a message of another kind in the hub's mailbox and return its number."""
        return self._put({"mex-workflowid": "OTHER", "mex-messagetype": "DATA"}, "", sender=TRUST)

    def _put(self, headers: dict[str, str], local_id: str, *, sender: str) -> str:
        number = uuid4().hex.upper()
        about = {"mex-from": sender, "mex-to": HUB, "mex-localid": local_id, "mex-messageid": number}
        with self.lock:
            (self.store / f"{number}.1").write_bytes(b"{}")
            self._mark(headers | about | {"mex-total-chunks": "1"}, "accepted")
        return number


def _unpacked(headers: Mapping[str, str], body: bytes) -> bytes:
    return gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body


def _json(status: int, body: Any) -> Answer:
    return status, {"Content-Type": V2}, json.dumps(body).encode()
