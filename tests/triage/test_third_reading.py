"""What waits is read by the third reader in the background: what it hears is kept, counts, and never lowers."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.factories import NOON, make_referral, make_user
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules import lifecycle
from vigil.rules.terms import Grade
from vigil.screening import Code, Marker, Status, third
from vigil.screening.markers import EDGE, LIKE
from vigil.triage.actions import marking, screening, third_reading
from vigil.triage.models import Screening, ThirdReading
from vigil.triage.queries.policy import latest_screenings

pytestmark = pytest.mark.django_db

TOLD = "Kettle on. She pointed at where his thumbs had been and could only whisper to us."
QUIET = "Officers called to return a lost wallet. Owner grateful. Nothing else of note."


def waits(narrative: str = TOLD, grade: str = "standard") -> Referral:
    made = make_referral(narrative=narrative, grade=grade, officer_grade=grade)
    with transaction.atomic():
        screening.rescreen(made, by=None, at=NOON)
    return Referral.objects.get(pk=made.pk)


def read_all() -> int:
    return sum(iter(lambda: third_reading.read_next(at=NOON + timedelta(minutes=1)), 0))


def stands(referral: Referral) -> Screening:
    return latest_screenings([referral])[referral.pk]


def heard(referral: Referral) -> list[str]:
    """Return the risks that the screening that stands has by likeness to an example."""
    return [one["code"] for one in stands(referral).markers if one["pattern"].startswith("like.")]


def third_reading_of(referral: Referral) -> list[dict[str, object]]:
    kept: list[dict[str, object]] = ThirdReading.objects.get(referral=referral).markers
    return kept


def told(referral: Referral) -> list[str]:
    """Return what the trail says of the third reader where the referral moved since it was received."""
    events = Event.objects.filter(verb="referral.rescreened", thing_id=str(referral.pk), at__gt=NOON)
    return [event.detail["third"] for event in events]


@pytest.mark.parametrize(
    ("odds", "grade"),
    [(EDGE - 0.1, Grade.STANDARD), (EDGE, Grade.HIGH)],
)
def test_what_it_hears_is_kept_and_counts_as_a_word_would(
    odds: float, grade: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral = waits(QUIET)
    code = Code.NON_FATAL_STRANGULATION
    one = Marker(code, Status.PRESENT, QUIET, 0, len(QUIET), f"{LIKE}{code}.1", odds)
    monkeypatch.setattr(third.Third, "hear", lambda *_: [one])

    assert read_all() == 1

    referral.refresh_from_db()
    assert heard(referral) == ([code] if grade is not Grade.STANDARD else [])
    assert (referral.grade, stands(referral).third_version) == (grade, third.VERSION)
    assert told(referral) == ([third.VERSION] if grade is not Grade.STANDARD else [])
    assert third_reading_of(referral) == [
        {"code": code, "start": 0, "end": len(QUIET), "pattern": one.pattern, "odds": odds}
    ]


def test_each_is_read_once() -> None:
    referral = waits()
    read_all()
    before = list(Screening.objects.filter(referral=referral))

    assert read_all() == 0
    assert list(Screening.objects.filter(referral=referral)) == before


def test_a_later_edition_reads_what_an_earlier_one_had_read(monkeypatch: pytest.MonkeyPatch) -> None:
    referral = waits()
    read_all()
    monkeypatch.setattr(third, "VERSION", "later")

    assert read_all() == 1
    assert ThirdReading.objects.get(referral=referral).version == "later"


def test_nothing_heard_changes_nothing_but_that_it_was_read() -> None:
    referral = waits(QUIET)

    read_all()

    referral.refresh_from_db()
    assert (referral.grade, heard(referral), stands(referral).third_version) == ("standard", [], third.VERSION)
    assert told(referral) == []


def test_a_higher_grade_that_is_held_stays() -> None:
    referral = waits(grade="high")

    read_all()

    referral.refresh_from_db()
    assert referral.grade == "high"


def test_the_first_on_the_worklist_are_read_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(third_reading, "FEW", 1)
    waits(QUIET), waits(QUIET, grade="high")
    (first, *_) = Referral.objects.waiting().order_by("order_class", "order_at", "pk")

    third_reading.read_next(at=NOON)

    assert list(ThirdReading.objects.values_list("referral", flat=True)) == [first.pk]


def test_what_waits_no_longer_is_not_read() -> None:
    referral = waits()
    Referral.objects.filter(pk=referral.pk).update(status=lifecycle.Status.CLOSED, waiting=False, closed_at=NOON)

    assert read_all() == 0


def test_another_lexicon_keeps_what_the_third_reader_heard() -> None:
    referral = waits()
    read_all()

    screening.rescreen_worklist(by=None, now=lambda: NOON + timedelta(hours=1))

    assert Code.NON_FATAL_STRANGULATION in heard(referral)


def test_an_assessor_who_dismisses_what_it_heard_is_not_asked_again() -> None:
    referral = waits()
    read_all()
    (one,) = [m for m in stands(referral).markers if m["code"] == Code.NON_FATAL_STRANGULATION]

    marking.dismiss(
        referral,
        code=Code(one["code"]),
        start=one["start"],
        end=one["end"],
        reason="She had fainted before he came.",
        by=make_user(),
        at=NOON + timedelta(minutes=2),
    )

    assert Code.NON_FATAL_STRANGULATION not in heard(referral)
