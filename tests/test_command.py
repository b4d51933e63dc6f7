"""What every command does first: a database that cannot be brought up to date gets a sentence, and how to go on."""

import sqlite3
import subprocess
import sys
from pathlib import Path

EARLIER = ("worklist", "0001_claims_and_focus")  # one of two that the first edition replaces


def test_a_database_that_an_earlier_edition_left_half_way_gets_a_sentence(tmp_path: Path) -> None:
    database = tmp_path / "hub.sqlite3"
    with sqlite3.connect(database) as half_way:
        half_way.execute(
            "CREATE TABLE django_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, app TEXT, name TEXT, applied TEXT)"
        )
        half_way.execute("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2026-11-01')", EARLIER)
        half_way.execute("CREATE TABLE worklist_claim (id INTEGER PRIMARY KEY)")

    ran = subprocess.run(
        [sys.executable, "-m", "vigil.cli", "worklist", "--database", str(database)], capture_output=True, text=True
    )

    assert ran.returncode == 1
    assert ran.stderr.startswith("Error: This database is from an earlier edition of Vigil")
    assert "Traceback" not in ran.stderr
