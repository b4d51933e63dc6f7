"""``vigil staff import``: what it prints, and how it ends."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from vigil.accounts.models import User
from vigil.cli import main

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = "username,first name,last name,role\nr.vale,Robin,Vale,assessor\n"


@pytest.fixture
def run(tmp_path: Path) -> Any:
    def run(content: str, *options: str) -> Result:
        file = tmp_path / "people.csv"
        file.write_text(content)
        return CliRunner().invoke(main, ["staff", "import", str(file), *options], catch_exceptions=False)

    return run


def test_a_file_that_is_taken_in_whole_ends_well(run: Any) -> None:
    first, again = run(GOOD), run(GOOD, "--json")

    assert (first.exit_code, first.output) == (
        0,
        "1 read, 1 taken in, 1 people added, 0 trainings added, 0 nothing new\n",
    )
    assert json.loads(again.output)["nothing_new"] == 1
    assert User.objects.count() == 1


def test_a_held_row_is_told_and_makes_the_command_fail(run: Any) -> None:
    answer = run(f"{GOOD}t.hay,Toni,Hay,boss\n")

    assert answer.exit_code == 1
    assert "row 3, role: It must be one of: administrator" in answer.output


def test_what_is_no_such_file_is_refused_in_a_sentence(run: Any) -> None:
    answer = run("name\nRobin\n")

    assert answer.exit_code == 1
    assert "Error: No heading says “Username”" in answer.output


@pytest.mark.parametrize("role", ["partner", "boss"])
def test_nobody_is_added_to_the_staff_as_what_is_no_role_of_the_hub(role: str) -> None:
    answer = CliRunner().invoke(main, ["staff", "add", "r.vale", "--role", role])

    assert answer.exit_code == 1
    assert f"Nobody is added as {role} here. Choose one of: administrator" in answer.output
    assert not User.objects.exists()
