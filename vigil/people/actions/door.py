"""At the door: everybody named in new reports is given a person and a household, in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from django.db.models import Q

from vigil.audit.rows import insert, insert_and_key, insert_pairs
from vigil.matching import blocking, clustering, features, names, scoring
from vigil.matching.edition import edition
from vigil.matching.features import Features
from vigil.matching.model import Model
from vigil.matching.scoring import Comparison, Decision
from vigil.people.actions.homes import settle_homes
from vigil.people.models import Block, Link, Mention, Person, Sound
from vigil.people.queries.known import (
    MOST_OF_ONE_PERSON,
    Known,
    Register,
    Somebody,
    register,
    sum_of,
    told,
)
from vigil.people.queries.weights import in_force

MOST_ASKED = 2
"""Persons about whom people are asked whether somebody new is them, the likeliest."""

MOST_SOUNDS = 8
"""Ways of a name that are kept for the search: halves of a surname times the forms of a forename."""


@dataclass(slots=True)
class _Batch:
    """What a batch is about to write, and the register it grows."""

    known: Register
    weights: Model
    at: datetime
    settled: list[tuple[Mention, Known]] = field(default_factory=list)
    links: list[tuple[Link, Known, Known]] = field(default_factory=list)
    blocks: list[tuple[int, Known]] = field(default_factory=list)


def meet(mentions: Sequence[Mention], *, at: datetime) -> None:
    """Give each new mention its person, household and address, and write them. Those of one report come together.

    Somebody who is surely one person known is taken for them; one who may be is a new person, and people are asked.
    """
    ready = [features.read(told(mention)) for mention in mentions]
    for mention, read in zip(mentions, ready, strict=True):
        mention.ready, mention.edition = features.packed(read), edition()
    keys = [[sum_of(key) for key in sorted(blocking.keys_ready(read))] for read in ready]
    batch = _Batch(known=register({key for some in keys for key in some}), weights=in_force(), at=at)
    batch.known.notice_crowds(ready)
    new = [Known(None, Somebody(None), batch.known.seen(read)) for read in ready]
    # Whoever is at all like somebody known is compared with every mention of them, read once for the whole batch.
    like = [_alike(one, found, batch) for one, found in zip(new, batch.known.alike(keys), strict=True)]
    batch.known.fill(dict.fromkeys(known.somebody for found in like for known in found))
    for mention, one, own, found in zip(mentions, new, keys, like, strict=True):
        _settle(one, found | _alike(one, batch.known.newly_alike(own), batch), batch)
        batch.settled.append((mention, one))
        batch.blocks += [(key, one) for key in batch.known.file(one, own)]
    _write(batch, ready)


def _alike(new: Known, found: Iterable[Known], batch: _Batch) -> dict[Known, Comparison]:
    """Return those who weigh enough to be asked about, guards aside, each as compared."""
    compared = ((known, scoring.compare_if_alike(new.ready, known.ready, batch.weights)) for known in found)
    return {known: comparison for known, comparison in compared if comparison}


def _settle(new: Known, like: Mapping[Known, Comparison], batch: _Batch) -> None:
    """Take somebody new for the one known person they surely are, else for nobody known; ask about whom they may be."""
    somebodies = list(dict.fromkeys(known.somebody for known in like))
    compared = {
        place: [
            (like.get(known) or scoring.compare_ready(new.ready, known.ready, batch.weights), known)
            for known in somebody.mentions[:MOST_OF_ONE_PERSON]
        ]
        for place, somebody in enumerate(somebodies)
    }
    choice = clustering.whose({str(place): [one for one, _ in found] for place, found in compared.items()})
    likely = [place for place in (choice.person, *choice.instead) if place]
    if choice.decision is Decision.JOIN:
        new.somebody = somebodies[int(likely[0])]
        batch.links.append(_link(new, compared[int(likely.pop(0))], Link.Verdict.SAME, batch))
    new.somebody.mentions.insert(0, new)
    # One who might as well be another known person too: a person says whether those two are one.
    batch.links += [_link(new, compared[int(place)], Link.Verdict.ASK, batch) for place in likely[:MOST_ASKED]]


def _link(
    new: Known, compared: list[tuple[Comparison, Known]], verdict: Link.Verdict, batch: _Batch
) -> tuple[Link, Known, Known]:
    """Return a link with the most alike of somebody's mentions, what is older first."""
    best, known = max(compared, key=lambda one: (one[0].decision is Decision.JOIN, one[0].weight))
    link = Link(
        kind=Link.Kind.PERSON,
        verdict=verdict,
        made_at=batch.at,
        weight=round(best.weight, 2),
        probability=best.probability,
        reasons=list(best.reasons),
        guard=best.guard,
        model_version=batch.weights.version,
    )
    return link, known, new


def _write(batch: _Batch, ready: Sequence[Features]) -> None:
    somebodies = list(dict.fromkeys(known.somebody for _, known in batch.settled if known.somebody.key is None))
    persons = [Person() for _ in somebodies]
    insert_and_key(persons)
    for somebody, person in zip(somebodies, persons, strict=True):
        somebody.key = person.pk
    mentions = [mention for mention, _ in batch.settled]
    for mention, known in batch.settled:
        assert known.somebody.key is not None  # given just above
        mention.person_id = known.somebody.key
    settle_homes(mentions, ready)
    insert_and_key(mentions)
    for mention, known in batch.settled:
        known.key = mention.pk
    given_up = batch.known.given_up
    stand = [(key, known.key) for key, known in batch.blocks if key not in given_up]
    if given_up:
        Block.objects.filter(key__in=given_up).delete()
    # In the order of their index, which is large: neighbours are written together.
    stand.sort(key=itemgetter(0))
    insert_pairs(Block, ("key", "mention_id"), [*stand, *((key, None) for key in given_up)])
    insert_pairs(
        Sound, ("sound", "mention_id"), [(sound, mention.pk) for mention in mentions for sound in sounds(mention)]
    )
    insert(_unanswered(batch.links, set(somebodies)))


def _unanswered(links: Sequence[tuple[Link, Known, Known]], new: Collection[Somebody]) -> list[Link]:
    """Return the links with their keys, without asking again whether two are one whom a person kept apart.

    Of the new persons nobody can have said anything.
    """
    asked = {
        known.somebody.key
        for link, *pair in links
        if link.verdict == Link.Verdict.ASK and not any(known.somebody in new for known in pair)
        for known in pair
    }
    apart = set()
    if asked:
        apart = set(
            Link.objects.by_people()
            .filter(Q(one__person__in=asked) | Q(other__person__in=asked), verdict=Link.Verdict.APART)
            .values_list("one__person", "other__person")
        )
    found = []
    for link, known, named in links:
        pair = (known.somebody.key, named.somebody.key)
        if link.verdict == Link.Verdict.ASK and (pair in apart or pair[::-1] in apart):
            continue
        assert known.key is not None and named.key is not None  # noqa: PT018  (both are written by now)
        link.one_id, link.other_id = known.key, named.key
        found.append(link)
    return found


def sounds(mention: Mention) -> list[str]:
    """Return how a mention's name sounds under each of its forms, surname first: what the search goes by."""
    called = names.read(mention.forenames, mention.surname, mention.also_known_as)
    families = dict.fromkeys(map(names.sound, (called.surname, *called.surnames)))
    given = dict.fromkeys(map(names.sound, (called.forename, *sorted(names.full_names(called.forename)))))
    found = (f"{family} {name}"[:40] for family in families for name in given)
    return [sound for sound in dict.fromkeys(found) if sound.strip()][:MOST_SOUNDS]
