"""Record-system exports: one row an event, with its people and place joined, the same from XML and NDJSON."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from vigil.intake.reading import pole
from vigil.intake.reading.opening import open_source
from vigil.intake.reading.rows import Skipped, SourceRow, Unreadable

XML = """<?xml version="1.0" encoding="UTF-8"?>
<PoleExport xmlns="urn:rms:pole-export:2.3" version="2.3">
 <Header><System>RMS</System><Unit>Test</Unit><Extracted>2025-09-20T08:35:00+01:00</Extracted>
  <EventCount>2</EventCount></Header>
 <Persons>
  <Person id="PER1"><Surname>EXAMPLE</Surname><Forenames>Ann May</Forenames><DateOfBirth>1990-04-07</DateOfBirth>
   <Sex>F</Sex><SelfDefinedEthnicity/></Person>
  <Person id="PER2"><Surname>SAMPLE</Surname><Forenames>Bo</Forenames><Alias>Bobby</Alias><DateOfBirth/>
   <AgeAtRecord>7</AgeAtRecord><Sex>M</Sex><SelfDefinedEthnicity>W1</SelfDefinedEthnicity>
   <School>Test Primary</School><NhsNumber>9434765919</NhsNumber></Person>
 </Persons>
 <Locations>
  <Location id="LOC1" type="Dwelling"><Premises>1 Sample Street</Premises><Town>Testford</Town>
   <County>Testshire</County><Postcode>TS1 1AA</Postcode></Location>
  <Location id="LOC2" type="Dwelling"><Premises>2 Sample Street</Premises><Town/>
   <County>Testshire</County><Postcode/><Uprn>10012345</Uprn></Location>
 </Locations>
 <Events>
  <Event id="EVT1" kind="SafeguardingReferral"><Reference>22/T1/25</Reference><LogNumber>00001_I_03092025</LogNumber>
   <CrimeNumber/><Occurred>2025-09-03T21:40:00+01:00</Occurred><Submitted>2025-09-04T05:00:00+01:00</Submitted>
   <SubmittingOfficer rank="PC" collar="1234"/><TeamArea>North</TeamArea>
   <Category code="DA02">Domestic abuse - former intimate</Category><OfficerRisk>MEDIUM</OfficerRisk>
   <RiskTool name="DASH"><Item code="Q1">Y</Item><Item code="Q27">Y</Item></RiskTool>
   <PartnerFlags><Flag>IDVA</Flag><Flag>CSC</Flag></PartnerFlags>
   <Narrative><![CDATA[Shouting & a <shove>.
No injuries.]]></Narrative><Status>OPEN</Status></Event>
  <Event id="EVT2" kind="SafeguardingReferral"><Reference>22/T2/25</Reference></Event>
 </Events>
 <Links>
  <Link type="occurred_at" from="EVT1" to="LOC1"/>
  <Link type="lives_at" from="PER2" to="LOC2" noted="2025-09-03"/>
  <Link type="lives_at" from="PER2" to="LOC1" noted="2024-01-01"/>
  <Link type="child" from="PER2" to="EVT1"/>
  <Link type="victim" from="PER1" to="EVT1"/>
  <Link type="related" from="PER1" to="PER2" rel="mother"/>
  <Link type="other" from="PER9" to="EVT2"/>
  <Link type="victim" from="PER1" to="EVT9"/>
 </Links>
</PoleExport>
"""

OBJECTS: list[dict[str, Any]] = [
    {"entity": "header", "extracted": "2025-09-20T08:35:00+01:00", "events": "2"},
    {"entity": "person", "id": "PER1", "surname": "EXAMPLE", "forenames": "Ann May", "alias": "", "dob": "1990-04-07",
     "age_at_record": "", "sex": "F", "ethnicity": "", "school": ""},
    {"entity": "person", "id": "PER2", "surname": "SAMPLE", "forenames": "Bo", "alias": "Bobby", "dob": "",
     "age_at_record": "7", "sex": "M", "ethnicity": "W1", "school": "Test Primary", "nhs_number": "9434765919"},
    {"entity": "location", "id": "LOC1", "premises": "1 Sample Street", "town": "Testford", "county": "Testshire",
     "postcode": "TS1 1AA", "type": "Dwelling"},
    {"entity": "location", "id": "LOC2", "premises": "2 Sample Street", "town": "", "county": "Testshire",
     "postcode": "", "uprn": "10012345", "type": "Dwelling"},
    {"entity": "event", "id": "EVT1", "reference": "22/T1/25", "log_number": "00001_I_03092025", "crime_number": "",
     "occurred": "2025-09-03T21:40:00+01:00", "submitted": "2025-09-04T05:00:00+01:00",
     "officer": {"rank": "PC", "collar": "1234"}, "team_area": "North",
     "category": {"code": "DA02", "text": "Domestic abuse - former intimate"}, "officer_risk": "MEDIUM",
     "risk_tool": {"name": "DASH", "items": {"Q1": "Y", "Q27": "Y"}}, "partner_flags": ["IDVA", "CSC"],
     "narrative": "Shouting & a <shove>.\nNo injuries.", "status": "OPEN"},
    {"entity": "event", "id": "EVT2", "reference": "22/T2/25"},
    {"entity": "link", "type": "occurred_at", "from": "EVT1", "to": "LOC1"},
    {"entity": "link", "type": "lives_at", "from": "PER2", "to": "LOC2", "noted": "2025-09-03"},
    {"entity": "link", "type": "lives_at", "from": "PER2", "to": "LOC1", "noted": "2024-01-01"},
    {"entity": "link", "type": "child", "from": "PER2", "to": "EVT1"},
    {"entity": "link", "type": "victim", "from": "PER1", "to": "EVT1"},
    {"entity": "link", "type": "related", "from": "PER1", "to": "PER2", "rel": "mother"},
    {"entity": "link", "type": "other", "from": "PER9", "to": "EVT2"},
    {"entity": "link", "type": "victim", "from": "PER1", "to": "EVT9"},
]  # fmt: skip

HOME = {"premises": "2 Sample Street", "town": "", "county": "Testshire", "postcode": "", "uprn": "10012345",
        "type": "Dwelling"}  # fmt: skip
SCENE = {"premises": "1 Sample Street", "town": "Testford", "county": "Testshire", "postcode": "TS1 1AA",
         "uprn": "", "type": "Dwelling"}  # fmt: skip
NOWHERE = dict.fromkeys(HOME, "")


def as_ndjson(objects: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in objects)


def read(path: Path, content: str) -> list[SourceRow]:
    path.write_text(content, encoding="utf-8")
    return list(open_source(path).rows())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "export"


@pytest.fixture(params=["xml", "ndjson"])
def export(request: pytest.FixtureRequest) -> str:
    return XML if request.param == "xml" else as_ndjson(OBJECTS)


def test_an_event_is_joined_to_its_people_and_place(path: Path, export: str) -> None:
    first, _ = read(path, export)

    assert first.locator == "Event[@id='EVT1']"
    assert first.cells == {
        "Reference": "22/T1/25",
        "LogNumber": "00001_I_03092025",
        "CrimeNumber": "",
        "Occurred": "2025-09-03T21:40:00+01:00",
        "Submitted": "2025-09-04T05:00:00+01:00",
        "SubmittingOfficer": {"rank": "PC", "collar": "1234"},
        "TeamArea": "North",
        "Category": {"code": "DA02", "text": "Domestic abuse - former intimate"},
        "OfficerRisk": "MEDIUM",
        "RiskTool": {"name": "DASH", "items": {"Q1": "Y", "Q27": "Y"}},
        "PartnerFlags": ["IDVA", "CSC"],
        "Narrative": "Shouting & a <shove>.\nNo injuries.",
        "Status": "OPEN",
        "location": SCENE,
        "people": [
            {"role": "child", "id": "PER2", "surname": "SAMPLE", "forenames": "Bo", "alias": "Bobby", "dob": "",
             "age": "7", "sex": "M", "ethnicity": "W1", "school": "Test Primary", "nhs_number": "9434765919",
             "relationship": {}, "address": HOME},
            {"role": "victim", "id": "PER1", "surname": "EXAMPLE", "forenames": "Ann May", "alias": "",
             "dob": "1990-04-07", "age": "", "sex": "F", "ethnicity": "", "school": "", "nhs_number": "",
             "relationship": {"PER2": "mother"}, "address": NOWHERE},
        ],
        "missing_links": [],
    }  # fmt: skip


def test_an_event_without_most_of_its_parts_has_the_same_cells_empty(path: Path, export: str) -> None:
    first, bare = read(path, export)

    assert bare.cells.keys() == first.cells.keys()
    assert bare.cells["RiskTool"] == {"name": "", "items": {}}
    assert bare.cells["location"] == NOWHERE


def test_a_link_to_a_person_who_is_not_there_keeps_the_event(path: Path, export: str) -> None:
    _, bare = read(path, export)

    assert (bare.cells["people"], bare.cells["missing_links"], bare.problem) == ([], ["PER9"], "")


def test_a_link_to_an_event_that_is_not_there_is_counted(path: Path, export: str) -> None:
    path.write_text(export)
    reader = open_source(path)

    list(reader.rows())

    assert reader.skipped == [Skipped(locator="Event[@id='EVT9']", reason="linked to, but not in the file")]


def test_the_header_says_when_the_export_was_made(path: Path, export: str) -> None:
    path.write_text(export)

    shape = open_source(path).shape

    assert shape.extracted_at == datetime.fromisoformat("2025-09-20T08:35:00+01:00")
    assert shape.columns["Event"][-3:] == ("location", "people", "missing_links")


def test_fewer_events_than_the_header_promised_is_a_problem_at_the_end(path: Path, export: str) -> None:
    *events, last = read(path, export.replace("<EventCount>2<", "<EventCount>3<").replace('"2"', '"3"'))

    assert len(events) == 2
    assert (last.locator, "Ask for the whole file" in last.problem) == ("end of file", True)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.8, 0.97])
def test_an_export_cut_before_its_last_link_is_refused(path: Path, export: str, share: float) -> None:
    with pytest.raises(Unreadable):
        read(path, export[: int(len(export) * share)])


def test_an_export_without_links_is_refused(path: Path) -> None:
    with pytest.raises(Unreadable, match="no links"):
        read(path, as_ndjson([record for record in OBJECTS if record["entity"] != "link"]))


def test_a_bad_line_among_good_ones_is_one_problem(path: Path) -> None:
    lines = as_ndjson(OBJECTS).splitlines(keepends=True)

    rows = read(path, "".join([*lines[:3], '{"entity": "person", "id": \n', *lines[3:]]))

    assert [row.locator for row in rows if row.problem] == ["line 4"]
    assert sum(not row.problem for row in rows) == 2


def test_control_characters_pass_through_ndjson(path: Path) -> None:
    first, _ = read(path, as_ndjson(OBJECTS).replace("No injuries.", "No\\u0000 injuries\\u001b."))

    assert first.cells["Narrative"].endswith("No\x00 injuries\x1b.")


def test_half_a_surrogate_pair_becomes_a_replacement_character(path: Path) -> None:
    first, _ = read(path, as_ndjson(OBJECTS).replace("No injuries.", "\\ud83d \\ud83d\\ude00"))

    assert first.cells["Narrative"].endswith("\ufffd \U0001f600")


def test_another_namespace_is_refused(path: Path) -> None:
    with pytest.raises(Unreadable, match="not a POLE export"):
        read(path, XML.replace(":2.3", ":1.0"))


def test_more_entities_than_can_be_joined_are_refused(path: Path, export: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pole, "ENTITY_LIMIT", 5)

    with pytest.raises(Unreadable, match="in smaller parts"):
        read(path, export)


def test_plain_objects_are_rows_as_they_stand(path: Path) -> None:
    rows = read(path, '{"ref": "T/1", "age": 3}\n\n{"ref": "T/2", "flags": ["CSC"]}\nnot json\n[1]\n{"ref": "T')

    assert [(row.locator, row.cells) for row in rows[:2]] == [
        ("line 1", {"ref": "T/1", "age": 3, "flags": ""}),
        ("line 3", {"ref": "T/2", "age": "", "flags": ["CSC"]}),
    ]
    assert [(row.locator, bool(row.problem)) for row in rows[2:]] == [
        ("line 4", True),
        ("line 5", True),
        ("line 6", True),
    ]
    assert "ends in the middle" in rows[-1].problem
