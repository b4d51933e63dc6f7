"""What the assessor's page asks of history: the other reports of the same people, household or address."""

from dataclasses import dataclass
from datetime import datetime

from vigil.people.queries.earlier import other_referrals
from vigil.referrals.models import Referral
from vigil.rules.history import Link
from vigil.rules.terms import Grade, label

SHOWN = 8  # the latest; a person of two hundred reports has a page of their own

_SHARED = {Link.PERSON: "the same person", Link.HOUSEHOLD: "the same household", Link.ADDRESS: "the same address"}


@dataclass(frozen=True, kw_only=True)
class Report:
    """Another report, and what it shares with this one."""

    referral: int
    number: str
    happened_at: datetime
    incident: str
    grade: Grade
    shares: str


@dataclass(frozen=True, kw_only=True)
class Reports:
    """The latest other reports, newest first, and how many more there are."""

    latest: list[Report]
    more: int


def earlier_reports(referral: Referral) -> Reports:
    """Return the other reports that share a person, a household or an address with one, each once."""
    nearest: dict[int, Report] = {}
    order = list(_SHARED)
    for other in sorted(other_referrals([referral.pk]).get(referral.pk, []), key=lambda one: order.index(one.link)):
        nearest.setdefault(
            other.referral,
            Report(
                referral=other.referral,
                number=Referral(pk=other.referral).number,
                happened_at=other.happened_at,
                incident=label(other.incident_type),
                grade=other.grade,
                shares=_SHARED[other.link],
            ),
        )
    found = sorted(nearest.values(), key=lambda report: report.happened_at, reverse=True)
    return Reports(latest=found[:SHOWN], more=max(0, len(found) - SHOWN))
