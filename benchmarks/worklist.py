"""The worklist page with 100,000 waiting, measured beside the page most Django projects would write.

    python -m benchmarks.worklist [DATABASE_URL]        default: sqlite:///…/worklist-benchmark.sqlite3 in the
                                                        system's temporary folder, built once and used again

Prints, for each page: in process (median and 95th of one user's waits, number of queries) and served by
granian with two workers (wrk at 1 and 16 connections). Compare ratios inside one run, not figures across runs.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

WAITING = 100_000
TURNS = {"ours, cold": 20, "ours": 60, "stock": 8}
SECONDS = 10
PAGES = {
    "first page": "",
    "last page": "page=last",
    "one area": "area=shropshire",
    "area, overdue": "area=shropshire&overdue=on",
    "area, last page": "area=shropshire&page=last",
}


def main() -> None:
    default = f"sqlite:///{Path(tempfile.gettempdir()) / 'worklist-benchmark.sqlite3'}"
    os.environ["DATABASE_URL"] = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("DATABASE_URL", default)
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.worklist_settings"
    import django

    django.setup()
    from benchmarks.waiting_referrals import build

    reader = build(WAITING, at=datetime.now(UTC))
    from django.db import connection

    print(f"{WAITING:,} waiting, {connection.vendor}")
    in_process(reader)
    connection.close()
    if shutil.which("wrk"):
        served(reader)


def in_process(reader: Any) -> None:
    """Print one user's waits. “Cold” is our page right after something changed: nothing remembered."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from vigil.worklist.queries import counts

    client = Client()
    client.force_login(reader)
    print(f"\nIn process{'':18}median ms   p95 ms  queries")
    for name, query in PAGES.items():
        medians = {}
        for whose, url in (("ours, cold", "/worklist/"), ("ours", "/worklist/"), ("stock", "/stock/")):
            waits = []
            client.get(f"{url}?{query}")
            for _ in range(TURNS[whose]):
                if whose == "ours, cold":
                    counts.forget()
                started = time.perf_counter()
                response = client.get(f"{url}?{query}")
                waits.append(1_000 * (time.perf_counter() - started))
                assert response.status_code == 200
            if whose == "ours, cold":
                counts.forget()
            with CaptureQueriesContext(connection) as queries:
                client.get(f"{url}?{query}")
            medians[whose] = statistics.median(waits)
            p95 = statistics.quantiles(waits, n=20)[-1]
            print(f"{name:16} {whose:10} {medians[whose]:9.1f} {p95:8.1f} {len(queries):8}")
        print(f"{'':16} {'stock/ours':10} {medians['stock'] / medians['ours']:8.1f}x")


def served(reader: Any) -> None:
    """Print throughput over granian: requests a second, and the waits of one user and of sixteen."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(reader.pk), reader.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--port", str(port)),
            *("--log-level", "error", "vigil.config.wsgi:application"),
        ]
    )
    try:
        _wait_for(port)
        print(f"\nServed by granian, 2 workers{'':9}1 connection              16 connections")
        print(f"{'':29}req/s  p50 ms  p95 ms       req/s  p50 ms  p95 ms")
        for name, query in PAGES.items():
            rates = {}
            for whose, url in (("ours", "/worklist/"), ("stock", "/stock/")):
                figures = [_wrk(f"http://127.0.0.1:{port}{url}?{query}", session.session_key, n) for n in (1, 16)]
                rates[whose] = figures
                print(f"{name:16} {whose:8}", *(f"{rate:9.1f} {p50:7.1f} {p95:7.1f}  " for rate, p50, p95 in figures))
            one, many = (
                ours[0] / max(stock[0], 1 / SECONDS) for ours, stock in zip(rates["ours"], rates["stock"], strict=True)
            )
            print(f"{'':16} {'ours/stock':8} {one:6.1f}x {many:29.1f}x")
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def _wrk(url: str, session: str | None, connections: int) -> tuple[float, float, float]:
    """Return requests a second, and the median and 95th of the waits in milliseconds."""
    script = Path(__file__).with_name("worklist.lua")
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--timeout", "60s", "-s", str(script)]
    command += ["-H", f"Cookie: sessionid={session}", url]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"rate=(\S+) p50=(\S+) p95=(\S+) bad=(\d+)", out)
    assert found, out
    assert found[4] == "0", f"{found[4]} answers were not pages: {url}"
    return float(found[1]), float(found[2]), float(found[3])


if __name__ == "__main__":
    main()
