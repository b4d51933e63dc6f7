"""Mappings: the four that come with Vigil, a fifth that an analyst writes, and what is refused."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.intake import given
from vigil.intake.reading import mapping, recognising
from vigil.intake.reading.mapping import BadMapping
from vigil.intake.reading.rows import Shape
from vigil.rules.terms import Area, Grade, IncidentType, PartnerFlag, RiskTool, Role, Sex

FIFTH = """
name = "borders"
title = "Borders partnership list"
source_system = "Borders"
timezone = "Europe/London"
day_first = false
name_order = "forename_first"
rows = "referrals"

[recognise]
kinds = ["csv"]
headers = [["Case"], ["When"], ["Sent in"], ["Who is at risk"], ["What we were told", "Account"]]

[fields]
reference = ["Case"]
incident = ["When"]
incident_time = ["Clock"]
submitted = ["Sent in"]
officer = ["By"]
incident_type = ["About"]
address = ["House + Village"]
postcode = ["PC"]
grade = ["Level"]
dash = ["Ticks"]
partner_flags = ["Told"]
narrative = ["What we were told", "Account"]
status = ["State"]

[partner_columns]
"Doctor told" = "HLTH"

[[people]]
layout = "cell"
place = "subject"
cell = ["Who is at risk"]

[[people]]
layout = "columns"
place = "other_party"
name = ["Alleged"]
born = ["Alleged born"]
sex = ["Alleged sex"]
relationship = ["Alleged is"]

[[people]]
layout = "columns"
place = "child"
numbers = ["A", "B"]
name = ["Child {n}"]
age = ["Age {n}"]

[values]
closed = ["shut"]

[values.grade]
high = ["3"]
medium = ["2"]
standard = ["1"]

[values.incident_type]
domestic_abuse_partner = ["Home"]

[values.sex]
M = ["man"]
F = ["woman"]
not_known = ["not said"]

[values.partner_flags]
CSC = ["children's team"]
"""
ROW = {
    "Case": "B-17",
    "When": "09/03/2025",
    "Clock": "9.40pm",
    "Sent in": "09/04/2025 06:15",
    "By": "PC 1234",
    "About": "home",
    "House": "4 Sample Street",
    "Village": "Testford",
    "PC": "ts1 1aa",
    "Level": 3.0,
    "Ticks": "2: 6, 27",
    "Told": "Children’s team",
    "Doctor told": "yes",
    "Who is at risk": "Jane SMITH (37)",
    "Alleged": "John Doe",
    "Alleged born": "04/23/1985",
    "Alleged sex": "Man",
    "Alleged is": "partner",
    "Child A": "Alfie Doe",
    "Age A": "7",
    "Child B": "",
    "Age B": "",
    "Account": "Neighbours heard shouting and rang in. Both seen apart.",
    "State": "Shut",
}


@pytest.fixture
def fifth(tmp_path: Path) -> mapping.Mapping:
    path = tmp_path / "borders.toml"
    path.write_text(FIFTH, encoding="utf-8")
    return mapping.from_path(path)


def test_an_analyst_can_add_a_fifth_source_without_code(fifth: mapping.Mapping) -> None:
    (draft,) = given.drafts(fifth, ROW)

    assert draft.reference == "B-17"
    assert draft.incident_at == datetime(2025, 9, 3, 21, 40, tzinfo=ZoneInfo("Europe/London"))
    assert draft.submitted_at == datetime(2025, 9, 4, 6, 15, tzinfo=ZoneInfo("Europe/London"))
    assert (draft.officer_collar, draft.officer_grade) == ("1234", Grade.HIGH)
    assert draft.incident_type is IncidentType.DOMESTIC_ABUSE_PARTNER
    assert (draft.address, draft.postcode) == ("4 Sample Street, Testford", "TS1 1AA")
    assert (draft.risk_tool, draft.ticks) == (RiskTool.DASH, 2)
    assert draft.partner_flags == (PartnerFlag.CHILDRENS_SOCIAL_CARE, PartnerFlag.HEALTH)
    assert draft.narrative.startswith("Neighbours")
    assert given.codes(draft) == {"team_says_closed"}
    assert draft.raw == ROW
    jane, john, alfie = draft.subjects
    assert (jane.role, jane.surname, jane.age) == (Role.HARMED, "Smith", 37)
    assert (john.role, john.sex, john.date_of_birth) == (Role.HARMING, Sex.MALE, date(1985, 4, 23))
    assert (alfie.role, alfie.forenames, alfie.age) == (Role.CHILD, "Alfie", 7)


def test_a_fifth_source_is_recognised_by_its_headers(fifth: mapping.Mapping) -> None:
    shape = Shape(kind="csv", columns={"": tuple(ROW)})
    known = (fifth, *(mapping.load(name) for name in mapping.available()))

    assert recognising.recognise(shape, known).name == "borders"


def test_the_four_teams_mappings_and_one_of_incidents_come_with_vigil_and_can_be_loaded() -> None:
    assert mapping.available() == ("herefordshire", "incident_list", "shropshire", "telford_wrekin", "worcestershire")
    teams = [mapping.load(name) for name in mapping.available() if not mapping.load(name).holds_incidents]
    assert [team.area for team in teams] == list(Area)


@pytest.mark.parametrize(
    ("good", "bad", "names"),
    [
        ('timezone = "Europe/London"', 'timezone = "London"', "timezone"),
        ('title = "Borders partnership list"', "title = 3", "title"),
        ('rows = "referrals"', 'rows = "things"', "rows"),
        ('name_order = "forename_first"', 'name_order = "any"', "name_order"),
        ('kinds = ["csv"]', 'kinds = ["pdf"]', "recognise.kinds"),
        ('reference = ["Case"]', "", "fields.reference"),
        ('reference = ["Case"]', 'refrence = ["Case"]', "fields.refrence"),
        ('reference = ["Case"]', "reference = [1]", "fields.reference"),
        ('place = "subject"', 'place = "victim"', "people 1: place"),
        ('place = "subject"', "", "people 1: place"),
        ('layout = "cell"', 'layout = "box"', "people 1: layout"),
        ('layout = "cell"', 'layout = "rows"', "people 1: layout"),
        ('name = ["Alleged"]', "", "people 2: layout 'columns' needs surname or name"),
        ('born = ["Alleged born"]', 'birthday = ["Alleged born"]', "people 2: birthday"),
        ('medium = ["2"]', 'middling = ["2"]', "values.grade.middling"),
        ('medium = ["2"]', 'medium = ["2", "3"]', "is in two lists"),
        ("[values.sex]", "[values.sexes]", "values.sexes"),
        ('"Doctor told" = "HLTH"', '"Doctor told" = "GP"', "partner_columns.Doctor told"),
        ('name = "borders"', 'nam = "borders"', "nam"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_by_its_key(tmp_path: Path, good: str, bad: str, names: str) -> None:
    assert good in FIFTH
    path = tmp_path / "bad.toml"
    path.write_text(FIFTH.replace(good, bad, 1), encoding="utf-8")

    with pytest.raises(BadMapping) as refusal:
        mapping.from_path(path)

    assert names in str(refusal.value)


def test_a_file_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("name =", encoding="utf-8")

    with pytest.raises(BadMapping, match=r"bad\.toml is not a TOML file"):
        mapping.from_path(path)


def test_a_mapping_nobody_wrote_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadMapping, match="herefordshire, incident_list, shropshire"):
        mapping.load("powys")


@pytest.mark.parametrize(
    ("name", "kind", "columns"),
    [
        ("herefordshire", "xlsx", given.TRACKER),
        ("shropshire", "csv", given.EXTRACT),
        ("telford_wrekin", "csv", given.PERSON),
        ("worcestershire", "ndjson", given.EVENT),
    ],
)
def test_each_source_is_recognised_by_its_headers(name: str, kind: str, columns: dict[str, object]) -> None:
    found = recognising.recognise(Shape(kind=kind, columns={"": tuple(columns)}))

    assert (found.name, found.score) == (name, 1.0)


def test_headers_are_matched_whatever_their_case_and_spacing() -> None:
    columns = tuple(header.upper().replace(" ", "  ") for header in given.TRACKER)

    assert recognising.recognise(Shape(kind="xlsx", columns={"OPEN": columns})).name == "herefordshire"


def test_a_file_that_fits_nothing_is_told_what_was_missing() -> None:
    found = recognising.recognise(Shape(kind="csv", columns={"": ("URN", "LogNo", "Narrative")}))

    assert found.name == ""
    assert "Shropshire" in found.why
    assert "VicSurname" in found.why
