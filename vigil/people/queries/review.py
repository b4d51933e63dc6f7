"""The questions that Vigil asks people: are these two the same? What a wrong answer would cost decides the order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When

from vigil.people.models import Change, Link, Mention
from vigil.rules.lifecycle import Status
from vigil.rules.terms import LABELS, Grade, IncidentType, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One of the two mentions of a question, with its referral."""

    person: int
    number: str
    referral: int
    referral_number: str
    reports: int  # how many referrals name this person
    submitted_at: datetime
    incident_type: str
    grade: str
    role: str
    name: str
    also_known_as: str
    date_of_birth: date | None
    age: int | None
    sex: str
    address: str
    phone: str
    school: str
    relationship: str
    named_with: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Two mentions side by side, and what speaks for and against their being one person."""

    link: Link
    one: Side
    other: Side


def to_review() -> QuerySet[Link]:
    """Return the open questions: those about what waits first, by its grade, then the likeliest.

    A missed join hides a history and a wrong one tells a partner of the wrong child: both cost most where the risk is
    highest and nobody has assessed it yet.
    """
    return (
        Link.objects.to_review()
        .filter(kind=Link.Kind.PERSON)
        .exclude(one__person=F("other__person"))
        .exclude(one__subject__referral__status=Status.WITHDRAWN)
        .exclude(other__subject__referral__status=Status.WITHDRAWN)
        .annotate(waits=_either(waiting=True), high=_either(grade=Grade.HIGH), medium=_either(grade=Grade.MEDIUM))
        .order_by("-waits", "-high", "-medium", "-probability", "pk")
    )


def _either(**of_its_referral: Any) -> Case:
    """Return 1 where the referral of either mention is so, else 0."""
    return Case(
        *(
            When(**{f"{side}__subject__referral__{name}": value}, then=Value(1))
            for side in ("one", "other")
            for name, value in of_its_referral.items()
        ),
        default=Value(0),
    )


def question(link: Link) -> Question:
    """Return a question with both its sides."""
    pair = Mention.objects.select_related("subject__referral").in_bulk([link.one_id, link.other_id])
    return Question(link=link, one=_side(pair[link.one_id]), other=_side(pair[link.other_id]))


def _side(mention: Mention) -> Side:
    referral: Any = mention.subject.referral  # lies above this app
    return Side(
        person=mention.person_id,
        number=f"P-{mention.person_id:07d}",
        referral=referral.pk,
        referral_number=referral.number,
        reports=Mention.objects.filter(person=mention.person_id).values("named_in").distinct().count(),
        submitted_at=referral.submitted_at,
        incident_type=LABELS[IncidentType(referral.incident_type)],
        grade=referral.grade,
        role=LABELS[Role(mention.role)],
        name=mention.name,
        also_known_as=mention.also_known_as,
        date_of_birth=mention.date_of_birth,
        age=mention.age,
        sex=mention.sex,
        address=", ".join(filter(None, [mention.address_line, mention.postcode])),
        phone=mention.phone,
        school=mention.school,
        relationship=mention.relationship,
        named_with=tuple(mention.named_with.splitlines()),
    )


def last_answer_of(by: Any) -> Change | None:
    """Return what this person last decided about who is who, if it can still be undone."""
    last = Change.objects.filter(by=by).order_by("-pk").first()
    answers: Sequence[str] = (Change.Kind.JOINED, Change.Kind.KEPT_APART, Change.Kind.SPLIT)
    return last if last and last.kind in answers else None
