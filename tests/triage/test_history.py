"""What else is known of a referral's people: kept with its screening, and raising what still waits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.factories import NOON, make_referral
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.referrals.models import Referral, Subject
from vigil.rules.history import Earlier, Link
from vigil.rules.lifecycle import Status
from vigil.rules.terms import Grade, IncidentType, Role
from vigil.triage.actions import screening
from vigil.triage.models import Screening
from vigil.triage.queries.history import history_of
from vigil.triage.queries.policy import rulebook

pytestmark = pytest.mark.django_db


def standard(days_ago: float = 0, **fields: Any) -> Referral:
    submitted_at = NOON - timedelta(days=days_ago)
    return make_referral(
        **{"grade": Grade.STANDARD, "submitted_at": submitted_at, "incident_at": submitted_at, **fields}
    )


def earlier(referral: Referral, other: Referral, *, level: Grade, then: Subject, now: Subject) -> Earlier:
    return Earlier(
        number=other.pk,
        before=referral.submitted_at - other.submitted_at,
        incident_type=IncidentType(other.incident_type),
        grade=level,
        link=Link.PERSON,
        subject=now.position,
        then=Role(then.role),
        now=Role(now.role),
    )


def regraded(histories: dict[int, list[Earlier]], *, by: User) -> int:
    with transaction.atomic():
        waiting = screening.locked_to_regrade(histories)
        return screening.regrade(waiting, histories, book=rulebook(), by=by, at=NOON)


def test_a_later_high_risk_report_raises_what_waits_with_its_reason_and_event(assessor: User) -> None:
    waits, since = standard(10), standard(2, grade=Grade.HIGH)
    known = earlier(waits, since, level=Grade.HIGH, then=since.subjects.get(), now=waits.subjects.get())

    moved = regraded({waits.pk: [known]}, by=assessor)

    waits.refresh_from_db()
    assert moved == 1
    assert waits.grade == Grade.MEDIUM
    reasons = Screening.objects.get(referral=waits).reasons
    assert "A high-risk report on the same person has come since" in {reason["words"] for reason in reasons}
    event = Event.objects.get(verb="referral.raised_by_history", thing_id=str(waits.pk))
    assert event.detail["grade"] == ["standard", "medium"]
    assert event.detail["beside"] == [since.pk]


def test_a_referral_that_waits_no_longer_is_passed_over(assessor: User) -> None:
    closed, since = standard(10, status=Status.CLOSED, closed_at=NOON), standard(2)
    known = earlier(closed, since, level=Grade.HIGH, then=since.subjects.get(), now=closed.subjects.get())

    assert regraded({closed.pk: [known]}, by=assessor) == 0

    assert not Screening.objects.exists()


def test_screening_again_by_a_new_rule_keeps_the_history(assessor: User) -> None:
    waits, before = standard(), standard(10)
    known = earlier(waits, before, level=Grade.HIGH, then=before.subjects.get(), now=waits.subjects.get())
    regraded({waits.pk: [known]}, by=assessor)

    screening.rescreen(waits, by=assessor, at=NOON + timedelta(hours=1))

    stood = Screening.objects.filter(referral=waits).first()
    assert history_of(stood) == (known,)
    assert stood
    assert stood.grade == Grade.MEDIUM


def test_telling_the_same_history_again_writes_nothing(assessor: User) -> None:
    waits, before = standard(), standard(10)
    known = earlier(waits, before, level=Grade.HIGH, then=before.subjects.get(), now=waits.subjects.get())
    histories = {waits.pk: [replace(known, link=Link.HOUSEHOLD, subject=0, then=None, now=None)]}
    regraded(histories, by=assessor)

    assert regraded(histories, by=assessor) == 0

    assert Screening.objects.count() == 1
