"""Workers are killed while they send: all arrives, once in effect, and the ledger is what the receivers hold."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.utils import timezone

from tests.factories import make_user
from tests.sharing.given import assessed, choice, partner
from tests.worklist.test_taking_at_once import same_database
from vigil.audit.models import Event
from vigil.audit.queries import verify
from vigil.rules.sharing.terms import PartnerKind
from vigil.sharing.actions import deciding
from vigil.sharing.actions.deciding import Said
from vigil.sharing.models import Delivery, Disclosure, Receipt, Route

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

REFERRALS, PARTNERS, WORKERS, KILLED = 20, 5, 4, 2


def start(ahead: int, data: Path) -> "subprocess.Popen[str]":
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.sharing.worker", str(ahead)],
        env={**os.environ, "DATABASE_URL": same_database(), "VIGIL_DATA": str(data)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "ready\n"
    return worker


def go(worker: "subprocess.Popen[str]") -> None:
    assert worker.stdin is not None
    worker.stdin.write("\n")
    worker.stdin.flush()


def test_killed_workers_lose_nothing_and_send_nothing_twice(tmp_path: Path) -> None:
    by, at = make_user(), timezone.now()
    partners = [partner(PartnerKind.CHILDRENS_SOCIAL_CARE, ways=0) for _ in range(PARTNERS)]
    for one in partners:
        Route.objects.create(partner=one, channel="sftp")  # its console twin: a receiver that keeps what it is given
    for _ in range(REFERRALS):
        deciding.decide(assessed(), {one.pk: Said(**choice()) for one in partners}, by=by, at=at)
    whole = REFERRALS * PARTNERS

    workers = [start(0, tmp_path) for _ in range(WORKERS)]
    for worker in workers:
        go(worker)
    while Delivery.objects.filter(state=Delivery.State.SENT).count() < whole // 10:
        time.sleep(0.01)
    for worker in workers[:KILLED]:
        worker.kill()
    last = start(6, tmp_path)  # past the leases of the dead
    go(last)
    for worker in [*workers, last]:
        worker.wait(timeout=120)

    held = {folder.name: folder for folder in (tmp_path / "outgoing" / "sftp").iterdir()}
    ledger = {str(one.pk): one for one in Disclosure.objects.all()}
    assert len(ledger) == whole
    assert held.keys() == ledger.keys()
    assert all((held[key] / f"{key}.json").read_text("utf-8") == one.content for key, one in ledger.items())
    assert Delivery.objects.filter(state=Delivery.State.SENT).count() == whole
    assert Receipt.objects.filter(kind="sent").count() == whole
    assert Event.objects.filter(verb="disclosure.sent").count() == whole
    assert verify().holds
