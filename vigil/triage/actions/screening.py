"""Screening and grading referrals: on arrival, and the whole worklist again when a rule changes."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.audit.rows import insert, update
from vigil.referrals.models import Referral, Subject
from vigil.rules import clocks, grading, priority, skills
from vigil.rules.history import Earlier
from vigil.rules.terms import Area, Grade, IncidentType, PartnerFlag, RiskTool, Role, higher
from vigil.screening import Code, Marker, Reading, Status, ages, read
from vigil.screening.markers import READ
from vigil.screening.reading import with_heard
from vigil.triage.models import MarkerNote, Screening
from vigil.triage.queries.history import history_of, kept
from vigil.triage.queries.policy import Rulebook, latest_screenings, rulebook

BATCH = 500
PLACE = ("grade", "has_conflict", "due_at", "order_class", "order_at", "order_lifts", "skills")
"""What screening sets of a referral."""
READ_WITH = ("subjects", "marker_notes", "third_reading")
"""What a referral is screened again with."""
BY_AN_ASSESSOR = "noted by an assessor"


def grade_and_place(
    referral: Referral,
    subjects: Sequence[Subject],
    *,
    book: Rulebook,
    at: datetime,
    reading: Reading | None = None,
    notes: Sequence[MarkerNote] = (),
    history: Sequence[Earlier] = (),
) -> Screening:
    """Read and screen a referral: set its grade, due moment and place, and return the screening. Saves neither.

    ``reading`` is of its narrative, if that was read already; ``notes`` are what assessors said of its markers;
    ``history`` the other reports of its people. Never lowers: a grade the hub holds stays if the rules now say less.
    """
    reading = reading or read_all(referral)
    markers = effective_markers(reading, notes)
    was_read = reading.state == READ  # one read in part may tell of risk in the rest
    facts = _facts(referral, subjects, markers, was_read=was_read, youngest_told=reading.youngest_told, history=history)
    screening = grading.screen(facts, book.grading)
    held = Grade(referral.grade) if referral.grade else screening.grade
    referral.grade = higher(held, screening.grade)
    referral.has_conflict = bool(screening.conflicts)
    referral.due_at = clocks.assessment_due_at(
        grade=referral.grade, submitted_at=referral.submitted_at, clocks=book.clocks, calendar=book.calendar
    )
    place = priority.place(
        priority.PlaceFacts(
            grade=referral.grade,
            submitted_at=referral.submitted_at,
            recorded=screening.level,
            is_repeat=screening.is_repeat,
            officer_grade=Grade(referral.officer_grade) if referral.officer_grade else None,
            has_conflict=referral.has_conflict,
            child_under_5=any(_is_child_under_5(subject, referral) for subject in subjects),
            narrative_readable=was_read,
        ),
        book.lifts,
    )
    referral.order_class, referral.order_at = place.order_class, place.order_at
    referral.order_lifts = [dict(vars(lift)) for lift in place.lifts]
    needed = skills.skills_needed(
        incident_type=IncidentType(referral.incident_type),
        subjects=facts.subjects,
        factors=grading.recorded(facts).factors,
    )
    referral.skills = skills.written(needed)
    return Screening(
        referral=referral,
        at=at,
        grade=screening.grade,
        level=screening.level,
        reasons=[dict(vars(reason)) for reason in screening.reasons],
        conflicts=[dict(vars(conflict)) for conflict in screening.conflicts],
        history=kept(history),
        markers=[{**marker_kept(one), "status": one.status} for one in markers],
        narrative_state=reading.state,
        lexicon_version=reading.lexicon_version,
        third_version=reading.third_version,
        rules_version=screening.rules_version,
        policy_version=book.grading.version,
    )


def read_all(referral: Referral) -> Reading:
    """Read a narrative, with what the third reader heard in it if that has read it already."""
    reading = read(referral.narrative, on=timezone.localdate(referral.incident_at or referral.submitted_at))
    third = getattr(referral, "third_reading", None) if referral.pk else None
    if third is None:
        return reading
    heard = ({"status": Status.PRESENT, **one} for one in third.markers)
    return with_heard(reading, map(_marker, heard), third.version)


def marker_kept(marker: Marker) -> dict[str, object]:
    """Return what is kept of a marker found in a narrative, but for its status."""
    kept = {"code": marker.code, "start": marker.start, "end": marker.end, "pattern": marker.pattern}
    return kept if marker.odds is None else {**kept, "odds": marker.odds}


def _marker(kept: Mapping[str, Any]) -> Marker:
    places = kept["start"], kept["end"], kept["pattern"]
    return Marker(Code(kept["code"]), Status(kept["status"]), "", *places, odds=kept.get("odds"))


def effective_markers(reading: Reading, notes: Sequence[MarkerNote]) -> list[Marker]:
    """Return the markers that count: what was read, without what assessors dismissed and with what they added."""
    if not notes:
        return list(reading.markers)
    standing = [note for note in notes if note.undone_at is None]
    dismissed = {(note.code, note.start, note.end) for note in standing if note.kind == MarkerNote.Kind.DISMISSED}
    added = [
        Marker(Code(note.code), Status.PRESENT, "", note.start, note.end, BY_AN_ASSESSOR)
        for note in standing
        if note.kind == MarkerNote.Kind.ADDED
    ]
    kept = [one for one in reading.markers if (one.code, one.start, one.end) not in dismissed]
    return sorted([*kept, *added], key=lambda one: (one.start, one.end, one.code))


def reading_kept(screening: Screening, narrative: str) -> Reading:
    """Return the reading that a screening of this narrative was made by, as far as it is kept, notes included."""
    return Reading(
        tuple(map(_marker, screening.markers)),
        screening.narrative_state,
        screening.lexicon_version,
        ages.youngest(narrative),
        screening.third_version,
    )


def _facts(
    referral: Referral,
    subjects: Sequence[Subject],
    markers: Sequence[Marker],
    *,
    was_read: bool,
    youngest_told: float | None,
    history: Sequence[Earlier],
) -> grading.Facts:
    return grading.Facts(
        officer_grade=Grade(referral.officer_grade) if referral.officer_grade else None,
        incident_type=IncidentType(referral.incident_type),
        risk_tool=RiskTool(referral.risk_tool) if referral.risk_tool else None,
        ticks=referral.ticks,
        answers=referral.answers,
        subjects=tuple((Role(subject.role), _age(subject, referral)) for subject in subjects),
        partner_flags=frozenset(PartnerFlag(flag) for flag in referral.partner_flags),
        markers=tuple(grading.Noted(code=one.code, status=one.status, by_likeness=not one.is_sure) for one in markers),
        youngest_told=youngest_told,
        narrative_readable=was_read,
        area=Area(referral.area) if referral.area else None,
        history=tuple(history),
    )


def _age(subject: Subject, referral: Referral) -> float | None:
    return subject.age_at(referral.incident_at or referral.submitted_at)


def _is_child_under_5(subject: Subject, referral: Referral) -> bool:
    age = _age(subject, referral)
    return age is not None and age < 5 and subject.role in {Role.CHILD, Role.HARMED}


def rescreen_worklist(
    *, by: User | None, now: Callable[[], datetime], progress: Callable[[int], None] = lambda done: None
) -> int:
    """Read and screen every referral on the worklist again by what is in force. Return how many moved or were raised.

    Done in batches, each its own transaction, so that the hub works on meanwhile; running it twice changes nothing.
    ``progress`` is told, within each transaction, how many are done.
    """
    moved = done = 0
    for referrals in batches_of_worklist(lock=True):
        moved += regrade(referrals, None, book=rulebook(), by=by, at=now())
        done += len(referrals)
        progress(done)
    return moved


def batches_of_worklist(*, lock: bool) -> Iterator[list[Referral]]:
    """Yield the referrals on the worklist with their people and notes, each batch in a transaction of its own."""
    last = 0
    while True:
        with transaction.atomic():
            waiting = Referral.objects.waiting().filter(pk__gt=last).order_by("pk")
            referrals = list(
                (waiting.select_for_update(of=("self",)) if lock else waiting).prefetch_related(*READ_WITH)[:BATCH]
            )
            if not referrals:
                return
            last = referrals[-1].pk
            yield referrals


def screen_again(referral: Referral, history: Sequence[Earlier], *, book: Rulebook, at: datetime) -> Screening:
    """Screen a stored referral again with its people and notes, as ``grade_and_place`` does."""
    subjects, notes = list(referral.subjects.all()), list(referral.marker_notes.all())
    return grade_and_place(referral, subjects, book=book, at=at, notes=notes, history=history)


def rescreen(*referrals: Referral, by: User | None, at: datetime) -> int:
    """Read and screen some referrals again, in the caller's transaction, because what is known of them changed.

    Return how many moved or were raised.
    """
    return regrade(referrals, None, book=rulebook(), by=by, at=at)


def locked_to_regrade(referrals: Collection[int]) -> list[Referral]:
    """Return those of these referrals that wait, with their people, held until the caller's transaction ends."""
    waiting = Referral.objects.waiting().filter(pk__in=referrals).order_by("pk")
    return list(waiting.select_for_update(of=("self",)).prefetch_related("subjects"))


def regrade(
    referrals: Sequence[Referral],
    histories: Mapping[int, Sequence[Earlier]] | None,
    *,
    book: Rulebook,
    by: User | None,
    at: datetime,
) -> int:
    """Screen waiting referrals again, in the caller's transaction, which holds them. Return how many moved.

    ``histories`` has what is now known of the people of each, by its key, where that alone changed; None where they
    are to be read again. Each that moves keeps the reason in its new screening and has an audit event.
    """
    stands = latest_screenings(referrals)
    changed: list[Referral] = []
    screenings, events = [], []
    for referral in referrals:
        before = _standing(referral)
        stood = stands.get(referral.pk)
        history = history_of(stood) if histories is None else histories[referral.pk]
        if histories is None or stood is None:
            screening = screen_again(referral, history, book=book, at=at)
        else:
            # History alone changed: the reading that stands is kept, with what assessors said of it.
            people, reading = list(referral.subjects.all()), reading_kept(stood, referral.narrative)
            screening = grade_and_place(referral, people, book=book, at=at, reading=reading, history=history)
        moved = before != _standing(referral)
        if moved or stood is None or _says_otherwise(screening, stood):
            screenings.append(screening)  # the old one stays: what the hub thought then can be asked for
        if moved:
            changed.append(referral)
            events.append(
                audit.Entry(
                    verb="referral.rescreened" if histories is None else "referral.raised_by_history",
                    thing=referral,
                    detail={
                        "grade": [before[0], referral.grade],
                        "due_at": [before[1].isoformat(), referral.due_at.isoformat()],
                        "policy": [book.clocks.version, book.hours.version, book.grading.version, book.lifts.version],
                        "lexicon": screening.lexicon_version,
                        "third": screening.third_version,
                        "beside": sorted({one["number"] for one in screening.history}),
                    },
                )
            )
    insert(screenings)
    if changed:
        update(changed, PLACE)
        audit.record_all(events, by=by, at=at)
    return len(changed)


def _standing(referral: Referral) -> tuple[str, datetime, datetime, bool, int, str]:
    """Return what moves a referral, or asks for another assessor, when it changes."""
    return (
        *(referral.grade, referral.due_at, referral.order_at, referral.has_conflict),
        *(referral.order_class, referral.skills),
    )


_SAYS = (
    *("grade", "history", "markers", "narrative_state"),
    *("lexicon_version", "third_version", "rules_version", "policy_version"),
)


def _says_otherwise(one: Screening, other: Screening) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in _SAYS)
