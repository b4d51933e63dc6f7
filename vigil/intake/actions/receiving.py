"""The one door: a batch of entries received whole (recorded, screened, graded, placed) in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.audit.rows import insert_and_key, insert_pairs
from vigil.intake import duplicates, stored
from vigil.intake.actions.incidents import settle_with
from vigil.intake.actions.recording import Records, add_referral
from vigil.intake.drafts import Effect, Issue, ReferralDraft
from vigil.intake.models import Entry, Import, MatchKey, Ruling
from vigil.intake.queries.folding import rulings_on
from vigil.intake.reading.ahead import ReadEntry
from vigil.referrals.models import Flag
from vigil.rules.terms import Grade, higher, label
from vigil.triage.queries.policy import rulebook


@dataclass(frozen=True)
class _Known:
    """An entry already received, or about to be, and what it is compared by."""

    entry: Entry
    facts: duplicates.Facts


@transaction.atomic(savepoint=False)
def receive(
    found: Sequence[ReadEntry],
    *,
    source_import: Import,
    by: User | None,
    at: datetime,
    mending: Entry | None = None,
) -> list[Entry]:
    """Account for every entry found: received as a referral, a duplicate of another, or in quarantine.

    With ``mending``, the one found is a quarantined entry put right: that entry is given its new state.
    """
    book = rulebook()
    known = _known_to([one.draft for one in found], source=source_import.mapping)
    records, entries = Records(), []
    keys: list[tuple[Entry, frozenset[str]]] = []
    for one in found:
        draft = one.draft
        entry = mending or Entry(source_import=source_import, position=one.position, locator=draft.locator)
        _settle(entry, draft, known=known, source=source_import.mapping)
        if flag := _graded_higher(entry, draft):
            records.flags.append(flag)
        if entry.state == Entry.State.RECEIVED:
            entry.referral = add_referral(records, draft, one.reading, source=source_import.mapping, book=book, at=at)
            keys.append((entry, duplicates.keys(draft)))
        entries.append(entry)
    records.write(book=book, at=at)
    _write(entries, mending=mending)
    pairs = [(entry.pk, key[:120]) for entry, found in keys for key in sorted(found)]
    insert_pairs(MatchKey, ("entry_id", "key"), pairs)
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
    settle_with(records.referrals, policy=book.notice, at=at)
    return entries


class _Register:
    """What is already known, by source reference and by match key, and what people ruled; grows with the batch."""

    def __init__(self, source: str, rulings: Sequence[Ruling]) -> None:
        self.by_reference: dict[str, _Known] = {}
        self.by_key: dict[str, list[_Known]] = {}
        self._source = source
        self._ruled: dict[str, dict[tuple[str, str], bool]] = {}  # reference here → (source, reference) → one or two
        self._folded_into: dict[tuple[str, str], _Known] = {}
        for ruling in rulings:
            one, other = (ruling.source, ruling.reference), (ruling.other_source, ruling.other_reference)
            for here, there in ((one, other), (other, one)):
                if here[0] == source:
                    self._ruled.setdefault(here[1], {})[there] = ruling.is_one

    def ruled_one_with(self) -> set[tuple[str, str]]:
        """Return source and number of whatever people said is one with something of this batch."""
        return {there for said in self._ruled.values() for there, is_one in said.items() if is_one}

    def stand_for(self, known: _Known) -> None:
        """Note a received entry that may stand for others."""
        self._folded_into[known.entry.source_import.mapping, known.entry.reference] = known

    def ruled_into(self, reference: str) -> _Known | None:
        """Return the entry that people said is one with this number, the latest said first."""
        said = [there for there, is_one in self._ruled.get(reference, {}).items() if is_one]
        return next((self._folded_into[there] for there in reversed(said) if there in self._folded_into), None)

    def ruled_apart(self, reference: str, other: Entry) -> bool:
        """Return whether people said that this number and another entry are two referrals."""
        return self._ruled.get(reference, {}).get((other.source_import.mapping, other.reference)) is False

    def add(self, known: _Known, reference: str, keys: frozenset[str]) -> None:
        self.by_reference.setdefault(reference, known)
        for key in keys:
            self.by_key.setdefault(key, []).append(known)


def _known_to(drafts: Sequence[ReferralDraft], *, source: str) -> _Register:
    """Return what the hub holds that these drafts could repeat, in four queries."""
    references = {draft.reference for draft in drafts if draft.reference}
    register = _Register(source, rulings_on(source, references))
    for entry in _received(register.ruled_one_with()):
        register.stand_for(_Known(entry, _facts(entry)))
    same_number = list(
        Entry.objects.filter(state=Entry.State.RECEIVED, source_import__mapping=source, reference__in=references)
        .order_by("id")
        .values_list("id", "reference")
    )
    keys = {key for draft in drafts if not draft.is_quarantined for key in duplicates.keys(draft)}
    alike = list(
        MatchKey.objects.filter(key__in=keys, entry__state=Entry.State.RECEIVED)
        .order_by("entry_id", "key")
        .values_list("entry_id", "key")
    )
    # Most entries repeat nothing: what they could repeat is read only once there is any.
    entries = Entry.objects.select_related("referral", "source_import").in_bulk(
        {pk for pk, _ in [*same_number, *alike]}
    )
    met = {pk: _Known(entry, _facts(entry)) for pk, entry in entries.items()}
    for pk, reference in same_number:
        register.add(met[pk], reference, frozenset())
    for pk, key in alike:
        register.by_key.setdefault(key, []).append(met[pk])
    return register


def _received(numbers: set[tuple[str, str]]) -> list[Entry]:
    """Return the received entries of these sources and numbers. Most batches have none to look for."""
    if not numbers:
        return []
    entries = Entry.objects.filter(
        state=Entry.State.RECEIVED, referral__isnull=False, reference__in={reference for _, reference in numbers}
    ).select_related("referral", "source_import")
    return [entry for entry in entries.order_by("id") if (entry.source_import.mapping, entry.reference) in numbers]


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
        elif ruled := known.ruled_into(draft.reference):
            original, why = ruled, "Somebody said that these are one referral."
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
        received = _Known(entry, facts)
        known.add(received, draft.reference, duplicates.keys(draft))
        known.stand_for(received)
    entry.draft = None if entry.state == Entry.State.RECEIVED else stored.as_json(replace(draft, issues=tuple(issues)))


def _repeated(draft: ReferralDraft, facts: duplicates.Facts, known: _Register) -> tuple[_Known | None, str]:
    for key in sorted(duplicates.keys(draft)):
        for candidate in known.by_key.get(key, []):
            why = duplicates.why_duplicate(facts, candidate.facts)
            if why and not known.ruled_apart(draft.reference, candidate.entry):
                return candidate, why
    return None, ""


def _graded_higher(entry: Entry, draft: ReferralDraft) -> Flag | None:
    """Return the flag for a referral that was typed in again with a higher grade, or None."""
    original = entry.duplicate_of.referral if entry.duplicate_of else None
    if original is None or draft.officer_grade is None:
        return None
    first = Grade(original.officer_grade) if original.officer_grade else None
    if first and higher(first, draft.officer_grade) is first:
        return None
    return Flag(
        referral=original,
        code="duplicate_graded_higher",
        field="officer_grade",
        words=f"The same referral was also typed in with the grade {label(draft.officer_grade).lower()}. Look at both.",
    )


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
    assert entry.referral is not None  # a constraint holds it
    return duplicates.facts(entry.referral)


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


def _write(entries: list[Entry], *, mending: Entry | None) -> None:
    if mending:
        mending.save()
        return
    for entry in entries:
        entry.referral = entry.referral  # which has its key by now
    insert_and_key([entry for entry in entries if not entry.duplicate_of])
    # An entry can repeat one in the same batch, which needs its key first.
    repeats = [entry for entry in entries if entry.duplicate_of]
    for entry in repeats:
        entry.duplicate_of = entry.duplicate_of
    insert_and_key(repeats)
