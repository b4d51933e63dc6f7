"""The school notice: made by rule within seconds of a referral, held or put right by a person.

It is the one thing that leaves by rule alone. Its packet goes through the same cut, the same guards and the same
outbox as every other; it is always first there, whatever the referral's grade.
"""

import copy
import logging
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral, Subject
from vigil.rules import school_notice as rule
from vigil.rules.lifecycle import Status
from vigil.rules.school_notice import Setting
from vigil.rules.sharing import guards
from vigil.rules.sharing.terms import SENT, Basis, Choice, Consent, PartnerKind
from vigil.rules.terms import Area, IncidentType, Role, label
from vigil.screening import Code
from vigil.screening import Status as Marked
from vigil.sharing import packets
from vigil.sharing.actions.deciding import stop, supersede
from vigil.sharing.models import Decision, Delivery, Disclosure, NoticeLook, School, SchoolNotice
from vigil.sharing.packets import Source, Telling
from vigil.sharing.queries import schools, sources
from vigil.sharing.wording import moment_in_words
from vigil.triage.queries.policy import rulebook

log = logging.getLogger(__name__)

State = SchoolNotice.State
AT_ONCE = 50  # referrals looked at in one transaction


class CannotTell(Exception):  # noqa: N818  (a refusal, worded for the person)
    """Something that cannot be done with a notice. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def look(*, at: datetime) -> int:
    """Look at the referrals that nobody has looked at, and make the notices they call for. Return how many looked at.

    One that fails is logged and tried again, and keeps no other waiting.
    """
    _hold_withdrawn(at=at)
    found = list(schools.to_look_at().select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
    looked = 0
    for referral in found:
        try:
            with transaction.atomic():
                NoticeLook.objects.create(referral=referral, rules_version=rule.RULES_VERSION, at=at)
                if rule.is_called_for(IncidentType(referral.incident_type), referral.partner_flags):
                    _make(referral, at=at)
        except Exception as error:
            kind = type(error).__name__  # its text may quote a record
            log.error("The school notice of referral %s failed with %s", referral.pk, kind)
        else:
            looked += 1
    return looked


def _hold_withdrawn(*, at: datetime) -> None:
    """Keep notices of withdrawn referrals from leaving: their import was undone."""
    for notice in schools.on_their_way().filter(referral__status=Status.WITHDRAWN):
        _hold(notice, "The referral was withdrawn.", by=None, at=at)


def _make(referral: Referral, *, at: datetime) -> None:
    """Make the notices of one referral, and send those that can be sent by rule."""
    moment = referral.incident_at or referral.submitted_at
    area = Area(referral.area) if referral.area else None
    due = rule.due_at(referral.submitted_at, area=area, calendar=rulebook().calendar)
    directory = {school.pk: school for school in schools.directory()}
    places = [school.place() for school in directory.values()]
    to_tell: dict[School, list[SchoolNotice]] = {}
    for subject in referral.subjects.order_by("position"):
        age = subject.age_at(moment)
        if not rule.is_child_victim(Role(subject.role), age):
            continue
        written = subject.school or referral.school
        found = rule.find(written, age=age, area=area, directory=places)
        common = {
            "referral": referral,
            "subject": subject,
            "due_at": due,
            "made_at": at,
            "rules_version": rule.RULES_VERSION,
        }
        for key in found.places:
            notice = SchoolNotice(**common, school=directory[key], written=written)
            to_tell.setdefault(directory[key], []).append(notice)
        for name in found.unfound:
            why = "No school is named." if not name else "No school in the directory goes by this name for certain."
            SchoolNotice.objects.create(**common, state=State.TO_FIND, written=name, why=why)
    for school, notices in to_tell.items():
        _tell(referral, school, notices, by=None, at=at)


def _tell(
    referral: Referral, school: School, notices: Sequence[SchoolNotice], *, by: User | None, at: datetime
) -> None:
    """Tell one school of its pupils in a referral, or give a person what stands in the way.

    ``notices`` are new, or waited for a person: then ``by`` is who lets them go, and lateness is theirs to judge.
    """
    standing = Decision.objects.filter(referral=referral, partner=school.partner, superseded_at=None).first()
    state, why, decision = State.GOING, "", None
    if by is None and rule.is_too_late(at, notices[0].due_at):
        state, why = (
            State.HELD,
            "It came to the hub more than a week after the school was to know: look before it goes.",
        )
    elif not school.partner.is_active or not school.partner.routes.filter(stopped_at=None).exists():
        partner = school.partner
        state = State.TO_FIND
        why = f"No way to {partner} works. Call {partner.call_name} on {partner.call_phone}, then mend its ways."
    elif standing and standing.choice not in SENT:
        state, why = State.HELD, "Somebody decided that this school is not told of this referral."
    else:
        decision = _decide(referral, school, notices, by=by, at=at)
    for notice in notices:
        notice.state, notice.why, notice.decision = state, why[:400], decision
        notice.save()
    audit.record(
        "school_notice.made" if decision else "school_notice.waits",
        referral,
        by=by,
        at=at,
        rule=rule.RULE,
        rules=rule.RULES_VERSION,
        partner=school.partner_id,
        children=len(notices),
        due_at=notices[0].due_at.isoformat(timespec="minutes"),
    )


def _decide(
    referral: Referral, school: School, notices: Sequence[SchoolNotice], *, by: User | None, at: datetime
) -> Decision:
    """Write the decision, its packet and its delivery. Children of this school told before are told of again."""
    partner, policy = school.partner, sources.thresholds()
    told = SchoolNotice.objects.filter(referral=referral, school=school, state=State.GOING).select_related("subject")
    pupils = {one.subject_id for one in [*told, *notices]}
    disclosure_id = uuid.uuid4()
    source = _source_for(school, sources.source(referral), pupils)
    draft = packets.draft(
        source,
        partner,
        Telling(
            basis=Basis.SCHOOL_NOTICE,
            purpose="So that the school can support the child from the start of the next school day",
            consent=Consent.NOT_ASKED,
            consent_overridden="The law requires the notice: it is not for anybody to refuse.",
            worker="",
            with_narrative=False,
            account=_account(source, school),
        ),
        policy=policy,
        disclosure_id=disclosure_id,
        at=at,
    )
    supersede(referral, partner, at=at)
    decision = Decision.objects.create(
        referral=referral,
        partner=partner,
        choice=Choice.SHARE,
        basis=Basis.SCHOOL_NOTICE,
        purpose=draft.content["basis"]["purpose"],
        reason=rule.RULE,
        consent=Consent.NOT_ASKED,
        consent_overridden=draft.content["basis"]["consent_overridden"],
        proposed=Choice.SHARE,
        proposed_why=[rule.RULE],
        rules_version=f"{rule.RULES_VERSION}, {guards.RULES_VERSION}",
        policy_version=policy.version,
        by=by,
        at=at,
    )
    told.update(decision=decision)
    text = packets.canonical(draft.content)
    assert not packets.faults(draft.content)
    disclosure = Disclosure.objects.create(
        id=disclosure_id,
        decision=decision,
        content=text,
        sha256=packets.hash_of(text),
        schema_version=packets.SCHEMA,
        held_back=[{"where": held.where, "why": held.why} for held in draft.held_back],
        made_at=at,
    )
    goes = at if by else rule.goes_at(at, notices[0].due_at)
    Delivery.objects.create(
        key=disclosure.pk,
        disclosure=disclosure,
        partner=partner,
        state=Delivery.State.STOPPED if draft.stops else Delivery.State.WAITING,
        rank=0,  # its clock is its own: it waits for no grade and no meter
        ready_at=goes,
        next_try_at=goes,
    )
    stop(disclosure, draft.stops, at=at)
    return decision


def _source_for(school: School, source: Source, pupils: set[int]) -> Source:
    """Return what the packet is cut from, with this school's name on its pupils and on nobody else."""
    subjects = []
    for subject in source.subjects:
        mine: Subject = copy.copy(subject)
        if subject.pk in pupils:
            mine.school = school.partner.name
            mine.role = Role.CHILD
        else:
            mine.school = ""
        subjects.append(mine)
    return Source(
        referral=source.referral,
        subjects=subjects,
        screening=source.screening,
        protected=source.protected,
        police=source.police,
    )


def _account(source: Source, school: School) -> str:
    referral = source.referral
    details = [one for one in source.details_hidden_from(PartnerKind.SCHOOL) if one.protects in guards.IN_FIELDS]
    where = ", ".join(part for part in (referral.address, referral.postcode) if part)
    markers = source.screening.markers if source.screening else []
    return rule.account(
        police_reference=referral.log_number or referral.reference,
        when=moment_in_words(referral.incident_at) if referral.incident_at else "",
        where="" if guards.hides(details, where) else where,
        was_there=any(one["code"] == Code.CHILD_PRESENT and one["status"] == Marked.PRESENT for one in markers),
        circumstances=label(IncidentType(referral.incident_type)),
        to_council=school.setting == Setting.COUNCIL_OFFICER,
    )


def _locked(notice: SchoolNotice) -> SchoolNotice:
    return SchoolNotice.objects.select_for_update(of=("self",)).select_related("referral").get(pk=notice.pk)


def obstacles_to_holding(notice: SchoolNotice, *, why: str) -> list[str]:
    """Return why a notice cannot be held. An empty list means it can."""
    obstacles = []
    if notice.state not in (State.GOING, State.TO_FIND):
        obstacles.append("It is not on its way, so there is nothing to hold.")
    if notice.decision_id and _delivery(notice).state == Delivery.State.SENT:
        obstacles.append("It has left the hub. Call the school.")
    if not why.strip():
        obstacles.append("Record why the school is not told yet.")
    return obstacles


def _delivery(notice: SchoolNotice) -> Delivery:
    return Delivery.objects.select_for_update().get(disclosure__decision=notice.decision_id, kind=Delivery.Kind.PACKET)


@transaction.atomic
def hold(notice: SchoolNotice, *, why: str, by: User, at: datetime) -> None:
    """Keep a notice, and all that go with it to one school, from leaving. Raises ``CannotTell``."""
    notice = _locked(notice)
    if obstacles := obstacles_to_holding(notice, why=why):
        raise CannotTell(obstacles)
    _hold(notice, why, by=by, at=at)


def _hold(notice: SchoolNotice, why: str, *, by: User | None, at: datetime) -> None:
    together = SchoolNotice.objects.filter(pk=notice.pk)
    if notice.decision:
        together |= SchoolNotice.objects.filter(decision=notice.decision)
        supersede(notice.referral, notice.decision.partner, at=at)
    together.update(state=State.HELD, why=why.strip()[:400], decision=None, settled_by=by, settled_at=at)
    audit.record("school_notice.held", notice.referral, by=by, at=at, notice=notice.pk)


@transaction.atomic
def release(notice: SchoolNotice, *, by: User, at: datetime) -> None:
    """Let a held notice go at once, or back to whoever finds its school. Raises ``CannotTell``."""
    notice = _locked(notice)
    if notice.state != State.HELD:
        raise CannotTell(["It is not held."])
    notice.settled_by, notice.settled_at = by, at
    if notice.school is None:
        notice.state, notice.why = State.TO_FIND, "No school in the directory goes by this name for certain."
        notice.save()
        audit.record("school_notice.released", notice.referral, by=by, at=at, notice=notice.pk)
        return
    audit.record("school_notice.released", notice.referral, by=by, at=at, notice=notice.pk)
    _put_aside_refusal(notice, at=at)
    _tell(notice.referral, notice.school, [notice], by=by, at=at)


def _put_aside_refusal(notice: SchoolNotice, *, at: datetime) -> None:
    """A supervisor who releases a notice decides anew what this school is told."""
    assert notice.school
    standing = Decision.objects.filter(referral=notice.referral, partner=notice.school.partner, superseded_at=None)
    if standing.exclude(choice__in=SENT).exists():
        supersede(notice.referral, notice.school.partner, at=at)


@transaction.atomic
def choose(notice: SchoolNotice, school: School, *, remember: bool, by: User, at: datetime) -> None:
    """Say which school it is, and tell it at once. With ``remember`` the directory learns what was written."""
    notice = _locked(notice)
    if notice.state != State.TO_FIND:
        raise CannotTell(["Somebody has settled this already."])
    if SchoolNotice.objects.filter(subject=notice.subject_id, school=school).exclude(pk=notice.pk).exists():
        raise CannotTell(["This school has a notice about this child already."])
    if remember and notice.written and notice.written not in school.place().names:
        school.also_known_as = [*school.also_known_as, notice.written]
        school.save(update_fields=["also_known_as"])
    notice.school, notice.settled_by, notice.settled_at = school, by, at
    audit.record(
        "school_notice.school_chosen", notice.referral, by=by, at=at, notice=notice.pk, partner=school.partner_id
    )
    _tell(notice.referral, school, [notice], by=by, at=at)


@transaction.atomic
def end(notice: SchoolNotice, *, why: str, by: User, at: datetime) -> None:
    """Say that no school is to be told, and why: told by telephone, or not of school age. Raises ``CannotTell``."""
    notice = _locked(notice)
    obstacles = []
    if notice.state not in (State.TO_FIND, State.HELD):
        obstacles.append("It is settled already, or on its way: hold it first.")
    if not why.strip():
        obstacles.append("Record why no notice goes, or whom you told by telephone.")
    if obstacles:
        raise CannotTell(obstacles)
    notice.state, notice.why, notice.settled_by, notice.settled_at = State.ENDED, why.strip()[:400], by, at
    notice.save()
    audit.record("school_notice.ended", notice.referral, by=by, at=at, notice=notice.pk)


@transaction.atomic
def record_view(notice: SchoolNotice, *, by: User, at: datetime) -> None:
    """Record that somebody saw a child's notice."""
    audit.record("school_notice.viewed", notice.referral, by=by, at=at, notice=notice.pk)
