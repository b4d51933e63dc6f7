"""Everybody in a list against everybody else: the plain engine, for thousands. ``batch`` is for millions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vigil.matching.blocking import MOST_SHARING, keys_ready
from vigil.matching.clustering import Join, Pair, cluster
from vigil.matching.features import Features, home, in_a_crowd
from vigil.matching.guards import SOFT, Guard, guard
from vigil.matching.model import Model
from vigil.matching.scoring import Decision, decide, levels_of, weigh

MOST_PAIRS = 40  # to a mention, on average, when everybody is linked with everybody; a town's people come to ten


@dataclass(frozen=True, slots=True)
class Weighed:
    """Two mentions by id, weighed and decided."""

    a: str
    b: str
    weight: float
    guard: Guard
    decision: Decision


@dataclass(frozen=True, slots=True)
class Linked:
    """What a list of mentions comes to: the pairs worth showing, strongest first, and id → person."""

    pairs: tuple[Weighed, ...]
    persons: dict[str, str]


def followed(sizes: Iterable[tuple[int, int]], *, mentions: int) -> tuple[int, int]:
    """Return how many may share a key that is followed when everybody is linked, and how many such keys two must share.

    ``sizes`` are how many share a key, and how many keys so many share. Where all keys would bring too many together,
    the rarest are followed, as the door does, and one of them is not enough: of 200,000 invented people nine pairs in
    ten shared one key alone, and one join in 270 was among them.
    """
    pairs = 0
    for size, keys in sorted(sizes):
        if size > MOST_SHARING:
            break
        pairs += keys * size * (size - 1) // 2
        if pairs > MOST_PAIRS * mentions:
            return size - 1, 2
    return MOST_SHARING, 1


def candidates(everybody: Sequence[Features]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share a key, or as many as ``followed`` says, by place in the list, each once."""
    sharing: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(everybody):
        for key in keys_ready(one):
            sharing[key].append(place)
    met: dict[int, Counter[int]] = defaultdict(Counter)
    most, least = followed(Counter(map(len, sharing.values())).items(), mentions=len(everybody))
    for places in sharing.values():
        if 1 < len(places) <= most:
            for number, place in enumerate(places):
                met[place].update(places[number + 1 :])
    for place in sorted(met):
        for other, keys in met[place].items():
            if keys >= least:
                yield place, other


def link(everybody: Sequence[Features], model: Model) -> Linked:
    """Return who is whom among mentions made ready, whose ids must differ.

    A home that more than MOST_SHARING mentions share is taken for a public place.
    """
    living_at = Counter(home(one) for one in everybody if one.house)
    everybody = [in_a_crowd(one) if living_at[home(one)] > MOST_SHARING else one for one in everybody]
    pairs = []
    for place, other in candidates(everybody):
        a, b = everybody[place], everybody[other]
        seen = levels_of(a, b, model)
        weight = weigh(seen, model)
        if weight > model.ask_above:
            held = guard(a, b, seen, model)
            pairs.append(Weighed(a.id, b.id, weight, held, decide(weight, held, model)))
    pairs.sort(key=lambda pair: (-pair.weight, pair.a, pair.b))
    return Linked(tuple(pairs), persons([one.id for one in everybody], pairs))


def persons(ids: Sequence[str], pairs: Sequence[Weighed], *, cannot: Sequence[Pair] = ()) -> dict[str, str]:
    """Return id → person from weighed pairs."""
    return cluster(
        ids,
        (Join(pair.a, pair.b, pair.weight) for pair in pairs if pair.decision is Decision.JOIN),
        apart=((pair.a, pair.b) for pair in pairs if pair.guard and pair.guard not in SOFT),
        cannot=cannot,
    )
