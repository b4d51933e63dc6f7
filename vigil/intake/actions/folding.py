"""People say that two referrals are one, or that what was folded is two. What they say, no later import overrules."""

from dataclasses import fields, replace
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.intake import stored
from vigil.intake.actions.receiving import receive
from vigil.intake.drafts import ReferralDraft, SubjectDraft
from vigil.intake.models import Entry, MatchKey, Ruling, Settlement
from vigil.intake.reading.ahead import ReadEntry
from vigil.referrals.models import Referral, SearchTerm, Subject
from vigil.rules import lifecycle
from vigil.rules.lifecycle import ON_WORKLIST, Status, Verb
from vigil.rules.terms import RANK, Area, Grade, IncidentType, PartnerFlag, RiskTool, Role, Sex


class CannotFold(Exception):  # noqa: N818  (a refusal, worded for the person)
    """Two referrals that cannot be folded, or an entry that cannot be unfolded. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


def obstacles_to_folding(one: Referral, into: Referral) -> list[str]:
    """Return why a referral cannot be folded into another. An empty list means it can."""
    if one.pk == into.pk:
        return ["Choose the other referral, not this one itself."]
    obstacles = lifecycle.obstacles_to(Verb.WITHDRAW, status=Status(one.status))
    if into.status == Status.WITHDRAWN:
        obstacles.append(f"{into.number} was itself withdrawn or folded into another.")
    obstacles += [
        f"{referral.number} did not come from a file, so there is no entry to fold."
        for referral in (one, into)
        if not Entry.objects.filter(referral=referral).exists()
    ]
    if RANK[Grade(one.grade)] < RANK[Grade(into.grade)]:
        obstacles.append(f"{one.number} has the higher grade. Fold {into.number} into it instead, so that it stays.")
    return obstacles


def obstacles_to_unfolding(entry: Entry) -> list[str]:
    """Return why an entry cannot be made a referral of its own. An empty list means it can."""
    if entry.state != Entry.State.DUPLICATE or entry.duplicate_of is None:
        return ["This entry is not folded into another."]
    if entry.duplicate_of.incident_id:
        return ["This is a line of an incident list, not a referral."]
    return []


def needs_a_number(entry: Entry) -> bool:
    """Return whether an entry bears the very number of the referral that it is folded into."""
    first = entry.duplicate_of
    return bool(
        first and first.reference == entry.reference and first.source_import.mapping == entry.source_import.mapping
    )


@transaction.atomic
def fold(one: Referral, into: Referral, *, reason: str, by: User, at: datetime) -> Entry:
    """Say that a referral is another one typed in again: it leaves the worklist, and its entry stays with the other.

    Raises ``CannotFold``.
    """
    locked = {found.pk: found for found in Referral.objects.select_for_update().filter(pk__in=[one.pk, into.pk])}
    one, into = locked[one.pk], locked[into.pk]
    obstacles = obstacles_to_folding(one, into)
    _refuse(obstacles if reason.strip() else [*obstacles, "Record why these are one referral."])
    entry = Entry.objects.select_related("source_import").get(referral=one)
    first = Entry.objects.select_related("source_import").get(referral=into)
    entry.draft = stored.as_json(_draft_of(one, entry))
    entry.state, entry.referral, entry.duplicate_of = Entry.State.DUPLICATE, None, first
    entry.duplicate_why = f"{by} said that these are one referral."
    entry.save(update_fields=["draft", "state", "referral", "duplicate_of", "duplicate_why"])
    moved = list(entry.duplicates.select_related("source_import"))
    entry.duplicates.update(duplicate_of=first)
    for each in (entry, *moved):
        _rule(each, first, is_one=True, withdrawn=one if each is entry else None, reason=reason, by=by, at=at)
    one.status = lifecycle.after(Verb.WITHDRAW, status=Status(one.status))
    one.waiting = one.status in ON_WORKLIST
    one.save(update_fields=["status", "waiting"])
    SearchTerm.objects.filter(referral=one).delete()
    MatchKey.objects.filter(entry=entry).delete()
    Settlement.objects.filter(referral=one, undone_at=None).update(referral=into)
    audit.record_all(
        [
            audit.Entry(verb="referral.folded", thing=one, detail={"into": into.number, "reason": reason.strip()}),
            audit.Entry(verb="referral.took_in", thing=into, detail={"folded": one.number}),
        ],
        by=by,
        at=at,
    )
    return entry


@transaction.atomic
def unfold(entry: Entry, *, reason: str, reference: str = "", by: User, at: datetime) -> Referral:
    """Make a folded entry a referral of its own, through the door. Raises ``CannotFold``.

    ``reference`` is its own number, where the entry bears that of the referral it was folded into.
    """
    entry = (
        Entry.objects.select_for_update(of=("self",))
        .select_related("source_import", "duplicate_of__source_import", "duplicate_of__referral")
        .get(pk=entry.pk)
    )
    obstacles = obstacles_to_unfolding(entry)
    if not reason.strip():
        obstacles.append("Record why these are two referrals.")
    if needs_a_number(entry) and reference.strip() in {"", entry.reference}:
        obstacles.append("Two referrals cannot bear one number. Ask the team for this one’s own.")
    _refuse(obstacles)
    first = entry.duplicate_of
    assert first is not None  # else there is an obstacle
    draft = stored.from_json(entry.draft or {}, raw=entry.raw)
    if needs_a_number(entry):
        draft = replace(draft, reference=reference.strip())
        entry.reference = draft.reference
    _rule(entry, first, is_one=False, withdrawn=None, reason=reason, by=by, at=at)
    receive([ReadEntry(entry.position, draft, None)], source_import=entry.source_import, by=by, at=at, mending=entry)
    if entry.referral is None:
        raise CannotFold(_why_not_received(entry))
    taken_from = {"from": first.referral.number} if first.referral else {}
    audit.record("referral.unfolded", entry.referral, by=by, at=at, **taken_from, reason=reason.strip())
    return entry.referral


def _why_not_received(entry: Entry) -> list[str]:
    if entry.duplicate_of:
        return [f"It also repeats {entry.duplicate_of.reference}: {entry.duplicate_why} Unfold it from that one."]
    return [issue["message"] for issue in entry.issues if issue["effect"] == "quarantine"]


def _refuse(obstacles: list[str]) -> None:
    if obstacles:
        raise CannotFold(obstacles)


def _rule(
    entry: Entry, first: Entry, *, is_one: bool, withdrawn: Referral | None, reason: str, by: User, at: datetime
) -> None:
    Ruling.objects.create(
        source=entry.source_import.mapping,
        reference=entry.reference,
        other_source=first.source_import.mapping,
        other_reference=first.reference,
        is_one=is_one,
        withdrawn=withdrawn,
        into=first.referral if withdrawn else None,
        reason=reason.strip(),
        by=by,
        at=at,
    )


_PLAIN = {field.name for field in fields(ReferralDraft)} - {
    *("locator", "raw", "area", "incident_type", "officer_grade", "risk_tool", "partner_flags", "subjects", "issues")
}


def _draft_of(referral: Referral, entry: Entry) -> ReferralDraft:
    """Return a received referral as the draft it was received from."""
    return ReferralDraft(
        locator=entry.locator,
        raw=entry.raw,
        area=Area(referral.area) if referral.area else None,
        incident_type=IncidentType(referral.incident_type),
        officer_grade=Grade(referral.officer_grade) if referral.officer_grade else None,
        risk_tool=RiskTool(referral.risk_tool) if referral.risk_tool else None,
        partner_flags=tuple(PartnerFlag(flag) for flag in referral.partner_flags),
        subjects=tuple(_subject(subject) for subject in referral.subjects.order_by("position")),
        issues=stored.issues_from_json(entry.issues),
        **{name: getattr(referral, name) for name in _PLAIN},
    )


def _subject(subject: Subject) -> SubjectDraft:
    plain = {field.name: getattr(subject, field.name) for field in fields(SubjectDraft)}
    return SubjectDraft(**{**plain, "role": Role(subject.role), "sex": Sex(subject.sex)})
