"""Incident lists through the door: each incident kept, judged by what it calls for, and matched to its referral."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.intake import stored
from vigil.intake.models import Entry, Import, Incident, Settlement
from vigil.intake.queries.answering import answers
from vigil.intake.reading.incidents import ReadIncident
from vigil.referrals.models import Referral
from vigil.rules import notice
from vigil.rules.notice import Involved, Qualifier
from vigil.rules.policies import NoticePolicy
from vigil.rules.terms import IncidentType, Role
from vigil.triage.queries.policy import policy_in_force


@transaction.atomic
def receive_incidents(
    found: Sequence[ReadIncident], *, source_import: Import, by: User | None, at: datetime
) -> list[Entry]:
    """Account for every line of a list: a new incident, one known by its log number, or in quarantine."""
    policy = policy_in_force(NoticePolicy)
    known = _known({one.draft.log_number for one in found})
    entries: list[Entry] = []
    for one in found:
        draft = one.draft
        entry = Entry(
            source_import=source_import,
            position=one.position,
            locator=draft.locator,
            reference=draft.log_number[:80],
            raw_json=json.dumps(draft.raw, ensure_ascii=True, default=str),
            issues=stored.issues_as_json(draft.issues),
        )
        if draft.is_quarantined:
            entry.state = Entry.State.QUARANTINED
        elif draft.log_number in known:
            entry.state, entry.duplicate_of = Entry.State.DUPLICATE, known[draft.log_number]
            entry.duplicate_why = "Same log number."
            _add_what_is_new(known[draft.log_number], one, policy)
        else:
            entry.state, entry.incident = Entry.State.RECEIVED, _incident(one, policy)
            known[draft.log_number] = entry
        entry.save()
        entries.append(entry)
    new = [entry.incident for entry in entries if entry.incident]
    audit.record_all(
        [
            audit.Entry(
                verb="incident.received" if entry.incident else f"entry.{entry.state}",
                thing=entry.incident or entry,
                detail={"import": source_import.pk},
            )
            for entry in entries
        ],
        by=by,
        at=at,
    )
    _settle([one for one in new if one.state == Incident.State.EXPECTED], policy, at=at)
    return entries


def settle_with(received: Sequence[Referral], *, policy: NoticePolicy, at: datetime) -> None:
    """Settle the incidents that referrals just received answer for, in the caller's transaction."""
    if not received:
        return
    by_log = {referral.log_number for referral in received if referral.log_number}
    times = [referral.incident_at or referral.submitted_at for referral in received]
    around = notice.furthest_apart(policy)
    near = Q(happened_at__range=(min(times) - around, max(times) + around)) | Q(log_number__in=by_log)
    possible = [
        incident
        for incident in Incident.objects.open().filter(near).order_by("happened_at", "pk")
        if incident.log_number in by_log or any(abs(incident.happened_at - one) <= around for one in times)
    ]
    _settle(possible, policy, at=at, among={referral.pk for referral in received})


def _settle(
    incidents: Sequence[Incident], policy: NoticePolicy, *, at: datetime, among: set[int] | None = None
) -> None:
    """Mark the incidents for which a referral is surely there as covered by it."""
    found = answers(incidents, policy, among=among)
    covered = [incident for incident in incidents if incident.pk in found]
    if not covered:
        return
    Settlement.objects.bulk_create(
        Settlement(incident=one, referral_id=found[one.pk].referral, why=found[one.pk].why, at=at) for one in covered
    )
    Incident.objects.filter(pk__in=[one.pk for one in covered]).update(state=Incident.State.COVERED)
    audit.record_all(
        [
            audit.Entry(
                verb="incident.covered",
                thing=one,
                detail={"referral": Referral(pk=found[one.pk].referral).number, "why": found[one.pk].why},
            )
            for one in covered
        ],
        by=None,
        at=at,
    )


def _known(log_numbers: set[str]) -> dict[str, Entry]:
    """Return the received line of each log number that the hub holds."""
    entries = Entry.objects.filter(state=Entry.State.RECEIVED, incident__log_number__in=log_numbers).select_related(
        "incident"
    )
    return {entry.incident.log_number: entry for entry in entries if entry.incident}


def _incident(one: ReadIncident, policy: NoticePolicy) -> Incident:
    draft = one.draft
    assert draft.incident_at is not None  # a line without it is in quarantine
    incident = Incident(
        log_number=draft.log_number[:80],
        happened_at=draft.incident_at,
        time_known=draft.incident_time_known,
        area=draft.area or "",
        incident_type=draft.incident_type,
        incident_type_as_written=draft.incident_type_as_written[:200],
        address=draft.address[:400],
        postcode=draft.postcode[:10],
        qualifiers=list(one.qualifiers),
        people=stored.as_json(draft)["subjects"],
        officer_collar=draft.officer_collar[:20],
        officer_name=draft.officer_name[:120],
        supervisor_collar=one.supervisor_collar[:20],
        state=Incident.State.NOT_CALLED_FOR,
    )
    _judge(incident, policy)
    incident.save()
    return incident


def _add_what_is_new(entry: Entry, one: ReadIncident, policy: NoticePolicy) -> None:
    """Take in what a later list adds: marks, and people where it names more. It never takes anything away."""
    incident = entry.incident
    assert incident is not None  # the line was received
    marks = list(dict.fromkeys([*incident.qualifiers, *one.qualifiers]))
    people = stored.as_json(one.draft)["subjects"]
    if marks == incident.qualifiers and len(people) <= len(incident.people):
        return
    incident.qualifiers = marks
    incident.people = people if len(people) > len(incident.people) else incident.people
    _judge(incident, policy)
    incident.save()


def _judge(incident: Incident, policy: NoticePolicy) -> None:
    """Say whether an incident calls for a referral, and from when one is missing. What was called for stays so."""
    needs = notice.needs(
        incident_type=IncidentType(incident.incident_type),
        qualifiers=[Qualifier(mark) for mark in incident.qualifiers],
        involved=[Involved(role=Role(one["role"]), age=_age(one, incident.happened_at)) for one in incident.people],
        policy=policy,
    )
    incident.needs = [asdict(need) for need in needs]
    incident.policy_version = policy.version[:40]
    if needs and incident.state == Incident.State.NOT_CALLED_FOR:
        incident.state = Incident.State.EXPECTED
        incident.missing_from = notice.missing_from(incident.happened_at, policy)


def _age(person: dict[str, str | int | None], on: datetime) -> int | None:
    born, age = person["date_of_birth"], person["age"]
    if not isinstance(born, str):
        return age if isinstance(age, int) else None
    year, month, day = map(int, born.split("-"))
    return on.year - year - ((on.month, on.day) < (month, day))
