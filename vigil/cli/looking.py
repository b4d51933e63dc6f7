"""Looking at what the hub holds: the worklist and the audit trail."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from vigil.cli.base import AS_JSON, DATABASE, main, migrate, print_json, start

if TYPE_CHECKING:
    from vigil.accounts.models import User

LONDON = ZoneInfo("Europe/London")


@main.command()
@click.option("--limit", default=20, show_default=True, help="How many to show.")
@click.option("--for", "username", help="Only what nobody holds and this person may take.")
@click.option("--at", "moment", help="At this moment, like 2026-03-02T09:00; London time unless it says its zone.")
@DATABASE
@AS_JSON
def worklist(limit: int, username: str | None, moment: str | None, database: Path | None, as_json: bool) -> None:
    """Show the next referrals to assess, in order, and why each is where it is.

    What waits is as it is now; the order is as it is at the moment asked for.
    """
    start(database)
    migrate()
    from django.utils import timezone

    from vigil.worklist.queries.rows import foremost, foremost_for

    at = _moment(moment) if moment else timezone.now()
    lines = foremost_for(_person(username), limit, at=at) if username else foremost(limit, at=at)
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
        for place, line in enumerate(lines, start=1)
    ]
    if as_json:
        print_json(rows)
    else:
        for row in rows:
            click.echo(f"{row['place']:>4}  {row['number']}  {row['grade']:<8}  {row['why']}")


def _moment(written: str) -> datetime:
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise click.BadParameter("Write a moment like 2026-03-02T09:00.", param_hint="--at") from None
    return at if at.tzinfo else at.replace(tzinfo=LONDON)


def _person(username: str) -> "User":
    from vigil.accounts.models import User

    person = User.objects.filter(username=username).first()
    if person is None:
        raise click.BadParameter(f"Nobody signs in as “{username}”.", param_hint="--for")
    return person


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
