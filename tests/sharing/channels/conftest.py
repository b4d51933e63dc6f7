"""One peer of each kind for all the tests here: each test sends disclosures of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.sharing.peers import PEERS, Peer, peer


@pytest.fixture(scope="session")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Peer]]:
    folder: Path = tmp_path_factory.mktemp("peers")
    started = {kind: peer(kind, folder / kind) for kind in PEERS}
    yield started
    for one in started.values():
        one.stop()


@pytest.fixture(autouse=True)
def secrets(peers: dict[str, Peer], settings: Settings) -> None:
    settings.CHANNEL_SECRETS = {name: value for one in peers.values() for name, value in one.secrets().items()}


@pytest.fixture(autouse=True)
def nothing_goes_wrong_yet(peers: dict[str, Peer]) -> None:
    for one in peers.values():
        one.faults.clear()


@pytest.fixture
def now() -> datetime:
    """The peers read the clock, as partners do: a signature or a token of another day is refused."""
    return datetime.now(UTC)
