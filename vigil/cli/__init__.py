"""The ``vigil`` command. Each command imports what it needs when it runs, so that ``--help`` is quick."""

from vigil.cli import files, looking, matching, people, risk, running, synthetic, workforce
from vigil.cli.base import main

__all__ = ["files", "looking", "main", "matching", "people", "risk", "running", "synthetic", "workforce"]
