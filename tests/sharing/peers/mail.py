"""A partner's mail server (encrypted only), and the hub's own, where what bounced comes back."""

import asyncio
import email
import json
import re
import smtplib
import ssl
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, AnyStr

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.sharing.peers.ledger import Peer
from tests.sharing.peers.ports import free_port

ANSWERS = {"error": "451 4.3.0 Try again later", "busy": "450 4.7.1 Too much mail", "unwelcome": "554 5.7.1 No"}
REPORTING = {"RET", "ENVID", "NOTIFY"}
NOBODY = "nobody@council.example"


class MailPeer(Peer):
    """Keeps mail by its Message-ID. ``said`` is what each MAIL and RCPT asked for."""

    encrypts = True

    def start(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.papers.server)
        self.said: list[str] = []
        self.controller = _Controller(
            self,
            hostname="127.0.0.1",
            port=self.port or free_port(),
            tls_context=context if self.encrypts else None,
            require_starttls=self.encrypts,
        )
        self.controller.start()
        self.port = self.controller.port

    def stop(self) -> None:
        self.controller.stop()

    def route(self) -> dict[str, Any]:
        return {
            "host": "localhost",
            "port": self.port,
            "from": "hub@police.example",
            "to": "mash@council.example",
            "domain": "council.example",
            "form": "attached",
            "authority": self.papers.authority.read_text(),
        }

    def told(self, disclosure_id: str) -> Any:
        attached = self.read(self.held(disclosure_id)).iter_attachments()
        return json.loads(next(part.get_content() for part in attached if part.get_content_subtype() == "json"))

    async def handle_RCPT(  # noqa: N802  (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address == NOBODY or self.faults[:1] == ["gone"]:
            self.next_fault()
            return "550 5.1.1 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self.next_fault()
        if fault in ANSWERS:
            return ANSWERS[fault]
        assert isinstance(envelope.content, bytes)
        self.heard += ["\n".join([str(envelope.mail_from), *envelope.rcpt_tos, *self.said]).encode(), envelope.content]
        self.take_in(number_of(self.read(envelope.content)), envelope.content)
        if fault == "lost":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"

    @staticmethod
    def read(raw: bytes) -> EmailMessage:
        return email.message_from_bytes(raw, policy=policy.default)


def number_of(mail: EmailMessage) -> str:
    found = re.fullmatch(r"<([0-9a-f-]{36})@police\.example>", str(mail["Message-ID"]))
    assert found
    return found[1]


class HubsMailServer:
    """Where the hub's own address is read: aiosmtpd writes what comes to a Maildir, as a real one would."""

    def __init__(self, folder: Path) -> None:
        self.controller = Controller(Mailbox(folder), hostname="127.0.0.1", port=free_port())
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop()

    def receive(self, mail: bytes) -> None:
        with smtplib.SMTP("127.0.0.1", self.controller.port) as sender:
            sender.sendmail("", ["hub@police.example"], mail)


def report(about: EmailMessage, *, action: str, status: str, names_envelope: bool = True) -> bytes:
    """Return a delivery status notification (RFC 3464) as mail servers write them, with the headers brought back."""
    envelope = f"Original-Envelope-Id: {number_of(about)}\n" if names_envelope else ""
    told = (
        f"Reporting-MTA: dns; mx.council.example\n{envelope}\n"
        f"Final-Recipient: rfc822; mash@council.example\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <mash@council.example> unknown\n"
    )
    headers = "".join(f"{name}: {value}\n" for name, value in about.items())
    return _report("delivery-status", ("message/delivery-status", told), ("text/rfc822-headers", headers))


def reading(about: EmailMessage) -> bytes:
    """Return the notice that a mail was opened (RFC 8098)."""
    told = (
        f"Final-Recipient: rfc822; mash@council.example\nOriginal-Message-ID: {about['Message-ID']}\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\n"
    )
    return _report("disposition-notification", ("message/disposition-notification", told))


def _report(kind: str, *parts: tuple[str, str]) -> bytes:
    lines = [
        "From: MAILER-DAEMON@council.example",
        "To: hub@police.example",
        "Subject: Report",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type={kind}; boundary="parts"',
        "",
    ]
    for content_type, body in (("text/plain", "Words for a person.\n"), *parts):
        lines += ["--parts", f"Content-Type: {content_type}", "", body]
    return "\r\n".join("\n".join([*lines, "--parts--", ""]).splitlines()).encode()


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Smtp(self.handler, **self.SMTP_kwargs)


class _Smtp(SMTP):
    """Also offers delivery status notifications (RFC 3461), which the library does not know."""

    async def push(self, status: AnyStr) -> None:
        if isinstance(status, str) and status.startswith("250-SIZE"):
            await super().push("250-DSN")
        await super().push(status)

    def _getparams(self, params: Any) -> Any:
        known = super()._getparams(params) or {}
        self.event_handler.said += params
        return {name: value for name, value in known.items() if name not in REPORTING}
