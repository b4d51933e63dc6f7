"""Importing four teams' files, and ten times as much: seconds, peak memory, and whether time grows with the rows.

    python -m benchmarks.importing [FILE...]        default: synthetic files, one and ten times the published backlog

Each import is a process of its own into a new SQLite database, as a person would run it. With FILEs, only those.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

RUNS = 3


def main() -> None:
    if len(sys.argv) > 1:
        show("these files", [measured([Path(file) for file in sys.argv[1:]]) for _ in range(RUNS)])
        return
    with tempfile.TemporaryDirectory() as folder:
        once = files_of(Path(folder) / "once", scale=1.0)
        tenfold = files_of(Path(folder) / "tenfold", scale=10.0)
        one = [measured(once) for _ in range(RUNS)]
        ten = [measured(tenfold)]
        show("four files", one)
        show("ten times", ten)
        growth = ten[0]["seconds"] / statistics.median(run["seconds"] for run in one)
        rows = ten[0]["read"] / one[0]["read"]
        print(f"{rows:.1f} times the rows took {growth:.1f} times as long")


def files_of(folder: Path, *, scale: float) -> list[Path]:
    """Write synthetic files in a process of its own: a child begins with its parent's memory, which is measured."""
    command = ["synth", "--scale", str(scale), "--files", str(folder), "--json"]
    answer = subprocess.run([sys.executable, "-m", "vigil.cli", *command], stdout=subprocess.PIPE, check=True).stdout
    return [Path(file) for file in json.loads(answer)["files"]]


def measured(files: list[Path]) -> dict[str, Any]:
    """Import the files in a process of its own. Return seconds, processor seconds, peak MB and entries read."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "hub.sqlite3"
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        answer = subprocess.run(
            [sys.executable, "-m", "vigil.cli", "import", *map(str, files), "--database", str(database), "--json"],
            env={**os.environ, "VIGIL_DATA": folder},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        seconds = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": seconds,
        "processor": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "peak MB": after.ru_maxrss / 1024,  # of the largest child so far: measure small before large
        "read": sum(one["read"] for one in json.loads(answer)),
    }


def show(what: str, runs: list[dict[str, Any]]) -> None:
    middle = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    rate = middle["read"] / middle["seconds"]
    times = f"{middle['seconds']:6.1f} s ({middle['processor']:.1f} of processor)"
    print(f"{what:<12} {middle['read']:>7,.0f} entries  {times}  {middle['peak MB']:6.0f} MB  {rate:7,.0f} entries/s")


if __name__ == "__main__":
    main()
