"""What the pages of one referral's sharing, of one disclosure and of one partner ask."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from vigil.accounts.models import User
from vigil.audit import queries as audit
from vigil.audit.queries import Happening
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.sharing.terms import PartnerKind
from vigil.sharing import packets
from vigil.sharing.models import Decision, Delivery, Disclosure, Outcome, Partner, Receipt, Route, Stop
from vigil.sharing.queries.stops import obstacles_to_clearing
from vigil.sharing.wording import Section, in_words
from vigil.ui.words import moment


@dataclass(frozen=True, kw_only=True)
class Told:
    """One standing decision, with how far its disclosure came ("" where nothing leaves)."""

    decision: Decision
    disclosure: Disclosure | None
    state: str
    colour: str


def decisions(referral: Referral) -> list[Told]:
    """Return the decisions that stand for a referral, in the order of the partners' names."""
    found = (
        referral.decisions.filter(superseded_at=None)
        .select_related("partner", "by", "disclosure")
        .prefetch_related("disclosure__deliveries", "disclosure__receipts", "disclosure__outcomes")
        .order_by("partner__name")
    )
    return [_told(one) for one in found]


def _told(decision: Decision) -> Told:
    disclosure = getattr(decision, "disclosure", None)
    state, colour = how_far(disclosure) if disclosure else ("", "grey")
    return Told(decision=decision, disclosure=disclosure, state=state, colour=colour)


def how_far(disclosure: Disclosure) -> tuple[str, str]:
    """Return how far a disclosure came, in words, and the colour of the tag that says so."""
    outcome = max(disclosure.outcomes.all(), key=lambda one: (one.at, one.pk), default=None)
    if outcome:
        return outcome.get_kind_display(), "green"
    kinds = {receipt.kind for receipt in disclosure.receipts.all()}
    for kind, colour in ((Receipt.Kind.REFUSED, "red"), (Receipt.Kind.ACKNOWLEDGED, "green")):
        if kind in kinds:
            return kind.label, colour
    delivery = next(one for one in disclosure.deliveries.all() if one.kind == Delivery.Kind.PACKET)
    if delivery.state == Delivery.State.SENT:
        furthest = Receipt.Kind.OPENED if Receipt.Kind.OPENED in kinds else Receipt.Kind.DELIVERED
        return (furthest.label, "turquoise") if furthest in kinds else ("Sent", "blue")
    colours = {Delivery.State.STOPPED: "orange", Delivery.State.GIVEN_UP: "red"}
    return delivery.get_state_display(), colours.get(Delivery.State(delivery.state), "grey")


@dataclass(frozen=True, kw_only=True)
class StopLine:
    """One stop, and why this person cannot clear it (empty: they can)."""

    stop: Stop
    obstacles: list[str]


@dataclass(frozen=True, kw_only=True)
class DisclosurePage:
    """One disclosure: what it says, how it went, and what came back."""

    sections: list[Section]
    delivery: Delivery
    facts: list[tuple[str, Any]]  # how it went, without what has not happened yet
    state: str
    colour: str
    stops: list[StopLine]
    receipts: list[Receipt]
    outcomes: list[Outcome]
    changes: list[Happening]


def disclosure(found: Disclosure, *, by: User, at: datetime) -> DisclosurePage:
    """Return what the page of one disclosure shows to this person."""
    deliveries = {one.kind: one for one in found.deliveries.select_related("route", "partner")}
    state, colour = how_far(found)
    return DisclosurePage(
        sections=in_words(packets.content_of(found)),
        delivery=deliveries[Delivery.Kind.PACKET],
        facts=_facts(found, deliveries[Delivery.Kind.PACKET], deliveries.get(Delivery.Kind.REMINDER)),
        state=state,
        colour=colour,
        stops=[
            StopLine(stop=one, obstacles=obstacles_to_clearing(one, by=by, at=at))
            for one in found.stops.select_related("cleared_by")
        ],
        receipts=list(found.receipts.all()),
        outcomes=list(found.outcomes.select_related("recorded_by")),
        changes=[one for one in audit.changes_to(found.decision.referral, most=50) if str(found.pk) in one.words],
    )


FAULTS = {"ours": "our set-up", "way": "the way between", "theirs": "their system"}


def _facts(found: Disclosure, delivery: Delivery, reminder: Delivery | None) -> list[tuple[str, Any]]:
    decision = found.decision
    trouble = f"{delivery.last_trouble} ({FAULTS[delivery.last_fault]})" if delivery.last_trouble else None
    is_waiting = delivery.state == Delivery.State.WAITING
    told = [
        ("Decided", moment(decision.at)),
        ("Decided by", decision.decided_by),
        ("Outbox", delivery.get_state_display()),
        ("Sent", moment(delivery.sent_at) if delivery.sent_at else None),
        ("By", delivery.route.channel if delivery.route else None),
        ("Attempts", delivery.attempts or None),
        ("Last trouble", trouble),
        ("Next try", moment(delivery.next_try_at) if is_waiting else None),
        ("To be confirmed by", moment(delivery.acknowledge_by) if delivery.acknowledge_by else None),
        ("Reminded", moment(reminder.sent_at) if reminder and reminder.sent_at else None),
        ("Call", f"{decision.partner.call_name}, {decision.partner.call_phone}"),
    ]
    return [(what, value) for what, value in told if value is not None]


@dataclass(frozen=True, kw_only=True)
class Health:
    """How one partner does: what waits for it, what it has not answered, and when something last went well."""

    partner: Partner
    waiting: int
    oldest_at: datetime | None
    given_up: int
    unanswered: int
    last_success_at: datetime | None
    trouble: str  # the sentence of a way that fails now, "" when none does
    fault: str
    has_ways: bool

    @property
    def words(self) -> tuple[str, str]:
        """What to call it, and the colour of the tag."""
        if not self.partner.is_active:
            return "Not used", "grey"
        if not self.has_ways:
            return "No way to reach it", "red"
        if self.trouble:
            return "Failing", "red"
        return ("Working", "green") if self.last_success_at else ("Not tried yet", "yellow")


def partners() -> list[Health]:
    """Return how every partner does: those in trouble first, and schools, which are hundreds, after the others."""
    found = {partner.pk: partner for partner in Partner.objects.prefetch_related("routes")}
    counts = _counts()
    lines = [_health(partner, counts.get(key, {})) for key, partner in found.items()]
    return sorted(lines, key=_place)


def _place(line: Health) -> tuple[bool, bool, bool, str]:
    return not line.trouble, line.partner.kind == PartnerKind.SCHOOL, not line.waiting, line.partner.name


def health(partner: Partner) -> Health:
    return _health(partner, _counts(partner).get(partner.pk, {}))


def _counts(partner: Partner | None = None) -> dict[int, dict[str, Any]]:
    S = Delivery.State  # noqa: N806
    deliveries = Delivery.objects.filter(kind=Delivery.Kind.PACKET)
    if partner:
        deliveries = deliveries.filter(partner=partner)
    silent = Q(state=S.SENT) & ~Q(disclosure__receipts__kind=Receipt.Kind.ACKNOWLEDGED)
    rows: Any = (
        deliveries.order_by()
        .values("partner")
        .annotate(
            waiting=Count("pk", filter=Q(state=S.WAITING), distinct=True),
            oldest_at=Min("ready_at", filter=Q(state=S.WAITING)),
            given_up=Count("pk", filter=Q(state=S.GIVEN_UP), distinct=True),
            unanswered=Count("pk", filter=silent, distinct=True),
        )
    )
    return {row["partner"]: row for row in rows}


def _health(partner: Partner, counts: dict[str, Any]) -> Health:
    routes: list[Route] = [route for route in partner.routes.all() if route.stopped_at is None]
    failing = next((route for route in routes if route.failures), None)
    return Health(
        partner=partner,
        waiting=counts.get("waiting", 0),
        oldest_at=counts.get("oldest_at"),
        given_up=counts.get("given_up", 0),
        unanswered=counts.get("unanswered", 0),
        last_success_at=max((route.last_success_at for route in routes if route.last_success_at), default=None),
        trouble=failing.last_trouble if failing else "",
        fault=failing.last_fault if failing else "",
        has_ways=bool(routes),
    )


def to_decide() -> QuerySet[Referral]:
    """Return referrals that were assessed and wait for a decision on sharing, high risk first."""
    return Referral.objects.filter(status=Status.ASSESSED).order_by("order_class", "order_at", "id")
