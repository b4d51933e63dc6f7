"""``vigil screen``: a file of narratives in, their risk markers out, and nothing passed over in silence."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from vigil.cli import main

KNIFE = "Officers attended. He threatened her with a kitchen knife, then strangled her with both hands."


@pytest.fixture
def run() -> Any:
    def run(*arguments: object) -> Result:
        return CliRunner().invoke(main, ["screen", *map(str, arguments)], catch_exceptions=False)

    return run


@pytest.fixture
def file_of(tmp_path: Path) -> Any:
    def write(*lines: Any) -> Path:
        path = tmp_path / "in.jsonl"
        path.write_bytes(
            b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in lines)
        )
        return path

    return write


def answers(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_narrative_comes_back_with_its_markers_level_and_reasons(run: Any, file_of: Any, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"

    result = run(file_of({"id": "N1", "text": KNIFE}, {"id": 2, "text": "Lost purse handed in."}), out)

    assert result.exit_code == 0
    knife, purse = answers(out)
    assert list(knife) == ["id", "markers", "level", "reasons", "state"]
    assert {(one["code"], one["status"]) for one in knife["markers"]} >= {("weapon", "present")}
    for one in knife["markers"]:
        assert list(one) == ["code", "status", "evidence", "start", "end", "pattern"]
        assert one["evidence"] == KNIFE[one["start"] : one["end"]]
    assert knife["level"] == "high"
    assert knife["reasons"][0]["grade"] == knife["level"]
    assert purse == {"id": 2, "markers": [], "level": "standard", "reasons": [], "state": "read"}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\x00\x00\x01", "not read: no words"),
        ("😀😀 !!! ...", "not read: no words"),
        ("Pani powiedziała, że mąż ją bije i że boi się wrócić do domu, do dzieci.", "not read: language"),
        ("Dywedodd y fenyw fod ei gŵr wedi ei tharo a bod y plant yn y tŷ ar y pryd ac yn crio.", "not read: language"),
        (f"<p>{KNIFE}</p><script>alert(1)</script>", "read"),
        (f"\u202e\u200f{KNIFE}\x00 😀", "read"),
        (f"{KNIFE} \ud83d", "read"),
        (f"{KNIFE} " + "The same again was said. " * 40_000, "too long: first 200,000 characters read"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_read_says_so(run: Any, file_of: Any, tmp_path: Path, text: str, state: str) -> None:
    out = tmp_path / "out.jsonl"

    assert run(file_of({"id": "N1", "text": text}), out).exit_code == 0
    (answer,) = answers(out)
    assert answer["state"] == state
    if "not read" in state or state == "empty":
        assert answer["markers"] == []
        assert answer["level"] != "standard", "What could not be read is never taken for safe."
    else:
        assert "weapon" in {one["code"] for one in answer["markers"]}


def test_a_bad_line_is_named_and_the_rest_is_read(run: Any, file_of: Any, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    good = {"id": "N1", "text": KNIFE}
    path = file_of(
        b"\xef\xbb\xbf" + json.dumps(good).encode(),
        b"{not json",
        b'{"id": "\xff"}',
        [1],
        {"id": "N5"},
        {"text": KNIFE},
        b"[" * 100_000,
        b"",
        b'{"id": "N9", "text": "A\ttab and a \x00 stand in it."}',
        good,
    )

    result = run(path, out)

    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "Line 2: It is not JSON.",
        "Line 3: It is not UTF-8 text.",
        "Line 4: It has no “id”, a text or a number.",
        "Line 5: It has no “text”.",
        "Line 6: It has no “id”, a text or a number.",
        "Line 7: It is not JSON.",
    ]
    assert [answer["id"] for answer in answers(out)] == ["N1", "N9", "N1"]


def test_the_narratives_are_never_written_over(run: Any, file_of: Any) -> None:
    path = file_of({"id": "N1", "text": KNIFE})

    result = run(path, path)

    assert result.exit_code == 2
    assert answers(path) == [{"id": "N1", "text": KNIFE}]


@pytest.mark.parametrize("arguments", [[], ["--misses"], ["--json"]])
def test_a_command_that_says_too_little_is_told_what_to_give(run: Any, file_of: Any, arguments: list[str]) -> None:
    result = run(file_of({"id": "N1", "text": KNIFE}), *arguments)

    assert result.exit_code == 2
    assert "a file to write" in result.stderr


LABELLED: list[dict[str, Any]] = [
    {
        "id": "L1",
        "text": KNIFE,
        "level": "high",
        "markers": [
            {"code": "weapon", "status": "present", "evidence": "kitchen knife"},
            {"code": "fire_risk", "status": "present", "evidence": "Officers attended"},
        ],
    },
    {"id": "L2", "text": "Lost purse handed in.", "level": "standard", "markers": []},
    {"id": "L3", "text": "Lost dog found.", "level": "medium", "markers": []},
]  # fmt: skip


def test_a_score_counts_each_code_and_status_both_ways_and_the_levels(run: Any, file_of: Any) -> None:
    result = run("--score", file_of(*LABELLED), "--json", "--misses")

    assert result.exit_code == 0
    figures = json.loads(result.stdout)
    assert figures["narratives"] == 3
    for way in ("by_document", "by_mention"):
        of = {(row["code"], row["status"]): row for row in figures[way]}
        assert of["weapon", "present"]["precision"] == of["weapon", "present"]["recall"] == 1.0
        assert (of["fire_risk", "present"]["missed"], of["fire_risk", "present"]["f1"]) == (1, 0.0)
    assert {"labelled": "standard", "graded": "standard", "narratives": 1} in figures["levels"]
    assert {"labelled": "medium", "graded": "standard", "narratives": 1} in figures["levels"]
    assert sum(row["narratives"] for row in figures["levels"]) == 3
    assert {
        "id": "L1", "what": "missed", "code": "fire_risk", "status": "present", "evidence": "Officers attended"
    } in figures["misses"]  # fmt: skip
    assert ("L3", "level", "medium") in [(miss["id"], miss["what"], miss["code"]) for miss in figures["misses"]]
    assert ("L2", "level") not in [(miss["id"], miss["what"]) for miss in figures["misses"]]


def test_a_score_reads_as_a_table(run: Any, file_of: Any) -> None:
    told = run("--score", file_of(*LABELLED)).stdout

    assert "3 narratives" in told
    assert "weapon, present                                  1.00    1.00   1.00       1.00    1.00   1.00" in told
    assert "fire_risk, present                                  -    0.00   0.00          -    0.00   0.00" in told
    assert "labelled medium                              0                 0                 1" in told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"markers": None}, "It has no “markers”, a list."),
        ({"markers": [{"code": "magic", "status": "present"}]}, "code or a status that Vigil does not know"),
        ({"markers": [{"code": "weapon", "status": "present", "evidence": "axe"}]}, "does not stand in the text"),
        ({"level": "critical"}, "not high, medium or standard"),
    ],
)
def test_a_label_that_cannot_be_right_is_named(run: Any, file_of: Any, change: dict[str, Any], words: str) -> None:
    result = run("--score", file_of({**LABELLED[0], **change}, *LABELLED[1:]), "--json")

    assert result.exit_code == 1
    assert result.stderr.startswith("Line 1: ")
    assert words in result.stderr
    assert json.loads(result.stdout)["narratives"] == 2


def test_screening_a_file_needs_no_django(file_of: Any, tmp_path: Path) -> None:
    path = file_of({"id": "N1", "text": KNIFE})
    script = (
        "import sys\nfrom vigil.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    print('django' in sys.modules)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", script, "screen", path, tmp_path / "out.jsonl"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip

    assert ran.stdout == "False\n"
