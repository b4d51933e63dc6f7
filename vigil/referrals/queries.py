"""What the page of one referral asks."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vigil.audit import queries as audit
from vigil.audit.queries import Happening
from vigil.people.queries.repeats import NOBODY_KNOWN, Standing, Standings
from vigil.referrals.folded import more_in
from vigil.referrals.marks import Mark, Piece, marked, pieces
from vigil.referrals.models import Referral, Subject
from vigil.referrals.words import grades_in_words
from vigil.rules import priority, questionnaires
from vigil.rules.lifecycle import Status
from vigil.rules.terms import Grade, PartnerFlag, RiskTool, Role, label

LONG = 2_000  # characters of a narrative that are shown before the rest is folded away
HISTORY = 100  # events shown; the audit trail has them all

# Whoever was harmed comes first, then the children.
ROLES = (Role.HARMED, Role.CHILD, Role.HARMING, Role.PARENT_OR_CARER, Role.HOUSEHOLD_MEMBER, Role.OTHER)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody named in the referral, how old they were when it happened, in words ("" when not known), and who they
    are across referrals (None before people were linked)."""

    subject: Subject
    age: str
    standing: Standing | None


@dataclass(frozen=True, kw_only=True)
class Narrative:
    """What the officer wrote: the part that is always shown, and the rest of a long one with its length and marks."""

    start: list[Piece]
    rest: list[Piece]
    rest_characters: int
    rest_marks: int


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why the rules gave a grade: ``code`` is stable, and ``marks`` are the words in the narrative it rests on."""

    code: str
    words: str
    grade: Grade
    source: str
    marks: list[Mark]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One question of a risk questionnaire with its answer, as the officer gave it."""

    code: str
    question: str
    answer: str
    is_yes: bool


@dataclass(frozen=True, kw_only=True)
class SourceEntry:
    """Where in which file an entry stands. ``raw`` is the source's own cells; ``why`` says why it is a duplicate,
    and ``more`` what it says beyond the referral."""

    import_pk: int
    file: str
    mapping: str
    locator: str
    reference: str
    received_at: datetime
    raw: list[tuple[str, str]]
    why: str
    pk: int
    more: list[tuple[str, str]]


def people(referral: Referral, known: Standings = NOBODY_KNOWN) -> list[Person]:
    """Return the people named and who they are taken for, by role and then in the source's order."""
    subjects = sorted(referral.subjects.order_by("position"), key=lambda subject: ROLES.index(Role(subject.role)))
    moment = referral.incident_at or referral.submitted_at
    return [
        Person(subject=subject, age=_age(subject, moment), standing=known.by_position.get(subject.position))
        for subject in subjects
    ]


def waiting_elsewhere(known: Standings) -> list[Referral]:
    """Return the other waiting referrals of the same people: they are worked together."""
    return list(Referral.objects.filter(pk__in=known.waiting).order_by("submitted_at", "pk"))


def _age(subject: Subject, moment: datetime) -> str:
    years = subject.age_at(moment)
    if subject.date_of_birth is None and subject.age_months is not None and not years:
        return f"{subject.age_months} months"
    return "" if years is None else str(years)


def marks(referral: Referral, screening: Any) -> list[Mark]:
    """Return what was read in the narrative and what assessors say of it, in the order of the text."""
    return marked(
        referral.narrative,
        screening.markers if screening else [],
        referral.marker_notes.filter(undone_at=None).select_related("by"),
        screening.reasons if screening else [],
    )


def narrative(referral: Referral, marks: list[Mark]) -> Narrative:
    """Return the narrative with its marks, cut at the end of a word and of a mark if it is long."""
    text = referral.narrative
    cut = len(text)
    if cut > LONG:
        cut = max(text.rfind(" ", 0, LONG), text.rfind("\n", 0, LONG))
        cut = cut if cut > 0 else LONG
        cut = max([cut, *(mark.end for mark in marks if mark.start < cut < mark.end)])
    told = list(pieces(text, marks, cut=cut))
    return Narrative(
        start=[piece for piece in told if piece.start < cut],
        rest=[piece for piece in told if piece.start >= cut],
        rest_characters=len(text) - cut,
        rest_marks=sum(mark.end > cut for mark in marks),
    )


def reasons(screening: Any, marks: list[Mark]) -> list[Reason]:
    """Return why the rules gave the grade they gave, gravest first, each with its marks."""
    return [
        Reason(
            code=reason["code"],
            words=reason["words"],
            grade=Grade(reason["grade"]),
            source=reason["source"],
            marks=[mark for mark in marks if reason["code"] in dict(mark.reasons)],
        )
        for reason in (screening.reasons if screening else [])
    ]


def why_grades_differ(referral: Referral, screening: Any) -> str:
    """Return in a sentence why the officer's grade and the screened one differ; "" before the rules have read it."""
    if screening is None:
        return ""
    return grades_in_words(
        officer=Grade(referral.officer_grade) if referral.officer_grade else None,
        screened=Grade(screening.grade),
        recorded=Grade(screening.level or screening.grade),  # older screenings did not keep it
        held=Grade(referral.grade),
        gravest_reason=screening.reasons[0]["words"],
    )


def clock_used(referral: Referral, *, at: datetime) -> float:
    """Return the share of the assessment clock used at a moment: over 1 is overdue."""
    return priority.clock_used(referral.submitted_at, referral.due_at, at)


def partner_flags(referral: Referral) -> list[str]:
    """Return the partners that the officer marked, in words."""
    return [label(PartnerFlag(flag)) for flag in referral.partner_flags]


def answers(referral: Referral) -> list[Answer]:
    """Return the answers to the risk questionnaire in its own order; what it does not ask comes last."""
    if not referral.risk_tool:
        return []
    tool = RiskTool(referral.risk_tool)
    items = questionnaires.items(tool)
    yes = {item.code for item in questionnaires.answered_yes(tool, referral.answers)}
    known = [code for code in items if code in referral.answers]
    return [
        Answer(
            code=code,
            question=items[code].words if code in items else code,
            answer=str(referral.answers[code]),
            is_yes=code in yes,
        )
        for code in [*known, *(code for code in referral.answers if code not in items)]
    ]


def latest_screening(referral: Referral) -> Any:
    """Return the rules' latest view of the referral, or None. It is the triage app's record."""
    return referral.screenings.order_by("-at", "-id").first()


def claim(referral: Referral) -> Any:
    """Return who holds the referral and until when, or None. It is the worklist app's record."""
    return referral.claims.filter(ended_at=None).select_related("holder").first()


def changes(referral: Referral) -> list[Happening]:
    """Return what was done to the referral, newest first."""
    return audit.changes_to(referral, most=HISTORY)


def looks(referral: Referral) -> list[Happening]:
    """Return who looked at the referral, newest first."""
    return audit.looks_at(referral, most=HISTORY)


def entry(referral: Referral) -> SourceEntry | None:
    """Return where the referral came from, or None if it did not come from a file."""
    return next(iter(_entries(referral, "entry")), None)


def duplicates(referral: Referral) -> list[SourceEntry]:
    """Return the other entries of files that turned out to be this referral typed in again."""
    return _entries(referral, "entry__duplicates")


def folded_into(referral: Referral) -> Referral | None:
    """Return the referral that this one was folded into, or None. It is the intake app's record."""
    if referral.status != Status.WITHDRAWN:
        return None
    ruling = referral.rulings.select_related("into").order_by("-id").first()
    return ruling.into if ruling else None


# Intake lies above this app, so its entries are reached by the names of their relations, not by its classes.
def _entries(referral: Referral, path: str) -> list[SourceEntry]:
    fields = {
        "pk": f"{path}__pk",
        "import_pk": f"{path}__source_import_id",
        "file": f"{path}__source_import__name",
        "mapping": f"{path}__source_import__mapping",
        "received_at": f"{path}__source_import__made_at",
        "locator": f"{path}__locator",
        "reference": f"{path}__reference",
        "raw_json": f"{path}__raw_json",
        "why": f"{path}__duplicate_why",
        "draft": f"{path}__draft",
    }
    rows = (
        Referral.objects.filter(pk=referral.pk, **{f"{path}__isnull": False})
        .order_by(f"{path}__pk")
        .values(*fields.values())
    )
    found = [{name: row[column] for name, column in fields.items()} for row in rows]
    named = [subject.name for subject in referral.subjects.all()] if found else []
    return [
        SourceEntry(
            raw=_cells(json.loads(row["raw_json"])),
            more=more_in(row["draft"], referral, named) if row["draft"] else [],
            **{name: value for name, value in row.items() if name not in {"raw_json", "draft"}},
        )
        for row in found
    ]


def _cells(raw: dict[str, Any], within: str = "") -> list[tuple[str, str]]:
    """Return the cells as (name, text) in the source's order; of a cell that holds cells, each by its path."""
    cells: list[tuple[str, str]] = []
    for name, value in raw.items():
        path = f"{within} › {name}" if within else name
        match value:
            case dict():
                cells += _cells(value, path)
            case list() if any(isinstance(each, dict | list) for each in value):
                cells += _cells({str(number): each for number, each in enumerate(value, start=1)}, path)
            case list():
                cells.append((path, ", ".join(map(str, value))))
            case _:
                cells.append((path, "" if value is None else str(value)))
    return cells
