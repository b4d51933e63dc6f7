"""The peers themselves: killed and started again, each still holds what it took in."""

import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.architecture.source import ROOT
from tests.sharing.channels.given import packet
from tests.sharing.peers import PEERS
from tests.sharing.peers.ports import free_port
from vigil.sharing.channels import CHANNELS
from vigil.sharing.channels.base import Packet, Trouble

WITHIN = 20  # seconds for a process to come up on a busy machine


def started(kind: str, folder: Path, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.sharing.peers", kind, str(folder), str(port)], cwd=ROOT)


def deliver_when_it_is_up(kind: str, sent: Packet, route: dict[str, object], now: datetime) -> None:
    until = time.monotonic() + WITHIN
    while True:
        try:
            CHANNELS[kind].deliver(sent, route, at=now)
        except Trouble:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.mark.slow
@pytest.mark.parametrize("kind", PEERS)
def test_a_peer_that_is_killed_comes_back_with_what_it_held(
    kind: str, tmp_path: Path, now: datetime, settings: Settings
) -> None:
    first, second, port = packet(), packet(), free_port()
    folder = tmp_path / kind
    # Never started here: it says by which route the process is reached, and reads what the process left.
    reader = PEERS[kind](folder, port)
    settings.CHANNEL_SECRETS = reader.secrets()

    for sent in (first, second):
        process = started(kind, folder, port)
        try:
            deliver_when_it_is_up(kind, sent, reader.route(), now)
            deliver_when_it_is_up(kind, first, reader.route(), now)
        finally:
            process.kill()
            process.wait()

    assert PEERS[kind](folder, port).holds() >= {first.disclosure_id, second.disclosure_id}
