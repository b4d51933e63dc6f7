"""Tables that matching is packaged with: words, forms of names, and the first edition of the model."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def read(name: str) -> dict[str, Any]:
    """Return the table ``<name>.toml``."""
    with (files(__package__) / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def words(name: str) -> frozenset[str]:
    """Return one list of ``words.toml``."""
    return frozenset(read("words")[name].split())
