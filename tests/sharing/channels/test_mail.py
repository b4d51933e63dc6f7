"""Secure e-mail: nothing in clear, nothing about a person outside the encrypted parts, and what bounced comes back."""

from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest
from pytest_django import Settings

from tests.sharing.channels.given import PERSONAL, packet, reminder_of
from tests.sharing.peers import MailPeer, Peer
from tests.sharing.peers.mail import NOBODY, HubsMailServer, reading, report
from vigil.sharing.channels import mail
from vigil.sharing.channels.base import Fault, Kind, Trouble


@pytest.fixture
def council(peers: dict[str, Peer]) -> MailPeer:
    return cast(MailPeer, peers["mail"])


@pytest.fixture
def hub(tmp_path: Path, settings: Settings) -> Iterator[HubsMailServer]:
    settings.BOUNCES = tmp_path / "bounces"
    server = HubsMailServer(settings.BOUNCES)
    yield server
    server.stop()


def received(council: MailPeer, disclosure_id: str) -> EmailMessage:
    return council.read(council.held(disclosure_id))


def test_both_forms_are_attached_and_nothing_else_tells_anything(council: MailPeer, now: datetime) -> None:
    sent = packet(urgent=True)

    receipt = mail.deliver(sent, council.route(), at=now)

    arrived = received(council, sent.disclosure_id)
    attached = list(arrived.iter_attachments())
    assert [part.get_content() for part in attached] == [sent.pdf, sent.content]
    assert [part.get_filename() for part in attached] == [f"{sent.filename_stem}.pdf", f"{sent.filename_stem}.json"]
    assert arrived["Subject"] == f"OFFICIAL-SENSITIVE: urgent disclosure {sent.filename_stem}"
    assert (receipt.kind, receipt.reference) == (Kind.SENT, arrived["Message-ID"])
    open_words = str(arrived.items()) + str(cast(EmailMessage, arrived.get_body()).get_content()) + str(receipt)
    assert not any(word in open_words for word in PERSONAL)


def test_a_route_by_link_sends_no_more_than_the_link(council: MailPeer, now: datetime) -> None:
    sent, route = packet(), council.route() | {"form": "link", "link": "https://hub.police.example/portal/"}

    mail.deliver(sent, route, at=now)

    arrived = received(council, sent.disclosure_id)
    assert not list(arrived.iter_attachments())
    assert f"https://hub.police.example/portal/{sent.disclosure_id}" in arrived.get_content().split()


def test_a_reminder_links_to_what_it_reminds_of_and_is_mail_of_its_own(council: MailPeer, now: datetime) -> None:
    sent = packet()
    reminder, route = reminder_of(sent), council.route() | {"form": "link", "link": "https://hub.police.example/portal"}

    mail.deliver(reminder, route, at=now)

    arrived = received(council, reminder.disclosure_id)
    assert f"https://hub.police.example/portal/{sent.disclosure_id}" in arrived.get_content().split()


def test_nothing_is_sent_to_a_server_that_does_not_encrypt(tmp_path: Path, now: datetime) -> None:
    class InClear(MailPeer):
        encrypts = False

    council = InClear(tmp_path / "mail")
    council.start()
    with pytest.raises(Trouble, match="no encryption, so nothing was sent") as trouble:
        mail.deliver(packet(), council.route(), at=now)
    council.stop()

    assert (trouble.value.fault, trouble.value.try_again) == (Fault.THEIRS, False)
    assert not council.said
    assert not council.holds()


def test_a_route_writes_to_its_own_domain_only(council: MailPeer, now: datetime) -> None:
    for address in (
        *("mash@council.example.evil.example", "mash@elsewhere.example", "council.example", "@council.example"),
        *("one@evil.example, two@council.example", "one@evil.example\nBcc: two@council.example"),
        *("<one@evil.example> two@council.example", "ünknown@council.example", "a b@council.example"),
    ):
        with pytest.raises(Trouble, match="not one in the domain") as trouble:
            mail.deliver(packet(), council.route() | {"to": address}, at=now)
        assert (trouble.value.fault, trouble.value.try_again) == (Fault.OURS, False)


def test_an_address_that_nobody_has_is_ours_to_mend(council: MailPeer, now: datetime) -> None:
    with pytest.raises(Trouble, match=r"no such address \(550\)") as trouble:
        mail.deliver(packet(), council.route() | {"to": NOBODY}, at=now)

    assert (trouble.value.fault, trouble.value.try_again) == (Fault.OURS, False)


def test_the_server_is_asked_to_report_and_to_bring_back_headers_only(council: MailPeer, now: datetime) -> None:
    sent = packet()
    council.said.clear()

    mail.deliver(sent, council.route(), at=now)

    assert {"RET=HDRS", f"ENVID={sent.disclosure_id.upper()}", "NOTIFY=SUCCESS,FAILURE"} <= set(council.said)


@pytest.mark.parametrize(
    ("comes_back", "kind", "detail"),
    [
        (lambda m: report(m, action="failed", status="5.1.1"), Kind.REFUSED, "The mail was not delivered (5.1.1)."),
        (
            lambda m: report(m, action="failed", status="5.2.2 (full)", names_envelope=False),
            Kind.REFUSED,
            "The mail was not delivered (5.2.2).",
        ),
        (
            lambda m: report(m, action="delivered", status="2.0.0"),
            Kind.DELIVERED,
            "The partner's mail server has it (2.0.0).",
        ),
        (reading, Kind.OPENED, "The mail was opened."),
    ],
)
def test_what_mail_servers_report_becomes_a_receipt(
    comes_back: Callable[[EmailMessage], bytes],
    kind: Kind,
    detail: str,
    council: MailPeer,
    hub: HubsMailServer,
    now: datetime,
) -> None:
    sent = packet()
    mail.deliver(sent, council.route(), at=now)
    hub.receive(comes_back(received(council, sent.disclosure_id)))

    [receipt] = mail.collect(council.route(), at=now)

    assert (receipt.disclosure_id, receipt.kind, receipt.detail) == (sent.disclosure_id, kind, detail)
    assert list(mail.collect(council.route(), at=now)) == []


def test_a_report_stays_until_its_receipt_is_kept(council: MailPeer, hub: HubsMailServer, now: datetime) -> None:
    sent = packet()
    mail.deliver(sent, council.route(), at=now)
    hub.receive(report(received(council, sent.disclosure_id), action="failed", status="5.1.1"))

    first = next(mail.collect(council.route(), at=now))  # and the worker is killed here

    assert list(mail.collect(council.route(), at=now)) == [first]


def test_a_delay_or_a_letter_is_no_receipt_and_stays_to_be_read(
    council: MailPeer, hub: HubsMailServer, now: datetime, settings: Settings
) -> None:
    sent = packet()
    mail.deliver(sent, council.route(), at=now)
    hub.receive(report(received(council, sent.disclosure_id), action="delayed", status="4.2.0"))
    letter = EmailMessage()
    letter["Subject"] = "Please ring me"
    letter.set_content("About yesterday.")
    hub.receive(bytes(letter))

    assert list(mail.collect(council.route(), at=now)) == []
    assert len(list((settings.BOUNCES / "cur").iterdir())) == 2


def test_no_bounces_where_no_mail_server_writes_any(council: MailPeer, now: datetime, settings: Settings) -> None:
    settings.BOUNCES = settings.BOUNCES / "not there"

    assert list(mail.collect(council.route(), at=now)) == []
