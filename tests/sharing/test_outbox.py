"""The outbox: everything leaves, once in effect, whoever fails; and what cannot leave becomes somebody's task."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories import NOON
from tests.sharing.given import assessed, choice, partner
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.rules.sharing.routing import GIVE_UP_AFTER
from vigil.rules.sharing.terms import Choice
from vigil.rules.terms import Grade
from vigil.sharing import channels, tasks
from vigil.sharing.actions import chasing, deciding, delivering, hearing
from vigil.sharing.actions.deciding import Said
from vigil.sharing.channels.base import Fault, Kind, Packet, Receipt, Trouble
from vigil.sharing.models import Delivery, FollowUp, Partner, Route
from vigil.sharing.models import Receipt as Kept
from vigil.sharing.queries import outbox

pytestmark = pytest.mark.django_db

MONDAY = datetime(2025, 9, 22, 9, 0, tzinfo=UTC)  # 10 o'clock in London


class Peer:
    """A partner's system that keeps what it is given by its key, and fails when it is told to."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.asked = 0
        self.order: list[str] = []
        self.trouble: Trouble | None = None
        self.odd: Exception | None = None
        self.says: list[Receipt] = []

    def deliver(self, packet: Packet, route: Any, *, at: datetime) -> Receipt:
        self.asked += 1
        for what in (self.trouble, self.odd):
            if what:
                raise what
        self.held.setdefault(packet.disclosure_id, packet.content)
        self.order.append(packet.disclosure_id)
        return Receipt(at=at, kind=Kind.SENT, disclosure_id=packet.disclosure_id, reference="r", detail="Taken.")

    def collect(self, route: Any, *, at: datetime) -> Iterator[Receipt]:
        yield from self.says


@pytest.fixture
def peers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Peer]:
    """Two channels that end at a peer of their own."""
    made = {"portal": Peer(), "mail": Peer()}
    monkeypatch.setattr(channels, "channel", made.__getitem__)
    return made


class Watch:
    """A clock that tests turn."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def on(self, **length: float) -> datetime:
        self.at += timedelta(**length)
        return self.at


def share(by: User, to: Partner, *, at: datetime = NOON, grade: Grade = Grade.HIGH) -> Delivery:
    referral = assessed(grade=grade)
    others = {
        one.pk: Said(**choice(choice=Choice.HOLD, basis=None, recall_date=at.date()))
        for one in Partner.objects.exclude(pk=to.pk)
    }
    said = others | {to.pk: Said(**choice())}
    decisions = deciding.decide(referral, said, by=by, at=at)
    return next(one for one in decisions if one.partner == to).disclosure.deliveries.get()


def refused_by(fault: Fault = Fault.THEIRS, *, try_again: bool = True, **more: Any) -> Trouble:
    return Trouble("Their system says no. Ask them to look.", fault=fault, try_again=try_again, **more)


def test_what_was_decided_is_sent_once_and_its_clock_starts(assessor: User, peers: dict[str, Peer]) -> None:
    delivery = share(assessor, partner())

    assert tasks.deliver_due(now=lambda: MONDAY) == 1
    assert tasks.deliver_due(now=lambda: MONDAY) == 0

    delivery.refresh_from_db()
    assert list(peers["portal"].held) == [str(delivery.key)]
    assert delivery.state == Delivery.State.SENT
    assert delivery.acknowledge_by == datetime(2025, 9, 23, 17, 0, tzinfo=UTC)  # the end of the next working day
    assert Kept.objects.get().kind == "sent"
    assert Event.objects.get(verb="disclosure.sent").by is None


def test_what_a_guard_stopped_does_not_leave(assessor: User, peers: dict[str, Peer]) -> None:
    referral = assessed(narrative="She is in a refuge; do not disclose.")
    deciding.decide(referral, {partner().pk: Said(**choice())}, by=assessor, at=NOON)

    assert tasks.deliver_due(now=lambda: MONDAY) == 0
    assert not peers["portal"].asked


def test_a_worker_that_dies_between_taking_and_sending_loses_nothing(assessor: User, peers: dict[str, Peer]) -> None:
    watch, to = Watch(), partner()
    share(assessor, to)
    delivering.take(to.pk, at=watch())

    assert tasks.deliver_due(now=watch) == 0
    watch.on(minutes=6)
    assert tasks.deliver_due(now=watch) == 1


def test_a_worker_that_dies_after_sending_sends_the_same_key_again(assessor: User, peers: dict[str, Peer]) -> None:
    watch, to = Watch(), partner()
    share(assessor, to)
    (taken,) = delivering.take(to.pk, at=watch())
    peers["portal"].deliver(delivering.packet_of(taken.delivery), {}, at=watch())

    watch.on(minutes=6)
    tasks.deliver_due(now=watch)

    assert peers["portal"].asked == 2
    assert len(peers["portal"].held) == 1


def test_a_late_worker_neither_sends_nor_spoils_what_another_has(assessor: User, peers: dict[str, Peer]) -> None:
    watch, to = Watch(), partner()
    share(assessor, to)
    (late,) = delivering.take(to.pk, at=watch())
    watch.on(minutes=6)
    (other,) = delivering.take(to.pk, at=watch())

    assert not delivering.keep(late, at=watch())
    delivering.note_trouble(late, refused_by(), at=watch())

    other.delivery.refresh_from_db()
    assert other.delivery.attempts == 0
    assert delivering.keep(other, at=watch())


def test_trouble_says_whose_fault_it_is_and_waits_longer_each_time(assessor: User, peers: dict[str, Peer]) -> None:
    watch, to = Watch(), partner()
    delivery = share(assessor, to)
    peers["portal"].trouble = refused_by()

    tasks.deliver_due(now=watch)

    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.last_fault) == (1, "theirs")
    assert delivery.next_try_at == NOON + timedelta(minutes=1)
    assert Route.objects.get().failures == 1
    peers["portal"].trouble = None
    watch.on(minutes=1)
    assert tasks.deliver_due(now=watch) == 1
    assert Route.objects.get().failures == 0


def test_a_fault_of_our_own_is_tried_again_and_told_without_its_text(assessor: User, peers: dict[str, Peer]) -> None:
    delivery = share(assessor, partner())
    peers["portal"].odd = KeyError("Joan Example")

    tasks.deliver_due(now=Watch())

    delivery.refresh_from_db()
    assert delivery.last_fault == "ours"
    assert "Joan" not in delivery.last_trouble


def test_a_partner_that_never_answers_becomes_somebodys_task_after_75_hours(
    assessor: User, peers: dict[str, Peer]
) -> None:
    watch, to = Watch(), partner()
    delivery = share(assessor, to)
    peers["portal"].trouble = refused_by(Fault.WAY)

    while not FollowUp.objects.exists():
        tasks.deliver_due(now=watch)
        tasks.look_after(now=watch)
        watch.on(minutes=30)

    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.GIVEN_UP
    assert GIVE_UP_AFTER <= watch() - NOON <= GIVE_UP_AFTER + timedelta(hours=1)
    task = FollowUp.objects.get()
    assert task.kind == FollowUp.Kind.UNDELIVERED
    assert to.call_phone in task.words


def test_a_person_sends_it_again_once_the_partner_is_back(assessor: User, peers: dict[str, Peer]) -> None:
    watch, to = Watch(), partner()
    share(assessor, to)
    peers["portal"].trouble = refused_by(try_again=False)
    tasks.deliver_due(now=watch)
    task = FollowUp.objects.get()
    peers["portal"].trouble = None

    chasing.send_again(task, by=assessor, at=watch())

    assert tasks.deliver_due(now=watch) == 1
    task.refresh_from_db()
    assert task.done_how == "Sent again."


def test_it_goes_by_the_next_way_when_the_first_cannot_help(assessor: User, peers: dict[str, Peer]) -> None:
    to = partner()
    Route.objects.create(partner=to, channel="mail", order=2)
    delivery = share(assessor, to)
    peers["portal"].trouble = refused_by(try_again=False, stops_route=True)

    assert tasks.deliver_due(now=Watch()) == 1

    delivery.refresh_from_db()
    assert delivery.route
    assert delivery.route.channel == "mail"
    assert Route.objects.get(channel="portal").stopped_why
    assert len(peers["mail"].held) == 1


def test_an_e_mail_that_bounces_goes_by_the_portal(assessor: User, peers: dict[str, Peer]) -> None:
    watch, to = Watch(), partner(ways=0)
    Route.objects.create(partner=to, channel="mail", order=1)
    Route.objects.create(partner=to, channel="portal", order=2)
    delivery = share(assessor, to)
    tasks.deliver_due(now=watch)
    bounced = Receipt(
        at=watch(), kind=Kind.REFUSED, disclosure_id=str(delivery.key), reference="b", detail="No such mailbox."
    )
    peers["mail"].says = [bounced, bounced]

    assert tasks.collect_receipts(now=watch) == 1
    tasks.deliver_due(now=watch)

    assert list(peers["portal"].held) == [str(delivery.key)]
    assert [one.kind for one in Kept.objects.order_by("pk")][:2] == ["sent", "refused"]


def test_a_dead_partner_slows_nobody(assessor: User, peers: dict[str, Peer]) -> None:
    dead, alive = partner(ways=0), partner(name="Alive")
    Route.objects.create(partner=dead, channel="mail")
    peers["mail"].trouble = refused_by(Fault.WAY)
    for _ in range(20):
        share(assessor, dead)
    for _ in range(10):
        share(assessor, alive)

    assert tasks.deliver_due(now=Watch()) == 10
    assert peers["mail"].asked == 1


def test_high_risk_goes_first_and_no_more_leaves_than_was_agreed(assessor: User, peers: dict[str, Peer]) -> None:
    watch, to = Watch(), partner(per_hour=2)
    low = [share(assessor, to, grade=Grade.STANDARD) for _ in range(4)]
    high = share(assessor, to, grade=Grade.HIGH)

    tasks.deliver_due(now=watch)
    assert peers["portal"].order == [str(high.key), str(low[0].key)]

    another = share(assessor, to, grade=Grade.HIGH)
    tasks.deliver_due(now=watch)
    assert peers["portal"].order[2:] == [str(another.key)]
    assert outbox.sent_lately(to, at=watch.at) == 3

    watch.on(hours=1, minutes=1)
    tasks.deliver_due(now=watch)
    assert len(peers["portal"].order) == 5


def test_what_was_decided_anew_is_not_sent_by_a_worker_that_holds_it(assessor: User, peers: dict[str, Peer]) -> None:
    to = partner()
    delivery = share(assessor, to)
    (taken,) = delivering.take(to.pk, at=NOON)
    said = {to.pk: Said(**choice(choice=Choice.HOLD, basis=None, recall_date=NOON.date()))}

    deciding.decide(delivery.disclosure.decision.referral, said, by=assessor, at=NOON)

    assert not delivering.keep(taken, at=NOON)


def test_a_partner_that_is_silent_is_reminded_and_then_somebody_calls(assessor: User, peers: dict[str, Peer]) -> None:
    watch, to = Watch(MONDAY), partner()
    delivery = share(assessor, to, at=MONDAY)
    tasks.deliver_due(now=watch)

    watch.on(days=1, hours=10)
    tasks.look_after(now=watch)
    tasks.deliver_due(now=watch)
    assert len(peers["portal"].held) == 2
    assert not FollowUp.objects.exists()

    watch.on(days=2)
    tasks.look_after(now=watch)
    task = FollowUp.objects.get()
    assert task.kind == FollowUp.Kind.SILENT
    assert f"Call {to.call_name} on {to.call_phone}" in task.words

    hearing.acknowledge(delivery.disclosure, told_by="Duty worker", by=assessor, at=watch())
    task.refresh_from_db()
    assert task.done_how == "They have answered."


def test_nobody_is_chased_who_has_answered(assessor: User, peers: dict[str, Peer]) -> None:
    watch = Watch(MONDAY)
    delivery = share(assessor, partner(), at=MONDAY)
    tasks.deliver_due(now=watch)
    peers["portal"].says = [
        Receipt(at=watch(), kind=Kind.ACKNOWLEDGED, disclosure_id=str(delivery.key), reference="a", detail="Read.")
    ]
    assert tasks.collect_receipts(now=watch) == 1

    watch.on(days=5)
    tasks.look_after(now=watch)

    assert not FollowUp.objects.exists()
    assert Delivery.objects.count() == 1


def test_what_was_held_back_is_looked_at_again_on_its_day(assessor: User) -> None:
    to = partner()
    said = {to.pk: Said(**choice(choice=Choice.HOLD, basis=None, recall_date=MONDAY.date()))}
    deciding.decide(assessed(), said, by=assessor, at=NOON)

    tasks.look_after(now=lambda: NOON)
    assert not FollowUp.objects.exists()
    tasks.look_after(now=lambda: MONDAY)
    tasks.look_after(now=lambda: MONDAY)

    assert FollowUp.objects.get().kind == FollowUp.Kind.RECALL


def test_a_receipt_about_something_else_is_let_be() -> None:
    for key in ("", "not a key", "00000000-0000-4000-8000-000000000000"):
        word = Receipt(at=NOON, kind=Kind.SENT, disclosure_id=key, reference="", detail="")

        assert not hearing.hear(word, at=NOON)
