"""Secure e-mail: SMTP that must be encrypted, and what the mail servers say afterwards.

Route: ``host``, ``port``, ``from``, ``to``, ``domain`` (the only one this route may write to), ``form`` (``attached``
or ``link``), ``link``, ``username`` and ``password`` (a secret's name) where the server asks, ``authority``.
"""

import json
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import format_datetime
from pathlib import Path
from typing import cast
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from vigil.sharing.channels.base import Fault, Kind, Packet, Receipt, Route, Trouble
from vigil.sharing.channels.lines import turn
from vigil.sharing.channels.routes import choice, port, secret, setting, trust

SECONDS = 20  # for each of about nine answers of the server: less in all than the outbox waits
FORMS = ("attached", "link")
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
NUMBER = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def outgoing(packet: Packet, route: Route, *, at: datetime) -> dict[str, bytes]:
    """Return the whole mail."""
    return {"mail.eml": bytes(_disclosure(packet, route, at=at))}


def deliver(packet: Packet, route: Route, *, at: datetime) -> Receipt:
    """Hand the mail to the server, encrypted. Its Message-ID is the disclosure's number, so that a second copy, sent
    because an answer was lost, shows as the same mail."""
    return _send(_disclosure(packet, route, at=at), packet.disclosure_id, route, at=at)


def collect(route: Route, *, at: datetime) -> Iterator[Receipt]:
    """Yield what bounced (RFC 3464) and what was opened (RFC 8098), read from the Maildir that bounces come to.

    Other mail there is marked as looked at and left for a person.
    """
    new = settings.BOUNCES / "new"
    for path in sorted(new.iterdir()) if new.is_dir() else []:
        with suppress(FileNotFoundError):  # another worker has read it meanwhile
            yield from _receipts(path, at=at)
            (settings.BOUNCES / "cur").mkdir(exist_ok=True)
            path.rename(settings.BOUNCES / "cur" / f"{path.name}:2,")


def test_message(route: Route, *, at: datetime) -> Receipt:
    """Send a mail about nobody."""
    number = str(uuid5(NAMESPACE_URL, f"test {at.isoformat()}"))
    mail = _mail(number, "test message", "This is a test. Nothing needs doing.\n", route, at=at)
    return _send(mail, number, route, at=at)


def _disclosure(packet: Packet, route: Route, *, at: datetime) -> EmailMessage:
    is_link = choice(route, "form", FORMS) == "link"
    # A reminder has another number than what it reminds of.
    number = json.loads(packet.content)["disclosure"]["id"]
    words = (
        f"Sign in to read it: {setting(route, 'link').rstrip('/')}/{number}\n"
        if is_link
        else "It is attached twice, to read (PDF) and for your system (JSON). Both say the same.\n"
    )
    mail = _mail(
        packet.disclosure_id,
        ("urgent disclosure " if packet.urgent else "disclosure ") + packet.filename_stem,
        f"OFFICIAL-SENSITIVE\n\nThe police vulnerability hub is sharing information with you.\n{words}\n"
        f"Quote {packet.filename_stem} when you ask about it.\n",
        route,
        at=at,
    )
    if packet.urgent:
        mail["Importance"] = "high"
    if not is_link:
        mail.add_attachment(packet.pdf, maintype="application", subtype="pdf", filename=f"{packet.filename_stem}.pdf")
        mail.add_attachment(
            packet.content, maintype="application", subtype="json", filename=f"{packet.filename_stem}.json"
        )
    return mail


def _mail(number: str, subject: str, words: str, route: Route, *, at: datetime) -> EmailMessage:
    sender, to = setting(route, "from"), setting(route, "to")
    if not ADDRESS.fullmatch(sender):
        raise Trouble(
            "The route's “from” is not one e-mail address. Mend it on the partner's page.",
            fault=Fault.OURS,
            try_again=False,
        )
    # One address: several would need only the last of them to be in the domain.
    if not ADDRESS.fullmatch(to) or to.rpartition("@")[2].lower() != setting(route, "domain").lower():
        raise Trouble(
            "The address is not one in the domain this route may write to. Mend it on the partner's page.",
            fault=Fault.OURS,
            try_again=False,
        )
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, f"OFFICIAL-SENSITIVE: {subject}"
    mail["Date"], mail["Message-ID"] = format_datetime(at), f"<{number}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # no holiday replies
    mail["Disposition-Notification-To"] = sender
    mail.set_content(words)
    return mail


def _send(mail: EmailMessage, number: str, route: Route, *, at: datetime) -> Receipt:
    with turn() as here:
        try:
            server = here.line(route, lambda: _connected(route), works=_answers, close=_quit)
            reports = server.has_extn("dsn")
            server.send_message(
                mail,
                # A bounce brings back the headers only (RFC 3461): what we say of a person is not sent round again.
                mail_options=["RET=HDRS", f"ENVID={number}"] if reports else [],
                rcpt_options=["NOTIFY=SUCCESS,FAILURE"] if reports else [],
            )
        except (smtplib.SMTPException, OSError) as error:
            here.hang_up(route)
            raise _trouble(error) from None
    return Receipt(
        at=at,
        kind=Kind.SENT,
        disclosure_id=number,
        reference=str(mail["Message-ID"]),
        detail="The mail server took it.",
    )


def _connected(route: Route) -> smtplib.SMTP:
    """Return a server that took our call, encrypted, and knows us if it asked."""
    server = smtplib.SMTP(
        setting(route, "host"),
        port(route),
        local_hostname=setting(route, "from").rpartition("@")[2],
        timeout=SECONDS,
    )
    try:
        assert server.sock
        # Without this the last piece of a mail waits for word that the piece before it came: 40 ms on most machines.
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _encrypt(server, trust(route))
        if route.get("username"):
            server.login(setting(route, "username"), secret(route, "password"))
    except BaseException:
        server.close()
        raise
    return server


def _answers(server: smtplib.SMTP) -> bool:
    try:
        return server.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _quit(server: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _encrypt(server: smtplib.SMTP, trusted: ssl.SSLContext) -> None:
    server.ehlo()
    if not server.has_extn("starttls"):
        raise Trouble(
            "The mail server offers no encryption, so nothing was sent. Ask its keepers to turn on STARTTLS.",
            fault=Fault.THEIRS,
            try_again=False,
        )
    server.starttls(context=trusted)
    server.ehlo()


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble(
            "The mail server's certificate could not be verified, so nothing was sent. Ask its keepers to renew it.",
            fault=Fault.THEIRS,
            try_again=True,
        )
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Trouble(
            "The mail server did not accept our password. Check the secret the route names.",
            fault=Fault.OURS,
            try_again=False,
        )
    code = _code(error)
    if 400 <= code < 500:
        return Trouble(f"The mail server cannot take it now ({code}).", fault=Fault.THEIRS, try_again=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return Trouble(
            f"The mail server knows no such address ({code}). Ask the partner for the right one.",
            fault=Fault.OURS,
            try_again=False,
        )
    if code >= 500:
        return Trouble(
            f"The mail server will not take it ({code}). Ask its keepers why.", fault=Fault.THEIRS, try_again=False
        )
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return Trouble("The mail server stopped answering.", fault=Fault.THEIRS, try_again=True)
    if isinstance(error, ConnectionRefusedError):
        return Trouble("The mail server is not taking connections.", fault=Fault.THEIRS, try_again=True)
    return Trouble("The connection broke before the mail server answered.", fault=Fault.WAY, try_again=True)


def _code(error: Exception) -> int:
    """Return SMTP's three figures, or 0 where the server never spoke."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return int(next(iter(error.recipients.values()))[0])
    return int(error.smtp_code) if isinstance(error, smtplib.SMTPResponseException) else 0


def _receipts(path: Path, *, at: datetime) -> Iterator[Receipt]:
    raw = path.read_bytes()
    for part in BytesParser().parsebytes(raw).walk():
        if part.get_content_type() in {"message/delivery-status", "message/disposition-notification"}:
            blocks = cast("list[Message]", part.get_payload())
            fields = {name.lower(): str(value).strip() for block in blocks for name, value in block.items()}
            kind, words = _said(fields)
            number = _number(fields, raw)
            if kind and number:
                yield Receipt(at=at, kind=kind, disclosure_id=number, reference=path.name, detail=words)


def _said(fields: dict[str, str]) -> tuple[Kind | None, str]:
    """Return what a report proves. Its own words may hold an address, so only its code is kept."""
    code = re.match(r"[245]\.\d{1,3}\.\d{1,3}", fields.get("status", ""))
    after = f" ({code[0]})." if code else "."
    match fields.get("action", "").lower(), fields.get("disposition", "").lower().rpartition(";")[2].strip():
        case "failed", _:
            return Kind.REFUSED, f"The mail was not delivered{after}"
        case "delivered", _:
            return Kind.DELIVERED, f"The partner's mail server has it{after}"
        case _, "displayed":
            return Kind.OPENED, "The mail was opened."
    return None, ""


def _number(fields: dict[str, str], raw: bytes) -> str:
    """Return the disclosure a report is about: as we named the envelope, or from the headers it brings back."""
    named = fields.get("original-envelope-id", "") + fields.get("original-message-id", "")
    numbers = re.findall(NUMBER, named) or re.findall(rf"(?im)^message-id:\s*<({NUMBER})@", raw.decode("latin-1"))
    return str(numbers[-1]).lower() if numbers else ""
