"""Files of referrals: taken in, and written out."""

import gc
import sys
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vigil.cli.base import AS_JSON, DATABASE, main, migrate, print_json, start, writing_to

if TYPE_CHECKING:
    from vigil.intake.models import Import
    from vigil.intake.reading.ahead import Told


@main.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", default="", help="The mapping to read them by, when a file is not recognised for sure.")
@DATABASE
@AS_JSON
def import_files(files: tuple[Path, ...], mapping: str, database: Path | None, as_json: bool) -> None:
    """Take in files of referrals whole: every entry ends received, as a duplicate, or in quarantine.

    Running it again with the same files changes nothing; after a crash it goes on where it stopped.
    """
    start(database)
    from vigil.intake.reading.ahead import make_ready

    make_ready()
    migrate()
    gc.freeze()  # what is here by now stays: looking through it for garbage after each file is time lost
    from vigil.intake import sources
    from vigil.intake.models import Import
    from vigil.intake.reading.mapping import BadMapping

    try:
        if mapping:
            sources.load(mapping)
    except BadMapping as refusal:
        raise click.ClickException(str(refusal)) from None
    answers = list(_import_in_turn(files, mapping))
    if as_json:
        print_json([answer for answer, _ in answers])
    else:
        for answer, _ in answers:
            _print_import(answer)
    if any(done.state != Import.State.FINISHED for _, done in answers):
        sys.exit(1)


def _import_in_turn(files: tuple[Path, ...], mapping: str) -> "Iterator[tuple[dict[str, Any], Import]]":
    """Hand over every file, then receive one after another, the next being read meanwhile."""
    from vigil.intake.actions.importing import begin_reading

    handed = [(file, *_hand_over(file, mapping)) for file in files]
    reading = begin_reading(handed[0][1])
    for (file, one, refusal), following in zip_longest(handed, handed[1:]):
        read_next = begin_reading(following[1]) if following else None
        yield _receive(file, one, refusal, reading)
        reading = read_next


def _hand_over(file: Path, mapping: str) -> "tuple[Import, str]":
    """Return the import of a file, and why it cannot be run, or nothing."""
    from django.utils import timezone

    from vigil.intake.actions.handing_over import hand_over
    from vigil.intake.models import Import

    with file.open("rb") as content:
        handed = hand_over(content, name=file.name, mapping=mapping, by=None, at=timezone.now())
    if handed.state == Import.State.UNRECOGNISED:
        handed = _with_the_guess(handed, file)
    if handed.state == Import.State.UNRECOGNISED:
        return handed, f"No mapping fits it. {handed.recognition['why']} Name one with --mapping: see docs/mappings.md."
    return handed, ""


def _receive(
    file: Path, handed: "Import", refusal: str, reading: "Iterator[Told] | None"
) -> "tuple[dict[str, Any], Import]":
    from django.utils import timezone

    from vigil.intake.actions.handing_over import CannotStart
    from vigil.intake.actions.importing import run
    from vigil.intake.queries.imports import counts

    if not refusal:
        try:
            handed = run(handed, by=None, now=timezone.now, take_over=True, reading=reading)
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


@main.group()
def mapping() -> None:
    """Say what a source's columns mean: see docs/mappings.md."""


@mapping.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DATABASE
def add_mapping(file: Path, database: Path | None) -> None:
    """Take a mapping file into the hub, or a new version of one."""
    start(database)
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
    start(database)
    from vigil.intake import sources

    found = [{"name": name, "title": known.title} for name, known in sorted(sources.known().items())]
    if as_json:
        print_json(found)
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
    start(database)
    migrate()
    from vigil.intake.exporting import as_csv, as_ndjson

    with writing_to(output) as file:
        for line in as_ndjson() if form == "ndjson" else as_csv():
            file.write(line)


@export.command("people")
@click.option("--format", "form", type=click.Choice(["ndjson"]), default="ndjson", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
@DATABASE
def export_people(form: str, output: Path | None, database: Path | None) -> None:
    """Write everybody named in each referral, with the person and household they are taken for, one object each."""
    start(database)
    migrate()
    from vigil.intake.exporting import people_as_ndjson

    with writing_to(output) as file:
        for line in people_as_ndjson():
            file.write(line)
