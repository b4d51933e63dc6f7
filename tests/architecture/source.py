"""The product's own source, as the tests of its layout read it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLAIN = ("rules", "screening", "matching", "simulation")  # cannot reach the database: import-linter sees to that


@cache
def files() -> tuple[str, ...]:
    """Return every file of the repository, from its root: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(sorted(name for name in listed.splitlines() if (ROOT / name).is_file()))


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield each module of the product, migrations apart, as its path from the root and its syntax tree."""
    for name in files():
        if name.startswith("vigil/") and name.endswith(".py") and "/migrations/" not in name:
            yield name, ast.parse((ROOT / name).read_text(encoding="utf-8"))


def is_kind(name: str, kinds: set[str]) -> bool:
    """Return whether a module is one of these kinds (``actions``): a file of that name, or in a package of it."""
    return not kinds.isdisjoint(Path(name).with_suffix("").parts)
