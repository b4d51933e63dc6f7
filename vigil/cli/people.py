"""Who is who in the hub: linked again, the weights learnt again, and written out."""

from pathlib import Path

import click

from vigil.cli.base import AS_JSON, DATABASE, main, migrate, print_json, start


@main.group()
def people() -> None:
    """Link the people of referrals: who is one person, and who lives together."""


@people.command()
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="What weighs the pairs: DuckDB on this machine, or Spark (needs Java and the extra vigil[spark]).",
)
@DATABASE
@AS_JSON
def link(engine: str, database: Path | None, as_json: bool) -> None:
    """Link everybody again by the weights in force. What people decided stands. The worker does this every night."""
    start(database)
    migrate()
    from django.utils import timezone

    from vigil.matching.spark import NoSpark
    from vigil.people.actions.linking import CannotLink, link_everybody
    from vigil.referrals.actions import name_who_is_not_known

    named = name_who_is_not_known(at=timezone.now())
    try:
        night = link_everybody(at=timezone.now(), on_spark=engine == "spark")
    except (CannotLink, NoSpark) as refusal:
        raise click.ClickException(str(refusal)) from None
    if as_json:
        print_json({"named": named, **vars(night)})
    else:
        click.echo(
            f"{night.mentions:,} mentions are {night.persons:,} people; {night.moved:,} moved, "
            f"{night.asked:,} questions for the review list."
        )


@people.command()
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write what was learnt to a file.")
@DATABASE
def train(report: Path | None, database: Path | None) -> None:
    """Learn the weights again from the hub's own people, without answers, and put them in force."""
    start(database)
    migrate()
    from django.utils import timezone

    from vigil.matching.model import BadModel
    from vigil.matching.training import CannotTrain
    from vigil.people.actions.linking import train as learn

    try:
        lines = learn(at=timezone.now())
    except (BadModel, CannotTrain) as refusal:
        raise click.ClickException(str(refusal)) from None
    if report:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
        click.echo(lines[0])
    else:
        click.echo("\n".join(lines))
