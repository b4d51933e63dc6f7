"""A bulk day through the API: 28,280 referrals from four record systems at once, each linked, screened and graded.

    python -m tests.postgres -- python -m benchmarks.bulk_day [--scale 0.03] [--known 7]    1 is 28,280 referrals
    python -m benchmarks.bulk_day [--scale 0.03] [--known 7]                                on SQLite

``--known``: so many times the four teams' backlogs (2,828) come in by file first, unless the hub holds some already.
Everything that happens to a referral at the door happens in its call's one transaction. The server, its clients and
the database share the machine. Counts afterwards what the hub holds against what was sent: nothing may be lost. A call
without an answer in a minute is counted, and not sent again.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

WHOLE, CLIENTS, SERVERS, WARMING = 28_280, 4, 2, 16
UP_WITHIN_SECONDS, DOWN_WITHIN_SECONDS, TELL_EVERY_SECONDS = 60, 10, 10
NO_ANSWER = 0
# Which server process a kept connection falls to is chance, and the day is not to hang on it.
A_CONNECTION_A_CALL = httpx.Limits(max_keepalive_connections=0)
LONDON = ZoneInfo("Europe/London")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--scale", type=float, default=0.03)
    asked.add_argument("--known", type=float, default=0.0)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/vigil.sqlite3")
        os.environ["VIGIL_DATA"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.config.settings")
        _measure(round(WHOLE * given.scale), given.known, Path(folder))


def _measure(number: int, known: float, folder: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from vigil.accounts.roles import Scope
    from vigil.intake.models import Entry
    from vigil.referrals.models import Referral
    from vigil.sharing.actions import keys

    call_command("migrate", verbosity=0)
    if known and not Referral.objects.exists():
        _import(known, folder)
    before, entries = Referral.objects.count(), Entry.objects.count()
    at = datetime.now(LONDON)
    secrets = [
        keys.make(f"RMS {one} {at:%y%m%d %H%M%S}", scopes=[Scope.SUBMIT_REFERRALS], partner=None, by=None, at=at)[1]
        for one in range(CLIENTS)
    ]
    connection.close()
    bodies = _bodies(number, known)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "vigil.cli", "serve", "--port", str(port), "--workers", str(SERVERS)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}/api/v1"
        _until_up(address, server)
        first, _ = _sent(f"{address}/referrals", secrets, bodies[:WARMING])
        answers, seconds = _sent(f"{address}/referrals", secrets, bodies[WARMING:])
    finally:
        server.terminate()
        try:
            server.wait(DOWN_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
    slowest = 1000 * max(wait for _, wait in first)
    print(f"the first {WARMING} calls, as the servers read their models: at most {slowest:.0f} ms")
    _print(answers, seconds, before)
    lost = len(bodies) - (Entry.objects.count() - entries)
    print(f"{len(bodies):,} sent, {lost:,} of them lost")


def _import(known: float, folder: Path) -> None:
    from django.utils import timezone

    from vigil.intake.actions.handing_over import hand_over
    from vigil.intake.actions.importing import run
    from vigil.simulation.synthetic.referrals import generate
    from vigil.simulation.synthetic.writers.files import write_files

    for path in write_files(generate(seed=1, scale=known), folder / "files"):
        with path.open("rb") as content:
            run(hand_over(content, name=path.name, by=None, at=timezone.now()), by=None, now=timezone.now)


def _sent(url: str, secrets: list[str], bodies: list[dict[str, Any]]) -> tuple[list[tuple[int, float]], float]:
    """Return each answer's status and seconds, and how long all took."""
    answers: list[tuple[int, float]] = []
    clients = [
        threading.Thread(target=_send, args=(url, secret, bodies[turn :: len(secrets)], answers))
        for turn, secret in enumerate(secrets)
    ]
    began = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        while client.is_alive():
            client.join(TELL_EVERY_SECONDS)
            _tell(answers, len(bodies), time.perf_counter() - began)
    return answers, time.perf_counter() - began


def _tell(answers: list[tuple[int, float]], of: int, seconds: float) -> None:
    lately = sorted(1000 * wait for _, wait in answers[-500:])
    if len(lately) > 1:
        p95 = statistics.quantiles(lately, n=20)[-1]
        print(
            f"  {len(answers):,} of {of:,} after {seconds:.0f} s; p95 of the last {len(lately)}: {p95:.0f} ms",
            flush=True,
        )


def _bodies(number: int, known: float) -> list[dict[str, Any]]:
    from vigil.simulation.synthetic.referrals import generate

    hub = generate(seed=1, scale=known or max(0.1, 1.5 * number / WHOLE))
    told = hub.history() if known else chain(hub.waiting(), hub.history())  # of the same people
    return [_body(one) for one in islice(told, number)]


def _body(one: Any) -> dict[str, Any]:
    """Return a synthetic referral as a record system sends it, as if it had come in just now."""
    return {
        "reference": one.reference,
        "narrative": one.narrative,
        "incident_at": one.incident_at.isoformat(),
        "submitted_at": one.submitted_at.isoformat(),
        "incident_type": one.kind,
        "area": one.area,
        "address": f"{one.location.premises}, {one.location.town}",
        "postcode": one.location.postcode,
        "officer_grade": one.officer_grade,
        "subjects": [
            {
                "role": subject.role,
                "surname": subject.surname,
                "forenames": subject.forenames,
                "date_of_birth": subject.date_of_birth.isoformat() if subject.date_of_birth else None,
                "sex": subject.sex,
                "address": f"{subject.address.premises}, {subject.address.town}" if subject.address else "",
                "postcode": subject.address.postcode if subject.address else "",
                "phone": subject.phone,
                "school": subject.school,
            }
            for subject in one.subjects
        ],
    }


def _until_up(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + UP_WITHIN_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            httpx.get(f"{address}/openapi.json")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not come up.")


def _send(url: str, secret: str, bodies: list[dict[str, Any]], answers: list[tuple[int, float]]) -> None:
    with httpx.Client(headers={"Authorization": f"Bearer {secret}"}, timeout=60, limits=A_CONNECTION_A_CALL) as client:
        for body in bodies:
            began = time.perf_counter()
            try:
                status = client.post(url, json=body, headers={"Idempotency-Key": body["reference"]}).status_code
            except httpx.TransportError:
                status = NO_ANSWER
            answers.append((status, time.perf_counter() - began))


def _print(answers: list[tuple[int, float]], seconds: float, before: int) -> None:
    from django.db import connection

    from vigil.intake.models import Entry
    from vigil.referrals.models import Referral
    from vigil.triage.models import Screening

    waits = sorted(1000 * wait for _, wait in answers)
    answered = Counter(status for status, _ in answers)
    rate = len(answers) / seconds
    print(f"{before:,} known, {connection.vendor}, load {os.getloadavg()[0]:.1f}")
    print(f"{len(answers):,} referrals, {CLIENTS} clients")
    print("answered " + ", ".join(f"{status}: {number:,}" for status, number in sorted(answered.items())))
    held = Counter(Entry.objects.values_list("state", flat=True))
    print(f"held     {dict(held)}; {Referral.objects.count():,} referrals, {Screening.objects.count():,} screened")
    print(f"{rate:.1f} a second; 28,280 in {WHOLE / rate / 60:.0f} min")
    tenths = statistics.quantiles(waits, n=100)
    print(f"ms: p50 {tenths[49]:.0f}  p95 {tenths[94]:.0f}  p99 {tenths[98]:.0f}  most {waits[-1]:.0f}")
    last = sorted(1000 * wait for _, wait in answers[-len(answers) // 4 :])
    print(f"ms in the last quarter: p50 {statistics.median(last):.0f}  p95 {statistics.quantiles(last, n=20)[-1]:.0f}")


if __name__ == "__main__":
    main()
