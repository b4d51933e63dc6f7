"""Rows to drafts, source by source, and what holds an entry back."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.intake import given
from tests.intake.given import EVENT, EXTRACT, PERSON, TRACKER, codes, held_back, one
from vigil.rules.terms import Area, Grade, IncidentType, PartnerFlag, RiskTool, Role, Sex

LONDON = ZoneInfo("Europe/London")
INCIDENT, SUBMITTED = datetime(2025, 9, 3, 21, 40, tzinfo=LONDON), datetime(2025, 9, 4, 6, 15, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("source", "row"),
    [("herefordshire", TRACKER), ("shropshire", EXTRACT), ("telford_wrekin", PERSON), ("worcestershire", EVENT)],
)
def test_each_source_s_row_becomes_a_draft_without_a_doubt(source: str, row: dict[str, Any]) -> None:
    draft = one(source, row)

    assert (draft.incident_at, draft.submitted_at) == (INCIDENT, SUBMITTED)
    assert draft.incident_time_known
    assert draft.log_number == "00345_I_03092025"
    assert draft.officer_collar == "1234"
    assert draft.incident_type is IncidentType.DOMESTIC_ABUSE_PARTNER
    assert draft.officer_grade is not None
    assert draft.address.startswith("4 Sample Street")
    assert PartnerFlag.CHILDRENS_SOCIAL_CARE in draft.partner_flags
    jane = draft.subjects[0]
    assert (jane.position, jane.role, jane.surname, jane.forenames) == (1, Role.HARMED, "Smith", "Jane")
    assert jane.date_of_birth == date(1991, 4, 3)
    assert not held_back(draft)
    assert codes(draft) <= {"postcode_repaired"}


def test_the_tracker_s_cells_come_apart() -> None:
    row = {
        **TRACKER,
        "OIS / Log": "00345_I_03092025 / 22/63750/25",
        "Suspect / other party": "DOE, John (dob 23/4/85) - ex partner, 8 High St, Hereford",
        "Children": "Alfie 7, Mia 4mths",
        "School(s)": "Mia - Little Nursery; Sample Junior School",
        "DASH": "2/27 (4,15)",
        "Partners": "CSC + School + Op Encompass",
        "Notes": "?dup",
    }

    draft = one("herefordshire", row)

    assert (draft.log_number, draft.crime_number) == ("00345_I_03092025", "22/63750/25")
    assert draft.officer_name == "PC Example"
    assert (draft.area, draft.team_area) == (Area.HEREFORDSHIRE, "Hereford")
    assert (draft.address, draft.postcode) == ("4 Sample Street, Hereford", "HR7 5TX")
    assert (draft.risk_tool, draft.ticks, draft.answers) == (RiskTool.DASH, 2, {"4": "Yes", "15": "Yes"})
    assert draft.partner_flags == (
        PartnerFlag.CHILDRENS_SOCIAL_CARE,
        PartnerFlag.EDUCATION,
        PartnerFlag.OPERATION_ENCOMPASS,
    )
    assert draft.comments == "?dup"
    assert [subject.role for subject in draft.subjects] == [Role.HARMED, Role.HARMING, Role.CHILD, Role.CHILD]
    jane, john, alfie, mia = draft.subjects
    assert jane.school == ""
    assert (john.relationship, john.address) == ("ex partner", "8 High St, Hereford")
    assert (alfie.surname, alfie.forenames, alfie.age) == ("", "Alfie", 7)
    assert alfie.school == "Sample Junior School"
    assert (mia.age, mia.age_months, mia.school) == (0, 4, "Little Nursery")


def test_a_tracker_s_colour_is_the_grade_where_no_word_is() -> None:
    (draft,) = given.drafts("herefordshire", {**TRACKER, "RAG": ""}, colours={"RAG": "FFC000"})

    assert draft.officer_grade is Grade.MEDIUM
    assert draft.raw["(colour of the grade)"] == "FFC000"


def test_the_second_sheet_s_own_headers_are_known() -> None:
    renamed = {"Ref No": "Ref", "OIS / Log": "Log", "Date & time of incident": "Incident", "Date rec'd": "Rec'd"}
    renamed |= {"Circumstances": "Summary", "Victim / subject": "Victim", "Type": "Category", "Children": "Kids"}

    draft = one("herefordshire", {renamed.get(header, header): value for header, value in TRACKER.items()})

    assert (draft.reference, draft.incident_at) == (TRACKER["Ref No"], INCIDENT)
    assert draft.subjects[0].surname == "Smith"


def test_the_extract_s_columns_come_together() -> None:
    row = {
        **EXTRACT,
        "SuspSurname": "DOE",
        "SuspForename": "John",
        "SuspDOB": "age 40",
        "SuspSex": "M",
        "SuspRelationship": "ex husband",
        "SuspAddress": "as above",
        "Child1Surname": "DOE-SMITH",
        "Child1Forename": "ALFIE",
        "Child1DOB": "c. 7",
        "Child1School": "Sample Junior School",
        "OtherPersons": "SMITH Ann 05/06/1960 (mother)",
    }

    draft = one("shropshire", row)

    assert (draft.address, draft.postcode) == ("4 Sample Street, Shrewsbury", "SY1 1AA")
    assert draft.officer_name == "PC Example"
    assert (draft.ticks, sorted(draft.answers)) == (2, ["27", "6"])
    assert set(draft.partner_flags) == {
        PartnerFlag.CHILDRENS_SOCIAL_CARE,
        PartnerFlag.HEALTH,
        PartnerFlag.IDVA,
        PartnerFlag.PROBATION,
    }
    _, john, alfie, ann = draft.subjects
    assert (john.role, john.sex, john.age, john.address) == (Role.HARMING, Sex.MALE, 40, draft.address)
    assert (alfie.surname, alfie.forenames, alfie.age, alfie.school) == (
        "Doe-Smith",
        "Alfie",
        7,
        "Sample Junior School",
    )
    assert (ann.role, ann.date_of_birth) == (Role.OTHER, date(1960, 6, 5))


def test_a_school_among_other_persons_is_the_child_s() -> None:
    row = {
        **EXTRACT,
        "IncidentType": "Child Concern",
        "VicDOB": "03/04/2015",
        "OtherPersons": "school: Sample Junior School; SMITH Ann (mother)",
    }

    draft = one("shropshire", row)

    assert [(person.role, person.school) for person in draft.subjects] == [
        (Role.CHILD, "Sample Junior School"),
        (Role.PARENT_OR_CARER, ""),
    ]
    assert draft.school == "Sample Junior School"


@pytest.mark.parametrize("clock", ["", "unk", "00:00"])
def test_a_time_of_its_own_that_is_not_known_leaves_the_day(clock: str) -> None:
    draft = one("shropshire", EXTRACT, TimeOccurred=clock)

    assert draft.incident_at == datetime(2025, 9, 3, tzinfo=LONDON)
    assert not draft.incident_time_known
    assert codes(draft) == {"time_missing"}


def person(number: str, **changed: str) -> dict[str, Any]:
    return {**PERSON, "person_no": number, **changed}


def test_the_rows_of_a_number_are_one_referral_wherever_they_stand() -> None:
    first, other, late = given.drafts(
        "telford_wrekin",
        person("1", narrative=""),
        person("1", referral_no="TW25-000002", log_ref="00400_I_03092025"),
        person("3", role="child", person_name="SMITH, Alfie", dob="", age="9m", address="SAME", gender_sd="PNS"),
        person("2", role="suspect", person_name="JOHN DOE", dob="", age="<1", relationship="ex partner"),
        person("1", referral_no="TW25-000003", log_ref="00500_I_03092025"),
    )

    assert [draft.locator for draft in (first, other, late)] == ["records 1|3|4", "records 2", "records 5"]
    assert first.narrative == PERSON["narrative"]
    assert [subject.forenames for subject in first.subjects] == ["Jane", "John", "Alfie"]
    assert (first.subjects[2].age_months, first.subjects[2].address) == (9, "4 Sample Street, Dawley")
    assert first.subjects[1].age == 0
    assert first.subjects[0].ethnicity == "W1"
    assert codes(first) == set()
    assert len(first.raw["rows"]) == 3


def test_rows_of_one_referral_that_disagree_are_flagged_and_the_first_is_used() -> None:
    (draft,) = given.drafts("telford_wrekin", person("1"), person("2", role="child", risk="High"))

    assert draft.officer_grade is Grade.STANDARD
    assert codes(draft) == {"rows_disagree"}


def test_where_it_happened_in_brackets_is_the_referral_s_address() -> None:
    (draft,) = given.drafts(
        "telford_wrekin", person("1", address="8 High St, Newport (inc loc: Bus stop Other Road, Hadley, TF1 2BJ)")
    )

    assert (draft.address, draft.postcode) == ("Bus stop Other Road, Hadley", "TF1 2BJ")
    assert (draft.subjects[0].address, draft.subjects[0].postcode) == ("8 High St, Newport", "TF4 1AA")


def test_a_number_used_for_two_matters_holds_back_both() -> None:
    drafts = given.drafts(
        "telford_wrekin",
        person("1"),
        person("1", log_ref="00528_I_05092025", occurred="2025-09-05T10:00:00", submitted="2025-09-05T12:00:00"),
    )

    assert [held_back(draft) for draft in drafts] == [{"reference_reused"}, {"reference_reused"}]


def test_the_same_matter_entered_twice_under_one_number_is_not_reuse() -> None:
    drafts = given.drafts(
        "shropshire", EXTRACT, {**EXTRACT, "Narrative": EXTRACT["Narrative"].replace("heard", "haerd")}
    )

    assert [held_back(draft) for draft in drafts] == [set(), set()]


def test_rows_without_a_number_keep_together_by_their_incident() -> None:
    drafts = given.drafts(
        "telford_wrekin",
        person("1", referral_no=""),
        person("2", referral_no="", role="child"),
        person("1", referral_no="", log_ref="00400_I_04092025", occurred="2025-09-04T01:00:00"),
    )

    assert [draft.locator for draft in drafts] == ["records 1|2", "records 3"]
    assert [held_back(draft) for draft in drafts] == [{"blank_reference"}, {"blank_reference"}]


def test_an_event_s_people_place_and_answers_are_read() -> None:
    draft = one("worcestershire", EVENT)

    assert (draft.address, draft.postcode) == ("4 Sample Street, Worcester", "WR1 1AA")
    assert (draft.risk_tool, draft.answers) == (RiskTool.DARA, {"afraid": "Often", "separated": "No"})
    jane = draft.subjects[0]
    assert (jane.also_known_as, jane.source_person_id, jane.sex) == ("Janey", "PER1", Sex.FEMALE)
    assert jane.postcode == "WR1 1AA"
    assert codes(draft) == {"postcode_repaired"}


@pytest.mark.parametrize(
    ("nhs_number", "uprn", "taken", "flags"),
    [
        ("943 476 5919", "010012345", ("9434765919", "10012345"), set()),
        ("943 476 5918", "no number", ("", ""), {"nhs_number_invalid", "uprn_invalid"}),
        ("", "", ("", ""), set()),
    ],
    ids=["right", "wrong", "none"],
)
def test_numbers_of_a_person_and_a_home_are_taken_where_they_can_be_right(
    nhs_number: str, uprn: str, taken: tuple[str, str], flags: set[str]
) -> None:
    (jane,) = EVENT["people"]
    home = {**jane["address"], "postcode": "WR1 1AA", "uprn": uprn}
    draft = one("worcestershire", EVENT, people=[{**jane, "nhs_number": nhs_number, "address": home}])

    assert (draft.subjects[0].nhs_number, draft.subjects[0].uprn) == taken
    assert codes(draft) == flags


def test_a_link_to_somebody_the_export_leaves_out_is_flagged() -> None:
    assert "link_missing" in codes(one("worcestershire", EVENT, missing_links=["PER9"]))


def test_raw_rows_are_plain_and_lose_nothing() -> None:
    row = {**TRACKER, "Date & time of incident": datetime(2025, 9, 3, 21, 40), "Submitting officer": 1234}  # noqa: DTZ001

    draft = one("herefordshire", row)

    assert draft.raw == {**row, "Date & time of incident": "2025-09-03T21:40:00"}
    assert draft.officer_collar == "1234"


def test_relationships_that_a_record_system_gives_for_each_of_the_others_are_told_in_words() -> None:
    people = [{**EVENT["people"][0], "relationship": {"PER2": "mother", "PER3": "mother"}}]

    draft = one("worcestershire", EVENT, people=people)

    assert draft.subjects[0].relationship == "mother"
    assert one("worcestershire", EVENT, people=[{**people[0], "relationship": {}}]).subjects[0].relationship == ""
