"""A fifth source: an analyst writes a mapping, and its files come in like any other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from tests.factories import NOON
from vigil.intake import sources
from vigil.intake.actions import handing_over, importing
from vigil.intake.models import Import
from vigil.intake.queries.imports import counts
from vigil.intake.reading.mapping import BadMapping

FIFTH = """
name = "wyre_forest"
title = "Wyre Forest harm desk"
source_system = "a form of their own"
timezone = "Europe/London"
day_first = true
name_order = "forename_first"
area = "worcestershire"
rows = "referrals"

[recognise]
kinds = ["csv"]
headers = [["Job"], ["Happened"], ["Sent in"], ["Account"], ["Who"]]

[fields]
reference = ["Job"]
incident = ["Happened"]
submitted = ["Sent in"]
narrative = ["Account"]
grade = ["Level"]

[[people]]
layout = "cell"
place = "subject"
cell = ["Who"]

[values.grade]
high = ["3"]
medium = ["2"]
standard = ["1"]
"""


@pytest.fixture
def a_hub_of_its_own(tmp_path: Path) -> Iterator[Path]:
    with override_settings(DATA=tmp_path / "data"):
        yield tmp_path


@pytest.mark.django_db
def test_a_mapping_an_analyst_wrote_is_recognised_and_read(a_hub_of_its_own: Path) -> None:
    written = a_hub_of_its_own / "anything.toml"
    written.write_text(FIFTH)
    sources.add(written)
    theirs = a_hub_of_its_own / "october.csv"
    theirs.write_text(
        "Job,Happened,Sent in,Level,Who,Account\n"
        "WF1,1/9/2025 20:10,1/9/2025 22:00,3,Jane EXAMPLE (34),Found crying on the stairs and would not go home.\n"
    )

    with theirs.open("rb") as content:
        handed = handing_over.hand_over(content, name=theirs.name, by=None, at=NOON)
    done = importing.run(handed, by=None, now=lambda: NOON)

    assert done.state == Import.State.FINISHED
    assert (done.mapping, counts(done).received) == ("wyre_forest", 1)
    referral = done.entries.get().referral
    assert referral is not None
    assert (referral.officer_grade, referral.subjects.get().surname) == ("high", "Example")


def test_a_bad_mapping_is_refused_with_what_to_mend_and_nothing_is_taken_in(a_hub_of_its_own: Path) -> None:
    written = a_hub_of_its_own / "anything.toml"
    written.write_text(FIFTH.replace('standard = ["1"]', 'middling = ["1"]'))

    with pytest.raises(BadMapping, match="middling"):
        sources.add(written)

    assert "wyre_forest" not in sources.known()


def test_the_mappings_that_come_with_vigil_are_there_without_any_of_ones_own(a_hub_of_its_own: Path) -> None:
    teams = {"herefordshire", "shropshire", "telford_wrekin", "worcestershire"}
    assert set(sources.known()) == {*teams, "incident_list"}
