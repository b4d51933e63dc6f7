"""The one door: a batch of entries received whole (recorded, screened, graded, placed) in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.intake import duplicates, stored
from vigil.intake.drafts import Effect, Issue, ReferralDraft, SubjectDraft
from vigil.intake.models import Entry, Import, MatchKey
from vigil.referrals import search
from vigil.referrals.models import Flag, Referral, SearchTerm, Subject
from vigil.rules import lifecycle
from vigil.rules.lifecycle import ON_WORKLIST
from vigil.triage import actions as triage
from vigil.triage.models import Screening
from vigil.triage.queries import Rulebook, rulebook

# Issues that say how the hub read the entry rather than what an assessor should know.
_NOT_FLAGGED = {Effect.REPAIR}


@dataclass
class _Batch:
    """What one batch is about to write, in the order that foreign keys allow."""

    referrals: list[Referral] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    screenings: list[Screening] = field(default_factory=list)
    terms: list[tuple[Referral, set[str]]] = field(default_factory=list)
    keys: list[tuple[Entry, frozenset[str]]] = field(default_factory=list)


@dataclass(frozen=True)
class _Known:
    """An entry already received, or about to be, and what it is compared by."""

    entry: Entry
    facts: duplicates.Facts


@transaction.atomic
def receive(
    drafts: Sequence[tuple[int, ReferralDraft]],
    *,
    source_import: Import,
    by: User | None,
    at: datetime,
    mending: Entry | None = None,
) -> list[Entry]:
    """Account for every draft: received as a referral, a duplicate of an entry, or in quarantine.

    Each draft comes with its position in the file, from 1. With ``mending``, the one draft is a quarantined
    entry put right: that entry is given its new state.
    """
    book = rulebook()
    known = _known_to([draft for _, draft in drafts], source=source_import.mapping)
    batch, entries = _Batch(), []
    for position, draft in drafts:
        entry = mending or Entry(source_import=source_import, position=position, locator=draft.locator)
        _settle(entry, draft, known=known, source=source_import.mapping)
        if entry.state == Entry.State.RECEIVED:
            entry.referral = _referral(draft, batch, source=source_import.mapping, book=book, at=at)
            batch.keys.append((entry, duplicates.keys(draft)))
        entries.append(entry)
    _write(batch, entries, mending=mending)
    audit.record_all(
        [
            audit.Entry(
                verb="referral.received",
                thing=entry.referral,
                detail={"import": source_import.pk, "entry": entry.pk, "grade": entry.referral.grade},
            )
            if entry.referral
            else audit.Entry(
                verb=f"entry.{entry.state}",
                thing=entry,
                detail={"import": source_import.pk, "reasons": sorted({issue["code"] for issue in entry.issues})},
            )
            for entry in entries
        ],
        by=by,
        at=at,
    )
    return entries


class _Register:
    """What is already known, by source reference and by match key; grows as a batch is settled."""

    def __init__(self) -> None:
        self.by_reference: dict[str, _Known] = {}
        self.by_key: dict[str, list[_Known]] = {}

    def add(self, known: _Known, reference: str, keys: frozenset[str]) -> None:
        self.by_reference.setdefault(reference, known)
        for key in keys:
            self.by_key.setdefault(key, []).append(known)


def _known_to(drafts: Sequence[ReferralDraft], *, source: str) -> _Register:
    """Return what the hub holds that these drafts could repeat, in two queries."""
    register = _Register()
    same_number = (
        Entry.objects.filter(
            state=Entry.State.RECEIVED,
            source_import__mapping=source,
            reference__in={draft.reference for draft in drafts if draft.reference},
        )
        .select_related("referral", "source_import")
        .prefetch_related("referral__subjects")
        .order_by("id")
    )
    for entry in same_number:
        register.add(_Known(entry, _facts(entry)), entry.reference, frozenset())
    keys = {key for draft in drafts if not draft.is_quarantined for key in duplicates.keys(draft)}
    alike = (
        MatchKey.objects.filter(key__in=keys, entry__state=Entry.State.RECEIVED)
        .select_related("entry__referral", "entry__source_import")
        .prefetch_related("entry__referral__subjects")
        .order_by("entry_id", "key")
    )
    facts: dict[int, duplicates.Facts] = {}
    for match in alike:
        if match.entry_id not in facts:
            facts[match.entry_id] = _facts(match.entry)
        register.by_key.setdefault(match.key, []).append(_Known(match.entry, facts[match.entry_id]))
    return register


def _settle(entry: Entry, draft: ReferralDraft, *, known: _Register, source: str) -> None:
    """Decide the state of one entry and put what was read into it."""
    issues = list(draft.issues)
    original, why = None, ""
    if not draft.is_quarantined:
        facts = duplicates.facts(draft)
        same_number = known.by_reference.get(draft.reference)
        if same_number:
            why = duplicates.why_same_matter(facts, same_number.facts)
            if why:
                original = same_number
            else:
                issues.append(_reused(draft, same_number))
        else:
            original, why = _repeated(draft, facts, known)
    entry.reference = draft.reference[:80]
    entry.raw_json = json.dumps(draft.raw, ensure_ascii=True, default=str)
    entry.filled = _filled(draft)
    entry.issues = stored.issues_as_json(tuple(issues))
    entry.duplicate_of, entry.duplicate_why = (original.entry if original else None), why
    if any(issue.effect is Effect.QUARANTINE for issue in issues):
        entry.state = Entry.State.QUARANTINED
    elif original:
        entry.state = Entry.State.DUPLICATE
    else:
        entry.state = Entry.State.RECEIVED
        known.add(_Known(entry, facts), draft.reference, duplicates.keys(draft))
    entry.draft = None if entry.state == Entry.State.RECEIVED else stored.as_json(replace(draft, issues=tuple(issues)))


def _repeated(draft: ReferralDraft, facts: duplicates.Facts, known: _Register) -> tuple[_Known | None, str]:
    for key in sorted(duplicates.keys(draft)):
        for candidate in known.by_key.get(key, []):
            why = duplicates.why_duplicate(facts, candidate.facts)
            if why:
                return candidate, why
    return None, ""


def _reused(draft: ReferralDraft, first: _Known) -> Issue:
    return Issue(
        code="reference_reused",
        field="reference",
        message=f"{draft.reference} is already the number of another matter "
        f"({first.entry.source_import.name}, {first.entry.locator}). Find this entry’s own number.",
        effect=Effect.QUARANTINE,
    )


def _facts(entry: Entry) -> duplicates.Facts:
    """Return what a received entry is compared by, from its referral."""
    referral = entry.referral
    assert referral is not None  # a constraint holds it
    return duplicates.Facts(
        reference=referral.reference,
        log_number=referral.log_number,
        officer_collar=referral.officer_collar,
        incident_at=referral.incident_at,
        submitted_at=referral.submitted_at,
        narrative=referral.narrative,
        names=tuple(f"{subject.forenames} {subject.surname}".strip() for subject in referral.subjects.all()),
    )


def _filled(draft: ReferralDraft) -> list[str]:
    """Return the names of the fields that the source filled, for the data-quality report."""
    own = [
        name
        for name in (
            "reference", "log_number", "incident_at", "submitted_at", "officer_collar", "area", "address",
            "postcode", "officer_grade", "risk_tool", "partner_flags", "school", "narrative", "subjects",
        )
        if getattr(draft, name)
    ]  # fmt: skip
    people = {
        "subjects.date_of_birth_or_age": all(
            subject.date_of_birth or subject.age is not None for subject in draft.subjects
        ),
        "subjects.surname": all(subject.surname for subject in draft.subjects),
        "subjects.sex": all(subject.sex for subject in draft.subjects),
        "subjects.ethnicity": all(subject.ethnicity for subject in draft.subjects),
    }
    return (
        own
        + ["incident_time"] * draft.incident_time_known
        + [name for name, complete in people.items() if complete and draft.subjects]
    )


def _referral(draft: ReferralDraft, batch: _Batch, *, source: str, book: Rulebook, at: datetime) -> Referral:
    """Build the referral of a draft, with everything that belongs to it, and add it to the batch."""
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
    for name in _TEXTS:
        setattr(referral, name, _fitting(referral, name))
    subjects = [_subject(subject, referral) for subject in draft.subjects]
    batch.referrals.append(referral)
    batch.subjects += subjects
    batch.screenings.append(triage.grade_and_place(referral, subjects, book=book, at=at))
    batch.flags += [
        Flag(referral=referral, code=issue.code, field=issue.field, words=issue.message[:400])
        for issue in draft.issues
        if issue.effect not in _NOT_FLAGGED
    ]
    batch.terms.append(
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
    return referral


_TEXTS = [
    field.name
    for field in Referral._meta.get_fields()
    if getattr(field, "get_internal_type", lambda: "")() in {"CharField", "TextField"} and not field.is_relation
]
_SUBJECT_TEXTS = [
    field.name
    for field in Subject._meta.get_fields()
    if getattr(field, "get_internal_type", lambda: "")() in {"CharField", "TextField"} and not field.is_relation
]


def _fitting(thing: Referral | Subject, name: str) -> str:
    """Return a text as its column holds it: without NUL, and no longer than the column. The entry keeps the rest."""
    text: str = getattr(thing, name).replace("\x00", "")
    longest: int | None = thing._meta.get_field(name).max_length
    return text[:longest] if longest else text


def _subject(draft: SubjectDraft, referral: Referral) -> Subject:
    subject = Subject(
        referral=referral,
        **{name: getattr(draft, name) for name in draft.__slots__},
    )
    for name in _SUBJECT_TEXTS:
        setattr(subject, name, _fitting(subject, name))
    return subject


def _write(batch: _Batch, entries: list[Entry], *, mending: Entry | None) -> None:
    Referral.objects.bulk_create(batch.referrals)
    Subject.objects.bulk_create(batch.subjects)
    Flag.objects.bulk_create(batch.flags)
    Screening.objects.bulk_create(batch.screenings)
    SearchTerm.objects.bulk_create(
        [SearchTerm(referral=referral, term=term) for referral, terms in batch.terms for term in sorted(terms)]
    )
    for entry in entries:  # the referrals and the originals have their keys only now
        entry.referral_id = entry.referral.pk if entry.referral else None
    if mending:
        mending.save()
    else:
        # An entry can be a duplicate of one in the same batch, which needs its key first.
        originals = [entry for entry in entries if not entry.duplicate_of]
        Entry.objects.bulk_create(originals)
        repeats = [entry for entry in entries if entry.duplicate_of]
        for entry in repeats:
            entry.duplicate_of = entry.duplicate_of
        Entry.objects.bulk_create(repeats)
    MatchKey.objects.bulk_create(
        [MatchKey(entry=entry, key=key[:120]) for entry, keys in batch.keys for key in sorted(keys)]
    )
