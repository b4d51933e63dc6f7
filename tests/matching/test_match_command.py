"""Linking anybody's files from the command line."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import benchmarks
from benchmarks.matching_people import waiting
from vigil.cli import main

FEBRL = Path(next(iter(benchmarks.__path__))) / "febrl"


def match(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["match", *map(str, arguments)])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(path: Path, header: list[str], lines: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *lines])
    return path


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six hundred mentions of invented people, without anything of their reports."""
    lines: list[list[object]] = [
        [one.id, one.forenames, one.surname, one.date_of_birth or "", one.age or "", one.seen_on, one.sex, one.address,
         one.postcode]
        for one, _ in waiting(21, scale=0.15)
    ]  # fmt: skip
    header = ["id", "first_name", "Last Name", "DOB", "age", "seen_on", "gender", "address", "post_code"]
    return written(tmp_path_factory.mktemp("match") / "people.csv", header, lines)


def test_a_file_is_rid_of_its_repeats(people: Path, tmp_path: Path) -> None:
    truth = {one.id: person for one, person in waiting(21, scale=0.15)}

    answer = match(people, "-o", tmp_path / "pairs.csv", "--clusters", tmp_path / "clusters.csv")

    assert answer.exit_code == 0, answer.output
    pairs = rows(tmp_path / "pairs.csv")
    joined = [pair for pair in pairs if pair["decision"] == "join"]
    assert list(pairs[0]) == ["left_id", "right_id", "weight", "probability", "decision"]
    assert sum(truth[pair["left_id"]] == truth[pair["right_id"]] for pair in joined) >= 0.98 * len(joined) > 50
    clusters = {row["id"]: row["cluster"] for row in rows(tmp_path / "clusters.csv")}
    assert clusters.keys() == truth.keys()


@pytest.mark.slow
def test_febrl_set_3_is_linked_without_answers_or_the_national_number(tmp_path: Path) -> None:
    answer = match(FEBRL / "febrl3.csv", "-o", tmp_path / "pairs.csv")

    assert answer.exit_code == 0, answer.output
    right = wrong = 0
    for pair in rows(tmp_path / "pairs.csv"):
        if pair["decision"] == "join":
            same = pair["left_id"].split("-")[1] == pair["right_id"].split("-")[1]
            right, wrong = right + same, wrong + (not same)
    assert 2 * right / (right + wrong + 6_538) >= 0.973  # 6,538 true pairs are in the set


def test_a_column_of_another_name_can_be_mapped(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", ["nachname"], [["Kowalski"]])

    unmapped = match(file, "-o", tmp_path / "pairs.csv")
    mapped = match(file, "-o", tmp_path / "pairs.csv", "--map", "surname=nachname")

    assert "No column of names is recognised among nachname" in unmapped.output
    assert "nothing to learn from" in mapped.output


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("surname", "is not THING=COLUMN"),
        ("colour=nachname", "is not something people"),
        ("surname=x", "no column “x”"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_in_words(tmp_path: Path, option: str, said: str) -> None:
    file = written(tmp_path / "a.csv", ["nachname"], [["Kowalski"]])

    answer = match(file, "-o", tmp_path / "pairs.csv", "--map", option)

    assert answer.exit_code != 0
    assert said in " ".join(answer.output.split())


def test_two_rows_of_one_id_are_refused_without_naming_anybody(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", ["id", "surname"], [["7", "Kowalski"], ["7", "Nowak"]])

    answer = match(file, "-o", tmp_path / "pairs.csv")

    assert "row 2 has the id of an earlier row" in answer.output
    assert "Nowak" not in answer.output


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("")

    assert match(tmp_path / "a.csv", "-o", tmp_path / "pairs.csv").exit_code == 1
