import subprocess
import sys
from pathlib import Path

import pytest

from vigil.rules import documents, lifecycle

DOCS = Path(__file__).parents[2] / "docs" / "rules"


@pytest.mark.parametrize("name", documents.pages())
def test_a_page_of_the_rules_says_what_the_rules_say(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")

    assert written == documents.pages()[name], "Run: python -m vigil.rules.documents docs/rules"


def test_no_page_is_left_over_from_a_rule_that_has_gone() -> None:
    assert {page.name for page in DOCS.iterdir()} == set(documents.pages())


def test_the_diagram_has_an_arrow_for_each_move_and_a_name_for_each_status() -> None:
    lines = documents.state_diagram().splitlines()

    assert sum("-->" in line for line in lines) == len(lifecycle.MOVES)
    assert sum(" as " in line for line in lines) == len(lifecycle.Status)
    assert "    waiting --> in_assessment: claim" in lines


def test_the_pages_are_written_by_one_command(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "vigil.rules.documents", str(tmp_path)], check=True)

    assert {page.name: page.read_text(encoding="utf-8") for page in tmp_path.iterdir()} == documents.pages()
