"""The risk questionnaires a first responder completes, and what their answers record."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vigil.rules.terms import RiskTool

# DASH is answered yes or no (or refused); DARA with how often, and yes or no for its events.
YES = frozenset({"yes", "y", "occasionally", "often", "all the time"})


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question: its code in the record, our short words for it, and the factor that a yes records ("" for none)."""

    code: str
    words: str
    factor: str


@cache
def items(tool: RiskTool) -> Mapping[str, Item]:
    """Return a questionnaire's items by code, in its own order."""
    table = tomllib.loads(resources.files("vigil.rules").joinpath(f"data/{tool.lower()}.toml").read_text("utf-8"))
    return {item["code"]: Item(**item) for item in table["items"]}


def answered_yes(tool: RiskTool, answers: Mapping[str, str]) -> tuple[Item, ...]:
    """Return the items answered yes, or more often than never. Anything else (no, refused, not asked) is no answer."""
    return tuple(item for code, item in items(tool).items() if answers.get(code, "").strip().casefold() in YES)
