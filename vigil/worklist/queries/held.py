"""Who holds what: one's own work, and what a supervisor sees of everybody's."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from vigil.accounts.models import User
from vigil.accounts.roles import MAY, Permission
from vigil.rules.terms import LABELS, Grade, IncidentType
from vigil.triage.queries.policy import rulebook
from vigil.worklist.models import Claim, Focus

JUST_NOW = timedelta(hours=24)
LATELY = timedelta(days=28)


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A claim that stands, as a page shows it."""

    claim: Claim
    grade: Grade
    incident_type: str
    for_how_long: timedelta
    left: timedelta
    is_ending: bool  # its holder is warned

    @property
    def is_over(self) -> bool:
        return self.left <= timedelta(0)


def held_by(person: User, *, at: datetime) -> list[Holding]:
    """Return what somebody holds, what goes back first first."""
    return _holdings(Claim.objects.live().filter(holder=person), at)


def all_held(*, at: datetime) -> list[Holding]:
    """Return what everybody holds, the longest held first."""
    return sorted(_holdings(Claim.objects.live(), at), key=lambda one: (one.claim.claimed_at, one.claim.pk))


def _holdings(claims: QuerySet[Claim], at: datetime) -> list[Holding]:
    warn = rulebook().holding.warn
    found = claims.select_related("holder", "referral").defer("referral__narrative").order_by("expires_at", "pk")
    return [
        Holding(
            claim=claim,
            grade=Grade(claim.referral.grade),
            incident_type=LABELS[IncidentType(claim.referral.incident_type)],
            for_how_long=max(at - claim.claimed_at, timedelta(0)),
            left=claim.expires_at - at,
            is_ending=claim.expires_at - at <= warn,
        )
        for claim in found
    ]


def lately_lapsed(person: User, *, at: datetime) -> list[Claim]:
    """Return what went back in the last day because somebody did nothing to it, newest first."""
    lapsed = Claim.objects.filter(holder=person, ending=Claim.Ending.LAPSED, ended_at__gt=at - JUST_NOW)
    return list(lapsed.select_related("referral").order_by("-ended_at", "-pk"))


@dataclass(frozen=True, kw_only=True)
class Taking:
    """How somebody came by the referrals they took in the last four weeks."""

    name: str
    taken: int
    out_of_order: int
    lapsed: int


def takings(*, at: datetime) -> list[Taking]:
    """Return how each person came by what they took, who went out of order most often first."""
    rows = (
        User.objects.filter(claims__claimed_at__gt=at - LATELY)
        .annotate(
            taken=Count("claims", filter=Q(claims__claimed_at__gt=at - LATELY)),
            chosen=Count("claims", filter=Q(claims__claimed_at__gt=at - LATELY, claims__how=Claim.How.CHOSEN)),
            lapsed=Count("claims", filter=Q(claims__claimed_at__gt=at - LATELY, claims__ending=Claim.Ending.LAPSED)),
        )
        .order_by("-chosen", "username")
    )
    return [Taking(name=str(one), taken=one.taken, out_of_order=one.chosen, lapsed=one.lapsed) for one in rows]


def focuses(*, at: datetime) -> QuerySet[Focus]:
    """Return what people are put on, what ends first first."""
    standing = Focus.objects.filter(ended_at=None, until__gt=at).select_related("person", "set_by")
    return standing.order_by("until", "person__username")


def who_may_hold() -> list[User]:
    """Return the people whose role lets them take referrals, by name."""
    roles = [role for role, may in MAY.items() if Permission.ASSESS in may]
    return list(User.objects.filter(is_active=True, role__in=roles).order_by("first_name", "last_name", "username"))
