"""Two years of four queues: whose turn came, and who still waits.

Each team works off what the published counts imply it worked off: between two counts, what came in less what
the queue grew by, spread over its working days. Which referral came next was partly by grade, partly by age
and partly nobody's decision, so the queue ends with some that are old and some that are truly high.
"""

import heapq
import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from vigil.rules.terms import RANK, Area, Grade
from vigil.simulation.synthetic import calibration
from vigil.simulation.synthetic.submissions import Submission

WORK_BY_WEEKDAY = (1.12, 1.15, 1.12, 1.1, 1.05, 0.55, 0.35)  # [A] from Monday


def assessed(submissions: list[Submission], *, seed: int, scale: float, position_at: datetime) -> dict[int, datetime]:
    """Return when each referral that has been assessed was (number → UTC); a number not there still waits."""
    done: dict[int, datetime] = {}
    targets = _targets(scale)
    for area in Area:
        mine = [s for s in submissions if s.team is area]
        done |= _worked(mine, targets[area], random.Random(f"{seed}/backlog/{area}"), position_at)
    return done


def _targets(scale: float) -> dict[Area, list[tuple[int, int]]]:
    """Return for each team (days before the position, how many wait); the teams add up to the published counts."""
    targets: dict[Area, list[tuple[int, int]]] = {area: [] for area in Area}
    for days_before, waiting in calibration.WAITING:
        left, share_left = round(waiting * scale), 1.0
        for area, share in calibration.TEAM_SHARE.items():
            mine = round(left * share / share_left)
            targets[area].append((days_before, mine))
            left, share_left = left - mine, share_left - share
    return targets


def _worked(
    mine: list[Submission], targets: list[tuple[int, int]], chance: random.Random, position_at: datetime
) -> dict[int, datetime]:
    """Work one team's queue day by day, so that as many wait at each count as the counts say."""
    queue = _Queue(chance)
    done: dict[int, datetime] = {}
    last_day = position_at.astimezone(calibration.LONDON).date()
    day = last_day - timedelta(days=calibration.HISTORY_DAYS)
    arriving = iter([*mine, None])
    coming = next(arriving)
    for days_before, waiting in targets:
        until = last_day - timedelta(days=days_before)
        end = position_at.astimezone(UTC) if not days_before else _at(until, 0)
        due = sum(s.submitted_at < end for s in mine) - len(done) - waiting
        days = [day + timedelta(days=n) for n in range((until - day).days)]
        weights = [WORK_BY_WEEKDAY[d.weekday()] * chance.gammavariate(30, 1 / 30) for d in days]
        worked, so_far, total = 0, 0.0, sum(weights)
        for day, weight in zip(days, weights, strict=True):
            shift_end = _at(day, 16)
            while coming and coming.submitted_at < shift_end:
                queue.add(coming)
                coming = next(arriving)
            so_far += weight
            while worked < round(due * so_far / total) and (one := queue.take(day)):
                earliest = max(_at(day, 8), one.submitted_at + timedelta(minutes=30))
                done[one.number] = earliest + timedelta(minutes=chance.randint(0, 480))
                worked += 1
        day = until
    return done


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), calibration.LONDON).astimezone(UTC)


class _Queue:
    """One team's waiting referrals, seen three ways; what another view has taken is skipped."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._by_grade: list[tuple[Any, ...]] = []  # rank, submitted, number
        self._by_age: list[tuple[Any, ...]] = []  # submitted, number
        self._any: list[int] = []
        self._aside: list[tuple[datetime, int]] = []
        self._waiting: dict[int, Submission] = {}

    def add(self, one: Submission) -> None:
        if one.put_aside_until:
            heapq.heappush(self._aside, (one.put_aside_until, one.number))
            self._waiting[one.number] = one
        else:
            self._open(one)

    def take(self, day: date) -> Submission | None:
        """Remove and return the next referral somebody picks up that day; None when nothing can be picked up."""
        while self._aside and self._aside[0][0].date() <= day:
            self._open(self._waiting[heapq.heappop(self._aside)[1]])
        draw = self._chance.random()
        if draw < calibration.PICKED_BY_GRADE:
            return self._from(self._by_grade)
        if draw < calibration.PICKED_BY_GRADE + calibration.PICKED_OLDEST:
            return self._from(self._by_age)
        while self._any:
            at = self._chance.randrange(len(self._any))
            self._any[at], self._any[-1] = self._any[-1], self._any[at]
            if one := self._waiting.pop(self._any.pop(), None):
                return one
        return None

    def _open(self, one: Submission) -> None:
        self._waiting[one.number] = one
        heapq.heappush(self._by_grade, (RANK[one.officer_grade or Grade.STANDARD], one.submitted_at, one.number))
        heapq.heappush(self._by_age, (one.submitted_at, one.number))
        self._any.append(one.number)

    def _from(self, heap: list[tuple[Any, ...]]) -> Submission | None:
        while heap:
            if one := self._waiting.pop(heapq.heappop(heap)[-1], None):
                return one
        return None
