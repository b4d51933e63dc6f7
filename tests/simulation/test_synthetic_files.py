"""The teams' files hold every waiting referral with each team's own mess, and the incident list what happened."""

import csv
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from vigil.rules.terms import Area
from vigil.simulation.synthetic.referrals import Hub, generate
from vigil.simulation.synthetic.writers import entries, herefordshire, pole, shropshire, telford_wrekin
from vigil.simulation.synthetic.writers.files import write_files

POLE = f"{{{pole.NAMESPACE}}}"


@pytest.fixture(scope="module")
def hub() -> Hub:
    return generate(seed=1, scale=0.15)


@pytest.fixture(scope="module")
def folder(hub: Hub, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backlogs")
    write_files(hub, folder)
    return folder


@pytest.fixture(scope="module")
def answers(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        return {(row["source_file"], row["locator"]): row for row in csv.DictReader(file)}


def test_the_files_to_load_are_returned_in_order(hub: Hub, tmp_path: Path) -> None:
    paths = write_files(hub, tmp_path / "not there yet")

    assert [path.name for path in paths] == [
        "herefordshire.xlsx",
        "shropshire.csv",
        "telford_wrekin.csv",
        "worcestershire.xml",
        "incidents.csv",
    ]


def test_the_incident_list_says_which_entry_answers_for_each_incident_and_leaves_some_without(
    folder: Path, answers: dict[tuple[str, str], dict[str, str]]
) -> None:
    with (folder / "incidents.csv").open(encoding="utf-8", newline="") as file:
        listed = [row["log_number"] for row in csv.DictReader(file)]
    with (folder / "incident_answers.csv").open(encoding="utf-8", newline="") as file:
        true = {row["log_number"]: row["referral"] for row in csv.DictReader(file)}

    assert listed == list(true)
    entries = {f"{source_file} {locator}" for source_file, locator in answers}
    assert {answer for answer in true.values() if answer} <= entries
    assert sum(answer == "" for answer in true.values()) > len(true) / 4


def test_the_same_seed_gives_the_same_bytes(hub: Hub, folder: Path, tmp_path: Path) -> None:
    write_files(generate(seed=1, scale=0.15), tmp_path)

    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {p.name: p.read_bytes() for p in folder.iterdir()}


def test_every_waiting_referral_has_one_answer(hub: Hub, answers: dict[tuple[str, str], dict[str, str]]) -> None:
    assert len(answers) == len(hub.submissions) - len(hub.assessed)


def test_shropshire_is_windows_1252_with_a_row_a_referral(
    folder: Path, answers: dict[tuple[str, str], dict[str, str]]
) -> None:
    with (folder / "shropshire.csv").open(encoding="cp1252", newline="") as file:
        header, *rows = csv.reader(file)

    assert header == shropshire.HEADER
    assert {len(row) for row in rows} == {len(header), len(header) - 1}  # some lack the Comments
    for number, row in enumerate(rows, start=1):
        assert answers["shropshire.csv", f"record {number}"]["reference"] == row[0]


def test_a_polish_name_loses_its_letters_in_shropshire(tmp_path: Path) -> None:
    hub = generate(seed=1, scale=1)
    queue = entries.typed_in(hub.waiting(), seed=1, position_at=hub.position_at)[Area.SHROPSHIRE]

    path, _ = shropshire.write(queue, tmp_path, seed=1)

    assert any("ń" in s.surname for e in queue for s in e.referral.subjects)
    with path.open(encoding="cp1252", newline="") as file:
        assert any("?" in row["VicSurname"] + row["SuspSurname"] for row in csv.DictReader(file))


def test_telford_has_a_byte_order_mark_semicolons_and_a_row_a_person(
    folder: Path, answers: dict[tuple[str, str], dict[str, str]]
) -> None:
    assert (folder / "telford_wrekin.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (folder / "telford_wrekin.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))

    assert list(rows[0]) == telford_wrekin.HEADER
    mine = {locator: row for (name, locator), row in answers.items() if name == "telford_wrekin.csv"}
    for locator, answer in mine.items():
        people = [rows[int(record) - 1] for record in locator.removeprefix("records ").split("|")]
        assert {person["referral_no"] for person in people} == {answer["reference"]}
        assert [int(person["person_no"]) for person in people] == list(range(1, len(people) + 1))
        assert len(answer["persons"].split("; ")) == len(people)


def test_telford_writes_times_in_every_way(folder: Path) -> None:
    with (folder / "telford_wrekin.csv").open(encoding="utf-8-sig", newline="") as file:
        times = [row["occurred"] for row in csv.DictReader(file, delimiter=";")]

    for way in (
        lambda t: len(t) == 19,
        lambda t: t.endswith("+01:00"),
        lambda t: t.endswith("Z"),
        lambda t: "BST" in t,
    ):
        assert any(map(way, times))


def test_the_tracker_has_its_banner_its_weeks_its_merges_and_its_total(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "herefordshire.xlsx")

    assert book.sheetnames == ["OPEN", "Awaiting SRA"]
    for sheet in book.worksheets:
        merged = [str(one) for one in sheet.merged_cells.ranges]
        assert sum(one.startswith("A") for one in merged) >= 3
        assert sheet.cell(4, 1).value in ("Ref No", "Ref")
        assert sheet.cell(sheet.max_row, 1).value == "TOTAL"
    weeks = [row[0].value for row in book["OPEN"].iter_rows() if str(row[0].value).lower().startswith(("w/c", "week"))]
    assert len(weeks) == len(set(weeks)) > 5


def test_the_tracker_shows_grades_by_colour_word_or_both(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "herefordshire.xlsx")["OPEN"]
    cells = [row[8] for row in sheet.iter_rows(min_row=5, max_row=sheet.max_row - 1) if row[2].value]

    seen = Counter((bool(cell.value), cell.fill.fill_type == "solid") for cell in cells)
    assert min(seen[False, True], seen[True, True]) > seen[True, False] > 0


def test_the_tracker_holds_no_formula_but_its_totals(folder: Path) -> None:
    for sheet in openpyxl.load_workbook(folder / "herefordshire.xlsx").worksheets:
        formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert [cell.row for cell in formulas] == [sheet.max_row]


def test_a_narrative_that_looks_like_a_formula_is_written_as_text(hub: Hub, tmp_path: Path) -> None:
    queue = entries.typed_in(hub.waiting(), seed=1, position_at=hub.position_at)[Area.HEREFORDSHIRE]
    told = [replace(entry, narrative="=1+1") for entry in queue[:3]]

    path, _ = herefordshire.write(told, tmp_path, seed=1, position_at=hub.position_at)

    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value == "=1+1"} == {"s"}


def test_the_tracker_says_where_each_referral_is(folder: Path, answers: dict[tuple[str, str], dict[str, str]]) -> None:
    book = openpyxl.load_workbook(folder / "herefordshire.xlsx")

    mine = {locator: row for (name, locator), row in answers.items() if name == "herefordshire.xlsx"}
    for locator, answer in mine.items():
        sheet, row = locator.split("!")
        assert (book[sheet].cell(int(row), 1).value or "") == answer["reference"]


def test_the_two_worcestershire_files_say_the_same(folder: Path) -> None:
    tree = ElementTree.parse(folder / "worcestershire.xml")
    lines = [json.loads(line) for line in (folder / "worcestershire.ndjson").read_text(encoding="utf-8").splitlines()]
    events = {line["id"]: line for line in lines if line["entity"] == "event"}

    in_xml = {event.get("id"): event for event in tree.iter(f"{POLE}Event")}
    assert set(in_xml) == set(events)
    for event_id, event in events.items():
        told = in_xml[event_id].findtext(f"{POLE}Narrative") or ""
        assert told == event["narrative"].translate(pole.FORBIDDEN_IN_XML)
        assert (in_xml[event_id].findtext(f"{POLE}Submitted") or "") == event["submitted"]
    links = [line for line in lines if line["entity"] == "link"]
    assert [dict(link.attrib) for link in tree.iter(f"{POLE}Link")] == [
        {key: value for key, value in link.items() if key != "entity"} for link in links
    ]


def test_every_link_joins_things_that_are_there(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "worcestershire.ndjson").read_text(encoding="utf-8").splitlines()]
    ids = {line["id"] for line in lines if "id" in line}

    assert all(line["from"] in ids and line["to"] in ids for line in lines if line["entity"] == "link")


def test_a_person_spelt_in_two_ways_has_two_records(folder: Path) -> None:
    lines = [json.loads(line) for line in (folder / "worcestershire.ndjson").read_text(encoding="utf-8").splitlines()]
    names = Counter((line["surname"].upper(), line["dob"]) for line in lines if line["entity"] == "person")

    assert max(names.values()) >= 2


def test_each_team_has_a_few_rows_of_every_bad_kind(answers: dict[tuple[str, str], dict[str, str]]) -> None:
    for team in ("herefordshire.xlsx", "shropshire.csv", "telford_wrekin.csv", "worcestershire.xml"):
        kinds = Counter(row["bad_row"] for (name, _), row in answers.items() if name == team)
        assert set(kinds) - {""} == set(entries.BAD_ROWS)
        assert kinds[""] / kinds.total() > 0.8


def test_at_full_scale_bad_rows_are_one_or_two_in_a_hundred() -> None:
    hub = generate(seed=1)

    queues = entries.typed_in(hub.waiting(), seed=1, position_at=hub.position_at)

    bad = sum(bool(entry.bad_row) for queue in queues.values() for entry in queue)
    assert 0.01 < bad / 2_828 < 0.025


def test_a_bad_row_is_bad_as_it_says(hub: Hub) -> None:
    queues = entries.typed_in(hub.waiting(), seed=1, position_at=hub.position_at)
    spoilt = {entry.bad_row: entry for queue in queues.values() for entry in queue if entry.bad_row}

    assert spoilt["impossible_date"].incident.day == 31
    assert spoilt["impossible_date"].incident.month in (2, 4, 6, 9, 11)
    at = hub.position_at
    assert spoilt["future_date"].incident > (at.year, at.month, at.day, at.hour, at.minute)
    assert spoilt["submitted_before_incident"].submitted < spoilt["submitted_before_incident"].incident
    assert not spoilt["empty_narrative"].narrative.strip()
    assert spoilt["formula_injection"].narrative[0] in "=+@"
    assert any(ord(letter) < 32 and letter != "\n" for letter in spoilt["control_characters"].narrative)
    assert len(spoilt["narrative_20kb"].narrative) > 20_000
    assert not spoilt["blank_reference"].reference
    references = Counter(entry.reference for queue in queues.values() for entry in queue if entry.reference)
    assert references[spoilt["reference_reused"].reference] == 2
    assert all(
        n == 1
        or ref
        in {
            spoilt_entry.reference
            for queue in queues.values()
            for spoilt_entry in queue
            if spoilt_entry.bad_row == "reference_reused"
        }
        for ref, n in references.items()
    )


def test_a_copy_points_at_the_entry_it_repeats(answers: dict[tuple[str, str], dict[str, str]]) -> None:
    copies = [row for row in answers.values() if row["duplicate_of"]]

    assert copies
    for copy in copies:
        name, _, locator = copy["duplicate_of"].partition(" ")
        first = answers[name, locator]
        assert (first["persons"], first["incident_at"]) == (copy["persons"], copy["incident_at"])
