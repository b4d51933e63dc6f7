"""Filling a hub with synthetic referrals: the assessed history straight into the database.

What still waits is written to files and imported like anybody's, so that a demonstration shows the real door.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction

from vigil.audit import actions as audit
from vigil.intake.actions.recording import Records, add_referral
from vigil.intake.drafts import ReferralDraft, SubjectDraft
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import ON_WORKLIST, Status
from vigil.rules.terms import RANK, Grade, RiskTool, higher
from vigil.simulation.synthetic.mentions import Mention
from vigil.simulation.synthetic.places import Address
from vigil.simulation.synthetic.referrals import SyntheticReferral
from vigil.triage.queries import rulebook

BATCH = 1_000
SOURCE = "synthetic history"


def load(referrals: Iterable[SyntheticReferral], *, at: datetime) -> Iterator[int]:
    """Write synthetic referrals as they stand: closed if they were assessed, else waiting. Yield how many so far."""
    book, written, rest = rulebook(), 0, iter(referrals)
    while batch := list(islice(rest, BATCH)):
        records = Records()
        for synthetic in batch:
            referral = add_referral(records, _draft(synthetic), source=SOURCE, book=book, at=synthetic.submitted_at)
            referral.status = Status.CLOSED if synthetic.assessed_at else Status.WAITING
            referral.waiting = referral.status in ON_WORKLIST
            referral.closed_at = synthetic.assessed_at
            if synthetic.final_grade:
                _grade(referral, synthetic.final_grade)
        with transaction.atomic():
            records.write()
            audit.record("synthetic.loaded", by=None, at=at, referrals=len(batch))
        written += len(batch)
        yield written


def _grade(referral: Referral, final: Grade) -> None:
    """Give a closed referral the grade it was assessed at; it is never below the officer's."""
    grade = higher(Grade(referral.officer_grade), final) if referral.officer_grade else final
    referral.grade, referral.order_rank = grade, RANK[grade]


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
