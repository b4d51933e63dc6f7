"""Running the hub: its pages, its background work and its health."""

import sys

import click

from vigil.cli.base import AS_JSON, main, migrate, print_json, start


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Web server processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages."""
    start()
    migrate()
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
    start()
    migrate()
    from vigil.config.work import work

    work(until_idle=until_idle)


@main.command()
@AS_JSON
def doctor(as_json: bool) -> None:
    """Check that this installation can do its work, and say what to mend."""
    start()
    from vigil.config.health import examine

    findings = examine()
    if as_json:
        print_json([{"check": f.check, "holds": f.holds, "words": f.words} for f in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok  ' if finding.holds else 'MEND'}  {finding.check}: {finding.words}")
    sys.exit(0 if all(finding.holds for finding in findings) else 1)
