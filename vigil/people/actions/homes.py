"""Where people live, and with whom: each new mention is given its address and its household."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from vigil.audit.rows import insert_and_key, insert_new
from vigil.matching import names
from vigil.matching.features import Features
from vigil.people.models import Address, Change, HomeMove, Household, Link, Mention
from vigil.people.queries.known import address_key, among, listed

MOST_IN_A_HOME = 20
"""People at one address beyond which a shared surname no longer says that two live together."""


@dataclass(slots=True, eq=False)
class _Home:
    """A household with who is known to live in it. ``key`` is None until it is kept."""

    address: Address
    key: int | None
    persons: set[int] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)
    into: "_Home | None" = None  # the household this one turned out to be part of


_Apart = dict[int, set[int]]  # person → persons who a person says do not live with them
_NOBODY: frozenset[int] = frozenset()


def settle_homes(mentions: Sequence[Mention], ready: Sequence[Features]) -> None:
    """Set the address and household of new mentions, whose persons are known. Those are not written yet.

    ``ready`` is each of them made ready for comparing.

    People at one address are one household when they are the same person as before, are named in one report, or bear
    one surname; at a crowded address a surname says nothing. Whom a person took out of a household stays out.
    """
    by_key = {address.pk: address for address in _settle_addresses(mentions, ready)}
    homes, apart = _homes(by_key, {mention.person_id for mention in mentions}), _kept_apart()
    groups: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        if mention.address_id:
            groups.setdefault((mention.named_in, mention.address_id), []).append(mention)
    chosen: list[tuple[list[Mention], _Home]] = []
    for (_, at), named in groups.items():
        for group in _living_together(named, apart):
            home = _home_of(group, by_key[at], homes.setdefault(at, []), apart)
            chosen.append((group, home))
    _keep([home for home in dict.fromkeys(_now(home) for _, home in chosen) if home.key is None])
    for group, home in chosen:
        for mention in group:
            mention.household_id = _now(home).key


def rehouse(mentions: Iterable[Mention], to: Household, change: Change) -> None:
    """Take mentions to a household, and keep where each was before."""
    moves = [
        HomeMove(change=change, mention=mention, before_id=mention.household_id, after=to)
        for mention in mentions
        if mention.household_id and mention.household_id != to.pk
    ]
    HomeMove.objects.bulk_create(moves)
    Mention.objects.filter(pk__in=[move.mention_id for move in moves]).update(household=to)


def _kept_apart() -> _Apart:
    """Return whom people say each person does not live with."""
    apart: _Apart = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one.person_id, other.person_id FROM people_link link"
            " JOIN people_mention one ON one.id = link.one_id JOIN people_mention other ON other.id = link.other_id"
            " WHERE link.kind = %s AND link.verdict = %s AND link.ended_at IS NULL",
            [Link.Kind.HOUSEHOLD, Link.Verdict.APART],
        )
        for one, other in cursor.fetchall():
            apart.setdefault(one, set()).add(other)
            apart.setdefault(other, set()).add(one)
    return apart


def _living_together(named: list[Mention], apart: _Apart) -> list[list[Mention]]:
    """Return those named together at one address in as many households as people keep them apart in."""
    groups: list[list[Mention]] = []
    for mention in named:
        away = apart.get(mention.person_id, set())
        with_them = (group for group in groups if away.isdisjoint(one.person_id for one in group))
        if group := next(with_them, None):
            group.append(mention)
        else:
            groups.append([mention])
    return groups


def _now(home: _Home) -> _Home:
    return _now(home.into) if home.into else home


def _settle_addresses(mentions: Sequence[Mention], ready: Sequence[Features]) -> list[Address]:
    """Set the address of each mention and return them all, those met for the first time made."""
    keys = [address_key(one) for one in ready]
    homes = _addresses_of({mention.person_id for mention in mentions})
    numbered = _addresses_numbered({one.uprn for one in ready} - {""})
    for place, (mention, key, one) in enumerate(zip(mentions, keys, ready, strict=True)):
        # The same person at the same house and street: only the postcode or town is written otherwise, or not at all.
        keys[place] = homes.get((mention.person_id, _without_town(key)), key)
        if one.uprn and not one.is_public:  # however its address is written
            keys[place] = numbered.get(one.uprn, keys[place])
            numbered |= {one.uprn: keys[place]} if keys[place] else {}
    lines = {key: (mention.address_line, one) for key, mention, one in zip(keys, mentions, ready, strict=True) if key}
    found = {address.key: address for address in _kept(lines)}
    new = [
        Address(key=key, line=line, postcode=one.postcode[:10])
        for key, (line, one) in lines.items()
        if key not in found
    ]
    if new:
        insert_new(new)  # somebody else may be making the same
        found |= {one.key: one for one in _kept([address.key for address in new])}
    for mention, key in zip(mentions, keys, strict=True):
        if key:
            mention.address_id = found[key].pk
    return list(found.values())


def _kept(keys: Collection[str]) -> Iterable[Address]:
    return Address.objects.raw(f"SELECT * FROM people_address WHERE {among('key')}", [listed(keys)])  # noqa: S608  (ours)


def _addresses_of(persons: Collection[int]) -> dict[tuple[int, str], str]:
    """Return the key of each address these people are known at, by person and the key without its town."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT mention.person_id, address.key, address.id FROM people_mention mention"  # noqa: S608  (ours)
            f" JOIN people_address address ON address.id = mention.address_id WHERE {among('mention.person_id')}"
            " ORDER BY address.id DESC",  # the first known is said last and stands, on every database alike
            [listed(persons)],
        )
        return {(person, _without_town(key)): key for person, key, _ in cursor.fetchall()}


def _addresses_numbered(uprns: Collection[str]) -> dict[str, str]:
    """Return the key of the address that each of these property numbers (UPRN) was first reported with."""
    if not uprns:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT mention.uprn, address.key FROM people_mention mention"  # noqa: S608  (our own names)
            " JOIN people_address address ON address.id = mention.address_id"
            f" WHERE mention.uprn <> '' AND {among('mention.uprn')} ORDER BY mention.id DESC",
            [listed(uprns)],
        )
        return dict(cursor.fetchall())


def _without_town(key: str) -> str:
    return key.rpartition("/")[0]


def _homes(by_key: Mapping[int, Address], persons: Collection[int]) -> dict[int, list[_Home]]:
    """Return the households at each address; at a crowded one, only those of the people asked about."""
    quiet = [address.pk for address in by_key.values() if not address.is_crowded]
    crowded = [address.pk for address in by_key.values() if address.is_crowded]
    columns = "address_id, household_id, person_id, surname"
    select = f"SELECT DISTINCT {columns} FROM people_mention WHERE household_id IS NOT NULL"  # noqa: S608  (our own)
    with connection.cursor() as cursor:
        cursor.execute(f"{select} AND {among('address_id')}", [listed(quiet)])
        rows = cursor.fetchall()
        if crowded:
            both = f"{among('address_id')} AND {among('person_id')}"
            cursor.execute(f"{select} AND {both}", [listed(crowded), listed(persons)])
            rows += cursor.fetchall()
    homes: dict[tuple[int, int], _Home] = {}  # people put households of two addresses together
    for address, household, person, surname in sorted(rows):
        home = homes.setdefault((address, household), _Home(by_key[address], household))
        home.persons.add(person)
        home.surnames.add(_heard(surname))
    found: dict[int, list[_Home]] = {}
    for home in homes.values():
        found.setdefault(home.address.pk, []).append(home)
    return found


def _heard(surname: str) -> str:
    return names.sound(names.fold(surname))


def _home_of(group: Sequence[Mention], address: Address, homes: list[_Home], apart: _Apart) -> _Home:
    """Return the household of people named together at one address, bringing together those they show to be one."""
    persons = {mention.person_id for mention in group}
    surnames = {_heard(mention.surname) for mention in group} - {""}
    theirs = [home for home in homes if home.persons & persons]
    alike = [home for home in homes if home not in theirs and home.surnames & surnames and not address.is_crowded]
    home = _Home(address, None)
    for fitting in (*theirs, *alike):
        if any(not apart.get(person, _NOBODY).isdisjoint(fitting.persons) for person in home.persons | persons):
            continue
        if home in homes:
            _bring_together(home, fitting)
            homes.remove(fitting)
        else:
            home = fitting
    if home not in homes:
        homes.append(home)
    home.persons |= persons
    home.surnames |= surnames
    if not address.is_crowded and sum(len(one.persons) for one in homes) > MOST_IN_A_HOME:
        address.is_crowded = True
        address.save(update_fields=["is_crowded"])
    return home


def _bring_together(home: _Home, other: _Home) -> None:
    home.persons |= other.persons
    home.surnames |= other.surnames
    other.into = home
    if other.key is not None and home.key is not None:
        Mention.objects.filter(household=other.key).update(household=home.key)


def _keep(homes: Sequence[_Home]) -> None:
    rows = [Household(address_id=home.address.pk) for home in homes]
    insert_and_key(rows)
    for home, row in zip(homes, rows, strict=True):
        home.key = row.pk
