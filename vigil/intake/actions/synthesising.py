"""Filling a hub with synthetic referrals: the assessed history straight into the database.

What still waits is written to files and imported like anybody's, so that a demonstration shows the real door.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.intake.actions.incidents import settle_with
from vigil.intake.actions.recording import Records, add_referral, add_unscreened
from vigil.intake.drafts import ReferralDraft, SubjectDraft
from vigil.referrals.models import Referral
from vigil.rules import clocks
from vigil.rules.lifecycle import Status
from vigil.rules.priority import class_of
from vigil.rules.skills import Skill
from vigil.rules.terms import Area, Grade, RiskTool, higher
from vigil.simulation.synthetic.mentions import Mention
from vigil.simulation.synthetic.places import Address
from vigil.simulation.synthetic.referrals import SyntheticReferral
from vigil.triage.actions.past import grade_past, sign_past
from vigil.triage.actions.screening import READ_WITH
from vigil.triage.queries.policy import Rulebook, rulebook
from vigil.workforce.queries.standing import skills_held_by_all

BATCH = 250  # short transactions: others write between them
SOURCE = "synthetic history"
SIGNED_AREA, SIGNED_SINCE = Area.SHROPSHIRE, timedelta(weeks=16)  # what a demonstration shows quality by
TRAINED_IN = {Skill.CHILDREN, Skill.DOMESTIC_ABUSE}


def load(referrals: Iterable[SyntheticReferral], *, at: datetime) -> Iterator[int]:
    """Write synthetic referrals as they stand: closed if they were assessed, else waiting. Yield how many so far."""
    book, written, rest = rulebook(), 0, iter(referrals)
    while batch := list(islice(rest, BATCH)):
        records = Records()
        for synthetic in batch:
            if synthetic.final_grade and synthetic.assessed_at:
                _add_closed(records, synthetic, book)
            else:
                add_referral(records, _draft(synthetic), None, source=SOURCE, book=book, at=synthetic.submitted_at)
        with transaction.atomic():
            records.write(book=book, at=at)
            audit.record("synthetic.loaded", by=None, at=at, referrals=len(batch))
            settle_with(records.referrals, policy=book.notice, at=at)
        written += len(batch)
        yield written


def loaded() -> int:
    """Return how many referrals of a synthetic history the hub holds."""
    return Referral.objects.filter(source=SOURCE).count()


def sign_and_grade(*, seed: int, at: datetime) -> int:
    """Sign one area's last weeks of the history, draw from them and grade again. Return how many were signed.

    Run again, it signs what is left. Nothing is signed where nobody is trained.
    """
    held = skills_held_by_all(at)
    people = [one for one in User.objects.filter(pk__in=held).order_by("pk") if held[one.pk] >= TRAINED_IN]
    if not people:
        return 0
    lately = Referral.objects.filter(source=SOURCE, area=SIGNED_AREA, closed_at__gte=at - SIGNED_SINCE)
    rows = lately.filter(assessments=None).order_by("closed_at", "pk").prefetch_related(*READ_WITH)
    signed = 0
    while batch := list(rows[:BATCH]):
        signed += sign_past(batch, signers=people, seed=seed + signed, at=at)
    grade_past(graders=people, seed=seed, at=at)
    return signed


def _add_closed(records: Records, synthetic: SyntheticReferral, book: Rulebook) -> None:
    """Add a referral that was assessed: it has its assessor's grade, and nobody has to screen it any more."""
    assert synthetic.final_grade
    referral, _ = add_unscreened(records, _draft(synthetic), source=SOURCE, at=synthetic.submitted_at)
    # A grade is never below the officer's until a second person has signed for it, which no history tells of.
    grade = higher(Grade(referral.officer_grade), synthetic.final_grade) if referral.officer_grade else None
    referral.grade = grade or synthetic.final_grade
    referral.due_at = clocks.assessment_due_at(
        grade=Grade(referral.grade), submitted_at=referral.submitted_at, clocks=book.clocks, calendar=book.calendar
    )
    referral.order_class, referral.order_at = class_of(held=Grade(referral.grade)), referral.submitted_at
    referral.status, referral.waiting, referral.closed_at = Status.CLOSED, False, synthetic.assessed_at


def _draft(synthetic: SyntheticReferral) -> ReferralDraft:
    officer, place = synthetic.officer, synthetic.location
    return ReferralDraft(
        locator="",
        raw={},
        reference=synthetic.reference,
        log_number=synthetic.log_number,
        crime_number=synthetic.crime_number,
        incident_at=synthetic.incident_at,
        submitted_at=synthetic.submitted_at,
        officer_collar=officer.collar,
        officer_name=f"{officer.rank} {officer.surname}",
        area=synthetic.area,
        incident_type=synthetic.kind,
        address=_line(place),
        postcode=place.postcode,
        officer_grade=synthetic.officer_grade,
        risk_tool=synthetic.risk_tool,
        ticks=len(synthetic.answers) if synthetic.risk_tool is RiskTool.DASH else None,
        answers=synthetic.answers,
        partner_flags=synthetic.flags,
        narrative=synthetic.narrative,
        subjects=tuple(_subject(mention) for mention in synthetic.subjects),
    )


def _subject(mention: Mention) -> SubjectDraft:
    return SubjectDraft(
        position=mention.position,
        role=mention.role,
        surname=mention.surname,
        forenames=mention.forenames,
        also_known_as=mention.also_known_as,
        date_of_birth=mention.date_of_birth,
        age=mention.age,
        age_months=mention.age_months,
        sex=mention.sex,
        ethnicity=mention.ethnicity,
        relationship=mention.relationship,
        address=_line(mention.address) if mention.address else "",
        postcode=mention.address.postcode if mention.address else "",
        phone=mention.phone,
        school=mention.school,
    )


def _line(place: Address) -> str:
    return f"{place.premises}, {place.town}"
