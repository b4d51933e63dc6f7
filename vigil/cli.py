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
    call_command("createcachetable", verbosity=0)


@contextmanager
def _output(path: Path | None) -> Iterator[Any]:
    if path is None:
        yield sys.stdout
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file


def _print_json(answer: Any) -> None:
    """Print an answer as JSON; a list with one thing a line, for whoever reads it by lines."""
    if isinstance(answer, list):
        lines = ",\n".join(json.dumps(thing, ensure_ascii=False) for thing in answer)
        click.echo(f"[\n{lines}\n]" if answer else "[]")
    else:
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
    from vigil.intake import sources
    from vigil.intake.models import Import
    from vigil.intake.reading.mapping import BadMapping

    try:
        if mapping:
            sources.load(mapping)
    except BadMapping as refusal:
        raise click.ClickException(str(refusal)) from None
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
            handed = _with_the_guess(handed, file)
        if handed.state == Import.State.UNRECOGNISED:
            refusal = f"No mapping fits it. {handed.recognition['why']} Name one with --mapping: see docs/mappings.md."
        else:
            handed = run(handed, by=None, now=timezone.now, take_over=True)
            refusal = handed.refusal
    except CannotStart as obstacle:
        refusal = str(obstacle)
    answer = {"file": file.name, "mapping": handed.mapping, **counts(handed).as_detail()}
    if refusal:
        answer["refusal"] = refusal
    return answer, handed


def _with_the_guess(handed: "Import", file: Path) -> "Import":
    """Take the likeliest mapping, saying so: nobody is there to ask, and the import can be undone."""
    from django.utils import timezone

    from vigil.intake.actions.handing_over import choose_mapping

    guess = handed.recognition["mapping"]
    if guess:
        click.echo(f"{file.name}: read as {guess}, which is a guess. {handed.recognition['why']}", err=True)
        choose_mapping(handed, mapping=guess, by=None, at=timezone.now())
        handed.refresh_from_db()
    return handed


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

    from vigil.worklist.queries.rows import foremost

    rows = [
        {
            "place": place,
            "number": line.number,
            "reference": line.reference,
            "grade": line.grade,
            "area": line.area,
            "incident_type": line.incident_type,
            "due_at": line.due_at.isoformat(),
            "submitted_at": line.submitted_at.isoformat(),
            "why": line.why,
        }
        for place, line in enumerate(foremost(limit, at=timezone.now()), start=1)
    ]
    if as_json:
        _print_json(rows)
    else:
        for row in rows:
            click.echo(f"{row['place']:>4}  {row['number']}  {row['grade']:<8}  {row['why']}")


@main.group()
def mapping() -> None:
    """Say what a source's columns mean: see docs/mappings.md."""


@mapping.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DATABASE
def add_mapping(file: Path, database: Path | None) -> None:
    """Take a mapping file into the hub, or a new version of one."""
    _start(database)
    from vigil.intake import sources
    from vigil.intake.reading.mapping import BadMapping

    try:
        added = sources.add(file)
    except BadMapping as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"{added.name}: {added.title}")


@mapping.command("list")
@DATABASE
@AS_JSON
def list_mappings(database: Path | None, as_json: bool) -> None:
    """Show the mappings this hub has."""
    _start(database)
    from vigil.intake import sources

    found = [{"name": name, "title": known.title} for name, known in sorted(sources.known().items())]
    if as_json:
        _print_json(found)
    else:
        for known in found:
            click.echo(f"{known['name']}: {known['title']}")


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


@main.group()
def staff() -> None:
    """Give people a login."""


@staff.command("add")
@click.argument("username")
@click.option("--role", required=True, help="administrator, supervisor, assessor, analyst or inspector.")
@click.option("--first-name", default="")
@click.option("--last-name", default="")
@DATABASE
def add_staff(username: str, role: str, first_name: str, last_name: str, database: Path | None) -> None:
    """Add a person. Prints a temporary password, which they must change when they first sign in."""
    _start(database)
    _migrate()
    from django.utils import timezone

    from vigil.accounts.models import User
    from vigil.accounts.roles import Role
    from vigil.workforce.actions import add_user

    if role not in Role.values:
        raise click.ClickException(f"There is no role called {role}. Choose one of: {', '.join(Role.values)}.")
    if User.objects.filter(username=username).exists():
        raise click.ClickException(f"There is already somebody called {username}.")
    _, password = add_user(
        username=username,
        role=Role(role),
        password=None,
        first_name=first_name,
        last_name=last_name,
        by=None,
        at=timezone.now(),
    )
    click.echo(f"{username} can sign in with the temporary password {password}")


# -- Made-up referrals ------------------------------------------------------------------------


@main.command()
@click.option("--seed", default=1, show_default=True)
@click.option("--scale", default=1.0, show_default=True, help="1 is two years of history and 2,828 waiting.")
@click.option("--position", type=click.DateTime(), help="The moment the queue describes [default: the demo's day].")
@click.option("--files", type=click.Path(file_okay=False, path_type=Path), help="Write the four teams' files here.")
@DATABASE
@AS_JSON
def synth(seed: int, scale: float, position: Any, files: Path | None, database: Path | None, as_json: bool) -> None:
    """Make synthetic referrals: four teams' files, or straight into a database. The same seed makes the same."""
    from vigil.simulation.synthetic.calibration import LONDON, POSITION_AT
    from vigil.simulation.synthetic.referrals import generate
    from vigil.simulation.synthetic.writers.files import write_files

    hub = generate(seed=seed, scale=scale, position_at=position.replace(tzinfo=LONDON) if position else POSITION_AT)
    if files:
        answer: dict[str, Any] = {"files": [str(path) for path in write_files(hub, files)]}
    else:
        answer = {"referrals": _load_hub(hub, database)}
    if as_json:
        _print_json(answer)
    else:
        for what, made in answer.items():
            click.echo(f"{what}: {made if isinstance(made, int) else ', '.join(made)}")


def _load_hub(hub: Any, database: Path | None) -> int:
    _start(database)
    _migrate()
    from itertools import chain

    from django.utils import timezone

    from vigil.intake.actions.synthesising import load

    return max(load(chain(hub.history(), hub.waiting()), at=timezone.now()), default=0)


@main.command()
@click.option("--seed", default=1, show_default=True)
@click.option("--scale", default=1.0, show_default=True, help="1 is two years of history and 2,828 waiting.")
@click.option("--port", default=8000, show_default=True)
@click.option("--build-only", is_flag=True, help="Build the hub and stop, without serving it.")
def demo(seed: int, scale: float, port: int, build_only: bool) -> None:
    """Build a hub with made-up backlogs of four teams, and serve it on this machine with a worker."""
    _start()
    _migrate()
    from vigil.config.demo import build, serve_with_worker, what_to_click

    build(seed=seed, scale=scale, say=click.echo)
    click.echo(what_to_click(port))
    if not build_only:
        serve_with_worker(port)


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
