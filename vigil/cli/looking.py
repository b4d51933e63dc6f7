"""Looking at what the hub holds: the worklist and the audit trail."""

import sys
from pathlib import Path

import click

from vigil.cli.base import AS_JSON, DATABASE, main, migrate, print_json, start


@main.command()
@click.option("--limit", default=20, show_default=True, help="How many to show.")
@DATABASE
@AS_JSON
def worklist(limit: int, database: Path | None, as_json: bool) -> None:
    """Show the next referrals to assess, in order, and why each is where it is."""
    start(database)
    migrate()
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
        print_json(rows)
    else:
        for row in rows:
            click.echo(f"{row['place']:>4}  {row['number']}  {row['grade']:<8}  {row['why']}")


@main.group()
def audit() -> None:
    """Look at the audit trail."""


@audit.command()
@DATABASE
@AS_JSON
def verify(database: Path | None, as_json: bool) -> None:
    """Prove that the chain of events holds, or name the first broken link."""
    start(database)
    migrate()
    from vigil.audit.queries import verify as check

    verdict = check()
    if as_json:
        print_json(
            {"holds": verdict.holds, "events": verdict.events, "broken_at": verdict.broken_at, "why": verdict.why}
        )
    else:
        click.echo(f"The chain holds: {verdict.events:,} events." if verdict.holds else verdict.why)
    sys.exit(0 if verdict.holds else 1)
