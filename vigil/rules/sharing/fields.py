"""What each kind of partner may have, field by field, and the cutting of a record to it.

Minimum necessary: UK GDPR Art 5(1)(c); what a school is told follows the Operation Encompass minimum (statutory
guidance under Domestic Abuse Act 2021 s49A). The table is this hub's proposal: the information-sharing agreement
with each partner settles it. Whoever is only a caller or a witness is a third party, and nobody is told about them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from vigil.rules.sharing.terms import PartnerKind as K
from vigil.rules.terms import LABELS, Role

Value = str | int
Fields = frozenset[str]

NAMED: Fields = frozenset({"surname", "forenames", "also_known_as"})
WHERE: Fields = frozenset({"address", "postcode"})
PART: Fields = frozenset({"role", "age", "sex", "relationship"})  # what part somebody has, and not who they are
WHO: Fields = PART | NAMED | {"date_of_birth"}
ADULT: Fields = WHO | WHERE | {"ethnicity", "phone"}
CHILD: Fields = ADULT | {"school"}
PERSON_FIELDS: Fields = CHILD

ABOUT: Fields = frozenset({"incident_type", "incident_at", "form"})
MATTER_FIELDS: Fields = ABOUT | {"grade", "place", "postcode", "log_number", "risks", "narrative", "account"}

NOTHING: Mapping[Role, Fields] = {}

MAY_HAVE_OF_PEOPLE: dict[K, Mapping[Role, Fields]] = {
    K.CHILDRENS_SOCIAL_CARE: {
        Role.CHILD: CHILD,
        Role.PARENT_OR_CARER: ADULT,
        Role.HARMED: ADULT,
        Role.HARMING: ADULT,
        Role.HOUSEHOLD_MEMBER: WHO | WHERE,
    },
    K.EARLY_HELP: {Role.CHILD: CHILD, Role.PARENT_OR_CARER: ADULT, Role.HARMED: WHO | {"phone"}, Role.HARMING: PART},
    K.ADULT_SOCIAL_CARE: {
        Role.HARMED: ADULT,
        Role.PARENT_OR_CARER: WHO | WHERE | {"phone"},
        Role.HARMING: WHO,
        # The officer's own words name them, so leaving the names out of the fields would hide nothing.
        Role.HOUSEHOLD_MEMBER: WHO,
        Role.CHILD: WHO,
    },
    K.HEALTH: {Role.CHILD: WHO | WHERE, Role.HARMED: WHO | WHERE | {"phone"}, Role.PARENT_OR_CARER: WHO},
    K.SCHOOL: {
        Role.CHILD: WHO | {"school"},
        Role.HARMED: frozenset({"role", "relationship"}),
        Role.HARMING: frozenset({"role", "relationship"}),
    },
    K.DOMESTIC_ABUSE_SERVICE: {Role.HARMED: ADULT, Role.HARMING: WHO, Role.CHILD: PART},
    K.HOUSING: {Role.HARMED: WHO | WHERE | {"phone"}, Role.CHILD: PART, Role.HARMING: frozenset({"role"})},
    K.PROBATION: {
        Role.HARMING: ADULT,
        Role.HARMED: frozenset({"role", "relationship"}),
        Role.CHILD: frozenset({"role", "age"}),
    },
    K.YOUTH_JUSTICE: {Role.CHILD: CHILD, Role.PARENT_OR_CARER: WHO | {"phone"}},
}

MAY_HAVE_OF_MATTER: dict[K, Fields] = {
    # Only social care reads the officer's own words; everybody else gets the hub's account, written for them.
    K.CHILDRENS_SOCIAL_CARE: MATTER_FIELDS,
    K.ADULT_SOCIAL_CARE: MATTER_FIELDS,
    K.EARLY_HELP: ABOUT | {"grade", "account"},
    K.HEALTH: ABOUT | {"grade", "risks", "account"},
    K.SCHOOL: frozenset({"incident_at", "form", "account"}),
    K.DOMESTIC_ABUSE_SERVICE: ABOUT | {"grade", "risks", "place", "postcode", "account"},
    K.HOUSING: ABOUT | {"account"},
    K.PROBATION: ABOUT | {"grade", "risks", "log_number", "account"},
    K.YOUTH_JUSTICE: ABOUT | {"grade", "risks", "account"},
}

FIELD_WORDS: dict[str, str] = {
    "role": "Part",
    "surname": "Surname",
    "forenames": "Forenames",
    "also_known_as": "Also known as",
    "date_of_birth": "Date of birth",
    "age": "Age then",
    "sex": "Sex",
    "ethnicity": "Ethnicity",
    "relationship": "Relationship",
    "address": "Address",
    "postcode": "Postcode",
    "phone": "Phone",
    "school": "School",
    "form": "Sort of report",
    "incident_type": "Incident",
    "incident_at": "When it happened",
    "grade": "Grade",
    "place": "Where it happened",
    "log_number": "Police log number",
    "risks": "Risks",
    "narrative": "What the officer wrote",
    "account": "What happened",
}

NOT_THEIRS = "not for this kind of partner"
PROTECTED = "kept from this partner"
THIRD_PARTY = "third party: nobody is told about them"
OTHER_SCHOOL = "attends another school"

SAME_SCHOOL = 88  # of 100: how alike two spellings of a school's name must be


@dataclass(frozen=True, kw_only=True)
class HeldBack:
    """One thing a recipient does not get. ``where`` says which field of whom in words, ``why`` the reason."""

    where: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Cut:
    """A record cut to one recipient: only what they may have, and what they do not get with the reason."""

    matter: dict[str, Any]
    people: list[dict[str, Any]]
    held_back: list[HeldBack]


def part_of(role: Role, age: int | None) -> Role:
    """Return the part that settles what is told about somebody: a child who was harmed counts as a child."""
    return Role.CHILD if role is Role.HARMED and age is not None and age < 18 else role


def cut(
    *,
    matter: Mapping[str, Any],
    people: Sequence[Mapping[str, Any]],
    kind: K,
    recipient: str,
    is_hidden: Callable[[str], bool],
) -> Cut:
    """Cut a record to one recipient.

    ``matter`` has ``MATTER_FIELDS`` and each of ``people`` has ``PERSON_FIELDS``; empty ones are left out.
    ``is_hidden`` says whether a text holds something protected from this recipient. Free text is not cut here:
    a guard stops the send, because what is left of a sentence may still tell.
    """
    held: list[HeldBack] = []
    kept = {}
    hides_place = any(is_hidden(str(matter.get(field, ""))) for field in ("place", "postcode"))
    for field, value in _recorded(matter):
        if field not in MAY_HAVE_OF_MATTER[kind]:
            held.append(HeldBack(where=FIELD_WORDS[field], why=NOT_THEIRS))
        elif field in ("place", "postcode") and hides_place:
            held.append(HeldBack(where=f"Incident: {FIELD_WORDS[field].lower()}", why=PROTECTED))
        else:
            kept[field] = value
    told = []
    for number, person in enumerate(people, start=1):
        mine, theirs = _person(person, number, kind, recipient, is_hidden)
        held += theirs
        if mine:
            told.append(mine)
    return Cut(matter=kept, people=told, held_back=held)


def _recorded(record: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(field, value) for field, value in record.items() if value not in (None, "", [])]


def _person(
    person: Mapping[str, Any], number: int, kind: K, recipient: str, is_hidden: Callable[[str], bool]
) -> tuple[dict[str, Any], list[HeldBack]]:
    role = Role(person["role"])
    who = f"Person {number} ({LABELS[role].lower()})"
    if role is Role.OTHER:
        return {}, [HeldBack(where=who, why=THIRD_PARTY)]
    part = part_of(role, person.get("age"))
    allowed = MAY_HAVE_OF_PEOPLE[kind].get(part, frozenset())
    if not allowed:
        return {}, [HeldBack(where=who, why=NOT_THEIRS)]
    if kind is K.SCHOOL and part is Role.CHILD and not is_same_school(str(person.get("school") or ""), recipient):
        return {}, [HeldBack(where=who, why=OTHER_SCHOOL)]
    values = {field: str(value) for field, value in _recorded(person)}
    hidden = {field for field, value in values.items() if field != "role" and is_hidden(value)}
    if hidden & WHERE:
        # A school is where a child can be followed home from.
        hidden |= WHERE | {"school"}
    mine, held = {}, []
    for field, value in _recorded(person):
        if field not in allowed:
            held.append(HeldBack(where=f"{who}: {FIELD_WORDS[field].lower()}", why=NOT_THEIRS))
        elif field in hidden:
            held.append(HeldBack(where=f"{who}: {FIELD_WORDS[field].lower()}", why=PROTECTED))
        else:
            mine[field] = value
    return mine, held


def is_same_school(one: str, other: str) -> bool:
    """Return whether two spellings name the same school."""
    return bool(one) and fuzz.token_sort_ratio(one.casefold(), other.casefold()) >= SAME_SCHOOL
