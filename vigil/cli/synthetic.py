"""Made-up referrals: files of them, a database of them, and a whole hub to try."""

from pathlib import Path
from typing import Any

import click

from vigil.cli.base import AS_JSON, DATABASE, main, migrate, print_json, start


@main.command()
@click.option("--seed", default=1, show_default=True)
@click.option("--scale", default=1.0, show_default=True, help="1 is two years of history and 2,828 waiting.")
@click.option("--position", type=click.DateTime(), help="The moment the queue describes [default: the demo's day].")
@click.option("--files", type=click.Path(file_okay=False, path_type=Path), help="Write the teams' files here.")
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
        print_json(answer)
    else:
        for what, made in answer.items():
            click.echo(f"{what}: {made if isinstance(made, int) else ', '.join(made)}")


def _load_hub(hub: Any, database: Path | None) -> int:
    start(database)
    migrate()
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
    start()
    migrate()
    from vigil.config.demo import build, serve_with_worker, what_to_click
    from vigil.config.work import work

    build(seed=seed, scale=scale, say=click.echo)
    if build_only:
        work(until_idle=True)
        return
    click.echo(what_to_click(port))
    serve_with_worker(port)
