"""The peers themselves: killed and started again, each still holds what it took in."""

from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.sharing.channels.given import packet
from tests.sharing.peers import PEERS
from tests.sharing.peers.running import RunningPeer
from vigil.sharing.channels import CHANNELS


@pytest.mark.slow
@pytest.mark.parametrize("kind", PEERS)
def test_a_peer_that_is_killed_comes_back_with_what_it_held(
    kind: str, tmp_path: Path, now: datetime, settings: Settings
) -> None:
    first, second = packet(), packet()
    running = RunningPeer(kind, tmp_path / kind)
    settings.CHANNEL_SECRETS = running.reader.secrets()

    try:
        CHANNELS[kind].deliver(first, running.reader.route(), at=now)
        running.kill()
        running.start()
        CHANNELS[kind].deliver(first, running.reader.route(), at=now)
        CHANNELS[kind].deliver(second, running.reader.route(), at=now)
    finally:
        running.kill()

    assert running.holding().holds() == {first.disclosure_id, second.disclosure_id}
