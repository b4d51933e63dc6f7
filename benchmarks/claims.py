"""Taking the next referral: 16 at once, beside a bare SKIP LOCKED claim on a static key in the same run.

    python -m tests.postgres -- python -m benchmarks.claims [WAITING...]     default: 3000 100000
    python -m benchmarks.claims --sqlite [WAITING...]

For each number waiting it prints claims a second, and the median and 95th of the waits, of:
  statement  for scale: one statement, the first of a static key that nobody has locked; no record and no trail
  bare       the whole action (skills, lapses, focus, claim, audit event), choosing by that static key
  take_next  the same action as it is: exactly in order at that moment, ageing by class, for one's skills
  request    the whole request through Django, session and person included
and on PostgreSQL bare and take_next again while a snapshot is held open. Workers are processes. Ratios inside a run
count; absolutes drift. tests.postgres runs its server without fsync: rates are of work, not of the disk.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

WORKERS = 16
SECONDS = 3.0
HELD_FIRST = 2_000  # claims made, with the snapshot open, before its turn is timed
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
STATIC = "CREATE INDEX IF NOT EXISTS bare_order ON referrals_referral (order_at, id) WHERE status = 'waiting'"


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    sizes = [int(one) for one in sys.argv[1:] if one.isdigit()] or [3_000, 100_000]
    call_command("migrate", verbosity=0)
    people = _people()
    with connection.cursor() as cursor:
        cursor.execute(STATIC)
    print(f"{connection.vendor}, {WORKERS} at once")
    print(f"{'waiting':>9} {'':22}{'claims/s':>9} {'p50 ms':>8} {'p95 ms':>8}")
    for size in sizes:
        _fill(size)
        rates = {what: _timed(size, what, people) for what in ("statement", "bare", "take_next", "request")}
        _fill(size)
        median, p95 = _burst(people)
        print(f"{size:9,} {'request, 16 together':22}{'':9} {median:8.1f} {p95:8.1f}")
        print(f"{size:9,} {'take_next / bare':22}{rates['take_next'] / rates['bare']:9.2f}", flush=True)
        if connection.vendor == "postgresql":
            _while_held(size, people)


def _while_held(size: int, people: list[int]) -> None:
    """Print what is left of each rate while a report holds its snapshot."""
    import psycopg
    from django.db import connection

    options = connection.get_connection_params()
    for what in ("bare", "take_next"):
        _fill(size)
        before, _ = _run(what, people)
        _fill(size)
        with psycopg.connect(**{key: options[key] for key in ("dbname", "user", "host")}) as report:
            report.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            report.execute("SELECT count(*) FROM referrals_referral")
            _run("statement", people, most=HELD_FIRST)
            held, _ = _run(what, people)
        print(f"{size:9,} {what + ', snapshot held':22}{held:9.0f} {'':8} {'':8} {held / before:6.2f} of its rate")


def _timed(size: int, what: str, people: list[int]) -> float:
    _fill(size)
    rate, waits = _run(what, people)
    p95 = statistics.quantiles(waits, n=20)[-1]
    print(f"{size:9,} {what:22}{rate:9.0f} {statistics.median(waits):8.1f} {p95:8.1f}", flush=True)
    return rate


def _run(what: str, people: list[int], *, most: int = 0) -> tuple[float, list[float]]:
    """Let all workers claim at once; return claims a second and every wait in milliseconds. ``most`` bounds them."""
    each = most // WORKERS
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.claims", "worker", what, str(people[turn]), str(each)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for turn in range(WORKERS)
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    started = time.perf_counter()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    waits = [float(wait) for worker in workers for wait in worker.communicate()[0].split()]
    assert waits, "Nothing was claimed."
    return len(waits) / (time.perf_counter() - started), waits


def _burst(people: list[int], presses: int = 12) -> tuple[float, float]:
    """Return median and 95th of the waits when 16 press together, look at what they got, and press again."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.claims", "presser", str(people[turn]), str(presses)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for turn in range(WORKERS)
    ]
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()
    begin = time.time() + 0.5
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(f"{begin}\n")
        worker.stdin.flush()
    waits = [float(wait) for worker in workers for wait in worker.communicate()[0].split()]
    return statistics.median(waits), statistics.quantiles(waits, n=20)[-1]


def work(what: str, person: int, most: int) -> None:
    """Claim until the time is over, as one of the workers; print the waits."""
    from django.db import connection
    from django.test import Client

    from vigil.accounts.models import User
    from vigil.referrals.models import Referral
    from vigil.rules.lifecycle import Status
    from vigil.worklist.actions.claims import take_next
    from vigil.worklist.queries import claims

    by = User.objects.get(pk=person)
    browser = Client()
    browser.force_login(by)
    locked = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    bare_claim = f"""
        UPDATE referrals_referral SET status = 'in_assessment' WHERE id = (
            SELECT id FROM referrals_referral WHERE status = 'waiting' ORDER BY order_at, id LIMIT 1 {locked}
        ) RETURNING id
    """

    def statement() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(bare_claim)
            return cursor.fetchone() is not None

    if what == "bare":
        free = Referral.objects.filter(status=Status.WAITING).order_by("order_at", "id").defer("narrative")
        claims.next_in_order = lambda *_, **__: iter([[0]])  # and what says who may take what is read as ever
        claims.first_to_lock = lambda keys: free.select_for_update(skip_locked=True).first()

    def request() -> bool:
        return "/assess/" in browser.post("/my-work/next/")["Location"]

    claim = {
        "statement": statement,
        "bare": lambda: take_next(by=by, at=AT) is not None,
        "take_next": lambda: take_next(by=by, at=AT) is not None,
        "request": request,
    }[what]
    claim()  # what a process reads once, such as the calendar, is read before
    print("ready", flush=True)
    sys.stdin.readline()
    waits: list[float] = []
    ends = time.perf_counter() + SECONDS
    while time.perf_counter() < ends and (not most or len(waits) < most):
        started = time.perf_counter()
        if not claim():
            break
        waits.append(1_000 * (time.perf_counter() - started))
    print(*(f"{wait:.3f}" for wait in waits))


def press(person: int, presses: int) -> None:
    """Press “take next” at the same moments as the others; print the waits."""
    from django.test import Client

    from vigil.accounts.models import User

    browser = Client()
    browser.force_login(User.objects.get(pk=person))
    browser.get("/my-work/")
    print("ready", flush=True)
    begin = float(sys.stdin.readline())
    waits: list[float] = []
    for turn in range(presses):
        time.sleep(max(0.0, begin + turn - time.time()))
        started = time.perf_counter()
        assert "/assess/" in browser.post("/my-work/next/")["Location"]
        waits.append(1_000 * (time.perf_counter() - started))
    print(*(f"{wait:.3f}" for wait in waits))


def _people() -> list[int]:
    from tests.factories import make_user, train
    from vigil.accounts.models import User

    named = [f"taker{turn}" for turn in range(WORKERS)]
    there = dict(User.objects.filter(username__in=named).values_list("username", "pk"))
    return [there.get(name) or train(make_user(username=name)).pk for name in named]


def _fill(size: int) -> None:
    """Put ``size`` referrals on the worklist as they were, with nobody holding any, and the index clean."""
    from django.db import connection

    from vigil.referrals.models import Referral
    from vigil.rules.priority import CLASSES
    from vigil.worklist.models import Claim

    there = Referral.objects.count()
    if there > size:
        raise SystemExit("Name the numbers waiting from the smallest to the largest.")
    chance = random.Random(there)
    for begin in range(there, size, 5_000):
        Referral.objects.bulk_create(
            _referral(number, chance, list(CLASSES)) for number in range(begin, min(begin + 5_000, size))
        )
    Claim.objects.all().delete()
    Referral.objects.exclude(status="waiting").update(status="waiting", waiting=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE referrals_referral" if connection.vendor == "postgresql" else "ANALYZE")


def _referral(number: int, chance: random.Random, classes: list[int]) -> Any:
    from vigil.referrals.models import Referral
    from vigil.rules.priority import CLASSES

    order_class = chance.choice(classes)
    start = AT - timedelta(hours=chance.expovariate(1 / 400))
    return Referral(
        source="benchmark",
        reference=f"CLM/26/{number:07d}",
        submitted_at=start,
        received_at=start,
        incident_type="domestic_abuse_partner",
        narrative="Officers spoke with both parties apart and recorded what each of them said. " * 6,
        status="waiting",
        waiting=True,
        grade=CLASSES[order_class][0],
        due_at=start + timedelta(hours=24),
        order_class=order_class,
        order_at=start,
        skills=chance.choice(["domestic_abuse", "children domestic_abuse"]),
    )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "vigil.config.settings"
    if "--sqlite" in sys.argv:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(tempfile.mkdtemp(prefix='vigil-claims-')) / 'claims.sqlite3'}"
    if sys.argv[1:2] in (["worker"], ["presser"]):
        import django

        django.setup()
        if sys.argv[1] == "worker":
            work(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
        else:
            press(int(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
