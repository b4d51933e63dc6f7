"""Deciding what each partner is told: the decision, its packet and its delivery, all written together or not at all."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.referrals.models import Referral
from vigil.rules import lifecycle
from vigil.rules.lifecycle import Status, Verb
from vigil.rules.policies import SharingThresholds
from vigil.rules.sharing import guards, proposing
from vigil.rules.sharing.terms import SENT, Basis, Choice, Consent
from vigil.rules.terms import RANK, Grade
from vigil.sharing import packets
from vigil.sharing.models import Decision, Delivery, Disclosure, FollowUp, Partner, Stop
from vigil.sharing.packets import Draft, Source, Telling
from vigil.sharing.queries import sources
from vigil.sharing.queries.sources import Proposed


class CannotDecide(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A decision that cannot be taken. ``obstacles`` say why, partner by partner."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person chose for one partner, as they said it."""

    choice: Choice
    worker: str
    basis: Basis | None
    purpose: str
    reason: str
    consent: Consent
    consent_overridden: str
    recall_date: date | None
    with_narrative: bool
    account: str


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """One partner's decision before it is taken: what was said, and its packet if anything leaves."""

    proposed: Proposed
    said: Said
    disclosure_id: uuid.UUID
    draft: Draft | None


def prepare(referral: Referral, said: Mapping[int, Said], *, at: datetime) -> list[Prepared]:
    """Return what deciding so would do: each packet as it would leave. ``said`` is by partner key. Writes nothing.

    Raises ``CannotDecide`` with every obstacle.
    """
    proposals = {one.partner.pk: one for one in sources.proposals(referral, at=at)}
    obstacles = _obstacles(referral, said, proposals)
    if obstacles:
        raise CannotDecide(obstacles)
    source, policy = sources.source(referral), sources.thresholds()
    return [_prepared(proposals[key], one, source, policy, at=at) for key, one in said.items()]


def obstacles_to_deciding_now(referral: Referral) -> list[str]:
    """Return why sharing cannot be decided where the referral stands. What was decided may be decided anew."""
    if referral.status == Status.DECIDED:
        return []
    return lifecycle.obstacles_to(Verb.DECIDE, status=Status(referral.status))


def _obstacles(referral: Referral, said: Mapping[int, Said], proposals: Mapping[int, Proposed]) -> list[str]:
    closed = obstacles_to_deciding_now(referral)
    if closed:
        return closed
    missing = [one.partner.name for key, one in proposals.items() if key not in said and one.standing is None]
    obstacles = [f"{name}: decide what they are told, even if it is nothing." for name in missing]
    if not set(said) <= set(proposals):
        obstacles.append("A partner in this decision does not serve this referral’s area. Open the page again.")
    for key in [key for key in said if key in proposals]:
        one = said[key]
        found = proposing.obstacles_to_deciding(
            choice=one.choice,
            basis=one.basis,
            purpose=one.purpose,
            reason=one.reason,
            consent=one.consent,
            consent_overridden=one.consent_overridden,
            has_recall_date=one.recall_date is not None,
            worker=one.worker,
        )
        if one.choice in SENT and not one.with_narrative and not one.account.strip():
            found.append("Write what happened in your own words, or include what the officer wrote.")
        obstacles += [f"{proposals[key].partner.name}: {sentence}" for sentence in found]
    return obstacles


def _prepared(proposed: Proposed, said: Said, source: Source, policy: SharingThresholds, *, at: datetime) -> Prepared:
    disclosure_id = uuid.uuid4()
    draft = None
    if said.choice in SENT:
        assert said.basis
        telling = Telling(
            basis=said.basis,
            purpose=said.purpose.strip(),
            consent=said.consent,
            consent_overridden=said.consent_overridden.strip(),
            worker=said.worker.strip() if said.choice is Choice.SHARE_WITH_WORKER else "",
            with_narrative=said.with_narrative,
            account=said.account,
        )
        draft = packets.draft(source, proposed.partner, telling, policy=policy, disclosure_id=disclosure_id, at=at)
    return Prepared(proposed=proposed, said=said, disclosure_id=disclosure_id, draft=draft)


@transaction.atomic
def decide(referral: Referral, said: Mapping[int, Said], *, by: User, at: datetime) -> list[Decision]:
    """Decide what partners are told, and put the packets in the outbox. Raises ``CannotDecide``.

    A decision that stands is superseded by a new one for the same partner; what it had not sent yet is withdrawn.
    """
    referral = Referral.objects.select_for_update().get(pk=referral.pk)
    prepared = prepare(referral, said, at=at)
    decisions = [_decided(referral, one, by=by, at=at) for one in prepared]
    if referral.status == Status.ASSESSED:
        referral.status = lifecycle.after(Verb.DECIDE, status=Status.ASSESSED)
        referral.save(update_fields=["status"])
    audit.record_all(
        [
            audit.Entry(
                verb="sharing.decided",
                thing=referral,
                detail={
                    "partner": decision.partner_id,
                    "choice": decision.choice,
                    "proposed": decision.proposed,
                    "disclosure": str(one.disclosure_id) if one.draft else "",
                    "stops": len(one.draft.stops) if one.draft else 0,
                    "rules": decision.rules_version,
                    "policy": decision.policy_version,
                },
            )
            for decision, one in zip(decisions, prepared, strict=True)
        ],
        by=by,
        at=at,
    )
    return decisions


def _decided(referral: Referral, one: Prepared, *, by: User, at: datetime) -> Decision:
    partner, said = one.proposed.partner, one.said
    supersede(referral, partner, at=at)
    decision = Decision.objects.create(
        referral=referral,
        partner=partner,
        choice=said.choice,
        worker=said.worker.strip() if said.choice is Choice.SHARE_WITH_WORKER else "",
        basis=said.basis or "" if said.choice in SENT else "",
        purpose=said.purpose.strip(),
        reason=said.reason.strip(),
        consent=said.consent,
        consent_overridden=said.consent_overridden.strip(),
        recall_date=None if said.choice in SENT else said.recall_date,
        proposed=one.proposed.proposal.choice,
        proposed_why=list(one.proposed.proposal.reasons),
        rules_version=f"{proposing.RULES_VERSION}, {guards.RULES_VERSION}",
        policy_version=sources.thresholds().version,
        by=by,
        at=at,
    )
    if one.draft:
        _put_in_outbox(decision, one, one.draft, at=at)
    return decision


def _put_in_outbox(decision: Decision, one: Prepared, draft: Draft, *, at: datetime) -> None:
    faults = packets.faults(draft.content)
    assert not faults, f"The packet breaks its own schema at {', '.join(faults)}"
    text = packets.canonical(draft.content)
    disclosure = Disclosure.objects.create(
        id=one.disclosure_id,
        decision=decision,
        content=text,
        sha256=packets.hash_of(text),
        schema_version=packets.SCHEMA,
        held_back=[{"where": held.where, "why": held.why} for held in draft.held_back],
        made_at=at,
    )
    rank = RANK[Grade(decision.referral.grade)]
    Delivery.objects.create(
        key=disclosure.pk,
        disclosure=disclosure,
        partner=decision.partner,
        state=Delivery.State.STOPPED if draft.stops else Delivery.State.WAITING,
        rank=rank,
        ready_at=at,
        next_try_at=at,
    )
    stop(disclosure, draft.stops, at=at)


def stop(disclosure: Disclosure, stops: list[guards.Stop], *, at: datetime) -> None:
    """Write down why a packet may not leave, and give a second person the task of looking. In a transaction."""
    if not stops:
        return
    decision = disclosure.decision
    Stop.objects.bulk_create(
        Stop(
            disclosure=disclosure,
            guard=one.guard,
            where=one.where,
            words=one.words,
            decided_by_id=decision.by_id,
        )
        for one in stops
    )
    follow_up(
        decision,
        FollowUp.Kind.STOPPED,
        f"{disclosure.number} to {decision.partner} was stopped: a second trained person looks, or it is decided anew.",
        at=at,
    )


def follow_up(decision: Decision, kind: FollowUp.Kind, words: str, *, at: datetime) -> None:
    """Give somebody something to do, once. In a transaction."""
    FollowUp.objects.get_or_create(
        decision=decision,
        kind=kind,
        done_at=None,
        defaults={"words": words[:400], "rank": RANK[Grade(decision.referral.grade)], "at": at},
    )


def supersede(referral: Referral, partner: Partner, *, at: datetime) -> None:
    """Put aside the decision that stands for a partner, and withdraw what it had not sent. In a transaction."""
    for earlier in Decision.objects.filter(referral=referral, partner=partner, superseded_at=None):
        earlier.superseded_at = at
        earlier.save(update_fields=["superseded_at"])
        Delivery.objects.filter(
            disclosure__decision=earlier, state__in=[Delivery.State.STOPPED, Delivery.State.WAITING]
        ).update(state=Delivery.State.WITHDRAWN, leased_until=None)
        FollowUp.objects.filter(decision=earlier, done_at=None).update(
            done_at=at, done_how="Decided anew.", done_by=None
        )
