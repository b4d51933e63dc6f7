"""What partners' engineers read names everything they will meet."""

import re

import pytest

from tests.architecture.source import ROOT
from tests.sharing.peers import PEERS, Peer
from vigil.sharing.channels import CHANNELS
from vigil.sharing.channels.contact_file import COLUMNS

PAGES = ROOT / "docs/channels"


def named(page: str) -> list[str]:
    """Return what a page sets in code, in order."""
    return re.findall(r"`([^`\n]+)`", (PAGES / page).read_text("utf-8"))


def test_every_channel_has_a_page() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == {"README", *CHANNELS}


@pytest.mark.parametrize("kind", PEERS)
def test_a_page_names_every_setting_of_its_route(kind: str, peers: dict[str, Peer]) -> None:
    assert peers[kind].route().keys() <= set(named(f"{kind}.md"))


def test_the_contact_files_columns_are_told_in_their_order() -> None:
    told = [name for name in named("sftp.md") if name in COLUMNS]

    assert told[: len(COLUMNS)] == list(COLUMNS)
