"""Persons matched: two files linked, or one rid of its repeats."""

import csv
from pathlib import Path
from typing import Any

import click

from vigil.cli.base import main, writing_to

IN_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT_FILE = click.Path(dir_okay=False, path_type=Path)


def _mapping(_context: click.Context, _option: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    if wrong := [pair for pair in pairs if "=" not in pair]:
        raise click.BadParameter(f"“{wrong[0]}” is not THING=COLUMN.")
    return {thing: column for thing, _, column in (pair.partition("=") for pair in pairs)}


@main.command()
@click.argument("persons", type=IN_FILE)
@click.argument("other", type=IN_FILE, required=False)
@click.option("-o", "--output", type=OUT_FILE, required=True, help="Write the pairs here.")
@click.option("--clusters", type=OUT_FILE, help="Write id,cluster here: who is one person.")
@click.option("--map", "mapped", multiple=True, callback=_mapping, help="THING=COLUMN, as in surname=last_name.")
@click.option("--report", type=OUT_FILE, help="Write what was learnt here: m, u and the waterfall.")
def match(
    persons: Path, other: Path | None, output: Path, clusters: Path | None, mapped: dict[str, str], report: Path | None
) -> None:
    """Say which rows of a CSV are one person, or which rows of two.

    It learns how much each agreement tells from the files themselves, without answers, and chooses by itself where
    to draw the line: "join" above it, "ask" where a person should look.
    """
    from vigil.matching.columns import CannotRead
    from vigil.matching.files import match_files
    from vigil.matching.training import CannotTrain

    try:
        done = match_files([persons, other] if other else [persons], mapped=mapped)
    except (CannotRead, CannotTrain) as refusal:
        raise click.ClickException(str(refusal)) from None
    _write(output, ("left_id", "right_id", "weight", "probability", "decision"), done.rows())
    if clusters:
        _write(clusters, ("id", "cluster"), done.clusters())
    if report:
        report.write_text("\n".join(done.report) + "\n", encoding="utf-8")
    click.echo(done.summary())


def _write(path: Path, header: tuple[str, ...], rows: Any) -> None:
    with writing_to(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
