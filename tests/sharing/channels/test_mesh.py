"""MESH: signed for each request, in chunks where it is long, finished where it was cut off, and its reports read."""

import json
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from pytest_django import Settings

from tests.sharing.channels.given import PERSONAL, packet
from tests.sharing.peers import MeshPeer, Peer
from tests.sharing.peers.fhir import faults_in
from vigil.sharing.channels import mesh
from vigil.sharing.channels.base import Fault, Kind, Trouble


@pytest.fixture
def exchange(peers: dict[str, Peer]) -> MeshPeer:
    return cast(MeshPeer, peers["mesh"])


def sent_message(exchange: MeshPeer, disclosure_id: str) -> dict[str, Any]:
    [found] = [one for one in exchange.messages.values() if one["mex-localid"] == disclosure_id]
    return found


def test_the_authorisation_is_as_the_api_says(settings: Settings) -> None:
    # Worked by hand: printf 'MB:a-nonce:0:pass:202611221200' | openssl dgst -sha256 -hmac key
    settings.CHANNEL_SECRETS = {"P": "pass", "K": "key"}
    route = {"mailbox": "MB", "password": "P", "shared_key": "K"}

    token = mesh.authorization(route, nonce="a-nonce", at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC))

    assert token == (
        "NHSMESH MB:a-nonce:0:202611221200:483353960f9b41126759086f1f658018c8d91f564556e0c7aa594423dff8a2fe"
    )


def test_headers_say_nothing_about_a_person(exchange: MeshPeer, now: datetime) -> None:
    sent = packet()

    receipt = mesh.deliver(sent, exchange.route(), at=now)

    message = sent_message(exchange, sent.disclosure_id)
    assert (receipt.kind, receipt.reference) == (Kind.SENT, message["mex-messageid"])
    assert not any(word in str(message) for word in PERSONAL)
    assert sent.disclosure_id in exchange.holds()
    assert faults_in(exchange.held(sent.disclosure_id)) == []


def test_a_long_message_goes_in_chunks_and_arrives_whole(
    exchange: MeshPeer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mesh, "CHUNK", 1_000)
    sent = packet()

    mesh.deliver(sent, exchange.route(), at=now)

    assert int(sent_message(exchange, sent.disclosure_id)["mex-total-chunks"]) > 3
    assert sent.disclosure_id in exchange.holds()
    assert json.loads(exchange.held(sent.disclosure_id))["type"] == "message"


def test_a_message_cut_off_between_chunks_is_finished_and_not_sent_anew(
    exchange: MeshPeer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mesh, "CHUNK", 1_000)
    sent = packet()
    exchange.faults += ["", "", "error"]  # the second chunk fails
    with pytest.raises(Trouble):
        mesh.deliver(sent, exchange.route(), at=now)
    assert sent_message(exchange, sent.disclosure_id)["status"] == "uploading"

    mesh.deliver(sent, exchange.route(), at=now)

    assert sent.disclosure_id in exchange.holds()
    assert exchange.copies(sent.disclosure_id) == 1
    assert json.loads(exchange.held(sent.disclosure_id))["type"] == "message"


def test_what_mesh_could_not_deliver_comes_back_as_refused(exchange: MeshPeer, now: datetime) -> None:
    sent = packet()
    mesh.deliver(sent, exchange.route(), at=now)
    exchange.report_undelivered(sent.disclosure_id)

    [receipt] = mesh.collect(exchange.route(), at=now)

    assert (receipt.disclosure_id, receipt.kind) == (sent.disclosure_id, Kind.REFUSED)
    assert receipt.detail == "MESH could not deliver it (14)."
    assert list(mesh.collect(exchange.route(), at=now)) == []


def test_the_partners_acknowledgement_is_read_and_other_mail_is_left(exchange: MeshPeer, now: datetime) -> None:
    sent = packet()
    mesh.deliver(sent, exchange.route(), at=now)
    other = exchange.put_for_somebody_else()
    exchange.acknowledge(sent.disclosure_id)

    [receipt] = mesh.collect(exchange.route(), at=now)

    assert (receipt.disclosure_id, receipt.kind) == (sent.disclosure_id, Kind.ACKNOWLEDGED)
    assert exchange.messages[other]["status"] == "accepted"


def test_a_message_stays_in_the_mailbox_until_its_receipt_is_kept(exchange: MeshPeer, now: datetime) -> None:
    sent = packet()
    exchange.acknowledge(sent.disclosure_id)

    first = next(mesh.collect(exchange.route(), at=now))  # and the worker is killed here

    assert list(mesh.collect(exchange.route(), at=now)) == [first]


def test_a_partner_can_acknowledge_only_as_itself(exchange: MeshPeer, now: datetime) -> None:
    exchange.acknowledge(packet().disclosure_id)

    assert list(mesh.collect(exchange.route() | {"to": "X26OTHER"}, at=now)) == []
    assert len(list(mesh.collect(exchange.route(), at=now))) == 1


def test_mesh_is_told_who_we_are_by_certificate(exchange: MeshPeer, now: datetime) -> None:
    route = {name: value for name, value in exchange.route().items() if name != "certificate"}

    with pytest.raises(Trouble):
        mesh.test_message(route, at=now)

    assert mesh.test_message(exchange.route(), at=now).detail == "MESH knows our mailbox."


def test_a_wrong_password_is_ours_to_mend(exchange: MeshPeer, now: datetime, settings: Settings) -> None:
    settings.CHANNEL_SECRETS = settings.CHANNEL_SECRETS | {"MESH_PASSWORD": "another"}

    with pytest.raises(Trouble, match="did not accept who we are") as trouble:
        mesh.test_message(exchange.route(), at=now)

    assert (trouble.value.fault, trouble.value.try_again) == (Fault.OURS, False)
