"""Leaving a trace of every look at what is known of somebody, and of why it was looked for."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.people.models import Household, Person


@transaction.atomic
def record_view(person: Person, *, by: User, at: datetime) -> None:
    """Record that somebody opened what is known of a person."""
    audit.record("person.viewed", person, by=by, at=at)


@transaction.atomic
def record_comparison_view(people: Iterable[int], *, by: User, at: datetime) -> None:
    """Record that somebody was shown reports of these people side by side, to say whether they are one."""
    audit.record_all([audit.Entry(verb="person.compared_viewed", thing=Person(pk=pk)) for pk in people], by=by, at=at)


@transaction.atomic
def record_household_view(household: Household, *, by: User, at: datetime) -> None:
    """Record that somebody opened what is known of a household."""
    audit.record("household.viewed", household, by=by, at=at)


@transaction.atomic
def record_search(*, purpose: str, asked: list[str], found: int, by: User, at: datetime) -> None:
    """Record that somebody was looked for, why and by what. What was typed is not kept: it is about a person."""
    audit.record("people.searched", by=by, at=at, purpose=purpose, by_what=asked, found=found)
