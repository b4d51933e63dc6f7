"""What part each person has, from where the source puts them, what the referral is about and how they are related."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from vigil.intake.drafts import Effect, Issue
from vigil.intake.reading import births
from vigil.intake.reading.births import Birth
from vigil.intake.reading.people import PARENTS, PARTNERS, Person
from vigil.rules.terms import IncidentType, Role

ADULT_YEARS = 18  # Children Act 1989, section 105: a child is a person under eighteen

CHILD_CASES = frozenset(
    {
        IncidentType.CHILD_WELFARE,
        IncidentType.CHILD_PHYSICAL_ABUSE,
        IncidentType.CHILD_SEXUAL_ABUSE,
        IncidentType.CHILD_EXPLOITATION,
        IncidentType.CHILD_MENTAL_HEALTH,
        IncidentType.CHILD_OFFENDING,
        IncidentType.MISSING_PERSON,
        IncidentType.PREVENT,
    }
)
# In these a parent is as often the one who did it as the one who is told.
_PARENT_MAY_HAVE_HARMED = frozenset({IncidentType.CHILD_WELFARE, IncidentType.CHILD_PHYSICAL_ABUSE})


class Place(StrEnum):
    """Where a source puts a person, in the words a mapping uses."""

    SUBJECT = "subject"  # the victim, or whoever the concern is about
    OTHER_PARTY = "other_party"  # the suspect, where there is one
    CHILD = "child"
    PARENT = "parent"
    OTHERS = "others"


def is_adult(place: Place, person: Person, incident_type: IncidentType) -> bool:
    """Return whether somebody is certain to be grown up, before their birth is read."""
    if place is Place.PARENT or PARENTS.fullmatch(person.relationship):
        return place is not Place.CHILD
    return place in {Place.SUBJECT, Place.OTHER_PARTY} and incident_type not in CHILD_CASES


def decide(
    placed: Sequence[tuple[Place, Person, Birth]], *, incident_type: IncidentType, on: date | None
) -> tuple[list[Role], list[Issue]]:
    """Return each person's role, and the doubt where a parent stands in the suspect's place."""
    is_child_case = incident_type in CHILD_CASES
    between_partners = any(
        place is Place.OTHER_PARTY and PARTNERS.fullmatch(person.relationship) for place, person, _ in placed
    )
    roles: list[Role] = []
    issues: list[Issue] = []
    for place, person, birth in placed:
        is_parent = is_child_case and PARENTS.fullmatch(person.relationship) is not None
        match place:
            case Place.SUBJECT:
                is_child = is_child_case and _is_child(birth, on=on, otherwise=not between_partners)
                roles.append(Role.CHILD if is_child else Role.HARMED)
                if is_child and incident_type is IncidentType.CHILD_OFFENDING:
                    issues.append(_unclear("The child may be the suspect. Read what they are said to have done."))
            case Place.CHILD:
                roles.append(Role.CHILD)
            case Place.PARENT:
                roles.append(Role.PARENT_OR_CARER)
            # Trackers with no column for parents put them in the suspect's and add "(mother)". A suspect who is a
            # parent has the relationship written on: "- mother" or ", mother".
            case Place.OTHER_PARTY if is_parent and person.relationship_in_brackets:
                roles.append(Role.PARENT_OR_CARER)
                if incident_type in _PARENT_MAY_HAVE_HARMED:
                    issues.append(
                        _unclear("A parent stands in the suspect's place. Read whether they may have done harm.")
                    )
            case Place.OTHER_PARTY:
                roles.append(Role.HARMING)
            case Place.OTHERS:
                roles.append(Role.PARENT_OR_CARER if is_parent else Role.OTHER)
    return roles, issues


def _unclear(message: str) -> Issue:
    return Issue(code="role_unclear", field="subjects", message=message, effect=Effect.AMBIGUOUS)


def _is_child(birth: Birth, *, on: date | None, otherwise: bool) -> bool:
    if birth.date_of_birth is not None and on is not None:
        return births.age_on(birth.date_of_birth, on) < ADULT_YEARS
    return birth.age < ADULT_YEARS if birth.age is not None else otherwise
