"""Finding somebody among a million: by how a name sounds, a birth, an address or a reference, however it is spelt."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from rapidfuzz.distance import JaroWinkler

from vigil.matching import addresses, names
from vigil.people.models import Mention, Sound
from vigil.rules.lifecycle import Status

MOST_FOUND = 50
MOST_CANDIDATES = 400
"""Mentions that one of the things asked for may lead to; they are ranked by all that was asked."""

ALIKE = 0.86
"""Jaro-Winkler of two names from which a search takes one for a spelling of the other."""

HUB_NUMBER = re.compile(r"\s*VH-?\s*0*(\d{1,12})\s*", re.IGNORECASE)
PERSON_NUMBER = re.compile(r"\s*P-?\s*0*(\d{1,12})\s*", re.IGNORECASE)
_AFTER_EVERY_LETTER = "{"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is known of whoever is sought. Empty means not asked."""

    name: str = ""
    born: date | None = None
    address: str = ""
    reference: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One person found. ``fits`` says in words what of the search they fit."""

    person: int
    number: str
    name: str
    date_of_birth: date | None
    address: str
    reports: int
    last: date
    fits: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The people found, best first, and whether there are more than are shown."""

    people: list[Found]
    more: bool


def search(asked: Asked) -> Answer:
    """Return who fits all that was asked, then who fits most of it. In as many queries as things asked, and one."""
    people = {person for some in _candidates(asked) for person in some}
    theirs: dict[int, list[Mention]] = {}
    mentions = (
        Mention.objects.filter(person__in=people)
        .exclude(subject__referral__status=Status.WITHDRAWN)
        .order_by("-seen_on", "-pk")
    )
    for mention in mentions:
        theirs.setdefault(mention.person_id, []).append(mention)
    ranked = sorted(
        ((*_fit(asked, some), person) for person, some in theirs.items()),
        key=lambda one: (-len(one[0]), -one[1], one[2]),
    )
    most = len(ranked[0][0]) if ranked else 0
    best = [one for one in ranked if len(one[0]) >= max(1, most - 1)]
    return Answer(
        people=[_found(person, theirs[person], fits) for fits, _, person in best[:MOST_FOUND]],
        more=len(best) > MOST_FOUND,
    )


def _candidates(asked: Asked) -> Iterator[list[int]]:
    if asked.reference:
        yield _by_reference(asked.reference)
    if asked.born:
        days = {asked.born, *_turned(asked.born)}
        yield _people(Q(date_of_birth__in=days))
    if asked.address and (where := _by_address(asked.address)):
        yield _people(where)
    if asked.name:
        yield _by_name(asked.name)


def _people(where: Q) -> list[int]:
    return list(Mention.objects.filter(where).order_by("pk").values_list("person_id", flat=True)[:MOST_CANDIDATES])


def _by_reference(reference: str) -> list[int]:
    if number := PERSON_NUMBER.fullmatch(reference):
        return _people(Q(person=int(number[1])))
    if number := HUB_NUMBER.fullmatch(reference):
        return _people(Q(named_in=int(number[1])))
    typed = reference.strip()
    by = Q(subject__referral__reference=typed) | Q(subject__referral__log_number=typed)
    return _people(by)


def _turned(day: date) -> Iterable[date]:
    """Return the same date with day and month turned round, where that is a date."""
    return [day.replace(month=day.day, day=day.month)] if day.day <= 12 and day.day != day.month else []


def _by_address(text: str) -> Q | None:
    read = addresses.read(text)
    if read.house and read.street:
        start = f"{read.unit}/{read.house}/{read.street[:6]}"
        return Q(address__key__gte=start, address__key__lt=start + _AFTER_EVERY_LETTER)
    return Q(address__postcode=read.postcode) if read.postcode else None


def _by_name(name: str) -> list[int]:
    exact, starts = set(), set()
    for family, given in _readings(name):
        heard = names.sound(family)
        if len(given) > 1:
            exact |= {f"{heard} {names.sound(form)}"[:40] for form in names.full_names(given)}
        else:
            starts.add(f"{heard} {given}")
    by = Q(sound__in=exact)
    for start in starts:
        by |= Q(sound__gte=start, sound__lt=start + _AFTER_EVERY_LETTER)
    return list(Sound.objects.filter(by).order_by().values_list("mention__person_id", flat=True)[:MOST_CANDIDATES])


def _readings(name: str) -> list[tuple[str, str]]:
    """Return the ways a name can be meant, as folded surname and forename; a forename alone is not looked for."""
    words = names.fold(name).split()
    if len(words) == 1:
        return [(words[0], "")]
    return [(words[-1], words[0]), (words[0], words[1]), ("".join(words[1:]), words[0])] if words else []


def _fit(asked: Asked, theirs: list[Mention]) -> tuple[tuple[str, ...], float]:
    """Return what of the search somebody fits, in words, and how near their name is (0 to 1)."""
    fits = []
    near = max((_nearness(asked.name, mention) for mention in theirs), default=0.0) if asked.name else 0.0
    if near >= ALIKE:
        fits.append("name" if near == 1 else "name, spelt otherwise")
    if asked.born:
        days = {mention.date_of_birth for mention in theirs}
        if asked.born in days:
            fits.append("date of birth")
        elif days & {*_turned(asked.born)}:
            fits.append("date of birth, day and month turned round")
    if asked.address and any(_lives_there(asked.address, mention) for mention in theirs):
        fits.append("address")
    if asked.reference:
        # Whoever the reference led to is named there; others were led to by something else.
        fits += ["reference"] * _is_of_reference(asked.reference, theirs)
    return tuple(fits), near


def _nearness(name: str, mention: Mention) -> float:
    """Return how near a name typed is to a mention's (0 to 1), under any form of either."""
    called = names.read(mention.forenames, mention.surname, mention.also_known_as)
    theirs = {
        _in_order(f"{form} {family}")
        for form in (*names.full_names(called.forename), "")
        for family in (called.surname, *called.surnames)
    }
    typed = {_in_order(f"{form} {family}") for family, given in _readings(name) for form in names.full_names(given)}
    return max((JaroWinkler.similarity(one, other) for one in typed for other in theirs), default=0.0)


def _in_order(name: str) -> str:
    return " ".join(sorted(names.fold(name).split()))


def _lives_there(text: str, mention: Mention) -> bool:
    sought = addresses.read(text)
    theirs = addresses.read(mention.address_line, mention.postcode)
    same_house = bool(sought.house) and sought.house == theirs.house and sought.street[:6] == theirs.street[:6]
    return same_house or (not sought.house and bool(sought.postcode) and sought.postcode == theirs.postcode)


def _is_of_reference(reference: str, theirs: list[Mention]) -> bool:
    if number := PERSON_NUMBER.fullmatch(reference):
        return theirs[0].person_id == int(number[1])
    if number := HUB_NUMBER.fullmatch(reference):
        return any(mention.named_in == int(number[1]) for mention in theirs)
    return theirs[0].person_id in _by_reference(reference)


def _found(person: int, theirs: list[Mention], fits: tuple[str, ...]) -> Found:
    latest = theirs[0]
    return Found(
        person=person,
        number=f"P-{person:07d}",
        name=max(theirs, key=lambda mention: len(mention.name)).name,
        date_of_birth=next((mention.date_of_birth for mention in theirs if mention.date_of_birth), None),
        address=", ".join(filter(None, [latest.address_line, latest.postcode])),
        reports=len({mention.named_in for mention in theirs}),
        last=latest.seen_on,
        fits=fits,
    )
