"""Partners are served side by side: one that hangs keeps nobody else waiting."""

import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.factories import NOON, make_user
from tests.sharing.given import partner
from tests.sharing.test_outbox import Peer, refused_by, share
from vigil.sharing import channels, tasks
from vigil.sharing.channels.base import Kind, Packet, Receipt
from vigil.sharing.models import Delivery, Route

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 20  # seconds, after which the others were kept waiting


class Hanging(Peer):
    """A partner's system that answers nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go, self.was_let_go = threading.Event(), False

    def collect(self, route: Any, *, at: datetime) -> Iterator[Receipt]:
        self.was_let_go = self.let_go.wait(PATIENCE)
        return iter(())

    def deliver(self, packet: Packet, route: Any, *, at: datetime) -> Receipt:
        self.was_let_go = self.let_go.wait(PATIENCE)
        raise refused_by()


def test_a_partner_that_hangs_keeps_nobody_else_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    by, slow, quick = make_user(), partner(ways=0), partner(name="Quick")
    Route.objects.create(partner=slow, channel="mail")
    hanging, answering = Hanging(), Peer()
    monkeypatch.setattr(channels, "channel", {"mail": hanging, "portal": answering}.__getitem__)
    share(by, slow)
    for _ in range(12):
        share(by, quick)

    def is_running() -> bool:
        if Delivery.objects.filter(partner=quick, state=Delivery.State.WAITING).exists():
            return True
        hanging.let_go.set()
        return False

    tasks.keep_delivering(is_running, now=lambda: NOON)

    assert hanging.was_let_go
    assert len(answering.held) == 12
    assert Delivery.objects.get(partner=slow).attempts == 1


def test_a_partner_that_hangs_keeps_nobody_elses_answer_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, quick = partner(ways=0), partner(ways=0, name="Quick")
    for one, channel in ((slow, "mail"), (quick, "sftp")):
        Route.objects.create(partner=one, channel=channel, last_success_at=NOON)
    delivery = share(make_user(), quick)
    hanging, answering = Hanging(), Peer()
    answering.says = [
        Receipt(at=NOON, kind=Kind.ACKNOWLEDGED, disclosure_id=str(delivery.key), reference="a", detail="Read.")
    ]
    monkeypatch.setattr(channels, "channel", {"mail": hanging, "sftp": answering}.__getitem__)

    def is_running() -> bool:
        if not delivery.disclosure.receipts.exists():
            return True
        hanging.let_go.set()
        return False

    tasks.keep_collecting(is_running, now=lambda: NOON)

    assert hanging.was_let_go
