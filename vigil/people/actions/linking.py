"""By night: everybody is linked again by the weights in force, and the weights can be learnt again.

What people decided stands: their joins are kept whatever the weight, and who they kept apart never meets.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from vigil.audit import actions as audit
from vigil.audit.rows import insert
from vigil.matching import linking, scoring
from vigil.matching.clustering import Contradiction, Join, cluster
from vigil.matching.guards import SOFT
from vigil.matching.linking import Weighed
from vigil.matching.mentions import Mention as Told
from vigil.matching.model import Model, load
from vigil.matching.scoring import Decision
from vigil.people.actions.blocks import file_again, file_under_keys
from vigil.people.models import Change, Link, Mention, Move, Person
from vigil.people.queries.known import everybody
from vigil.people.queries.weights import in_force, path

PLAIN_UP_TO = 3_000
"""Mentions up to which plain Python is quicker than starting DuckDB."""

AT_ONCE = 2_000
"""Rows named in one statement: SQLite takes so many parameters and no more."""


class CannotLink(Exception):  # noqa: N818  (a refusal, worded for the person)
    """People's decisions cannot all be kept. The text says which."""


@dataclass(frozen=True, kw_only=True)
class Night:
    """What a night's linking came to."""

    mentions: int
    persons: int
    moved: int
    asked: int


def link_everybody(*, at: datetime, on_spark: bool = False) -> Night:
    """Link everybody again and write what changed, as one change. Raises ``CannotLink``, and ``NoSpark`` on Spark.

    Whoever an earlier edition filed is filed again first. Reading and weighing hold no lock. Whoever was moved by a
    person meanwhile is left as they are.
    """
    file_again()
    model = in_force()
    told, held = everybody()
    pairs = _weighed(list(told.values()), model, on_spark=on_spark)
    said = _said(told)
    try:
        clusters = cluster(
            [str(key) for key in told],
            (Join(pair.a, pair.b, pair.weight) for pair in pairs if pair.decision is Decision.JOIN),
            apart=((pair.a, pair.b) for pair in pairs if pair.guard and pair.guard not in SOFT),
            must=[pair for pair, verdict in said.items() if verdict == Link.Verdict.SAME],
            cannot=[pair for pair, verdict in said.items() if verdict == Link.Verdict.APART],
        )
    except Contradiction as refusal:
        raise CannotLink(str(refusal)) from None
    with transaction.atomic():
        return _write(_persons(clusters, held), held, pairs, told, model, at=at)


def _weighed(told: Sequence[Told], model: Model, *, on_spark: bool) -> Sequence[Weighed]:
    if on_spark:
        from vigil.matching import spark

        return spark.link(told, model).pairs
    if len(told) <= PLAIN_UP_TO:
        return linking.link([scoring.ready(one) for one in told], model).pairs
    from vigil.matching import batch  # DuckDB and Splink: only whoever links by night pays for them

    return batch.link(told, model).pairs


def _said(told: Mapping[int, Told]) -> dict[tuple[str, str], str]:
    """Return what people decided of pairs of mentions, but of reports that were withdrawn since."""
    links = Link.objects.by_people().filter(kind=Link.Kind.PERSON).values_list("one_id", "other_id", "verdict")
    return {(str(one), str(other)): verdict for one, other, verdict in links if one in told and other in told}


def _persons(clusters: Mapping[str, str], held: Mapping[int, int]) -> dict[int, int]:
    """Return the person each mention is to have; a negative number, one for each cluster, for somebody new.

    A cluster keeps the person most of its mentions have, and a person goes with the most of their mentions, so that
    numbers stay as they are wherever they can.
    """
    overlap: Counter[tuple[str, int]] = Counter()
    for mention, of in clusters.items():
        overlap[of, held[int(mention)]] += 1
    given: dict[str, int] = {}
    taken: set[int] = set()
    for (of, person), _ in sorted(overlap.items(), key=lambda one: (-one[1], one[0][1], int(one[0][0]))):
        if of not in given and person not in taken:
            given[of] = person
            taken.add(person)
    return {int(mention): given.get(of, -int(of)) for mention, of in clusters.items()}


def _write(
    wanted: dict[int, int],
    held: Mapping[int, int],
    pairs: Sequence[Weighed],
    told: Mapping[int, Told],
    model: Model,
    *,
    at: datetime,
) -> Night:
    moving: dict[int, int] = {}
    for some in _in_parts(key for key, person in wanted.items() if held[key] != person):
        now = Mention.objects.select_for_update().filter(pk__in=some).values_list("pk", "person_id")
        moving |= {key: wanted[key] for key, person in now if person == held[key]}
    change = Change.objects.create(kind=Change.Kind.LINKED, at=at) if moving else None
    person_of = {**held, **(_move(moving, held, change) if change else {})}
    asked = _renew_links(person_of, pairs, told, model, change, at=at)
    night = Night(mentions=len(told), persons=len(set(person_of.values())), moved=len(moving), asked=asked)
    audit.record("people.linked", by=None, at=at, model=model.version, **vars(night))
    return night


def _in_parts(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _move(moving: Mapping[int, int], held: Mapping[int, int], change: Change) -> dict[int, int]:
    """Take mentions to other persons, a negative number standing for somebody new. Return mention → person."""
    new = {number: Person.objects.create().pk for number in sorted({one for one in moving.values() if one < 0})}
    to = {key: new.get(person, person) for key, person in moving.items()}
    Move.objects.bulk_create(
        [Move(change=change, mention_id=key, before_id=held[key], after_id=person) for key, person in to.items()],
        batch_size=AT_ONCE,
    )
    for some in _in_parts(to):
        mentions = list(Mention.objects.filter(pk__in=some))
        for mention in mentions:
            mention.person_id = to[mention.pk]
        Mention.objects.bulk_update(mentions, ["person"], batch_size=500)
        file_under_keys(mentions)
    went = {held[key]: person for key, person in to.items()}
    for some in _in_parts(went):
        staying = set(Mention.objects.filter(person__in=some).values_list("person_id", flat=True))
        emptied = [Person(pk=person, merged_into_id=went[person]) for person in some if person not in staying]
        Person.objects.bulk_update(emptied, ["merged_into"], batch_size=500)
    for some in _in_parts(set(to.values())):
        Person.objects.filter(pk__in=some).update(merged_into=None)
    return to


def _renew_links(
    person_of: Mapping[int, int],
    pairs: Sequence[Weighed],
    told: Mapping[int, Told],
    model: Model,
    change: Change | None,
    *,
    at: datetime,
) -> int:
    """End Vigil's links that no longer hold and make those that do now. Return how many questions stand."""
    wanted = _wanted(person_of, pairs)
    standing = Link.objects.standing().filter(kind=Link.Kind.PERSON)
    own = {(link.one_id, link.other_id): link for link in standing.filter(by=None)}
    over = [link.pk for pair, link in own.items() if not _still_holds(link, pair, person_of, wanted)]
    for some in _in_parts(over):
        Link.objects.filter(pk__in=some).update(ended_at=at, ended_in=change)
    taken = set(standing.values_list("one_id", "other_id"))
    insert([_link(pair, verdict, told, model, change, at=at) for pair, verdict in wanted.items() if pair not in taken])
    return sum(verdict == Link.Verdict.ASK for verdict in wanted.values())


def _wanted(person_of: Mapping[int, int], pairs: Sequence[Weighed]) -> dict[tuple[int, int], Link.Verdict]:
    """Return the links the pairs come to: why each mention is its person's, and one question for two persons."""
    links = Link.objects.by_people().filter(kind=Link.Kind.PERSON).values_list("one__person", "other__person")
    settled = {frozenset(pair) for pair in links}
    wanted: dict[tuple[int, int], Link.Verdict] = {}
    explained: set[int] = set()
    for pair in pairs:  # strongest first
        one, other = sorted((int(pair.a), int(pair.b)))
        people = frozenset((person_of[one], person_of[other]))
        if len(people) == 1:
            if other not in explained and pair.decision is Decision.JOIN:
                explained.add(other)
                wanted[one, other] = Link.Verdict.SAME
        elif pair.decision is not Decision.APART and people not in settled:
            settled.add(people)
            wanted[one, other] = Link.Verdict.ASK
    return wanted


def _still_holds(
    link: Link,
    pair: tuple[int, int],
    person_of: Mapping[int, int],
    wanted: Mapping[tuple[int, int], Link.Verdict],
) -> bool:
    if pair[0] not in person_of or pair[1] not in person_of:
        return True  # came since everybody was read
    if link.verdict == Link.Verdict.SAME:
        return person_of[pair[0]] == person_of[pair[1]]
    return wanted.get(pair) == link.verdict


def _link(
    pair: tuple[int, int],
    verdict: Link.Verdict,
    told: Mapping[int, Told],
    model: Model,
    change: Change | None,
    *,
    at: datetime,
) -> Link:
    found = scoring.compare(told[pair[0]], told[pair[1]], model)
    return Link(
        kind=Link.Kind.PERSON,
        one_id=pair[0],
        other_id=pair[1],
        verdict=verdict,
        made_at=at,
        made_in=change,
        weight=round(found.weight, 2),
        probability=found.probability,
        reasons=list(found.reasons),
        guard=found.guard,
        model_version=model.version,
    )


def train(*, at: datetime) -> list[str]:
    """Learn the weights again from everybody in the hub, and put them in force. Return the report's lines.

    Raises ``training.CannotTrain`` when there is too little to learn from, ``BadModel`` when what was learnt is no use:
    the weights in force then stay. Nobody is linked again by this alone.
    """
    from vigil.matching import training

    told, _ = everybody()
    version = f"hub-{at:%Y-%m-%d-%H%M%S}"
    learnt = training.train(list(told.values()), version=version, trained_on=f"{len(told):,} mentions of this hub")
    own = path()
    beside = own.with_suffix(".new")
    beside.write_text(learnt.model.as_json(), encoding="utf-8")
    load(beside)  # what cannot be read again must never be in force: nobody could be received
    beside.replace(own)  # at once, so that nobody reads half of it
    with transaction.atomic():
        audit.record("people.trained", by=None, at=at, version=version, mentions=len(told))
    return training.report(learnt)
