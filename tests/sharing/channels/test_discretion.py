"""Nothing about a person and no secret in any log, however much it says."""

import logging
from datetime import datetime

import pytest

from tests.sharing.channels.given import PERSONAL, packet
from tests.sharing.peers import PEERS, Peer
from vigil.sharing.channels import CHANNELS
from vigil.sharing.channels.base import Trouble


@pytest.mark.parametrize("kind", PEERS)
def test_no_log_at_any_level_tells_of_a_person_or_a_secret(
    kind: str, peers: dict[str, Peer], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    partner, sent = peers[kind], packet()

    CHANNELS[kind].deliver(sent, partner.route(), at=now)
    partner.faults.append("error")
    with pytest.raises(Trouble):
        CHANNELS[kind].deliver(packet(), partner.route(), at=now)
    CHANNELS[kind].test_message(partner.route(), at=now)

    told = caplog.text
    assert not [word for word in PERSONAL if word in told]
    assert not [name for name, value in partner.secrets().items() if value in told]
