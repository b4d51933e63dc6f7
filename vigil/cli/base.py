"""What every command needs: the group they belong to, their common options, and Django made ready."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
DATABASE = click.option(
    "--database",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Use this SQLite file instead of the environment's database; made if it is not there.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vigil")
def main() -> None:
    """Vigil: one worklist, ordered by risk and time, for a police vulnerability hub."""


def start(database: Path | None = None) -> None:
    """Make Django ready, with a sentence instead of a traceback when a setting is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vigil.config.settings")
    if database:
        os.environ["DATABASE_URL"] = f"sqlite:///{database.resolve()}"
        # What is handed over stays beside the database it belongs to.
        os.environ.setdefault("VIGIL_DATA", str(database.resolve().parent / f"{database.stem}-files"))
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as refusal:
        raise click.ClickException(str(refusal)) from None
    _make_folders()


def _make_folders() -> None:
    from django.conf import settings

    for folder in (settings.DATA, settings.STATIC_ROOT):
        Path(folder).mkdir(parents=True, exist_ok=True)


def migrate() -> None:
    """Bring the database up to date; the embedded one is made on first use."""
    from django.core.management import call_command

    if _stopped_half_way():
        raise click.ClickException(
            "This database is from an earlier edition of Vigil, not brought to its end: run “vigil worklist” "
            "of that edition on it once, or use another database (see docs/decisions/0013)."
        )
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def _stopped_half_way() -> bool:
    """Return whether some, and not all, of the migrations that a first edition replaces were applied.

    Django then leaves the first edition out without a word, for it takes the old ones to be there still.
    """
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    loader = MigrationLoader(connection, load=False)
    loader.load_disk()
    applied = MigrationRecorder(connection).applied_migrations()
    ours = (one for one in loader.disk_migrations.values() if type(one).__module__.startswith("vigil."))
    found = ([old in applied for old in one.replaces] for one in ours)
    return any(any(old) and not all(old) for old in found)


@contextmanager
def writing_to(path: Path | None) -> Iterator[Any]:
    if path is None:
        yield sys.stdout
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file


def print_json(answer: Any) -> None:
    """Print an answer as JSON; a list with one thing a line, for whoever reads it by lines."""
    if isinstance(answer, list):
        lines = ",\n".join(json.dumps(thing, ensure_ascii=False) for thing in answer)
        click.echo(f"[\n{lines}\n]" if answer else "[]")
    else:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
