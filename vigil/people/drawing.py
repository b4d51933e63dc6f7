"""Whom a person is tied to, laid out to be drawn: the person at the left, the others one under another at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from vigil.people.queries.person import Relation

WIDTH, LINE, TOP = 400, 46, 8
LONGEST_NAME, LONGEST_TIES = 24, 34


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One person tied to: where their line ends, and the two lines of words beside it."""

    y: int
    name: str
    ties: str
    same_household: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Graph:
    """A drawing ``width`` by ``height``, with the person in the middle of its left side at ``y``."""

    width: int
    height: int
    y: int
    name: str
    nodes: tuple[Node, ...]
    words: str


def graph(name: str, relations: Sequence[Relation]) -> Graph:
    """Return the drawing of one person's relations, and the same in words for whoever does not see it."""
    height = TOP + LINE * max(1, len(relations))
    return Graph(
        width=WIDTH,
        height=height,
        y=height // 2,
        name=_short(name, LONGEST_NAME - 8),
        nodes=tuple(
            Node(
                y=TOP + LINE * place + LINE // 2,
                name=_short(relation.name, LONGEST_NAME),
                ties=_short(ties_in_words(relation), LONGEST_TIES),
                same_household=relation.same_household,
            )
            for place, relation in enumerate(relations)
        ),
        words="; ".join(f"{relation.name}: {ties_in_words(relation)}" for relation in relations),
    )


def ties_in_words(relation: Relation) -> str:
    """Return how somebody is tied to the person: "partner, same household, 4 referrals together"."""
    together = f"{relation.together} referral{'' if relation.together == 1 else 's'} together"
    words = [*relation.ties, *["same household"] * relation.same_household, *[together] * bool(relation.together)]
    return ", ".join(words)


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
