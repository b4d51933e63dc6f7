"""The packaged word lists, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read(name: str) -> dict[str, Any]:
    """Return the word list ``words/<name>.toml``."""
    with (files(__package__) / "words" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
