"""Deliveries over five ways at once, by one worker and by four, beside a sixth partner that never answers.

    python -m tests.postgres -- python -m benchmarks.deliveries [--scale 0.06]       1 is 10,000 deliveries
    python -m benchmarks.deliveries [--scale 0.06]                                   on SQLite

Partners are the tests' own, each in a process: mail with STARTTLS, SFTP, a signed webhook, FHIR and MESH. They share
the machine with the workers. Prints messages a second, and each step of one message; the time for 10,000 is the rate
taken further, not measured, where the scale is under 1.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

WHOLE = 10_000
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
            steps: dict[str, list[float]] = {}
            for workers in (1, 4):
                _decide(number)
                seconds, steps = _timed(workers)
                rate = number / seconds
                print(
                    f"{workers} worker{'s'[: workers > 1]}: {rate:5.1f} a second; 10,000 in {WHOLE / rate / 60:.1f} min"
                )
                _print_steps(steps)
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
    for _ in range(number // (len(partners) - 1)):
        deciding.decide(assessed(), {one: Said(**choice()) for one in partners}, by=by, at=timezone.now())


def _timed(number: int) -> tuple[float, dict[str, list[float]]]:
    """Let so many workers send all but what the silent partner is to have. Return seconds, and each step's times."""
    command = [sys.executable, "-m", "benchmarks.deliveries", "worker"]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(number)
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    began = time.perf_counter()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    steps: dict[str, list[float]] = defaultdict(list)
    for worker in workers:
        for step, times in json.loads(worker.communicate()[0]).items():
            steps[step] += times
    return time.perf_counter() - began, steps


def _print_steps(steps: dict[str, list[float]]) -> None:
    print(f"  {'step, ms':28} {'p50':>7} {'p95':>7}")
    for step in sorted(steps):
        times = [1000 * each for each in steps[step]]
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"  {WORDS.get(step, step):28} {statistics.median(times):7.1f} {p95:7.1f}")


def _print_troubles() -> None:
    from django.db.models import Count

    from vigil.sharing.models import Delivery

    failed = Delivery.objects.exclude(last_trouble="").exclude(partner__name="dead")
    for partner, trouble, number in failed.values_list("partner__name", "last_trouble").annotate(n=Count("pk")):
        print(f"  {partner}: {number} tried again: {trouble}")


def work() -> None:
    """Send until only the silent partner waits; print each step's times, and leave the silent one hanging."""
    import django

    django.setup()
    from vigil.sharing import channels, tasks
    from vigil.sharing.actions import delivering
    from vigil.sharing.models import Delivery

    times: dict[str, list[float]] = defaultdict(list)

    def timed(name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        def acted(*args: Any, **more: Any) -> Any:
            began = time.perf_counter()
            try:
                return act(*args, **more)
            finally:
                times[name].append(time.perf_counter() - began)

        return acted

    for step in STEPS:
        setattr(delivering, step, timed(step, getattr(delivering, step)))
    for name, channel in channels.CHANNELS.items():
        channel.deliver = timed(f"send by {name}", channel.deliver)  # type: ignore[method-assign]
    print("ready", flush=True)
    sys.stdin.readline()
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING).exclude(partner__name="dead")

    def is_running() -> bool:
        if waiting.exists():
            return True
        print(json.dumps(times), flush=True)
        os._exit(0)

    tasks.keep_delivering(is_running)


if __name__ == "__main__":
    work() if sys.argv[1:] == ["worker"] else main()
