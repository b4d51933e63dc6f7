"""The ``vigil`` command. Each command imports what it needs when it runs, so that ``--help`` is quick."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from vigil.intake.models import Import

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


def _start(database: Path | None = None) -> None:
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

    Path(settings.DATA).mkdir(parents=True, exist_ok=True)


def _migrate() -> None:
    """Bring the database up to date; the embedded one is made on first use."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _output(path: Path | None) -> Iterator[Any]:
    if path is None:
        yield sys.stdout
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file


def _print_json(answer: Any) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2))


# -- The main job -----------------------------------------------------------------------------


@main.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", default="", help="The mapping to read them by, when a file is not recognised for sure.")
@DATABASE
@AS_JSON
def import_files(files: tuple[Path, ...], mapping: str, database: Path | None, as_json: bool) -> None:
    """Take in files of referrals whole: every entry ends received, as a duplicate, or in quarantine.

    Running it again with the same files changes nothing; after a crash it goes on where it stopped.
    """
    _start(database)
    _migrate()
    from vigil.intake.models import Import

    answers = [_import_one(file, mapping) for file in files]
    if as_json:
        _print_json([answer for answer, _ in answers])
    else:
        for answer, _ in answers:
            _print_import(answer)
    if any(done.state != Import.State.FINISHED for _, done in answers):
        sys.exit(1)


def _import_one(file: Path, mapping: str) -> "tuple[dict[str, Any], Import]":
    from django.utils import timezone

    from vigil.intake.actions.handing_over import CannotStart, hand_over
    from vigil.intake.actions.importing import run
    from vigil.intake.models import Import
    from vigil.intake.queries import counts

    refusal = ""
    try:
        with file.open("rb") as content:
            handed = hand_over(content, name=file.name, mapping=mapping, by=None, at=timezone.now())
        if handed.state == Import.State.UNRECOGNISED:
            refusal = _which_mapping(handed)
        else:
            handed = run(handed, by=None, now=timezone.now, take_over=True)
            refusal = handed.refusal
    except CannotStart as obstacle:
        refusal = str(obstacle)
    answer = {"file": file.name, "mapping": handed.mapping, **counts(handed).as_detail()}
    if refusal:
        answer["refusal"] = refusal
    return answer, handed


def _which_mapping(handed: "Import") -> str:
    guess = handed.recognition
    if guess["mapping"]:
        return (
            f"It looks like “{guess['mapping']}”, but not for sure: {guess['why']} "
            f"If that is right, run again with --mapping {guess['mapping']}."
        )
    return f"No mapping fits it. {guess['why']} Name one with --mapping, or write one: see docs/mappings.md."


def _print_import(answer: dict[str, Any]) -> None:
    click.echo(f"{answer['file']} ({answer['mapping'] or 'not recognised'})")
    if "refusal" in answer:
        click.echo(f"  {answer['refusal']}")
        return
    click.echo(
        f"  read {answer['read']:,} = received {answer['received']:,} + duplicates {answer['duplicates']:,}"
        f" + quarantined {answer['quarantined']:,}"
    )
    for reason, number in answer["reasons"].items():
        click.echo(f"    {reason}: {number:,}")


@main.command()
@click.option("--limit", default=20, show_default=True, help="How many to show.")
@DATABASE
@AS_JSON
def worklist(limit: int, database: Path | None, as_json: bool) -> None:
    """Show the next referrals to assess, in order, and why each is where it is."""
    _start(database)
    _migrate()
    from django.utils import timezone

    from vigil.worklist.queries import next_up

    at = timezone.now()
    rows = [
        {
            "place": place,
            "number": referral.number,
            "reference": referral.reference,
            "grade": referral.grade,
            "area": referral.area,
            "incident_type": referral.incident_type,
            "due_at": referral.due_at.isoformat(),
            "submitted_at": referral.submitted_at.isoformat(),
            "why": referral.why(at=at),
        }
        for place, referral in enumerate(next_up(limit), start=1)
    ]
    if as_json:
        _print_json(rows)
    else:
        for row in rows:
            click.echo(f"{row['place']:>4}  {row['number']}  {row['grade']:<8}  {row['why']}")


@main.group()
def export() -> None:
    """Write out what the hub holds."""


@export.command("referrals")
@click.option("--format", "form", type=click.Choice(["ndjson", "csv"]), default="ndjson", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
@DATABASE
def export_referrals(form: str, output: Path | None, database: Path | None) -> None:
    """Write every entry that was received, is a duplicate or is in quarantine, one object or row each."""
    _start(database)
    _migrate()
    from vigil.intake.exporting import as_csv, as_ndjson

    with _output(output) as file:
        for line in as_ndjson() if form == "ndjson" else as_csv():
            file.write(line)


@main.group()
def audit() -> None:
    """Look at the audit trail."""


@audit.command()
@DATABASE
@AS_JSON
def verify(database: Path | None, as_json: bool) -> None:
    """Prove that the chain of events holds, or name the first broken link."""
    _start(database)
    _migrate()
    from vigil.audit.queries import verify as check

    verdict = check()
    if as_json:
        _print_json(
            {"holds": verdict.holds, "events": verdict.events, "broken_at": verdict.broken_at, "why": verdict.why}
        )
    else:
        click.echo(f"The chain holds: {verdict.events:,} events." if verdict.holds else verdict.why)
    sys.exit(0 if verdict.holds else 1)


# -- Running the hub ----------------------------------------------------------------------------


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Web server processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages."""
    _start()
    _migrate()
    _serve(host, port, workers)


def _serve(host: str, port: int, workers: int) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "vigil.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        websockets=False,
    ).serve()


@main.command()
@click.option("--until-idle", is_flag=True, help="Stop when there is nothing left to do.")
def worker(until_idle: bool) -> None:
    """Do the work that pages leave for later: imports and re-screening. Run as many as you like."""
    _start()
    _migrate()
    from vigil.config.work import work

    work(until_idle=until_idle)


@main.command()
@AS_JSON
def doctor(as_json: bool) -> None:
    """Check that this installation can do its work, and say what to mend."""
    _start()
    from vigil.config.health import examine

    findings = examine()
    if as_json:
        _print_json([{"check": f.check, "holds": f.holds, "words": f.words} for f in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.holds else 'MEND'}  {finding.check}: {finding.words}")
    sys.exit(0 if all(finding.holds for finding in findings) else 1)


if __name__ == "__main__":
    main()
