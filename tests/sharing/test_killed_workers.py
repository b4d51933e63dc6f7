"""A thousand disclosures by five ways, while workers and receivers are killed at random: each arrives, once in effect,
and the ledger is what the receivers hold."""

import json
import os
import random
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue

import pytest
from django.utils import timezone

from tests.factories import make_user
from tests.sharing.given import assessed, choice, partner
from tests.sharing.peers import PEERS
from tests.sharing.peers.running import RunningPeer
from tests.worklist.test_taking_at_once import same_database
from vigil.audit.models import Event
from vigil.audit.queries import verify
from vigil.rules.sharing.terms import PartnerKind
from vigil.sharing.actions import deciding
from vigil.sharing.actions.deciding import Said
from vigil.sharing.models import Delivery, Receipt, Route

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

REFERRALS, WORKERS = 200, 3
BETWEEN, DOWN = 40, 20  # messages that go before the next is killed, and before it is started again
PATIENCE = 120  # seconds without a message, after which something is wrong


class RunningWorker:
    """A worker in a process of its own. Each message that a partner takes from it is put in ``went``."""

    def __init__(self, began: datetime, secrets: dict[str, str], went: "SimpleQueue[str]") -> None:
        self.began, self.secrets, self.went = began, secrets, went
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.sharing.worker", self.began.isoformat()],
            env={
                **os.environ,
                "DATABASE_URL": same_database(),
                "VIGIL_CHANNELS_ARE_REAL": "yes",
                **{f"VIGIL_CHANNEL_{name}": value for name, value in self.secrets.items()},
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._tell, args=(self.process,), daemon=True).start()

    def _tell(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.went.put(line)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def test_killed_workers_and_receivers_lose_nothing_and_send_nothing_twice(tmp_path: Path) -> None:
    by, began, chance = make_user(), timezone.now(), random.Random(6)
    receivers = {kind: RunningPeer(kind, tmp_path / kind) for kind in PEERS}
    partners = {kind: partner(PartnerKind.CHILDRENS_SOCIAL_CARE, ways=0, name=kind) for kind in PEERS}
    for kind, one in partners.items():
        Route.objects.create(partner=one, channel=kind, settings=receivers[kind].reader.route())
    for _ in range(REFERRALS):
        deciding.decide(assessed(), {one.pk: Said(**choice()) for one in partners.values()}, by=by, at=began)
    secrets = {name: value for one in receivers.values() for name, value in one.reader.secrets().items()}

    went: SimpleQueue[str] = SimpleQueue()
    workers = [RunningWorker(began, secrets, went) for _ in range(WORKERS)]
    victims: list[RunningPeer | RunningWorker] = [*receivers.values(), *workers]
    for victim in chance.sample(victims, len(victims)):
        for _ in range(BETWEEN):
            went.get(timeout=PATIENCE)
        victim.kill()
        for _ in range(DOWN):
            went.get(timeout=PATIENCE)
        victim.start()
    for worker in workers:
        worker.process.wait(timeout=PATIENCE)
    for receiver in receivers.values():
        receiver.kill()

    unsent = Delivery.objects.exclude(state=Delivery.State.SENT).values_list("partner__name", "state", "last_trouble")
    assert list(unsent.distinct().order_by("partner__name")) == []
    for kind, to in partners.items():
        holding, told = receivers[kind].holding(), Delivery.objects.filter(partner=to).select_related("disclosure")
        ledger = {str(one.disclosure_id): json.loads(one.disclosure.content) for one in told}
        assert len(ledger) == REFERRALS
        assert holding.holds() == ledger.keys()
        assert all(holding.told(key) == content for key, content in ledger.items())
    whole = REFERRALS * len(PEERS)
    assert Receipt.objects.filter(kind__in=("sent", "delivered")).count() == whole
    assert Event.objects.filter(verb="disclosure.sent").count() == whole
    assert verify().holds
