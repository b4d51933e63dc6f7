"""Signed HTTPS: a receiver can prove who sent it, a key can be changed, and we post nowhere else."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import cast

import pytest
from pytest_django import Settings

from tests.sharing.channels.given import PERSONAL, packet, reminder_of
from tests.sharing.peers import Peer, WebhookPeer
from tests.sharing.peers.webhook import SECRET
from vigil.sharing.channels import https, webhook
from vigil.sharing.channels.base import Fault, Kind, Trouble

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NEW = "whsec_" + base64.b64encode(b"the next key of that council").decode()


@pytest.fixture
def council(peers: dict[str, Peer]) -> WebhookPeer:
    return cast(WebhookPeer, peers["webhook"])


def test_the_whole_packet_arrives_as_it_was(council: WebhookPeer, now: datetime) -> None:
    sent = packet(urgent=True)

    receipt = webhook.deliver(sent, council.route(), at=now)

    event = json.loads(council.held(sent.disclosure_id))
    assert (event["type"], event["data"]["urgent"]) == ("disclosure.sent", True)
    assert event["data"]["disclosure"] == json.loads(sent.content)
    assert base64.b64decode(event["data"]["pdf"]) == sent.pdf
    assert (receipt.kind, receipt.detail) == (Kind.DELIVERED, "The partner's system took it (204).")


def test_a_thin_event_says_nothing_about_a_person(council: WebhookPeer, now: datetime) -> None:
    sent, route = packet(), council.route() | {"form": "link", "link": "https://hub.police.example/portal"}

    webhook.deliver(sent, route, at=now)

    body = council.held(sent.disclosure_id).decode()
    assert json.loads(body)["data"] == {
        "disclosure_id": sent.disclosure_id,
        "urgent": False,
        "link": f"https://hub.police.example/portal/{sent.disclosure_id}",
    }
    assert not any(word in body for word in PERSONAL)


def test_a_reminder_says_what_it_reminds_of() -> None:
    sent = packet()
    route = {"form": "link", "link": "https://hub.police.example/portal"}

    [body] = webhook.outgoing(reminder_of(sent), route, at=NOON).values()

    event = json.loads(body)
    assert event["type"] == "reminder.sent"
    assert event["data"]["link"] == f"https://hub.police.example/portal/{sent.disclosure_id}"


@pytest.mark.parametrize(("holds", "named"), [(SECRET, "old"), (NEW, "new")])
def test_while_a_key_is_changed_the_old_and_the_new_both_verify(
    holds: str, named: str, council: WebhookPeer, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CHANNEL_SECRETS = {"OLD": SECRET, "NEW": NEW}
    monkeypatch.setattr(council, "secret", holds)
    sent = packet()

    webhook.deliver(sent, council.route() | {"secrets": ["OLD", "NEW"]}, at=now)

    assert sent.disclosure_id in council.holds()


def test_a_key_they_do_not_hold_is_ours_to_mend(council: WebhookPeer, now: datetime, settings: Settings) -> None:
    settings.CHANNEL_SECRETS = {"WEBHOOK": NEW}

    with pytest.raises(Trouble, match="did not accept who we are") as trouble:
        webhook.deliver(packet(), council.route(), at=now)

    assert (trouble.value.fault, trouble.value.try_again) == (Fault.OURS, False)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=1))])
def test_the_signature_is_as_the_standard_says_in_any_zone(zone: timezone) -> None:
    body, at = b'{"type":"test"}', NOON.astimezone(zone)

    signature = webhook._signature(SECRET, "msg", body, at=at)

    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = hmac.new(key, b"msg.%d." % NOON.timestamp() + body, hashlib.sha256).digest()
    assert signature == "v1," + base64.b64encode(signed).decode()


@pytest.mark.parametrize("secret", ["whsec_", "whsec_é", "not base64!"])
def test_a_secret_in_another_form_is_ours_to_mend(
    secret: str, council: WebhookPeer, now: datetime, settings: Settings
) -> None:
    settings.CHANNEL_SECRETS = {"WEBHOOK": secret}

    with pytest.raises(Trouble) as trouble:
        webhook.deliver(packet(), council.route(), at=now)

    assert (trouble.value.fault, trouble.value.try_again) == (Fault.OURS, False)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:{port}",
        "https://localhost@127.0.0.1:{port}",
        "https://127.0.0.1:{port}",
        "https://localhost.evil.example:{port}",
        "https://169.254.169.254/latest",
        "file:///etc/passwd",
        "//localhost:{port}",
        "https://[::1]:{port}",
        "https://local host",
        "https://[broken",
    ],
)
def test_nothing_is_posted_where_the_route_does_not_allow(url: str, council: WebhookPeer, now: datetime) -> None:
    sent = packet()

    with pytest.raises(Trouble, match="not https, or its host is not one") as trouble:
        webhook.deliver(sent, council.route() | {"url": url.format(port=council.port)}, at=now)

    assert (trouble.value.fault, trouble.value.try_again) == (Fault.OURS, False)
    assert sent.disclosure_id not in council.holds()


@pytest.mark.parametrize(
    ("words", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(0)),
        ("Sun, 22 Nov 2026 12:05:00 GMT", timedelta(minutes=5)),
        ("Sun, 22 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("Sun, 22 Nov 2099 12:05:00 GMT", https.LONGEST_WAIT),
        ("9" * 400, https.LONGEST_WAIT),
        ("-5", None),
        ("²", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(words: str, wait: timedelta | None) -> None:
    assert https._retry_after(words, at=NOON) == wait


def test_an_answer_without_end_is_cut_off(council: WebhookPeer, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(https, "LARGEST_ANSWER", 1_000)
    monkeypatch.setattr(council, "answer", lambda *_: (200, {}, b"x" * 100_000))

    with pytest.raises(Trouble) as trouble:
        webhook.deliver(packet(), council.route(), at=now)

    assert trouble.value.try_again
