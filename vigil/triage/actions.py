"""Screening and grading referrals, and changing the policy that decides it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral, Subject
from vigil.rules import clocks, grading, priority
from vigil.rules.policies import PolicyTable
from vigil.rules.terms import Grade, IncidentType, PartnerFlag, RiskTool, Role, higher
from vigil.triage.models import Policy, Screening
from vigil.triage.queries import Rulebook, rulebook

BATCH = 500


class CannotChangePolicy(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A policy change that cannot be made. ``obstacles`` say why, line by line."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


def grade_and_place(referral: Referral, subjects: Sequence[Subject], *, book: Rulebook, at: datetime) -> Screening:
    """Screen a referral: set its grade, due moment and place, and return the screening. Saves neither.

    Never lowers: a grade the hub already holds stays if the rules now say less.
    """
    screening = grading.screen(_facts(referral, subjects), book.grading)
    held = Grade(referral.grade) if referral.grade else screening.grade
    referral.grade = higher(held, screening.grade)
    referral.has_conflict = bool(screening.conflicts)
    referral.due_at = clocks.assessment_due_at(
        grade=referral.grade, submitted_at=referral.submitted_at, clocks=book.clocks, calendar=book.calendar
    )
    place = priority.place(
        priority.PlaceFacts(
            grade=referral.grade,
            due_at=referral.due_at,
            officer_grade=Grade(referral.officer_grade) if referral.officer_grade else None,
            has_conflict=referral.has_conflict,
            child_under_5=any(_is_child_under_5(subject, referral) for subject in subjects),
        ),
        book.lifts,
    )
    referral.order_rank, referral.order_at = place.rank, place.order_at
    referral.order_lifts = [asdict(lift) for lift in place.lifts]
    return Screening(
        referral=referral,
        at=at,
        grade=screening.grade,
        reasons=[asdict(reason) for reason in screening.reasons],
        conflicts=[asdict(conflict) for conflict in screening.conflicts],
        rules_version=screening.rules_version,
        policy_version=book.grading.version,
    )


def _facts(referral: Referral, subjects: Sequence[Subject]) -> grading.Facts:
    return grading.Facts(
        officer_grade=Grade(referral.officer_grade) if referral.officer_grade else None,
        incident_type=IncidentType(referral.incident_type),
        risk_tool=RiskTool(referral.risk_tool) if referral.risk_tool else None,
        ticks=referral.ticks,
        answers=referral.answers,
        subjects=tuple((Role(subject.role), _age(subject, referral)) for subject in subjects),
        partner_flags=frozenset(PartnerFlag(flag) for flag in referral.partner_flags),
    )


def _age(subject: Subject, referral: Referral) -> float | None:
    return subject.age_at(referral.incident_at or referral.submitted_at)


def _is_child_under_5(subject: Subject, referral: Referral) -> bool:
    age = _age(subject, referral)
    return age is not None and age < 5 and subject.role in {Role.CHILD, Role.HARMED}


@transaction.atomic
def change_policy(
    kind: type[PolicyTable], values: dict[str, Any], *, reason: str, based_on: str, by: User, at: datetime
) -> Policy:
    """Make a new version of a policy table, with its reason. ``based_on`` is the version the person was shown."""
    latest = Policy.objects.select_for_update().filter(kind=kind.name).order_by("-version").first()
    in_force = kind.from_table(latest.table) if latest else kind.default()
    number = latest.version + 1 if latest else 1
    table = {**values, "version": f"{kind.name} {number}"}
    obstacles = kind.problems(table)
    if not reason.strip():
        obstacles.append("Record why the policy changes: an inspector will ask.")
    if based_on != in_force.version:
        obstacles.append("Somebody changed this table meanwhile. Look at their version, then try again.")
    if not obstacles and values == dict(in_force.values):
        obstacles.append("Nothing was changed.")
    if obstacles:
        raise CannotChangePolicy(obstacles)
    policy = Policy.objects.create(
        kind=kind.name, version=number, table=table, reason=reason.strip(), made_by=by, made_at=at
    )
    changes = {key: [in_force.values[key], value] for key, value in values.items() if in_force.values[key] != value}
    audit.record("policy.changed", policy, by=by, at=at, kind=kind.name, version=number, changes=changes)
    return policy


def rescreen_worklist(*, by: User | None, now: Callable[[], datetime]) -> int:
    """Screen every referral on the worklist again by the policy in force. Return how many moved or were raised.

    Done in batches, each its own transaction, so that the hub works on meanwhile; running it twice changes nothing.
    """
    moved, last = 0, 0
    while True:
        with transaction.atomic():
            batch = list(
                Referral.objects.waiting()
                .filter(pk__gt=last)
                .order_by("pk")
                .select_for_update()
                .prefetch_related("subjects")[:BATCH]
            )
            if not batch:
                return moved
            moved += _rescreen(batch, by=by, at=now())
            last = batch[-1].pk


def _rescreen(batch: Iterable[Referral], *, by: User | None, at: datetime) -> int:
    book = rulebook()
    changed: list[Referral] = []
    screenings, events = [], []
    for referral in batch:
        before = (referral.grade, referral.due_at, referral.order_at, referral.has_conflict)
        screening = grade_and_place(referral, list(referral.subjects.all()), book=book, at=at)
        if before == (referral.grade, referral.due_at, referral.order_at, referral.has_conflict):
            continue
        changed.append(referral)
        screenings.append(screening)
        events.append(
            audit.Entry(
                verb="referral.rescreened",
                thing=referral,
                detail={
                    "grade": [before[0], referral.grade],
                    "due_at": [before[1].isoformat(), referral.due_at.isoformat()],
                    "policy": [book.clocks.version, book.hours.version, book.grading.version, book.lifts.version],
                },
            )
        )
    if changed:
        Referral.objects.bulk_update(
            changed, ["grade", "due_at", "order_rank", "order_at", "order_lifts", "has_conflict"], batch_size=100
        )
        Screening.objects.bulk_create(screenings)
        audit.record_all(events, by=by, at=at)
    return len(changed)
