"""What ``vigil doctor`` looks at, and the sentences it gives."""

import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.intake import sources
from vigil.intake.reading.mapping import BadMapping


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing checked. ``words`` say what was found, and what to do when it does not hold."""

    check: str
    holds: bool
    words: str


def examine() -> list[Finding]:
    """Check the database, its migrations, the folders and the packaged mappings."""
    return [_database(), _migrations(), _folder(), _mappings(), _administrator()]


def _found(check: str, look: Callable[[], tuple[bool, str]], *, mend: str) -> Finding:
    try:
        holds, words = look()
    except (DatabaseError, OSError) as error:
        return Finding(check=check, holds=False, words=f"{type(error).__name__}. {mend}")
    return Finding(check=check, holds=holds, words=words if holds else f"{words} {mend}")


def _database() -> Finding:
    def look() -> tuple[bool, str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if connection.vendor == "sqlite":
            return sqlite3.sqlite_version_info >= (3, 35), f"SQLite {sqlite3.sqlite_version} answers."
        return connection.pg_version >= 140_000, "PostgreSQL answers."  # type: ignore[attr-defined]

    return _found("database", look, mend="Check DATABASE_URL, and that the server is running.")


def _migrations() -> Finding:
    def look() -> tuple[bool, str]:
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        return not waiting, f"{waiting} migrations wait." if waiting else "The database is up to date."

    return _found("migrations", look, mend="Run: vigil serve (or python -m django migrate).")


def _folder() -> Finding:
    def look() -> tuple[bool, str]:
        root = Path(default_storage.path(""))
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=root):
            return True, "The folder for handed-over files can be written."

    return _found("files", look, mend=f"Make {settings.DATA} writable, or set VIGIL_DATA to a folder that is.")


def _mappings() -> Finding:
    def look() -> tuple[bool, str]:
        try:
            return True, f"{len(sources.known())} mappings can be used."
        except BadMapping as refusal:
            return False, str(refusal)

    return _found("mappings", look, mend=f"Mend it or take it out of {sources.folder()}.")


def _administrator() -> Finding:
    def look() -> tuple[bool, str]:
        number = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count()
        return bool(number), f"{number} people can administer the hub."

    return _found("administrator", look, mend="Add one with: vigil staff add NAME --role administrator.")
