"""The outbox at work: sending what is due, asking for receipts, and chasing, in as many workers as you like."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime

from django.db import connection
from django.utils import timezone

from vigil.sharing import channels
from vigil.sharing.actions import chasing, collecting, delivering, hearing, school_notices
from vigil.sharing.actions.delivering import Taken
from vigil.sharing.channels.base import Fault, Trouble
from vigil.sharing.channels.lines import turn
from vigil.sharing.models import Route
from vigil.sharing.queries import outbox

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

AT_A_TIME = 8  # partners that one worker serves side by side, so that a slow one keeps nobody waiting
TURN_SECONDS = 3  # for which a partner is served before another may take its place
LOOK_EVERY = 1.0  # second between looks at an outbox from which nothing can be sent


def deliver_due(*, now: Clock = timezone.now) -> int:
    """Send everything that can be sent now, one partner after the other. Return how many messages went."""
    sent = 0
    while partners := outbox.partners_with_work(now()):
        counts = [serve(partner, now=now) for partner in partners]
        sent += sum(went for went, _ in counts)
        if not any(tried for _, tried in counts):
            break  # what is left waits for a meter, a rest or another worker
    return sent


def keep_delivering(is_running: Callable[[], bool], *, now: Clock = timezone.now) -> None:
    """Send what is due until told to stop, several partners side by side: one that hangs keeps no other waiting."""
    serving: dict[Future[int], int] = {}
    asked_again_at: dict[int, float] = {}  # partners for whom nothing could be sent just now
    with ThreadPoolExecutor(max_workers=AT_A_TIME) as pool:
        while is_running():
            moment = time.monotonic()
            for partner in outbox.partners_with_work(now()):
                is_served = partner in serving.values() or asked_again_at.get(partner, 0) > moment
                if not is_served and len(serving) < AT_A_TIME:
                    serving[pool.submit(_in_a_thread, partner, now=now)] = partner
            connection.close_if_unusable_or_obsolete()
            if not serving:
                time.sleep(LOOK_EVERY)
            for done in wait(serving, timeout=LOOK_EVERY, return_when=FIRST_COMPLETED).done:
                partner = serving.pop(done)
                if not done.result():
                    asked_again_at[partner] = time.monotonic() + LOOK_EVERY


def _in_a_thread(partner: int, *, now: Clock) -> int:
    """Serve a partner until nothing can be sent or its turn is over. Return how many messages were tried."""
    ends_at, in_all = time.monotonic() + TURN_SECONDS, 0
    try:
        with turn():
            while (tried := serve(partner, now=now)[1]) and time.monotonic() < ends_at:
                in_all += tried
        return in_all + tried
    except Exception as error:
        kind = type(error).__name__
        log.error("Serving partner %s failed with %s", partner, kind)
        return 0
    finally:
        connection.close()  # this thread's own


def serve(partner: int, *, now: Clock) -> tuple[int, int]:
    """Send one partner its next few messages. Return how many went and how many were tried."""
    taken = delivering.take(partner, at=now())
    went = tried = 0
    with turn():
        for place, one in enumerate(taken):
            if not delivering.keep(one, at=now()):
                continue
            tried += 1
            trouble = _send(one, now=now)
            if trouble is None:
                went += 1
                continue
            delivering.note_trouble(one, trouble, at=now())
            if trouble.try_again or trouble.stops_route:
                for left in taken[place + 1 :]:  # the way rests: what was not tried loses nothing by it
                    delivering.give_back(left)
                break
    return went, tried


def _send(taken: Taken, *, now: Clock) -> Trouble | None:
    """Send one message. Return what went wrong, or None."""
    try:
        packet = delivering.packet_of(taken.delivery)
        receipt = channels.channel(taken.route.channel).deliver(packet, taken.route.settings, at=now())
    except Trouble as trouble:
        return trouble
    except Exception as error:
        kind = type(error).__name__
        log.error("Delivery %s failed with %s", taken.delivery.pk, kind)
        return Trouble(
            f"Vigil failed while sending ({kind}). Tell whoever runs it.",
            fault=Fault.OURS,
            try_again=True,
        )
    delivering.note_sent(taken, receipt, at=now())
    return None


def tell_schools(*, now: Clock = timezone.now) -> int:
    """Make the school notices of referrals that came in. Return how many referrals were looked at."""
    return school_notices.look(at=now())


def collect_receipts(*, now: Clock = timezone.now) -> int:
    """Ask every way that is due for what came back, one after the other. Return how many receipts were new."""
    return sum(_collect(route, now=now) for route in collecting.take_routes(at=now(), most=AT_A_TIME))


def keep_collecting(is_running: Callable[[], bool], *, now: Clock = timezone.now) -> None:
    """Ask for what came back until told to stop, several ways side by side: one that hangs keeps no other waiting."""
    asking: dict[Future[int], int] = {}
    with ThreadPoolExecutor(max_workers=AT_A_TIME) as pool:
        while is_running():
            room = AT_A_TIME - len(asking)
            for route in collecting.take_routes(at=now(), most=room, but_not=asking.values()):
                asking[pool.submit(_collect_in_a_thread, route, now=now)] = route.pk
            connection.close_if_unusable_or_obsolete()
            if not asking:
                time.sleep(LOOK_EVERY)
            for done in wait(asking, timeout=LOOK_EVERY, return_when=FIRST_COMPLETED).done:
                del asking[done]


def _collect_in_a_thread(route: Route, *, now: Clock) -> int:
    try:
        return _collect(route, now=now)
    finally:
        connection.close()  # this thread's own


def _collect(route: Route, *, now: Clock) -> int:
    """Return how many receipts that came back by one way were new."""
    new = 0
    try:
        with turn():
            for word in channels.channel(route.channel).collect(route.settings, at=now()):
                new += hearing.hear(word, at=now())
    except Trouble as trouble:
        collecting.note_trouble(route, trouble, at=now())
    except Exception as error:
        kind = type(error).__name__
        log.error("Collecting from route %s failed with %s", route.pk, kind)
    return new


def look_after(*, now: Clock = timezone.now) -> None:
    """Chase the silent, recall what was held back, and give up on nobody without telling a person."""
    chasing.chase_the_silent(at=now())
    chasing.recall_what_was_held_back(at=now())
    delivering.give_up_on_the_unreachable(at=now())
