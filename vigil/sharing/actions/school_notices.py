"""The school notice: made by rule within seconds of a referral.

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
NOT_NAMED = "No school is named."
NOT_FOUND = "No school in the directory goes by this name for certain."
TOO_LATE = "It came to the hub more than a week after the school was to know. Let it go if it can still help."


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
        keep_back(notice, "The referral was withdrawn.", by=None, at=at)


def keep_back(notice: SchoolNotice, why: str, *, by: User | None, at: datetime) -> None:
    """Keep a notice, and all that go with it to one school, from leaving. In a transaction."""
    together = SchoolNotice.objects.filter(pk=notice.pk)
    if notice.decision:
        together |= SchoolNotice.objects.filter(decision=notice.decision)
        supersede(notice.referral, notice.decision.partner, at=at)
    together.update(state=State.HELD, why=why.strip()[:400], decision=None, settled_by=by, settled_at=at)
    audit.record("school_notice.held", notice.referral, by=by, at=at, notice=notice.pk)


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
            state, why = State.TO_FIND, NOT_FOUND if name else NOT_NAMED
            if rule.is_too_late(at, due):
                state, why = State.LATE, TOO_LATE
            _give_to_a_person([SchoolNotice(**common, written=name)], state, why, by=None, at=at)
    for school, notices in to_tell.items():
        tell(referral, school, notices, by=None, at=at)


def tell(referral: Referral, school: School, notices: Sequence[SchoolNotice], *, by: User | None, at: datetime) -> None:
    """Tell one school of its pupils in a referral, or give a person what stands in the way.

    ``notices`` are new, or waited for a person: then ``by`` is who lets them go, and lateness is theirs to judge.
    """
    standing = Decision.objects.filter(referral=referral, partner=school.partner, superseded_at=None).first()
    if by is None and rule.is_too_late(at, notices[0].due_at):
        _give_to_a_person(notices, State.LATE, TOO_LATE, by=by, at=at)
    elif not school.partner.is_active or not school.partner.routes.filter(stopped_at=None).exists():
        partner = school.partner
        why = f"No way to {partner} works. Call {partner.call_name} on {partner.call_phone}, then mend its ways."
        _give_to_a_person(notices, State.TO_FIND, why, by=by, at=at)
    elif standing and standing.choice not in SENT:
        why = "Somebody decided that this school is not told of this referral."
        _give_to_a_person(notices, State.HELD, why, by=by, at=at)
    else:
        decision = _decide(referral, school, notices, by=by, at=at)
        for notice in notices:
            notice.state, notice.why, notice.decision = State.GOING, "", decision
            notice.save()
        _record("school_notice.made", notices, by=by, at=at)


def _give_to_a_person(
    notices: Sequence[SchoolNotice], state: SchoolNotice.State, why: str, *, by: User | None, at: datetime
) -> None:
    """Keep notices that the rule does not send, and say why."""
    for notice in notices:
        notice.state, notice.why = state, why[:400]
        notice.save()
    _record("school_notice.too_late" if state == State.LATE else "school_notice.waits", notices, by=by, at=at)


def _record(verb: str, notices: Sequence[SchoolNotice], *, by: User | None, at: datetime) -> None:
    school = notices[0].school
    audit.record(
        verb,
        notices[0].referral,
        by=by,
        at=at,
        rule=rule.RULE,
        rules=rule.RULES_VERSION,
        partner=school.partner_id if school else None,
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
