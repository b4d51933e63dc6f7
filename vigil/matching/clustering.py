"""From pairs to persons: mentions that are one person, never joining what a guard or a human keeps apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vigil.matching.scoring import Comparison, Decision

# Two persons who cannot both be right must differ by this much for the stronger to be taken without asking.
CLEAR_BY_BITS = 3.0

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Join:
    """Two mentions that the scorer would join, and how strongly (bits)."""

    a: str
    b: str
    weight: float


class Contradiction(Exception):  # noqa: N818  (a refusal, worded for the person)
    """People have said both that two mentions are one person and that they are not. The text says so."""


def cluster(
    ids: Iterable[str],
    joins: Iterable[Join],
    *,
    apart: Iterable[Pair] = (),
    must: Iterable[Pair] = (),
    cannot: Iterable[Pair] = (),
) -> dict[str, str]:
    """Return id → the id of its person, which is the first of ``ids`` in it, so that it stays as others join.

    ``apart`` are pairs a guard keeps apart. ``must`` and ``cannot`` are what people have said: they outweigh every
    weight and every guard; raise Contradiction when they cannot all be kept. Strongest joins come first; one that
    would put two in one person who are kept apart is left out, and so is one that another, kept apart from it,
    claims about as strongly (``CLEAR_BY_BITS``).
    """
    groups = _Groups(ids)
    said_apart = {_ordered(*pair) for pair in cannot}
    for a, b in must:
        groups.join(a, b)
    for a, b in said_apart:
        if groups.root(a) == groups.root(b):
            raise Contradiction(
                "Two mentions are said to be one person and also two. Undo one of the two decisions first."
            )
        groups.keep_apart(a, b)
    said_together = {_ordered(*pair) for pair in must}
    kept = {_ordered(*pair) for pair in apart} - said_together
    for a, b in kept:
        if groups.root(a) != groups.root(b):
            groups.keep_apart(a, b)
    strongest = sorted(joins, key=lambda join: (-join.weight, join.a, join.b))
    rivals = _rivals(strongest, kept | said_apart)
    for join in strongest:
        if (join.a, join.b) not in rivals and _ordered(join.a, join.b) not in said_apart:
            groups.join(join.a, join.b)
    return groups.persons()


def _ordered(a: str, b: str) -> Pair:
    return (a, b) if a <= b else (b, a)


def _rivals(joins: Sequence[Join], kept: set[Pair]) -> set[Pair]:
    """Return joins that claim a mention about as strongly as it is claimed by one kept apart from the claimant."""
    neighbours: dict[str, set[str]] = {}
    for a, b in kept:
        neighbours.setdefault(a, set()).add(b)
        neighbours.setdefault(b, set()).add(a)
    claims: dict[str, dict[str, float]] = {}
    for join in joins:
        if join.a in neighbours or join.b in neighbours:
            claims.setdefault(join.a, {})[join.b] = join.weight
            claims.setdefault(join.b, {})[join.a] = join.weight
    doubtful = set()
    for join in joins:
        for claimed, claimant in ((join.a, join.b), (join.b, join.a)):
            against = neighbours.get(claimant)
            if against and any(
                weight > join.weight - CLEAR_BY_BITS for rival, weight in claims[claimed].items() if rival in against
            ):
                doubtful.add((join.a, join.b))
    return doubtful


class _Groups:
    """Sets that grow by joining, each remembering which others it must stay apart from."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._place = {one: place for place, one in enumerate(ids)}
        self._root = {one: one for one in self._place}
        self._apart: dict[str, set[str]] = {}

    def root(self, one: str) -> str:
        while self._root[one] != one:
            self._root[one] = self._root[self._root[one]]
            one = self._root[one]
        return one

    def keep_apart(self, a: str, b: str) -> None:
        a, b = self.root(a), self.root(b)
        self._apart.setdefault(a, set()).add(b)
        self._apart.setdefault(b, set()).add(a)

    def join(self, a: str, b: str) -> None:
        """Make two sets one, unless they must stay apart."""
        a, b = self.root(a), self.root(b)
        if a == b or b in self._apart.get(a, ()):
            return
        if self._place[b] < self._place[a]:
            a, b = b, a
        self._root[b] = a
        others = self._apart.pop(b, set())
        for other in others:
            self._apart[other].discard(b)
            self._apart[other].add(a)
        if others:
            self._apart.setdefault(a, set()).update(others)

    def persons(self) -> dict[str, str]:
        return {one: self.root(one) for one in self._place}


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose mention this is: a person, or a question, or somebody new (``person`` is then "")."""

    decision: Decision
    person: str = ""
    comparison: Comparison | None = None
    instead: tuple[str, ...] = ()  # other persons it might as well be, likeliest first


def whose(mention_against: Mapping[str, Sequence[Comparison]]) -> Choice:
    """Return which known person one new mention is, given person → its comparisons with that person's mentions.

    A person with any mention that a hard guard keeps apart from the new one is not them. JOIN needs one person
    clearly ahead; two about as likely are a question. APART is somebody new.
    """
    possible: list[tuple[float, str, Comparison]] = []
    for person, comparisons in mention_against.items():
        if any(one.guard and one.decision is Decision.APART for one in comparisons):
            continue
        best = max(
            (one for one in comparisons if one.decision is not Decision.APART),
            key=lambda one: (one.decision is Decision.JOIN, one.weight),
            default=None,
        )
        if best:
            possible.append((best.weight, person, best))
    if not possible:
        return Choice(Decision.APART)
    possible.sort(key=lambda one: (one[2].decision is not Decision.JOIN, -one[0], one[1]))
    weight, person, best = possible[0]
    others = tuple(other for _, other, _ in possible[1:])
    close = any(other > weight - CLEAR_BY_BITS for other, _, comparison in possible[1:]
                if comparison.decision is Decision.JOIN)  # fmt: skip
    decision = Decision.ASK if best.decision is Decision.JOIN and close else best.decision
    return Choice(decision, person, best, others)
