"""An SFTP drop: to the right server only, whole or not at all, and the import job's word comes back."""

import csv
import hashlib
import io
import json
from datetime import datetime
from pathlib import Path
from typing import cast

import asyncssh
import pytest
from pytest_django import Settings

from tests.sharing.channels.given import CHILD, MATTER, PERSONAL, packet
from tests.sharing.peers import Peer, SftpPeer
from vigil.sharing.channels import sftp
from vigil.sharing.channels.base import Fault, Kind, Trouble
from vigil.sharing.channels.contact_file import COLUMNS, contact_file


@pytest.fixture
def council(peers: dict[str, Peer]) -> SftpPeer:
    return cast(SftpPeer, peers["sftp"])


@pytest.fixture
def incoming(council: SftpPeer) -> Path:
    council.import_job()
    for path in council.incoming.iterdir():
        path.unlink()
    return council.incoming


def test_the_manifest_tells_each_file_and_its_checksum(council: SftpPeer, incoming: Path, now: datetime) -> None:
    sent = packet()

    receipt = sftp.deliver(sent, council.route(), at=now)

    number = sent.disclosure_id
    manifest = json.loads((incoming / f"{number}.manifest").read_bytes())
    assert receipt.kind is Kind.DELIVERED
    assert {path.name for path in incoming.iterdir()} == {
        *(f"{number}.{ending}" for ending in ("csv", "json", "pdf", "manifest")),
    }
    assert (incoming / f"{number}.json").read_bytes() == sent.content
    assert (incoming / f"{number}.pdf").read_bytes() == sent.pdf
    for file in manifest["files"]:
        body = (incoming / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())


def test_a_folder_in_which_another_worker_renames_a_file_is_not_asked_for_a_list(
    council: SftpPeer, incoming: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise asyncssh.SFTPNoSuchFile("It was there when the list began.")

    monkeypatch.setattr(asyncssh.SFTPClient, "listdir", fail)
    sent = packet()

    sftp.deliver(sent, council.route(), at=now)

    assert (incoming / f"{sent.disclosure_id}.manifest").exists()


def test_names_say_nothing_about_a_person(council: SftpPeer, incoming: Path, now: datetime) -> None:
    sftp.deliver(packet(), council.route(), at=now)

    assert not any(word in path.name for word in PERSONAL for path in incoming.iterdir())


def test_an_attempt_cut_off_before_its_manifest_is_written_over(
    council: SftpPeer, incoming: Path, now: datetime
) -> None:
    sent = packet()
    (incoming / f"{sent.disclosure_id}.csv").write_text("half a")
    (incoming / f"{sent.disclosure_id}.pdf.part").write_text("half a")

    sftp.deliver(sent, council.route(), at=now)

    assert sent.disclosure_id in council.holds()


def test_nothing_is_sent_to_a_server_with_another_key(council: SftpPeer, incoming: Path, now: datetime) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()

    with pytest.raises(Trouble, match="another key than the one agreed") as trouble:
        sftp.deliver(packet(), council.route() | {"host_key": other}, at=now)

    assert (trouble.value.fault, trouble.value.try_again) == (Fault.THEIRS, False)
    assert not list(incoming.iterdir())


def test_a_key_of_ours_that_they_do_not_know_is_ours_to_mend(
    council: SftpPeer, now: datetime, settings: Settings
) -> None:
    other = asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode()
    settings.CHANNEL_SECRETS = {"SFTP_KEY": other}

    with pytest.raises(Trouble, match="did not accept our key") as trouble:
        sftp.deliver(packet(), council.route(), at=now)

    assert (trouble.value.fault, trouble.value.try_again) == (Fault.OURS, False)


def test_the_jobs_answer_is_an_acknowledgement(council: SftpPeer, incoming: Path, now: datetime) -> None:
    sent = packet()
    sftp.deliver(sent, council.route(), at=now)
    council.import_job()

    [receipt] = sftp.collect(council.route(), at=now)

    assert (receipt.disclosure_id, receipt.kind) == (sent.disclosure_id, Kind.ACKNOWLEDGED)
    assert receipt.reference == f"CS-{sent.disclosure_id[:4]}"
    assert list(sftp.collect(council.route(), at=now)) == []


def test_a_damaged_file_comes_back_as_refused(council: SftpPeer, incoming: Path, now: datetime) -> None:
    sent = packet()
    sftp.deliver(sent, council.route(), at=now)
    (incoming / f"{sent.disclosure_id}.pdf").write_bytes(b"damaged")
    council.import_job()

    [receipt] = sftp.collect(council.route(), at=now)

    assert (receipt.kind, receipt.detail) == (Kind.REFUSED, "The partner's job refused it: CHECKSUM.")


def test_a_sentence_in_an_answer_is_not_taken_over(council: SftpPeer, incoming: Path, now: datetime) -> None:
    number = packet().disclosure_id
    (incoming / f"{number}.nack").write_text("Ada Okafor is not known here")

    [receipt] = sftp.collect(council.route(), at=now)

    assert receipt.detail == "The partner's job refused it: no reason given."
    assert receipt.reference == number


def test_an_answer_stays_until_its_receipt_is_kept(council: SftpPeer, incoming: Path, now: datetime) -> None:
    number = packet().disclosure_id
    (incoming / f"{number}.ack").write_text("CS-1")

    first = next(sftp.collect(council.route(), at=now))  # and the worker is killed here

    assert list(sftp.collect(council.route(), at=now)) == [first]


def test_a_disclosure_answered_long_ago_is_not_put_again(council: SftpPeer, incoming: Path, now: datetime) -> None:
    sent = packet()
    sftp.deliver(sent, council.route(), at=now)
    council.import_job()
    list(sftp.collect(council.route(), at=now))

    receipt = sftp.deliver(sent, council.route(), at=now)

    assert receipt.detail == "It was there already."
    assert not (incoming / f"{sent.disclosure_id}.manifest").exists()


def test_the_contact_file_has_a_row_for_each_person_and_every_column() -> None:
    sent = packet()

    text = contact_file(sent.content, disclosure_id=sent.disclosure_id, urgent=True).decode("utf-8-sig")

    first, second = csv.DictReader(io.StringIO(text))
    assert tuple(first) == COLUMNS
    assert (first["disclosure_id"], first["urgent"], first["person"]) == (sent.disclosure_id, "yes", "1")
    assert first["risks"] == "weapon; child present"
    assert first["account"] == MATTER["account"]
    assert second["surname"] == CHILD["surname"]
    assert second["phone"] == "'+44 7700 900123"  # a spreadsheet would make a sum of it
    assert first["phone"] == ""


def test_a_disclosure_that_names_nobody_still_has_a_row() -> None:
    sent = packet(people=[])

    text = contact_file(sent.content, disclosure_id=sent.disclosure_id, urgent=False).decode("utf-8-sig")

    [row] = csv.DictReader(io.StringIO(text))
    assert (row["grade"], row["role"], row["urgent"]) == ("high", "", "no")
