"""A killed import ends where one that was never killed ends. With real processes, and a real kill."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.intake import files

ROWS = 1_500

pytestmark = pytest.mark.slow


def vigil(*arguments: str, folder: Path) -> "subprocess.Popen[str]":
    environment = {**os.environ, "VIGIL_DATA": str(folder / "files")}
    environment.pop("DATABASE_URL", None)
    return subprocess.Popen(
        [sys.executable, "-m", "vigil.cli", *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )


def import_to_the_end(path: Path, folder: Path) -> dict[str, Any]:
    running = vigil("import", str(path), "--database", str(folder / "hub.sqlite3"), "--json", folder=folder)
    answer, _ = running.communicate(timeout=120)
    assert running.returncode == 0
    found: dict[str, Any] = json.loads(answer)[0]
    return found


def entries_done(database: Path) -> int:
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT COUNT(*) FROM intake_entry").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0


def exported(folder: Path) -> list[str]:
    running = vigil("export", "referrals", "--database", str(folder / "hub.sqlite3"), folder=folder)
    answer, _ = running.communicate(timeout=120)
    return answer.splitlines()


def somebody(number: int) -> dict[str, str]:
    """Return who is harmed in a row: another person in each."""
    surname = "".join("ABDEGIKLNO"[int(figure)] for figure in str(number))
    return {"VicSurname": surname, "VicDOB": f"{number % 27 + 1:02d}/{number % 12 + 1:02d}/{1940 + number % 60}"}


@pytest.fixture(scope="module")
def backlog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [files.row(number, **somebody(number)) for number in range(1, ROWS + 1)]
    rows[700] = {**rows[20], "URN": "SHR-2025-09999"}  # typed in twice, one on each side of the first kill
    rows[900] = files.row(901, Narrative="")
    return files.write(tmp_path_factory.mktemp("source") / "shropshire.csv", rows)


@pytest.fixture(scope="module")
def undisturbed(backlog: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], list[str]]:
    folder = tmp_path_factory.mktemp("undisturbed")
    return import_to_the_end(backlog, folder), exported(folder)


@pytest.mark.parametrize("kill_at", [1, 2], ids=["after the first batch", "later, twice"])
def test_a_killed_import_run_again_ends_as_one_never_killed(
    backlog: Path, undisturbed: tuple[dict[str, Any], list[str]], tmp_path: Path, kill_at: int
) -> None:
    database = tmp_path / "hub.sqlite3"
    for kill in range(kill_at):
        running = vigil("import", str(backlog), "--database", str(database), folder=tmp_path)
        before = entries_done(database)
        deadline = time.monotonic() + 60
        while entries_done(database) <= before and time.monotonic() < deadline:
            time.sleep(0.005)
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert 0 < entries_done(database) < ROWS, f"kill {kill + 1} came too early or too late"

    answer = import_to_the_end(backlog, tmp_path)

    assert (answer, exported(tmp_path)) == undisturbed
    assert answer["read"] == ROWS
    assert answer["duplicates"] == 1


def test_the_audit_chain_of_a_killed_import_holds(backlog: Path, tmp_path: Path) -> None:
    database = tmp_path / "hub.sqlite3"
    running = vigil("import", str(backlog), "--database", str(database), folder=tmp_path)
    while not entries_done(database):
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    running.wait()

    import_to_the_end(backlog, tmp_path)

    checking = vigil("audit", "verify", "--database", str(database), "--json", folder=tmp_path)
    verdict = json.loads(checking.communicate(timeout=60)[0])
    assert verdict["holds"]
    # One for the file handed over, one for its end, one for each entry: none twice. Those of history come beside them.
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        told = connection.execute("SELECT COUNT(*) FROM audit_event WHERE verb != 'referral.raised_by_history'")
        assert told.fetchone()[0] == ROWS + 2
