"""Asking somebody for more, with a moment by which it should be answered; chasing it; and writing the answer down."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.rules import clocks
from vigil.triage.models import Enquiry
from vigil.triage.queries.policy import rulebook

ANSWERED_WITHIN_WORKING_DAYS = 1
"""An assumption: a council answers a referral within one working day (Working Together 2023), so we ask no less."""


class CannotEnquire(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A question, a chase or an answer that cannot be recorded. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def ask(referral: Referral, *, of: str, question: str, by: User, at: datetime) -> Enquiry:
    """Record what was asked of whom. The referral's own clock does not stop. Raises ``CannotEnquire``."""
    obstacles = []
    if not of.strip():
        obstacles.append("Say whom you ask.")
    if not question.strip():
        obstacles.append("Say what you ask.")
    if obstacles:
        raise CannotEnquire(obstacles)
    due_at = clocks.after_working_days(at, ANSWERED_WITHIN_WORKING_DAYS, rulebook().calendar)
    enquiry = Enquiry.objects.create(
        referral=referral, asked_of=of.strip()[:200], question=question.strip(), asked_by=by, asked_at=at, due_at=due_at
    )
    audit.record("enquiry.asked", referral, by=by, at=at, enquiry=enquiry.pk)
    return enquiry


@transaction.atomic
def chase(enquiry: Enquiry, *, by: User, at: datetime) -> None:
    """Record that somebody asked again. Raises ``CannotEnquire``."""
    enquiry = _open(enquiry)
    enquiry.chased_at = at
    enquiry.save(update_fields=["chased_at"])
    audit.record("enquiry.chased", enquiry.referral, by=by, at=at, enquiry=enquiry.pk)


@transaction.atomic
def answer(enquiry: Enquiry, *, words: str, by: User, at: datetime) -> None:
    """Write down what came back. Raises ``CannotEnquire``."""
    enquiry = _open(enquiry)
    if not words.strip():
        raise CannotEnquire(["Write down what the answer was, or that there was none and why you stop asking."])
    enquiry.answer, enquiry.answered_at, enquiry.answered_by = words.strip(), at, by
    enquiry.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.record("enquiry.answered", enquiry.referral, by=by, at=at, enquiry=enquiry.pk)


def _open(enquiry: Enquiry) -> Enquiry:
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("referral").get(pk=enquiry.pk)
    if enquiry.answered_at is not None:
        raise CannotEnquire(["It was answered already."])
    return enquiry
