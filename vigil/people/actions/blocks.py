"""Under which keys mentions are found again."""

import logging
from collections.abc import Callable, Collection, Sequence

from django.db import connection, transaction

from vigil.audit.rows import insert_pairs, update
from vigil.matching import blocking, features
from vigil.matching.edition import edition
from vigil.people.actions.door import sounds
from vigil.people.models import Block, Mention, Sound
from vigil.people.queries.known import among, listed, sum_of, told

log = logging.getLogger(__name__)

AT_ONCE = 1_000
"""Mentions filed again in one transaction, so that nobody at the door waits long."""


def file_under_keys(mentions: Sequence[Mention]) -> None:
    """See that each mention's person is found under its keys: a block holds one mention of each person, and persons
    changed."""
    keys = {mention.pk: _sums(mention) for mention in mentions}
    persons = dict(Mention.objects.filter(pk__in=keys).values_list("pk", "person_id"))
    standing = _standing({key for some in keys.values() for key in some})
    pairs, full = [], set()
    for mention, own in keys.items():
        for key in own:
            there = standing.setdefault(key, [])
            if None in there or persons[mention] in there or key in full:
                continue
            if len(there) >= blocking.MOST_SHARING:
                full.add(key)
            else:
                there.append(persons[mention])
                pairs.append((key, mention))
    Block.objects.filter(key__in=full).delete()
    insert_pairs(
        Block, ("key", "mention_id"), [*(one for one in pairs if one[0] not in full), *((key, None) for key in full)]
    )


def _sums(mention: Mention) -> list[int]:
    return sorted({sum_of(key) for key in blocking.keys_ready(features.read(told(mention)))})


def _standing(keys: Collection[int]) -> dict[int, list[int | None]]:
    """Return block → the persons in it; of one that was given up, None."""
    found: dict[int, list[int | None]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT block.key, mention.person_id FROM people_block block"  # noqa: S608  (our own names)
            f" LEFT JOIN people_mention mention ON mention.id = block.mention_id WHERE {among('block.key')}",
            [listed(keys)],
        )
        for key, person in cursor.fetchall():
            found.setdefault(key, []).append(person)
    return found


def file_again() -> int:
    """Make ready and file anew whoever another edition filed, so that they are found by today's keys; return how many.

    New keys come first and old ones go last: whoever comes to the door meanwhile is found by one or the other.
    """
    old = Mention.objects.exclude(edition=edition()).order_by("pk")
    filed, last = 0, 0
    while some := list(old.filter(pk__gt=last)[:AT_ONCE]):
        if not filed:
            log.warning("Filing %s mentions anew, since the code that reads them changed", old.count())
        with transaction.atomic():
            for mention in some:
                mention.ready, mention.edition = features.packed(features.read(told(mention))), edition()
            update(some, ["ready", "edition"])
            file_under_keys(some)
            Sound.objects.bulk_create(
                [Sound(sound=sound, mention=mention) for mention in some for sound in sounds(mention)],
                ignore_conflicts=True,
            )
        filed, last = filed + len(some), some[-1].pk
    if filed:
        _sweep(Block, "key", _sums)
        _sweep(Sound, "sound", sounds)
    return filed


def _sweep(model: type[Block] | type[Sound], column: str, wanted: Callable[[Mention], Collection[object]]) -> None:
    """Delete what mentions are no longer found by, going through the table once: it has no index by mention."""
    last = 0
    while rows := list(
        model._default_manager.filter(pk__gt=last, mention__isnull=False)
        .order_by("pk")
        .values_list("pk", column, "mention_id")[: 10 * AT_ONCE]
    ):
        mentions = Mention.objects.filter(pk__in={mention for _, _, mention in rows})
        found_by = {mention.pk: set(wanted(mention)) for mention in mentions}
        over = [pk for pk, found, mention in rows if found not in found_by[mention]]
        model._default_manager.filter(pk__in=over).delete()
        last = rows[-1][0]
