"""What stops a send, and why. A stop is cleared by a second trained person, or by changing what is sent.

Sources: the data regulator's reprimands of 2023 (safe addresses; who applied under the disclosure schemes; a child's
report sent unredacted to ex-partners). Doubt stops: what a person clears in a minute cannot be called back once sent.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from vigil.rules.protected import Kind, Secret, found
from vigil.rules.protected.familiar import familiar
from vigil.rules.sharing.fields import FIELD_WORDS
from vigil.rules.sharing.terms import PartnerKind

RULES_VERSION = "guards 2026.2"


class Guard(StrEnum):
    """What a stop is about."""

    SAFE_ADDRESS = "safe_address"
    SAFE_CONTACT = "safe_contact"
    APPLICANT = "applicant"
    THIRD_PARTY = "third_party"
    OFFICER = "officer"
    WORKS_FOR_RECIPIENT = "works_for_recipient"
    ASKS_SECRECY = "asks_secrecy"


GUARD_WORDS: dict[Guard, str] = {
    Guard.SAFE_ADDRESS: "A safe address can be read",
    Guard.SAFE_CONTACT: "A safe way to reach or find somebody can be read",
    Guard.APPLICANT: "Who asked under the disclosure scheme can be read",
    Guard.THIRD_PARTY: "A third party can be read about",
    Guard.OFFICER: "A police officer or one of the hub’s people is in it",
    Guard.WORKS_FOR_RECIPIENT: "Somebody in it works for the recipient",
    Guard.ASKS_SECRECY: "The text itself asks for something to be kept back",
}


class Protects(StrEnum):
    """What sort of detail somebody recorded as protected."""

    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    VEHICLE = "vehicle"
    PLACE = "place"
    CONTACT = "contact"
    APPLICANT = "applicant"
    THIRD_PARTY = "third_party"
    OFFICER = "officer"
    WORKS_FOR_RECIPIENT = "works_for_recipient"


PROTECTS_WORDS: dict[Protects, str] = {
    Protects.ADDRESS: "Safe address",
    Protects.PHONE: "Safe phone number",
    Protects.EMAIL: "Safe e-mail address",
    Protects.VEHICLE: "The registration of a car by which somebody could be found",
    Protects.PLACE: "A place that would give it away: a school, a refuge, a workplace",
    Protects.CONTACT: "The person through whom they are reached",
    Protects.APPLICANT: "Who applied under the disclosure scheme",
    Protects.THIRD_PARTY: "A third party",
    Protects.OFFICER: "A police officer, or one of the hub’s people, who is in the case",
    Protects.WORKS_FOR_RECIPIENT: "Somebody in the case who works for a partner",
}

_LOOKED_FOR_AS: dict[Protects, tuple[Kind, Guard]] = {
    Protects.ADDRESS: (Kind.ADDRESS, Guard.SAFE_ADDRESS),
    Protects.PHONE: (Kind.PHONE, Guard.SAFE_CONTACT),
    Protects.EMAIL: (Kind.EMAIL, Guard.SAFE_CONTACT),
    Protects.VEHICLE: (Kind.CODE, Guard.SAFE_CONTACT),
    Protects.PLACE: (Kind.WORDS, Guard.SAFE_ADDRESS),
    Protects.CONTACT: (Kind.NAME, Guard.SAFE_CONTACT),
    Protects.APPLICANT: (Kind.NAME, Guard.APPLICANT),
    Protects.THIRD_PARTY: (Kind.NAME, Guard.THIRD_PARTY),
}

IN_FIELDS = frozenset({Protects.ADDRESS, Protects.PHONE, Protects.EMAIL, Protects.VEHICLE, Protects.PLACE})
"""What is taken out of fields by itself. A name is not: whoever bears it may be told about, as something else."""


@dataclass(frozen=True, kw_only=True)
class Detail:
    """A protected detail that this recipient must not see. ``called``: the forms of a contact's forename, folded."""

    protects: Protects
    value: str
    called: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Who would get it."""

    name: str
    kind: PartnerKind


@dataclass(frozen=True, kw_only=True)
class People:
    """Who is in the case, for the guards that know people: names as “forenames surname”.

    ``told`` are those the packet names, ``third_parties`` those it must not; ``police`` are the reporting officer and
    the hub's own people; ``recorded`` is what the referral says of them in words, whether this packet tells it or not.
    """

    told: tuple[str, ...] = ()
    third_parties: tuple[Detail, ...] = ()
    police: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Why a packet may not leave. ``where`` is the part of it; ``words`` say what to do, and repeat no detail."""

    guard: Guard
    where: str
    words: str


# The text says by itself that something is to be kept back, though nobody recorded what.
_SECRECY = re.compile(
    r"\b(safe (address|house|contact|number)|refuge|do(es)? not (disclose|share|tell|pass)|not to be (disclosed|shared)"
    r"|must not (know|find|be told|learn)|confidential address|address (is )?(withheld|confidential|not known to)"
    r"|undisclosed (address|location)|whereabouts unknown to|non-?molestation.{0,40}address)\b",
    re.IGNORECASE | re.DOTALL,
)
# A place told by where it is on a map: what3words, latitude and longitude, a grid reference, a link to a map.
_ON_A_MAP = re.compile(
    r"/{3}\s*[a-z]+\.[a-z]+\.[a-z]+\b|\b(what3words|w3w)\b"
    r"|\b\d{1,2}\.\d{3,}\s*°?\s*[ns]?\s*[,;/ ]\s*-?\d{1,3}\.\d{3,}"
    r"|\b\d{1,2}°\s*\d{1,2}['′]|\b(grid|map) ref\w*|\b[HNST][A-HJ-Z] ?\d{3,5} ?\d{3,5}\b"
    r"|\b(maps\.(app\.)?goo|goo\.gl|google\.[a-z.]+/maps|maps\.apple|openstreetmap|plus ?code)\b",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"\b(DVDS|CSODS|clare.?s law|sarah.?s law|right to (ask|know)|disclosure scheme)\b", re.IGNORECASE)
_POLICE = re.compile(
    r"\b((serving|off[- ]duty|retired|former) (police )?(officer|PC|constable|sergeant|detective)"
    r"|police (officer|sergeant|staff) (himself|herself|himself,|herself,|by profession)"
    r"|(is|works as|employed as|is also) (a |an )?(serving )?(police officer|PCSO|special constable|detective"
    r"|police sergeant|police staff))\b",
    re.IGNORECASE,
)
_AT = r"\b(works?|working|worked|employed|job) (for|at|in|by|with) (the )?([a-z’']+ ){0,3}"
_AS = r"\b((works?|working|worked|employed|job|trained) as|is|as) (an? )([a-z’']+ ){0,2}"
_BODIES: dict[PartnerKind, str] = {
    PartnerKind.CHILDRENS_SOCIAL_CARE: r"social (services|care)|children.?s services|council",
    PartnerKind.EARLY_HELP: r"early help|family hub|council",
    PartnerKind.ADULT_SOCIAL_CARE: r"social (services|care)|care home|council",
    PartnerKind.HEALTH: r"hospital|surgery|NHS|health centre|ambulance service",
    PartnerKind.SCHOOL: r"school|academy|college|nursery",
    PartnerKind.DOMESTIC_ABUSE_SERVICE: r"refuge|women.?s aid",
    PartnerKind.HOUSING: r"housing (association|office|department)|council",
    PartnerKind.PROBATION: r"probation( service)?",
    PartnerKind.YOUTH_JUSTICE: r"youth (justice|offending)( service| team)?",
}
_POSTS: dict[PartnerKind, str] = {
    PartnerKind.CHILDRENS_SOCIAL_CARE: r"social worker",
    PartnerKind.EARLY_HELP: r"(family support|early help) worker",
    PartnerKind.ADULT_SOCIAL_CARE: r"social worker|carer for the council",
    PartnerKind.HEALTH: r"nurse|doctor|GP|midwife|paramedic|health visitor|healthcare assistant",
    PartnerKind.SCHOOL: r"(head ?)?teacher|teaching assistant|school (secretary|governor|caretaker)|dinner lady",
    PartnerKind.DOMESTIC_ABUSE_SERVICE: r"IDVA|refuge worker",
    PartnerKind.HOUSING: r"housing officer",
    PartnerKind.PROBATION: r"probation officer",
    PartnerKind.YOUTH_JUSTICE: r"youth (justice |offending )?worker",
}


def stops(
    content: Mapping[str, Any],
    *,
    recipient: Recipient,
    details: Sequence[Detail],
    people: People,
) -> list[Stop]:
    """Return every reason why this packet may not go to this recipient as it is.

    ``content`` is everything that leaves, envelope (file name, subject, title) included, as nested dictionaries and
    lists. ``details`` are those hidden from this recipient.
    """
    told = [(where, text) for where, text in leaves(content) if text.strip()]
    found_stops = [
        *_named(told, [*details, *people.third_parties], people.told),
        *_on_a_map(told, details),
        *_in_the_case(details, people, recipient),
        *_by_pattern(told, recipient),
    ]
    # What the whole referral says holds for a packet that leaves it out: an address not to be disclosed is still told.
    known = {stop.guard for stop in found_stops} | {Guard.APPLICANT}
    if any(detail.protects in IN_FIELDS for detail in details) or not _tells_whereabouts(content):
        known.add(Guard.ASKS_SECRECY)
    recorded = [("What the referral says", text) for text in people.recorded]
    found_stops += [stop for stop in _by_pattern(recorded, recipient) if stop.guard not in known]
    return list({(stop.guard, stop.where): stop for stop in reversed(found_stops)}.values())[::-1]


def leaves(content: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text in a packet with the words for its place: "Person 2: school"."""
    match content:
        case Mapping():
            for key, value in content.items():
                words = FIELD_WORDS.get(key, key.replace("_", " ").capitalize())
                yield from leaves(value, f"{where}: {words.lower()}" if where else words)
        case list() | tuple():
            for number, value in enumerate(content, start=1):
                yield from leaves(value, f"{where} {number}")
        case str():
            yield where, content


def hides(details: Sequence[Detail], text: str) -> bool:
    """Return whether a text tells one of these details."""
    return any(
        found(Secret(kind=_LOOKED_FOR_AS[detail.protects][0], value=detail.value), text)
        for detail in details
        if detail.protects in _LOOKED_FOR_AS
    )


def _named(told: list[tuple[str, str]], details: Sequence[Detail], names_told: Sequence[str]) -> Iterator[Stop]:
    surnames = " / ".join(name.split()[-1] for name in names_told if name.split())
    told_by_name = {name.casefold() for name in names_told}
    for detail in details:
        if detail.protects not in _LOOKED_FOR_AS or detail.value.casefold() in told_by_name:
            continue
        kind, guard = _LOOKED_FOR_AS[detail.protects]
        if kind is Kind.NAME and found(Secret(kind=kind, value=detail.value), surnames):
            kind = Kind.FORENAME  # the surname is told anyway, of somebody else, though spelled as somebody did
        for where, text in told:
            if found(Secret(kind=kind, value=detail.value), text) or _tells_familiarly(detail, text):
                yield Stop(guard=guard, where=where, words=f"{GUARD_WORDS[guard]}. Take it out of what is sent.")
    # What is told in two halves is told: everything is read as one text too.
    whole = " ".join(text for _, text in told)
    for detail in details:
        apart = any(hides([detail], text) for _, text in told)
        if detail.protects in IN_FIELDS and not apart and hides([detail], whole):
            guard = _LOOKED_FOR_AS[detail.protects][1]
            yield Stop(guard=guard, where="Several parts", words=f"{GUARD_WORDS[guard]} from two parts. Take one out.")


def _tells_familiarly(detail: Detail, text: str) -> bool:
    return detail.protects is Protects.CONTACT and any(familiar(detail.value, detail.called, text))


def _on_a_map(told: list[tuple[str, str]], details: Sequence[Detail]) -> Iterator[Stop]:
    if not {detail.protects for detail in details} & {Protects.ADDRESS, Protects.PLACE}:
        return
    for where, text in told:
        if _ON_A_MAP.search(text):
            words = "The text tells a place by where it is on a map: see that it is not the one that is kept."
            yield Stop(guard=Guard.SAFE_ADDRESS, where=where, words=words)


def _in_the_case(details: Sequence[Detail], people: People, recipient: Recipient) -> Iterator[Stop]:
    protects = {detail.protects for detail in details}
    if Protects.OFFICER in protects or _shares_a_name(people.told, people.police):
        words = f"{GUARD_WORDS[Guard.OFFICER]}: ask professional standards how it is to go."
        yield Stop(guard=Guard.OFFICER, where="The people in it", words=words)
    if Protects.WORKS_FOR_RECIPIENT in protects:
        words = f"Somebody in it works for {recipient.name}: agree with their head of service who may read it."
        yield Stop(guard=Guard.WORKS_FOR_RECIPIENT, where="The people in it", words=words)


def _shares_a_name(told: Sequence[str], police: Sequence[str]) -> bool:
    known = {name.casefold().strip() for name in police if len(name.split()) > 1}
    return any(name.casefold().strip() in known for name in told)


def _tells_whereabouts(content: Mapping[str, Any]) -> bool:
    people = content.get("person", [])
    return any(person.get(field) for person in people for field in ("address", "postcode", "phone", "school"))


def _by_pattern(told: list[tuple[str, str]], recipient: Recipient) -> Iterator[Stop]:
    works_there = re.compile(
        rf"{_AT}({_BODIES[recipient.kind]}|{re.escape(recipient.name)})\b|{_AS}({_POSTS[recipient.kind]})\b",
        re.IGNORECASE,
    )
    for where, text in told:
        if _SECRECY.search(text):
            words = (
                "The text says that something must be kept back. Record what, or write the account in your own words."
            )
            yield Stop(guard=Guard.ASKS_SECRECY, where=where, words=words)
        if _SCHEME.search(text):
            words = "The text speaks of a disclosure scheme: see that it does not tell who asked."
            yield Stop(guard=Guard.APPLICANT, where=where, words=words)
        if _POLICE.search(text):
            words = f"{GUARD_WORDS[Guard.OFFICER]}: ask professional standards how it is to go."
            yield Stop(guard=Guard.OFFICER, where=where, words=words)
        if works_there.search(text):
            words = f"The text may say that somebody works for {recipient.name}. See who would read it there."
            yield Stop(guard=Guard.WORKS_FOR_RECIPIENT, where=where, words=words)
