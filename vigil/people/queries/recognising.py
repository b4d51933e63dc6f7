"""Who somebody surely is, without keeping that they were named: for lists that are compared and not received."""

from collections.abc import Sequence

from vigil.matching import blocking, clustering, features, scoring
from vigil.matching.mentions import Mention as Told
from vigil.matching.scoring import Decision
from vigil.people.queries.known import MOST_OF_ONE_PERSON, register, sum_of
from vigil.people.queries.weights import in_force


def recognised(people: Sequence[Told]) -> list[int | None]:
    """Return the key of the person each of these surely is, or None, by the weights and guards of the door."""
    model = in_force()
    ready = [features.read(one) for one in people]
    keys = [[sum_of(key) for key in sorted(blocking.keys_ready(one))] for one in ready]
    known = register({key for own in keys for key in own})
    known.notice_crowds(ready)
    ready = [known.seen(one) for one in ready]
    like = [
        [other for other in found if scoring.compare_if_alike(one, other.ready, model)]
        for one, found in zip(ready, known.alike(keys), strict=True)
    ]
    known.fill(dict.fromkeys(other.somebody for found in like for other in found))
    sure: list[int | None] = []
    for one, found in zip(ready, like, strict=True):
        somebodies = list(dict.fromkeys(other.somebody for other in found))
        compared = {
            str(place): [
                scoring.compare_ready(one, other.ready, model) for other in somebody.mentions[:MOST_OF_ONE_PERSON]
            ]
            for place, somebody in enumerate(somebodies)
        }
        choice = clustering.whose(compared)
        sure.append(somebodies[int(choice.person)].key if choice.decision is Decision.JOIN else None)
    return sure
