"""Who was harmed, who did it, who is a child and who is a parent."""

from datetime import date

import pytest

from vigil.intake.reading import births, roles
from vigil.intake.reading.births import Birth
from vigil.intake.reading.people import Person
from vigil.intake.reading.roles import Place
from vigil.rules.terms import IncidentType, Role

ON = date(2025, 9, 3)


def one(
    place: Place, incident_type: IncidentType, *, born: str = "", relationship: str = "", in_brackets: bool = False
) -> tuple[Place, Person, Birth]:
    person = Person(relationship=relationship, relationship_in_brackets=in_brackets)
    return place, person, births.read(born, on=ON)


@pytest.mark.parametrize(
    ("incident_type", "place", "born", "relationship", "role"),
    [
        (IncidentType.DOMESTIC_ABUSE_PARTNER, Place.SUBJECT, "34", "", Role.HARMED),
        (IncidentType.DOMESTIC_ABUSE_PARTNER, Place.SUBJECT, "", "", Role.HARMED),
        (IncidentType.DOMESTIC_ABUSE_PARTNER, Place.OTHER_PARTY, "34", "partner", Role.HARMING),
        (IncidentType.DOMESTIC_ABUSE_FAMILY, Place.OTHERS, "", "father", Role.OTHER),
        (IncidentType.ADULT_AT_RISK, Place.SUBJECT, "81", "", Role.HARMED),
        (IncidentType.CHILD_WELFARE, Place.SUBJECT, "8", "", Role.CHILD),
        (IncidentType.CHILD_WELFARE, Place.SUBJECT, "", "", Role.CHILD),
        (IncidentType.CHILD_WELFARE, Place.SUBJECT, "34", "", Role.HARMED),
        (IncidentType.CHILD_WELFARE, Place.OTHERS, "", "mother", Role.PARENT_OR_CARER),
        (IncidentType.CHILD_WELFARE, Place.OTHERS, "", "step father", Role.PARENT_OR_CARER),
        (IncidentType.CHILD_WELFARE, Place.OTHERS, "", "neighbour", Role.OTHER),
        (IncidentType.CHILD_WELFARE, Place.OTHER_PARTY, "34", "mother", Role.HARMING),
        (IncidentType.CHILD_WELFARE, Place.PARENT, "", "", Role.PARENT_OR_CARER),
        (IncidentType.MISSING_PERSON, Place.SUBJECT, "17", "", Role.CHILD),
        (IncidentType.MISSING_PERSON, Place.SUBJECT, "18", "", Role.HARMED),
        (IncidentType.PREVENT, Place.SUBJECT, "4/9/07", "", Role.CHILD),  # eighteen tomorrow
        (IncidentType.PREVENT, Place.SUBJECT, "3/9/07", "", Role.HARMED),  # eighteen today
    ],
)
def test_place_type_age_and_relationship_give_the_role(
    incident_type: IncidentType, place: Place, born: str, relationship: str, role: Role
) -> None:
    placed = [one(place, incident_type, born=born, relationship=relationship)]

    assert roles.decide(placed, incident_type=incident_type, on=ON) == ([role], [])


def test_a_subject_of_no_known_age_whose_partner_is_suspected_is_no_child() -> None:
    kind = IncidentType.CHILD_WELFARE
    placed = [one(Place.SUBJECT, kind), one(Place.OTHER_PARTY, kind, relationship="former partner")]

    assert roles.decide(placed, incident_type=kind, on=ON)[0] == [Role.HARMED, Role.HARMING]


def test_a_child_in_an_offending_referral_may_be_the_suspect_and_is_marked_so() -> None:
    kind = IncidentType.CHILD_OFFENDING

    decided, issues = roles.decide([one(Place.SUBJECT, kind, born="15")], incident_type=kind, on=ON)

    assert decided == [Role.CHILD]
    assert [issue.code for issue in issues] == ["role_unclear"]


def test_a_parent_in_brackets_in_the_suspect_s_place_is_a_parent_and_doubtful_where_they_may_have_harmed() -> None:
    for kind, doubted in ((IncidentType.MISSING_PERSON, []), (IncidentType.CHILD_PHYSICAL_ABUSE, ["role_unclear"])):
        placed = [one(Place.OTHER_PARTY, kind, relationship="mother", in_brackets=True)]

        decided, issues = roles.decide(placed, incident_type=kind, on=ON)

        assert decided == [Role.PARENT_OR_CARER]
        assert [issue.code for issue in issues] == doubted
