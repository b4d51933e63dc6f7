"""Referrals whose people are linked as at the door. All of them are invented."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from tests.factories import NOON, make_referral
from vigil.people.models import Mention, Person
from vigil.referrals.actions import name_people
from vigil.referrals.models import Referral, Subject
from vigil.rules.terms import Role

BORN = date(2014, 3, 9)
HOME = {"address": "14 Fernhollow Road, Ludlow", "postcode": "SY8 1QT"}


def child(**fields: Any) -> dict[str, Any]:
    """Return a child as a report names her: always the same one unless the fields say otherwise."""
    return {
        "role": Role.CHILD,
        "forenames": "Katarzyna",
        "surname": "Wozniak",
        "date_of_birth": BORN,
        "sex": "F",
        **HOME,
        **fields,
    }


def received(*subjects: dict[str, Any], days_ago: float = 1, **fields: Any) -> Referral:
    """Return a referral with these people, linked to everybody known, submitted so many days before noon."""
    with transaction.atomic():
        referral = make_referral(subjects=subjects, submitted_at=NOON - timedelta(days=days_ago), **fields)
        named = list(Subject.objects.filter(referral=referral).order_by("position").select_related("referral"))
        name_people(named, at=NOON)
        Subject.objects.bulk_update(named, ["mention"])
    return referral


def mention(referral: Referral, position: int = 1) -> Mention:
    return Mention.objects.select_related("person").get(subject__referral=referral, subject__position=position)


def person(referral: Referral, position: int = 1) -> Person:
    """Return who somebody in a referral is taken for now."""
    return mention(referral, position).person
