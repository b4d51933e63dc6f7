"""Extracts as CSV: encodings, delimiters, and records that do not keep to their line."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vigil.intake.reading.delimited import RECORD_LIMIT
from vigil.intake.reading.opening import open_source
from vigil.intake.reading.rows import Skipped, SourceRow, Unreadable

WIDE = "Ref;Log;Date;Time;Collar;Area;Type;Narrative\n"


def read(path: Path, content: str | bytes) -> list[SourceRow]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(open_source(path).rows())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "extract.txt"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "windows-1252"), ("utf-16", "utf-16"),
     ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be")],
)  # fmt: skip
def test_the_encoding_is_found(path: Path, encoding: str, found: str) -> None:
    path.write_bytes("Ref,Narrative\r\nT/1,“Owes £20” – André\r\n".encode(encoding))

    reader = open_source(path)

    assert reader.shape.encoding == found
    assert [row.cells for row in reader.rows()] == [{"Ref": "T/1", "Narrative": "“Owes £20” – André"}]


def test_bytes_of_two_encodings_in_one_file_both_read(path: Path) -> None:
    (row,) = read(path, "Ref,Name,Note\nT/1,André Żak éèê,".encode() + b"\x93late\x94 \x81\n")

    assert list(row.cells.values()) == ["T/1", "André Żak éèê", "“late” \x81"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_headings(path: Path, delimiter: str) -> None:
    rows = read(path, f'Ref{delimiter}"Name; age, or both|no\ttab"{delimiter}Note\nT/1{delimiter}A{delimiter}B\n')

    assert [list(row.cells.values()) for row in rows] == [["T/1", "A", "B"]]


def test_a_locator_counts_records_and_not_lines(path: Path) -> None:
    rows = read(path, 'Ref,Narrative\r\nT/1,"one\r\ntwo, ""quoted"""\r\n\r\nT/2,three\r\n')

    assert [(row.locator, row.cells["Narrative"]) for row in rows] == [
        ("record 1", 'one\r\ntwo, "quoted"'),
        ("record 2", "three"),
    ]


def test_short_records_are_filled_and_long_ones_keep_what_is_over(path: Path) -> None:
    short, long = read(path, "Ref, Name ,Name\nT/1\nT/2,A,B,C,D\n")

    assert short.cells == {"Ref": "T/1", "Name": "", "Name (2)": ""}
    assert (short.extra, long.extra) == ((), ("C", "D"))
    assert (short.problem, long.problem) == ("", "")


def test_an_empty_record_is_counted_and_skipped(path: Path) -> None:
    path.write_text("Ref,Name\n,\n,\nT/1,A\n")
    reader = open_source(path)

    assert [row.locator for row in reader.rows()] == ["record 3"]
    assert reader.skipped == [Skipped(locator="record 1", reason="empty", rows=2)]


def test_nul_and_replacement_characters_stay_as_they_are(path: Path) -> None:
    (row,) = read(path, "Ref,Narrative\nT/1,He said \x00 and \ufffd.\n")

    assert row.cells["Narrative"] == "He said \x00 and \ufffd."


def test_a_quote_that_never_closes_costs_one_record(path: Path) -> None:
    rows = read(path, WIDE + '1;;;;;;;"never closed\n2;;;;;;;kept\n3;;;;;;;"also\nkept"\n')

    assert [(row.cells["Ref"], bool(row.problem)) for row in rows] == [("1", True), ("2", False), ("3", False)]
    assert rows[2].cells["Narrative"] == "also\nkept"


def test_a_quote_closed_by_a_later_record_does_not_hide_those_between(path: Path) -> None:
    rows = read(path, WIDE + '1;;;;;;;"open\n2;;;;;;;kept\n3;;;;;;;"quoted"\n4;;;;;;;kept\n')

    assert [row.cells["Ref"] for row in rows] == ["1", "2", "3", "4"]
    assert [row.locator for row in rows if row.problem] == ["record 1"]


def test_a_quote_that_swallows_more_than_a_record_can_hold_stops_at_the_limit(path: Path) -> None:
    prose = "prose without any end\n" * (RECORD_LIMIT // 20)

    rows = read(path, WIDE + f'1;;;;;;;"open {prose}' + "2;;;;;;;kept\n")

    assert rows[0].problem
    assert len(rows[0].cells["Narrative"]) < RECORD_LIMIT + 100
    assert (rows[-1].cells["Ref"], rows[-1].problem) == ("2", "")


def test_a_narrative_of_many_lines_and_commas_is_one_sound_record(path: Path) -> None:
    story = "He said, she said, they said.\nThen, later, it was quiet;\n" * 20

    (row,) = read(path, WIDE.replace(";", ",") + f'1,,,,,,,"{story}"\n')

    assert (row.cells["Narrative"], row.problem) == (story, "")


def test_a_file_cut_in_its_last_record_says_so(path: Path) -> None:
    whole, cut = read(path, "Ref,Name,Narrative\nT/1,A,Seen.\nT/2,B")

    assert not whole.problem
    assert "ends in the middle" in cut.problem


def test_a_file_without_a_last_line_end_is_not_cut(path: Path) -> None:
    (row,) = read(path, "Ref,Name\nT/1,A")

    assert not row.problem


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("Ref,Name\n", "no records below"),
        ("just one line of words\nand another\n", "No column headings"),
        ('Ref,"Name\nT/1,A\n', "quotation mark in the column headings"),
        (",".join(f"c{n}" for n in range(10_000)) + "\nx\n", "10,000 columns"),
    ],
)
def test_what_is_no_extract_is_refused(path: Path, content: str, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read(path, content)


characters = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")
words = st.text(characters | st.sampled_from('\n\t;"'), max_size=20)


@given(records=st.lists(st.tuples(*[words] * 8), min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_whatever_is_quoted_reads_back(path: Path, records: list[tuple[str, ...]]) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(records)

    rows = read(path, WIDE + written.getvalue())

    expected = [list(record) for record in records if any(value.strip() for value in record)]
    assert [list(row.cells.values()) for row in rows] == expected
