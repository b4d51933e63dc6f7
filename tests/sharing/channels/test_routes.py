"""Which channel a route takes, what it may name, and the twins that send nothing."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.sharing.channels.given import PERSONAL, packet
from tests.sharing.peers import PEERS, Peer
from vigil.sharing.channels import CHANNELS, channel
from vigil.sharing.channels.base import Fault, Kind, Trouble
from vigil.sharing.channels.console import Console
from vigil.sharing.channels.routes import secret, trust
from vigil.sharing.packets import faults

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_every_channel_has_a_real_form_and_a_twin(settings: Settings) -> None:
    settings.CHANNELS_ARE_REAL = True
    assert {name: channel(name) for name in CHANNELS} == CHANNELS

    settings.CHANNELS_ARE_REAL = False
    twins = {name for name in CHANNELS if isinstance(channel(name), Console)}
    assert twins == CHANNELS.keys() - {"portal"}


@pytest.mark.parametrize("kind", PEERS)
def test_a_twin_keeps_what_would_have_left_and_sends_nothing(
    kind: str, peers: dict[str, Peer], tmp_path: Path, settings: Settings
) -> None:
    settings.OUTGOING, settings.CHANNELS_ARE_REAL = tmp_path, False
    sent, route = packet(), peers[kind].route()

    receipt = channel(kind).deliver(sent, route, at=NOON)
    channel(kind).deliver(sent, route, at=NOON)

    kept = {path.name for path in (tmp_path / kind / sent.disclosure_id).iterdir()}
    assert kept == CHANNELS[kind].outgoing(sent, route, at=NOON).keys()
    assert not any(word in name for word in PERSONAL for name in kept)
    assert (receipt.kind, receipt.disclosure_id) == (Kind.SENT, sent.disclosure_id)
    assert list(channel(kind).collect(route, at=NOON)) == []
    assert channel(kind).test_message(route, at=NOON).detail.startswith("Nothing was sent")
    assert sent.disclosure_id not in peers[kind].holds()


def test_what_is_in_the_portal_is_delivered() -> None:
    sent, portal = packet(), CHANNELS["portal"]

    receipt = portal.deliver(sent, {}, at=NOON)

    assert (receipt.kind, receipt.disclosure_id) == (Kind.DELIVERED, sent.disclosure_id)
    assert set(portal.outgoing(sent, {}, at=NOON).values()) == {sent.content, sent.pdf}
    assert list(portal.collect({}, at=NOON)) == []
    assert portal.test_message({}, at=NOON).kind is Kind.DELIVERED


def test_a_route_cannot_name_a_secret_of_the_hubs_own(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIL_SECRET_KEY", "the hub's own")
    settings.CHANNEL_SECRETS = {}

    for name in ("VIGIL_SECRET_KEY", "SECRET_KEY", "../SECRET_KEY", "DATABASE_URL"):
        with pytest.raises(Trouble, match="is not set") as trouble:
            secret({"token": name}, "token")
        assert (trouble.value.fault, trouble.value.try_again) == (Fault.OURS, False)


@pytest.mark.parametrize(
    ("kind", "slip", "sentence"),
    [
        ("mail", {"port": "smtp"}, "“port” must be a number"),
        ("mail", {"port": 99_999}, "“port” must be a number"),
        ("mail", {"form": "Link"}, "“form” must be one of: attached, link"),
        ("mail", {"from": "hub"}, "“from” is not one e-mail address"),
        ("webhook", {"form": "links"}, "“form” must be one of: whole, link"),
        ("webhook", {"hosts": "localhost.example"}, "“hosts” must be a list"),
        ("webhook", {"hosts": []}, "“hosts” must be a list"),
        ("webhook", {"secrets": "WEBHOOK"}, "“secrets” must be a list"),
        ("fhir", {"hosts": None}, "“hosts” must be a list"),
        ("sftp", {"port": "²"}, "“port” must be a number"),
        ("sftp", {"host_key": "no key"}, "key of this route cannot be read"),
        ("mesh", {"to": "X26NHS01\r\nMex-To: X26EVIL1"}, "holds a sign that cannot be sent"),
        ("mesh", {"workflow": "Wörk…"}, "holds a sign that cannot be sent"),
    ],
)
def test_a_slip_of_the_pen_sends_nothing_and_says_where(
    kind: str, slip: dict[str, object], sentence: str, peers: dict[str, Peer]
) -> None:
    sent = packet()

    with pytest.raises(Trouble, match=sentence) as trouble:
        CHANNELS[kind].deliver(sent, peers[kind].route() | slip, at=datetime.now(UTC))

    assert (trouble.value.fault, trouble.value.try_again) == (Fault.OURS, False)
    assert sent.disclosure_id not in peers[kind].holds()


@pytest.mark.parametrize("route", [{"authority": "no certificate"}, {"certificate": "SECRET"}])
def test_a_certificate_that_cannot_be_read_is_ours_to_mend(route: dict[str, str], settings: Settings) -> None:
    settings.CHANNEL_SECRETS = {"SECRET": "no certificate"}

    with pytest.raises(Trouble, match="cannot be read") as trouble:
        trust(route)

    assert (trouble.value.fault, trouble.value.try_again) == (Fault.OURS, False)


def test_the_sample_disclosure_is_by_the_published_schema() -> None:
    assert faults(json.loads(packet().content)) == []
