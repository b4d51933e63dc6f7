"""Referrals that belong together: others that wait and name the same people, whoever holds them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.rules.skills import Skill
from vigil.worklist.models import Claim
from vigil.worklist.queries.claims import NEEDED, free

MOST_TOGETHER = 10
"""Others taken with one: who holds more of somebody reported very often could not assess them in one sitting."""


@dataclass(frozen=True, kw_only=True)
class Together:
    """The other waiting referrals of the same people as one that somebody is looking at: those they hold, in order,
    the nearest before and after the one looked at, and the rest, each with where it stands in words."""

    mine: tuple[Referral, ...]
    previous: Referral | None
    next: Referral | None
    others: tuple[tuple[Referral, str], ...]


def to_take_with(referral: Referral, *, held: Iterable[Skill]) -> list[Referral]:
    """Return the other referrals of the same people that nobody holds or is just taking, first to do first, locked.

    One query of an index where there are none, as is usual. Only what these skills let somebody assess.
    """
    others = _naming_the_same(referral)
    if not others:
        return []
    waiting = free(held, focus=None).filter(pk__in=others).order_by("order_class", "order_at", "pk")
    return list(waiting.only(*NEEDED).select_for_update(skip_locked=True, of=("self",))[:MOST_TOGETHER])


def held_with(claim: Claim) -> list[Claim]:
    """Return what the holder of a claim holds besides of the same people, the first taken first."""
    live = Claim.objects.live().filter(holder=claim.holder_id, referral__in=_naming_the_same(claim.referral))
    return list(live.select_related("holder", "referral").order_by("claimed_at", "pk"))


def together(referral: Referral, others: Iterable[Referral], *, person: User) -> Together:
    """Return the other waiting referrals of the same people, as somebody who looks at one of them sees it."""
    others = list(others)
    claims = Claim.objects.live().filter(referral__in=others).select_related("holder")
    holders = {claim.referral_id: claim.holder for claim in claims}
    mine = tuple(one for one in others if holders.get(one.pk) == person)
    place = (referral.submitted_at, referral.pk)
    earlier = [one for one in mine if (one.submitted_at, one.pk) < place]
    later = [one for one in mine if (one.submitted_at, one.pk) > place]
    return Together(
        mine=mine,
        previous=earlier[-1] if earlier else None,
        next=later[0] if later else None,
        others=tuple((one, _stands(one, holders.get(one.pk))) for one in others if one not in mine),
    )


def _stands(referral: Referral, holder: User | None) -> str:
    return f"held by {holder}" if holder else referral.get_status_display().lower()


def _naming_the_same(referral: Referral) -> list[int]:
    """Return the other referrals that name anybody this one names, whatever became of them."""
    with connection.cursor() as cursor:  # written out: every press of "take next" asks it
        cursor.execute(
            "SELECT DISTINCT other.named_in FROM people_mention mention JOIN people_mention other"
            " ON other.person_id = mention.person_id AND other.named_in <> mention.named_in"
            " WHERE mention.named_in = %s",
            [referral.pk],
        )
        return [number for (number,) in cursor.fetchall()]
