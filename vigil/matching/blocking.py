"""Which mentions are worth comparing: those that share a short key.

A person is found again through any one of several keys, so that no single slip hides them: a misspelt name by its
sound and the birth, a wrong birth by the name, a moved family by the name, a maiden name by the birth and the forename.
A key that more mentions share than ``MOST_SHARING`` says too little (ten thousand at one hostel, a common name with
nothing else): it is not followed, and the other keys must do. So one mention never meets more than its keys times
the cap, however large the hub.
"""

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
    found: set[str] = set()
    if one.phone and one.forename:
        found.add(f"t{one.phone}")
    if one.source_person_id:
        found.add(f"i{one.source_person_id}")
    if one.nhs_number:
        found.add(f"n{one.nhs_number}")
    first, last = one.forename_sound, one.surname_sound
    years = _years(one)
    surnames = {one.surname, *one.surnames} - {""}
    for name in surnames:
        for head in one.heads:
            pair = "+".join(sorted((head, name)))  # so that names swapped round meet
            if years:
                found.update(f"y{pair}{year}" for year in years)
            found.add(f"b{pair}")
    if first and last:
        both = "".join(sorted((first, last)))
        found.update(f"s{both}{year}" for year in years)
    if one.born:
        year, month, day = one.born[:4], one.born[4:6], one.born[6:]
        for heard in {first, last} - {""}:
            if len(heard) > 1 or heard == last:
                found.update((f"d{heard}{year}{month}", f"d{heard}{year}-{day}", f"d{heard}-{month}{day}"))
                if month != day and day <= "12":
                    found.add(f"d{heard}{year}{day}")  # day and month turned round
        if one.postcode:
            found.add(f"p{one.postcode}{one.born}")
        if one.forename and one.dwelling:
            found.add(f"h{one.dwelling}{one.born}")
    begins = {sound(head) for head in one.heads} | {one.forename[:1]} - {""}
    for begin in begins:
        if one.postcode and len(begin) > 1:
            found.add(f"p{one.postcode}{begin}")
        if one.dwelling:
            found.add(f"h{one.dwelling}{begin}")
        found.update(f"c{begin}{other}" for other in one.company | one.kin)
    if one.forename and last and one.house and one.street:
        found.add(f"a{one.house}{one.street[:6]}{last}")
    return frozenset(found)


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
