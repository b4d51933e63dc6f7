"""Everybody known who might be somebody just named: found by blocks, never by looking at all."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import log2
from typing import Any, TypeVar

from django.db import connection

from vigil.matching import addresses, blocking, features
from vigil.matching.edition import edition
from vigil.matching.features import Features, home, in_a_crowd
from vigil.matching.mentions import Mention as Told
from vigil.people.models import Address, Mention
from vigil.rules.lifecycle import Status

MOST_COMPARED = 30
"""Mentions that somebody new is compared with: those who share the most and the rarest keys with them.

Of 240 in 100,000 invented people that weighed enough to be asked about, all but one stood among the first 25.
"""

MOST_OF_ONE_PERSON = 30
"""Mentions of one person that somebody new is compared with, those who share a block first: more say nothing new."""

# Bits that sharing a block says, by how many share it.
_TELLS = [1.0 + log2(blocking.MOST_SHARING) - log2(max(1, sharing)) for sharing in range(blocking.MOST_SHARING + 1)]

FIELDS = (
    "named_in", "seen_on", "role", "surname", "forenames", "also_known_as", "date_of_birth", "age",
    "sex", "relationship", "address_line", "postcode", "phone", "school", "source_person_id", "nhs_number", "uprn",
    "named_with",
)  # fmt: skip


Shared = TypeVar("Shared", int, "Known")  # a mention by its key, or one of this batch


@dataclass(slots=True, eq=False)
class Somebody:
    """A person as matching holds them, with their mentions. ``key`` is None until they are kept."""

    key: int | None
    mentions: list["Known"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Known:
    """One mention settled or about to be: whose it is, and what it is compared by. ``key`` is None until it is kept."""

    key: int | None
    somebody: Somebody
    ready: Features


class Register:
    """Who is known under the keys asked for. Grows as a batch is settled.

    ``blocks`` is key → mentions by their keys, None where it was given up; who of them is read, and whose they are,
    only those know who are compared.
    """

    def __init__(self, blocks: dict[int, list[int] | None]) -> None:
        self.blocks = blocks
        self.given_up: set[int] = set()  # since they were read
        self._people: dict[int, Somebody] = {}
        self._read: dict[int, Known] = {}
        self._newcomers: dict[int, list[Known]] = {}
        self._crowds: set[tuple[str, str, str]] = set()

    def notice_crowds(self, new: Iterable[Features]) -> None:
        """Take a home that very many share (a hostel, a hospital) for a public place from here on, as the night does.

        It is one when its block was given up, which those of the same number and street elsewhere fill too, and it
        is known to be crowded itself.
        """
        suspected = {
            address_key(one): home(one)
            for one in new
            if one.dwelling and self.blocks.get(sum_of(blocking.house_key(one)), ()) is None
        }
        if suspected:
            crowded = Address.objects.filter(key__in=suspected, is_crowded=True).values_list("key", flat=True)
            self._crowds |= {suspected[key] for key in crowded}

    def seen(self, one: Features) -> Features:
        """Return what somebody is compared by, whose home may be a crowd's."""
        return in_a_crowd(one) if home(one) in self._crowds else one

    def alike(self, keys_of_each: Iterable[Sequence[int]]) -> list[list[Known]]:
        """Return, for each one's keys, whom they are compared with (``MOST_COMPARED``), read in one query for all."""
        found = [self._ranked(keys, self.blocks)[:MOST_COMPARED] for keys in keys_of_each]
        self._add({mention for some in found for mention in some})
        return [[self._read[mention] for mention in some] for some in found]

    def newly_alike(self, keys: Sequence[int]) -> list[Known]:
        """Return the same of those who came in this batch."""
        return self._ranked(keys, self._newcomers)[:MOST_COMPARED]

    def _ranked(self, keys: Sequence[int], among: Mapping[int, list[Shared] | None]) -> list[Shared]:
        """Return who of these shares a block: whoever shares most, and in blocks that fewest share, first."""
        shared: dict[Shared, float] = {}
        for key in keys:
            if some := among.get(key):
                tells = _TELLS[min(self._sharing(key), len(_TELLS) - 1)]
                for known in some:
                    shared[known] = shared.get(known, 0.0) + tells
        return sorted(shared, key=shared.__getitem__, reverse=True)

    def _sharing(self, key: int) -> int:
        return len(self.blocks.get(key) or ()) + len(self._newcomers.get(key, ()))

    def file(self, new: Known, keys: Iterable[int]) -> Iterator[int]:
        """Put somebody new in these blocks, but where their person stands already; give up those grown too large.

        Yield the blocks in which they stand for their person, all of whose mentions were read.
        """
        own = {known.key for known in new.somebody.mentions}
        for key in keys:
            block, newcomers = self.blocks.setdefault(key, []), self._newcomers.setdefault(key, [])
            if block is None or not own.isdisjoint(block) or any(one.somebody is new.somebody for one in newcomers):
                continue
            if self._sharing(key) >= blocking.MOST_SHARING:
                self.blocks[key] = None
                newcomers.clear()
                self.given_up.add(key)
            else:
                newcomers.append(new)
                yield key

    def fill(self, people: Iterable[Somebody]) -> None:
        """Add the mentions of these people that no block led to, in two queries."""
        keys = [one.key for one in people if one.key is not None]
        if not keys:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM people_mention WHERE {among('person_id')}",  # noqa: S608  (ours)
                [listed(keys)],
            )
            mentions = {key for (key,) in cursor.fetchall()}
        self._add(mentions - self._read.keys())

    def _add(self, mentions: Collection[int]) -> None:
        for key, (of, ready) in ready_for_comparing(mentions).items():
            person = self._people.setdefault(of, Somebody(of))
            self._read[key] = known = Known(key, person, self.seen(ready))
            person.mentions.append(known)


@lru_cache(maxsize=200_000)
def sum_of(key: str) -> int:
    """Return a blocking key as a whole number of 64 bits: smaller than its words, and says nothing of anybody."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def address_key(where: Features | addresses.Address) -> str:
    """Return the key of the dwelling, or "" where none is given, or a place where many come and go."""
    return f"{where.unit}/{where.dwelling}"[:200] if where.dwelling else ""


def told(row: Mention) -> Told:
    """Return a mention as matching takes it."""
    return _told(row.pk, *(getattr(row, name) for name in FIELDS))


def _told(
    key: int | None,
    named_in: int,
    seen_on: date | str,
    role: str,
    surname: str,
    forenames: str,
    also_known_as: str,
    date_of_birth: date | str | None,
    age: int | None,
    sex: str,
    relationship: str,
    address: str,
    postcode: str,
    phone: str,
    school: str,
    source_person_id: str,
    nhs_number: str,
    uprn: str,
    named_with: str,
) -> Told:
    return Told(
        id=str(key or ""),
        forenames=forenames,
        surname=surname,
        also_known_as=also_known_as,
        date_of_birth=_day(date_of_birth),
        age=age,
        seen_on=_day(seen_on),
        sex=sex,
        address=address,
        postcode=postcode,
        phone=phone,
        school=school,
        role=role,
        relationship=relationship,
        source_person_id=source_person_id,
        nhs_number=nhs_number,
        uprn=uprn,
        named_in=str(named_in),
        named_with=tuple(named_with.splitlines()),
    )


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value  # SQLite gives days as text


def register(keys: Collection[int]) -> Register:
    """Return who is known under these keys, in one query however many keys there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, mention_id FROM people_block WHERE {among('key')}",  # noqa: S608  (ours)
            [listed(keys)],
        )
        rows = cursor.fetchall()
    sharing: dict[int, list[int]] = {}
    for key, mention in rows:
        sharing.setdefault(key, []).append(mention)
    # In order, so that every database breaks a tie alike.
    return Register({key: None if None in some else sorted(some) for key, some in sharing.items()})


def everybody() -> tuple[dict[int, Told], dict[int, int]]:
    """Return every mention as matching takes it, and the person of each, oldest first. For the night."""
    rows = Mention.objects.exclude(subject__referral__status=Status.WITHDRAWN).order_by("pk")
    told, person = {}, {}
    for key, of, *values in rows.values_list("pk", "person_id", *FIELDS).iterator(chunk_size=2_000):
        told[key], person[key] = _told(key, *values), of
    return told, person


def ready_for_comparing(mentions: Collection[int]) -> dict[int, tuple[int, Features]]:
    """Return the person of each of these mentions, and it made ready: as stored, or read again where another edition
    stored it."""
    if not mentions:
        return {}
    now, ready, old = edition(), {}, {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, person_id, edition, seen_on, ready FROM people_mention WHERE {among('id')}"  # noqa: S608  (ours)
            " ORDER BY id",
            [listed(mentions)],
        )
        for key, person, made_by, seen_on, text in cursor.fetchall():
            if made_by == now:
                ready[key] = person, features.unpacked(text, of=str(key), seen_on=_day(seen_on))
            else:
                old[key] = person
        if old:
            cursor.execute(
                f"SELECT {', '.join(('id', *FIELDS))} FROM people_mention WHERE {among('id')}",  # noqa: S608  (ours)
                [listed(old)],
            )
            ready |= {row[0]: (old[row[0]], features.read(_told(*row))) for row in cursor.fetchall()}
    return ready


def among(column: str) -> str:
    """Return the SQL that tests a column against one list of values, as long as it may be: see ``listed``."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608  (our own names)


def listed(values: Collection[int] | Collection[str]) -> Any:
    """Return a list of numbers or words as the one parameter that ``among`` takes."""
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))
