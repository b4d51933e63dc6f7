"""Which referral answers for an incident: by its log number, else by its people or its home and about its time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from vigil.intake.models import Incident, Settlement
from vigil.matching import addresses
from vigil.matching.mentions import Mention as Told
from vigil.people.models import Address, Mention
from vigil.people.queries.known import address_key
from vigil.people.queries.recognising import recognised
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.notice import Shared, furthest_apart, why_answers
from vigil.rules.policies import NoticePolicy


@dataclass(frozen=True, slots=True)
class Answer:
    """A referral that answers for an incident, and why in words."""

    referral: int
    why: str


@dataclass(frozen=True, slots=True)
class _Near:
    """A referral that might answer: its own number, its log number, when it happened, whether its time is known."""

    key: int
    number: tuple[str, str]  # source and reference: the same when the referral is received again
    log_number: str
    happened_at: datetime
    time_known: bool


def answers(
    incidents: Sequence[Incident], policy: NoticePolicy, *, among: Collection[int] | None = None
) -> dict[int, Answer]:
    """Return the referral that answers for each incident, where one surely does; ``among`` narrows to those.

    What a person undid is not found again, not even when the same referral is received anew.
    """
    if not incidents:
        return {}
    near = _near(incidents, policy, among)
    undone = {
        (incident, (source, reference))
        for incident, source, reference in Settlement.objects.filter(
            incident__in=incidents, undone_by__isnull=False, referral__isnull=False
        ).values_list("incident", "referral__source", "referral__reference")
    }
    logged = set(
        Incident.objects.filter(log_number__in={one.log_number for one in near.values() if one.log_number})
        .exclude(state=Incident.State.WITHDRAWN)
        .values_list("log_number", flat=True)
    )
    people = _people_in_common(incidents, near)
    homes = _homes_in_common(incidents, near)
    found = {}
    for incident in incidents:
        possible = []
        for one in near.values():
            shared = Shared(
                same_log=incident.log_number == one.log_number,
                other_log=one.log_number in logged,
                people=len(people.get((incident.pk, one.key), ())),
                same_home=(incident.pk, one.key) in homes,
                apart=_apart(incident, one),
            )
            why = why_answers(shared, policy)
            if why and (incident.pk, one.number) not in undone:
                possible.append(((not shared.same_log, -shared.people, shared.apart, one.key), Answer(one.key, why)))
        if possible:
            found[incident.pk] = min(possible, key=lambda one: one[0])[1]
    return found


def _near(incidents: Sequence[Incident], policy: NoticePolicy, among: Collection[int] | None) -> dict[int, _Near]:
    """Return the referrals of these log numbers, or of about these times, by key."""
    around = furthest_apart(policy)
    first, last = (end(one.happened_at for one in incidents) for end in (min, max))
    when = Q(incident_at__range=(first - around, last + around))
    when |= Q(incident_at=None, submitted_at__range=(first - around, last + around))
    by_log = Q(log_number__in={one.log_number for one in incidents})
    referrals = Referral.objects.filter(when | by_log).exclude(status=Status.WITHDRAWN)
    if among is not None:
        referrals = referrals.filter(pk__in=among)
    rows = referrals.values_list(
        "pk", "source", "reference", "log_number", "incident_at", "submitted_at", "incident_time_known"
    )
    return {
        key: _Near(key, (source, reference), log, incident_at or submitted_at, bool(incident_at) and known)
        for key, source, reference, log, incident_at, submitted_at, known in rows
    }


def _apart(incident: Incident, one: _Near) -> timedelta:
    """Return the time between the two; a day without its time may be any moment of that day."""
    if not (incident.time_known and one.time_known):
        days = abs(timezone.localdate(incident.happened_at) - timezone.localdate(one.happened_at))
        if days == timedelta(0):
            return timedelta(0)
    return abs(incident.happened_at - one.happened_at)


def _people_in_common(incidents: Sequence[Incident], near: Collection[int]) -> dict[tuple[int, int], set[int]]:
    """Return the persons whom an incident and a referral surely both name, by the keys of the two."""
    named = [(incident, person) for incident in incidents for person in incident.people]
    persons = recognised([_told(incident, person, place) for place, (incident, person) in enumerate(named)])
    incidents_of: dict[int, set[int]] = {}
    for (incident, _), key in zip(named, persons, strict=True):
        if key is not None:
            incidents_of.setdefault(key, set()).add(incident.pk)
    common: dict[tuple[int, int], set[int]] = {}
    rows = Mention.objects.filter(person__in=incidents_of).exclude(subject=None).values_list("person_id", "named_in")
    for key, referral in rows:
        for incident_key in incidents_of[key] if referral in near else ():
            common.setdefault((incident_key, referral), set()).add(key)
    return common


def _homes_in_common(incidents: Sequence[Incident], near: Collection[int]) -> set[tuple[int, int]]:
    """Return the pairs of an incident and a referral at one dwelling, where few come and go."""
    incidents_at: dict[str, set[int]] = {}
    for incident in incidents:
        if home := address_key(addresses.read(incident.address, incident.postcode)):
            incidents_at.setdefault(home, set()).add(incident.pk)
    known = dict(Address.objects.filter(key__in=incidents_at, is_crowded=False).values_list("pk", "key"))
    rows = Mention.objects.filter(address__in=known).exclude(subject=None).values_list("address_id", "named_in")
    return {
        (incident, referral)
        for address, referral in rows
        if referral in near
        for incident in incidents_at[known[address]]
    }


def _told(incident: Incident, person: dict[str, Any], place: int) -> Told:
    """Return somebody an incident names, as matching takes them."""
    born = person["date_of_birth"]
    at_home = not person["address"]
    others = [one for one in incident.people if one is not person]
    return Told(
        id=f"incident {place}",
        forenames=person["forenames"],
        surname=person["surname"],
        also_known_as=person["also_known_as"],
        date_of_birth=date.fromisoformat(born) if born else None,
        age=person["age"],
        seen_on=timezone.localdate(incident.happened_at),
        sex=person["sex"],
        address=incident.address if at_home else person["address"],
        postcode=incident.postcode if at_home else person["postcode"],
        phone=person["phone"],
        school=person["school"],
        role=person["role"],
        relationship=person["relationship"],
        named_with=tuple(f"{one['forenames']} {one['surname']}".strip() for one in others),
    )
