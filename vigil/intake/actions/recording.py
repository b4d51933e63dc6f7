"""What one received entry becomes: a referral with its people, flags, search terms and first screening."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models

from vigil.audit.rows import insert, insert_and_key, insert_pairs
from vigil.intake.drafts import Effect, ReferralDraft, SubjectDraft
from vigil.referrals import search
from vigil.referrals.actions import name_people
from vigil.referrals.models import Flag, Referral, SearchTerm, Subject
from vigil.rules import lifecycle
from vigil.rules.lifecycle import ON_WORKLIST
from vigil.screening import Reading, read
from vigil.triage.actions.history import Screened, grade_beside_history
from vigil.triage.actions.screening import grade_and_place
from vigil.triage.models import Screening
from vigil.triage.queries.policy import Rulebook

# Issues that say how the hub read the entry rather than what an assessor should know.
_NOT_FLAGGED = {Effect.REPAIR}


@dataclass
class Records:
    """What a batch of referrals is about to write, in the order that foreign keys allow."""

    referrals: list[Referral] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    screened: list[Screened] = field(default_factory=list)
    terms: list[tuple[Referral, set[str]]] = field(default_factory=list)

    def write(self, *, book: Rulebook, at: datetime) -> None:
        """Write them, link their people to those known and grade them beside their history, in the caller's
        transaction."""
        insert_and_key(self.referrals)
        name_people(self.subjects, at=at)
        self._insert(self.subjects)
        self._insert(self.flags)
        grade_beside_history(self.screened, book=book, at=at)
        self._insert([one.screening for one in self.screened])
        insert_pairs(
            SearchTerm,
            ("referral_id", "term"),
            [(referral.pk, term) for referral, terms in self.terms for term in sorted(terms)],
        )

    @staticmethod
    def _insert(belongings: Sequence[Subject | Flag | Screening]) -> None:
        for one in belongings:
            one.referral = one.referral  # which has its key by now
        insert(belongings)


def add_referral(
    records: Records, draft: ReferralDraft, reading: Reading | None, *, source: str, book: Rulebook, at: datetime
) -> Referral:
    """Build the referral of a draft, screened and placed, with everything that belongs to it.

    ``reading`` is of its narrative, or None if nobody has read that yet.
    """
    referral, subjects = add_unscreened(records, draft, source=source, at=at)
    reading = reading or read(draft.narrative, on=draft.day)
    screening = grade_and_place(referral, subjects, book=book, at=at, reading=reading)
    records.screened.append(Screened(referral, subjects, reading, screening))
    return referral


def add_unscreened(
    records: Records, draft: ReferralDraft, *, source: str, at: datetime
) -> tuple[Referral, list[Subject]]:
    """Build the referral of a draft and its people. It has no grade, clock or place yet: whoever calls gives them."""
    submitted_at = draft.submitted_at or draft.incident_at
    assert submitted_at is not None  # a draft without either is in quarantine
    referral = Referral(
        source=source,
        reference=draft.reference,
        log_number=draft.log_number,
        crime_number=draft.crime_number,
        incident_at=draft.incident_at,
        incident_time_known=draft.incident_time_known,
        submitted_at=submitted_at,
        submitted_time_known=draft.submitted_time_known and draft.submitted_at is not None,
        received_at=at,
        officer_collar=draft.officer_collar,
        officer_name=draft.officer_name,
        area=draft.area or "",
        team_area=draft.team_area,
        incident_type=draft.incident_type,
        incident_type_as_written=draft.incident_type_as_written,
        address=draft.address,
        postcode=draft.postcode,
        officer_grade=draft.officer_grade or "",
        risk_tool=draft.risk_tool or "",
        ticks=draft.ticks,
        answers=draft.answers,
        partner_flags=list(draft.partner_flags),
        school=draft.school,
        narrative=draft.narrative,
        source_status=draft.source_status,
        comments=draft.comments,
        status=lifecycle.after(lifecycle.Verb.RECEIVE, status=None),
        waiting=lifecycle.after(lifecycle.Verb.RECEIVE, status=None) in ON_WORKLIST,
    )
    _fit(referral)
    subjects = [_subject(subject, referral) for subject in draft.subjects]
    records.referrals.append(referral)
    records.subjects += subjects
    records.flags += [
        Flag(referral=referral, code=issue.code, field=issue.field, words=issue.message[:400])
        for issue in draft.issues
        if issue.effect not in _NOT_FLAGGED
    ]
    records.terms.append(
        (
            referral,
            search.terms(
                names=[f"{s.forenames} {s.surname} {s.also_known_as}" for s in draft.subjects],
                places=[draft.address, *(subject.address for subject in draft.subjects)],
                postcodes=[draft.postcode, *(subject.postcode for subject in draft.subjects)],
                references=[draft.reference, draft.log_number, draft.crime_number],
            ),
        )
    )
    return referral, subjects


_TEXTS: dict[type[models.Model], list[tuple[str, int | None]]] = {
    model: [
        (field.attname, field.max_length)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
    ]
    for model in (Referral, Subject)
}


def _fit(thing: Referral | Subject) -> None:
    """Make each text what its column can hold: without NUL, and no longer. The entry keeps the source's own."""
    for name, longest in _TEXTS[type(thing)]:
        setattr(thing, name, getattr(thing, name).replace("\x00", "")[:longest])


def _subject(draft: SubjectDraft, referral: Referral) -> Subject:
    subject = Subject(
        referral=referral,
        **{name: getattr(draft, name) for name in draft.__slots__},
    )
    _fit(subject)
    return subject
