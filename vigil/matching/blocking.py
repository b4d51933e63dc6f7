"""Which mentions are worth comparing: those that share a short key.

A person is found again through any one of several keys, so that no single slip hides them: a misspelt name by its
sound and the birth, a wrong birth by the name, a moved family by the name, a maiden name by the birth and the forename.
A key that more mentions share than ``MOST_SHARING`` says too little (ten thousand at one hostel, a common name with
nothing else): it is not followed, and the other keys must do. So one mention never meets more than its keys times
the cap, however large the hub. Of everybody at once ``linking`` follows fewer still.
"""

from collections.abc import Iterator
from datetime import date

from vigil.matching.features import Features
from vigil.matching.mentions import Mention
from vigil.matching.names import sound
from vigil.matching.scoring import ready

MOST_SHARING = 300  # mentions to one key; with 1,000,000 people the worst of a real spread of names and streets


def keys(mention: Mention) -> frozenset[str]:
    """Return the keys under which a person is looked for. Empty for somebody of whom too little is known."""
    return keys_ready(ready(mention))


def keys_ready(one: Features) -> frozenset[str]:
    """Return what ``keys`` does, of a mention made ready before."""
    return frozenset((*_by_number(one), *_by_name(one), *_by_birth(one), *_by_home(one), *_by_company(one)))


def _by_number(one: Features) -> Iterator[str]:
    if one.phone and one.forename:
        yield f"t{one.phone}"
    if one.source_person_id:
        yield f"i{one.source_person_id}"
    if one.nhs_number:
        yield f"n{one.nhs_number}"


def _by_name(one: Features) -> Iterator[str]:
    years = _years(one)
    surnames = {sound(name) for name in (one.surname, *one.surnames)} - {""}
    for head in {sound(head) for head in one.heads}:
        for name in surnames:
            both = "+".join(sorted((head, name)))  # so that names swapped round meet
            yield f"s{both}"
            yield from (f"s{both}{year}" for year in years)


def _by_birth(one: Features) -> Iterator[str]:
    """Yield keys of a date with a name or a home, the date in parts so that one wrong part leaves the others."""
    if not one.born:
        return
    year, month, day = one.born[:4], one.born[4:6], one.born[6:]
    for heard in {_heard(one.forename, one.forename_sound), _heard(one.surname, one.surname_sound)} - {""}:
        yield from (f"d{heard}{year}{month}", f"d{heard}{year}-{day}", f"d{heard}-{month}{day}")
        if month != day and day <= "12":
            yield f"d{heard}{year}{day}"  # day and month turned round
    if one.postcode:
        yield f"p{one.postcode}{one.born}"
    if one.house:
        yield f"e{one.born}{one.house}"
    if one.street:
        yield f"e{one.born}{_start_of(one.street)}"


def _by_home(one: Features) -> Iterator[str]:
    """Yield keys of an address with part of a name or the year; none of a place where many come and go."""
    if one.is_public:
        return
    first, last = one.forename_sound, one.surname_sound
    if one.uprn:
        yield from (f"u{one.uprn}{initial}" for initial in _initials(one))
    if one.dwelling:
        yield from (f"h{one.dwelling}{initial}" for initial in _initials(one))
    if one.postcode:
        yield from (f"p{one.postcode}{what}" for what in (first, last, *_years(one)) if len(what) > 1)
        if first and last:
            yield f"p{one.postcode}{one.forename[0]}-{one.surname[0]}"
    if one.street:
        street = _start_of(one.street)
        yield from (f"r{street}{what}" for what in (first, last) if len(what) > 1)
        if one.house:
            yield house_key(one)


def house_key(one: Features) -> str:
    """Return the key that all of one house share, with those of the same number and street elsewhere."""
    return f"a{one.house}{_start_of(one.street)}"


def _by_company(one: Features) -> Iterator[str]:
    for initial in _initials(one):
        yield from (f"c{initial}{other}" for other in one.company | one.kin)


def _initials(one: Features) -> set[str]:
    """Return the first letters that the forename can be written with: L and E of Liz."""
    return {name[0] for name in one.heads} | ({one.forename[0]} if one.forename else set())


def _heard(name: str, sounds: str) -> str:
    """Return a name's sound, or the name when the sound is a single letter: "Shai", "Lee"."""
    return sounds if len(sounds) > 1 else name if len(name) > 1 else ""


def _start_of(street: str) -> str:
    return street.replace(" ", "")[:6]


def home_keys(mention: Mention) -> frozenset[str]:
    """Return the keys under which the others of a household or an address are looked for."""
    one = ready(mention)
    found = set()
    if one.dwelling:
        found.add(f"h{one.dwelling}")
        if one.postcode:
            found.add(f"g{one.house}{one.postcode}")
    if one.uprn:
        found.add(f"u{one.uprn}")
    return frozenset(found)


def _years(one: Features) -> tuple[str, ...]:
    """Return the years they may be born in: one of a date, two of an age, none of a child whose age is not known."""
    if one.born:
        return (one.born[:4],)
    if not one.born_to or one.born_to - one.born_from > 800:
        return ()
    first, last = date.fromordinal(one.born_from).year, date.fromordinal(one.born_to).year
    return tuple(str(year) for year in range(first, last + 1))
