"""The other reports that a referral was graded beside: what its reasons of history rest on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from vigil.referrals.models import Referral
from vigil.rules.history import WORDS, Earlier, Whose, of_kept
from vigil.rules.terms import Grade

MOST = 20  # reports listed, those nearest in time: each person's own page has them all


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Another report: how long ``before`` this one's incident its own was (negative: after), what it shares with this
    one in words, and the grade it was counted with."""

    referral: Referral
    before: timedelta
    shares: str
    grade: Grade


def graded_beside(kept: Iterable[Mapping[str, Any]]) -> list[Beside]:
    """Return the reports that a screening keeps, each once, the nearest in time first. One query."""
    shared: dict[int, list[Earlier]] = {}
    for one in map(of_kept, kept):
        shared.setdefault(one.number, []).append(one)
    nearest = sorted(shared, key=lambda number: (abs(shared[number][0].before), number))[:MOST]
    referrals = Referral.objects.in_bulk(nearest)
    return [
        Beside(
            referral=referrals[number],
            before=shared[number][0].before,
            shares=", ".join(WORDS[whose] for whose in Whose if any(one.whose is whose for one in shared[number])),
            grade=shared[number][0].grade,
        )
        for number in nearest
    ]
