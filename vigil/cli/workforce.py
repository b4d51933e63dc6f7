"""The hub's people: a login for one, and files of people and their training."""

import sys
from pathlib import Path

import click

from vigil.cli.base import AS_JSON, DATABASE, main, migrate, print_json, start


@main.group()
def staff() -> None:
    """Give people a login, and take in what they are trained in."""


@staff.command("add")
@click.argument("username")
@click.option("--role", required=True, help="What they may do, for example assessor.")
@click.option("--first-name", default="")
@click.option("--last-name", default="")
@DATABASE
def add_staff(username: str, role: str, first_name: str, last_name: str, database: Path | None) -> None:
    """Add a person. Prints a temporary password, which they must change when they first sign in."""
    start(database)
    migrate()
    from django.utils import timezone

    from vigil.accounts.models import User
    from vigil.accounts.roles import HUB_ROLES, Role
    from vigil.workforce.actions.staff import add_user

    if role not in HUB_ROLES:
        raise click.ClickException(f"Nobody is added as {role} here. Choose one of: {', '.join(HUB_ROLES)}.")
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


@staff.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@DATABASE
@AS_JSON
def import_staff(file: Path, database: Path | None, as_json: bool) -> None:
    """Take in a CSV of people and training. Exits 1 when a row is held.

    Running it again with the same file changes nothing. Whoever is new cannot sign in until given a password.
    """
    start(database)
    migrate()
    from django.utils import timezone

    from vigil.workforce.actions.importing import take_in
    from vigil.workforce.staff_files import Unreadable

    try:
        taken = take_in(file.read_bytes(), name=file.name, by=None, at=timezone.now())
    except Unreadable as refusal:
        raise click.ClickException(str(refusal)) from None
    held = list(taken.held_rows.order_by("row", "id").values("row", "field", "reason"))
    counts = {
        "read": taken.read,
        "taken_in": taken.taken_in,
        "people_added": taken.people_added,
        "trainings_added": taken.trainings_added,
        "nothing_new": taken.known,
    }
    if as_json:
        print_json({**counts, "held": held})
    else:
        click.echo(", ".join(f"{number:,} {what.replace('_', ' ')}" for what, number in counts.items()))
        for row in held:
            click.echo(f"  row {row['row']}, {row['field'].replace('_', ' ') or 'whole row'}: {row['reason']}")
    sys.exit(1 if held else 0)
