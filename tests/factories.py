"""Rows for tests: a referral, and somebody who signs in. Whatever a test does not say is plausible and dull.

All people, places and numbers are invented.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from vigil.accounts.models import User
from vigil.accounts.roles import Role as HubRole
from vigil.referrals import search
from vigil.referrals.models import Flag, Referral, SearchTerm, Subject
from vigil.rules.lifecycle import ON_WORKLIST, Status
from vigil.rules.priority import class_of
from vigil.rules.skills import Skill, Stage
from vigil.rules.terms import Area, Grade, IncidentType, Role
from vigil.rules.training import Course
from vigil.workforce.models import Accreditation, Step, Training

NOON = datetime(2025, 9, 20, 11, 0, tzinfo=UTC)  # a Saturday, 12 o'clock in London

_numbers = count(1)


def make_user(role: HubRole = HubRole.ASSESSOR, **fields: Any) -> User:
    """Return somebody of that role, saved, who can be signed in with ``client.force_login``."""
    username = fields.pop("username", f"{role.value}{next(_numbers)}")
    return User.objects.create_user(username=username, role=role, **fields)


def train(
    person: User,
    *held: Skill,
    expires_on: date = date(2030, 1, 1),
    stage: Stage = Stage.INDEPENDENT,
) -> User:
    """Give somebody skills (default: every one) and a step of the path, and return them."""
    Step.objects.create(person=person, stage=stage, reason="Trained elsewhere.", at=NOON - timedelta(days=600))
    training = Training.objects.create(
        person=person,
        course=Course.PUBLIC_PROTECTION,
        provider="College of Examples",
        completed_date=date(2024, 1, 1) + timedelta(days=next(_numbers) % 300),
        evidence="Certificate 1",
        policy_version="test",
        recorded_at=NOON - timedelta(days=600),
    )
    Accreditation.objects.bulk_create(
        Accreditation(training=training, skill=skill, expires_on=expires_on) for skill in held or Skill
    )
    return person


def make_referral(
    *, subjects: Iterable[dict[str, Any]] | None = None, flags: Iterable[str] = (), **fields: Any
) -> Referral:
    """Return a saved referral with its subjects, flags and search terms.

    ``subjects`` are dictionaries of ``Subject`` fields (default: one woman harmed); ``flags`` are codes.
    Its due moment defaults to a day after it was submitted, its place to its grade and
    the moment it was submitted; it needs a skill in domestic abuse.
    """
    number = next(_numbers)
    grade = Grade(fields.get("grade", Grade.MEDIUM))
    status = Status(fields.get("status", Status.WAITING))
    submitted_at = fields.get("submitted_at", NOON - timedelta(hours=12))
    due_at = fields.get("due_at", submitted_at + timedelta(hours=24))
    referral = Referral.objects.create(
        **{
            "source": "shropshire",
            "reference": f"SHR/25/{number:05d}",
            "incident_at": submitted_at - timedelta(hours=3),
            "submitted_at": submitted_at,
            "received_at": submitted_at + timedelta(hours=1),
            "area": Area.SHROPSHIRE,
            "incident_type": IncidentType.DOMESTIC_ABUSE_PARTNER,
            "address": "4 Larch Walk, Wem",
            "postcode": "SY4 9ZZ",
            "officer_grade": grade,
            "narrative": "Neighbour rang to say there was shouting next door.",
            "status": status,
            "waiting": status in ON_WORKLIST,
            "closed_at": NOON if status is Status.CLOSED else None,
            "grade": grade,
            "due_at": due_at,
            "order_class": class_of(held=grade, officer=grade),
            "order_at": submitted_at,
            "skills": "domestic_abuse",
            **fields,
        }
    )
    people = [
        Subject(referral=referral, **{"position": position, "role": Role.HARMED, **subject})
        for position, subject in enumerate(_one_woman() if subjects is None else subjects, start=1)
    ]
    Subject.objects.bulk_create(people)
    Flag.objects.bulk_create(Flag(referral=referral, code=code, words=f"Flag {code}.") for code in flags)
    SearchTerm.objects.bulk_create(
        SearchTerm(referral=referral, term=term)
        for term in search.terms(
            names=[f"{person.forenames} {person.surname}" for person in people],
            places=[referral.address],
            postcodes=[referral.postcode],
            references=[referral.reference],
        )
    )
    return referral


def _one_woman() -> list[dict[str, Any]]:
    return [{"role": Role.HARMED, "forenames": "Joan", "surname": "Example", "age": 34, "sex": "F"}]
