"""Who lives together, who was seen at one address, and who is related: links kept apart from being one person."""

from dataclasses import dataclass
from enum import StrEnum

from vigil.matching import levels
from vigil.matching.features import Features
from vigil.matching.mentions import Mention
from vigil.matching.scoring import ready

OLDER_BY_A_GENERATION_DAYS = 14 * 365


class Tie(StrEnum):
    """How two people who are not one are tied to each other."""

    SAME_HOUSEHOLD = "same household"
    SAME_ADDRESS = "same address"
    NAMED_TOGETHER = "named together"
    SIBLING = "sibling"
    PARENT = "parent"  # one of the two is the other's parent
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Link:
    """One tie between two mentions, and why."""

    tie: Tie
    reason: str


# As relationships are written beside a name.
_PARTNERS = ("partner", "husband", "wife", "spouse", "boyfriend", "girlfriend", "fiance", "cohabit", "bf", "gf")
_PARENTS = frozenset(
    {"mother", "father", "mum", "dad", "parent", "son", "daughter", "stepfather", "stepmother", "step"}
)
_SIBLINGS = frozenset({"brother", "sister", "sibling"})


def ties(a: Mention, b: Mention) -> tuple[Link, ...]:
    """Return every tie between two mentions of two people. No guard holds these back."""
    one, other = ready(a), ready(b)
    found: list[Link] = []
    together = bool(a.named_in) and a.named_in == b.named_in
    place = levels.place(one, other)
    same_family = bool(one.surname) and levels.surname(one, other, "same") in {"same", "other", "close"}
    if place == "dwelling" and (same_family or together):
        why = "same address and surname" if same_family else "same address, named together"
        found.append(Link(Tie.SAME_HOUSEHOLD, why))
    elif place in {"dwelling", "public"}:
        found.append(Link(Tie.SAME_ADDRESS, "same address"))
    if together:
        found.append(Link(Tie.NAMED_TOGETHER, "named in one report"))
        if related := _related(a, b, one, other, same_family=same_family):
            found.append(related)
    elif place == "dwelling" and same_family and (related := _by_birth(one, other)):
        found.append(related)
    return tuple(found)


def _related(a: Mention, b: Mention, one: Features, other: Features, *, same_family: bool) -> Link | None:
    """Return how two of one report are related, from the relationship written beside either, else from their births."""
    for mention in (a, b):
        written = mention.relationship.casefold()
        words = set(written.replace("-", " ").replace("/", " ").split())
        if not words or (one.is_child and other.is_child):
            continue
        if any(word in written for word in _PARTNERS) and not (one.is_child or other.is_child):
            return Link(Tie.PARTNER, f"written down as {_plain(written)}")
        if words & _PARENTS and _a_generation_apart(one, other):
            return Link(Tie.PARENT, f"written down as {_plain(written)}")
        if words & _SIBLINGS:
            return Link(Tie.SIBLING, f"written down as {_plain(written)}")
    return _by_birth(one, other) if same_family else None


def _by_birth(one: Features, other: Features) -> Link | None:
    if one.is_child and other.is_child:
        return Link(Tie.SIBLING, "children of one name together")
    if one.is_child != other.is_child and _a_generation_apart(one, other):
        return Link(Tie.PARENT, "a child and an adult of one name, a generation apart")
    return None


def _a_generation_apart(one: Features, other: Features) -> bool:
    if not one.born_to or not other.born_to:
        return one.is_child != other.is_child
    return max(one.born_from - other.born_to, other.born_from - one.born_to) >= OLDER_BY_A_GENERATION_DAYS


def _plain(text: str) -> str:
    return " ".join(text.split())[:40]
