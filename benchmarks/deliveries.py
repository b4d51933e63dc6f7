"""Deliveries over five ways at once, by one worker and by four, beside a sixth partner that never answers.

    python -m tests.postgres -- python -m benchmarks.deliveries [--scale 0.06]       1 is 10,000 deliveries
    python -m benchmarks.deliveries [--scale 0.06]                                   on SQLite

Partners are the tests' own, each in a process: mail with STARTTLS, SFTP, a signed webhook, FHIR and MESH. They and the
database share the machine with the workers, so the workers' own processor is told beside the time. Prints messages a
second, and each step of one message; the time for 10,000 is the rate taken further, not measured, where the scale is
under 1. Stops, and says what is left, when nothing has gone for two minutes.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

WHOLE = 10_000
LOOK_SECONDS, TELL_EVERY = 0.2, 50  # looks between two lines of progress
STILL_SECONDS = 120  # without a message going: something waits that no worker will send soon
STEPS = ("take", "keep", "packet_of", "note_sent")
WORDS = {
    "take": "take a few on lease",
    "keep": "renew the lease",
    "packet_of": "make the PDF",
    "note_sent": "write down that it went",
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--scale", type=float, default=0.06)
    scale = asked.parse_args().scale
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/vigil.sqlite3")
        os.environ |= {"VIGIL_CHANNELS_ARE_REAL": "yes", "VIGIL_DATA": folder}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.config.settings")
        _measure(round(WHOLE * scale), Path(folder))


def _measure(number: int, folder: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.sharing.given import partner
    from tests.sharing.peers import PEERS
    from tests.sharing.peers.running import RunningPeer
    from tests.sharing.peers.way import way
    from vigil.sharing.models import Route

    call_command("migrate", verbosity=0)
    receivers = {kind: RunningPeer(kind, folder / kind) for kind in PEERS}
    try:
        with way(0, "slow") as silent:
            for kind, receiver in receivers.items():
                Route.objects.create(partner=partner(ways=0, name=kind), channel=kind, settings=receiver.reader.route())
                os.environ |= {f"VIGIL_CHANNEL_{name}": value for name, value in receiver.reader.secrets().items()}
            dead = receivers["webhook"].reader.route() | {"url": f"https://localhost:{silent}"}
            Route.objects.create(partner=partner(ways=0, name="dead"), channel="webhook", settings=dead)
            print(f"{number:,} deliveries on {connection.vendor}, load {os.getloadavg()[0]:.1f}")
            for workers in (1, 4):
                _decide(number)
                _print(workers, _timed(workers))
                _print_troubles()
    finally:
        for receiver in receivers.values():
            receiver.kill()


def _decide(number: int) -> None:
    from django.utils import timezone

    from tests.factories import make_user
    from tests.sharing.given import assessed, choice
    from vigil.sharing.actions import deciding
    from vigil.sharing.actions.deciding import Said
    from vigil.sharing.models import Partner

    by, partners = make_user(), list(Partner.objects.values_list("pk", flat=True))
    referrals = number // (len(partners) - 1)
    for done in range(referrals):
        if done % 500 == 0:
            print(f"  {done:,} of {referrals:,} referrals decided", flush=True)
        deciding.decide(assessed(), {one: Said(**choice()) for one in partners}, by=by, at=timezone.now())


class Told(NamedTuple):
    """What became of a run: messages that went, the seconds it took, the workers' own processor seconds, and each
    step's times, as pairs of seconds passed and seconds of its own processor."""

    went: int
    seconds: float
    processor: float
    steps: dict[str, list[tuple[float, float]]]


def _timed(number: int) -> Told:
    """Let so many workers send all but what the silent partner is to have."""
    command = [sys.executable, "-m", "benchmarks.deliveries", "worker"]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(number)
    ]
    try:
        for worker in workers:
            _line(worker)
        waiting = waits = _waiting().count()
        began = moved_at = time.perf_counter()
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("go\n")
            worker.stdin.flush()
        for look in count(1):
            time.sleep(LOOK_SECONDS)
            before, waits = waits, _waiting().count()
            now = time.perf_counter()
            moved_at = now if waits < before else moved_at
            if not waits or now - moved_at > STILL_SECONDS:
                break
            if look % TELL_EVERY == 0:
                print(f"  {waiting - waits:,} of {waiting:,} gone after {now - began:.0f} s", flush=True)
        seconds = moved_at - began
        if waits:
            print(f"  stopped: {waits:,} are left, and nothing went for {STILL_SECONDS} s", flush=True)
        return _put_together(waiting - waits, seconds, [_told(worker) for worker in workers])
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def _waiting() -> Any:
    from vigil.sharing.models import Delivery

    return Delivery.objects.filter(state=Delivery.State.WAITING).exclude(partner__name="dead")


def _line(worker: "subprocess.Popen[str]") -> str:
    assert worker.stdout is not None
    return worker.stdout.readline()


def _told(worker: "subprocess.Popen[str]") -> dict[str, Any]:
    """Ask a worker to stop, and return what it tells. It stops between two looks, whatever the silent partner does."""
    assert worker.stdin is not None
    worker.stdin.write("stop\n")
    worker.stdin.flush()
    told: dict[str, Any] = json.loads(_line(worker))
    return told


def _put_together(went: int, seconds: float, told: list[dict[str, Any]]) -> Told:
    steps: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for one in told:
        for step, times in one["steps"].items():
            steps[step] += times
    return Told(went, seconds, sum(one["processor"] for one in told), steps)


def _print(workers: int, told: Told) -> None:
    rate = told.went / told.seconds
    print(
        f"{workers} worker{'s'[: workers > 1]}: {told.went:,} in {told.seconds:.1f} s, {rate:.1f} a second; 10,000 in "
        f"{WHOLE / rate / 60:.1f} min; {1000 * told.processor / told.went:.1f} ms of the workers' own processor each; "
        f"load {os.getloadavg()[0]:.1f}"
    )
    print(f"  {'step, ms':28} {'times':>7} {'p50':>7} {'p95':>7} {'own processor':>14}")
    for step, times in sorted(told.steps.items()):
        passed, own = ([1000 * each for each in some] for some in zip(*times, strict=True))
        p95 = statistics.quantiles(passed, n=20)[-1] if len(passed) > 1 else passed[0]
        name = WORDS.get(step, step)
        print(f"  {name:28} {len(times):7,} {statistics.median(passed):7.1f} {p95:7.1f} {statistics.mean(own):14.1f}")


def _print_troubles() -> None:
    from django.db.models import Count

    from vigil.sharing.models import Delivery

    failed = Delivery.objects.exclude(last_trouble="").exclude(partner__name="dead")
    for partner, trouble, number in failed.values_list("partner__name", "last_trouble").annotate(n=Count("pk")):
        print(f"  {partner}: {number} tried again: {trouble}")


def work() -> None:
    """Send until told to stop; print each step's times, and leave the silent partner hanging."""
    import django

    django.setup()
    from vigil.sharing import channels, tasks
    from vigil.sharing.actions import delivering

    steps: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def timed(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def acted(*args: Any, **more: Any) -> Any:
            began, own = time.perf_counter(), time.thread_time()
            try:
                return act(*args, **more)
            finally:
                steps[name].append((time.perf_counter() - began, time.thread_time() - own))

        return acted

    for step in STEPS:
        setattr(delivering, step, timed(step, getattr(delivering, step)))
    for name, channel in channels.CHANNELS.items():
        channel.deliver = timed(f"send by {name}", channel.deliver)  # type: ignore[method-assign]
    print("ready", flush=True)
    sys.stdin.readline()
    began = _own_processor()
    threading.Thread(target=tasks.keep_delivering, args=(lambda: True,), daemon=True).start()
    sys.stdin.readline()
    print(json.dumps({"processor": _own_processor() - began, "steps": steps}), flush=True)
    os._exit(0)


def _own_processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    work() if sys.argv[1:] == ["worker"] else main()
