"""A new report is graded beside what is known of its people, and raises what waits for the same people."""

from pathlib import Path

import pytest

from tests.factories import NOON
from tests.intake import files
from tests.intake.test_front_door import bring_in
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.terms import Grade
from vigil.triage.actions.history import regrade_worklist
from vigil.triage.models import Screening

pytestmark = pytest.mark.django_db

# One man, under low grades, in three reports of one summer.
MARLOWE = {
    "VicSurname": "MARLOWE",
    "VicForename": "Alfie",
    "VicDOB": "03/05/1987",
    "VicSex": "M",
    "Address": "9 Larch Walk",
    "IncidentType": "Domestic Incident",
    "Risk": "S",
}
GRAVE = "He put both hands round her neck and squeezed until she could not breathe. She is terrified of him."
DULL = "Neighbour rang about noise. All spoken to, nobody hurt, words of advice given and left in order."


def reports(tmp_path: Path, numbers: tuple[int, ...], **changed: str) -> Path:
    rows = [files.row(number, **{**MARLOWE, "Narrative": f"{DULL} Visit {number}.", **changed}) for number in numbers]
    return files.write(tmp_path / f"shropshire{numbers[0]}.csv", rows)


def by_number(number: int) -> Referral:
    return Referral.objects.get(reference=f"SHR-2025-{number:05d}")


def test_a_third_low_grade_report_is_looked_at_again(tmp_path: Path) -> None:
    bring_in(reports(tmp_path, (1, 9, 20)))

    latest = Screening.objects.filter(referral=by_number(20)).latest("id")

    assert {one["number"] for one in latest.history} >= {by_number(1).pk, by_number(9).pk}
    assert any(reason["code"].startswith("history_") for reason in latest.reasons)


def test_what_waited_already_learns_of_a_later_report(tmp_path: Path) -> None:
    bring_in(reports(tmp_path, (1,)))
    first = by_number(1)
    assert (first.grade, Screening.objects.get(referral=first).history) == (Grade.STANDARD, [])

    bring_in(reports(tmp_path, (9, 20), Risk="H", Narrative=GRAVE))

    latest = Screening.objects.filter(referral=first).latest("id")
    assert {one["number"] for one in latest.history} == {by_number(9).pk, by_number(20).pk}
    first.refresh_from_db()
    assert first.grade != Grade.STANDARD
    assert Event.objects.filter(verb="referral.raised_by_history", thing_id=str(first.pk)).exists()


def test_grading_again_beside_the_same_history_changes_nothing(tmp_path: Path) -> None:
    bring_in(reports(tmp_path, (1, 9, 20)))
    before = Screening.objects.count()

    assert regrade_worklist(by=None, now=lambda: NOON) == 0
    assert Screening.objects.count() == before
