"""What waiting costs under the hub's own order, beside other orders and the least that anybody could reach.

    python -m benchmarks.order [PATHS]        default: 2

A hub of jobs of 40 minutes in slots of 40: 2,828 wait (2% high, 18% medium, 80% standard by grade), 250 come a day for
180 days; 9 assess by day and 2 by night for 20 days, then 12 and 2, after day 100 10 and 3. Of those that come 10% are
truly high, 35% medium and 55% standard, and 15% of grades are wrong (the packaged belief). Harm by the hour is 10, 2
and 0.5 by the true grade. Two shapes of it: linear with a penalty of 200, 50 and 10 for a missed clock of 24, 72 and
168 hours; and convex, an hour costing r(1 + w / clock). The order is told the shape, as policy would.

The bound is the Lagrangian dual of assigning every job to a slot, all arrivals known and the grade alone: no order by
grade in which nobody waits beyond ``WINDOW`` can come below it, and it is not reached exactly either. Any prices of
slots give such a bound, the best prices the highest: it is printed how much the last rounds still raised it. Costs are
expected ones, by what each order was told of a job, so that ratios are of orders and not of luck. “Read again” orders
also see a second, independent reading of each job, free of an assessor's time, as screening at the door gives.
"""

import random
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import numpy as np

from vigil.rules.policies import GradeBelief, WaitingCost
from vigil.rules.priority import CLASSES, Order, class_of, order_by
from vigil.rules.priority.belief import belief
from vigil.rules.priority.order import MICROSECOND
from vigil.rules.terms import Grade, higher

SLOT = timedelta(minutes=40)
HOURS = SLOT / timedelta(hours=1)
DAYS = 180
A_DAY = 36  # slots
SLOTS = DAYS * A_DAY
START = datetime(2026, 1, 5, tzinfo=UTC)
GRADES = list(Grade)
RATE = {Grade.HIGH: 10.0, Grade.MEDIUM: 2.0, Grade.STANDARD: 0.5}
CLOCK = {Grade.HIGH: 24.0, Grade.MEDIUM: 72.0, Grade.STANDARD: 168.0}
PENALTY = {Grade.HIGH: 200.0, Grade.MEDIUM: 50.0, Grade.STANDARD: 10.0}
BELIEFS = GradeBelief.default()
NO_LIMIT = {"medium_longest_days": 365, "standard_longest_days": 365}
SAME_WORK = {"high_minutes": 40, "medium_minutes": 40, "standard_minutes": 40}
SHAPES: dict[str, dict[str, int]] = {
    "linear": {"growth_percent": 0, "high_missed": 400, "medium_missed": 100, "standard_missed": 20},
    "convex": {"growth_percent": 100},
}
ROUNDS = (  # of prices for the bound: how blurred, and how many. Some five minutes a shape
    *((8.0, 20), (4.0, 20), (2.0, 30), (1.0, 60)),
    *((0.5, 100), (0.25, 150), (0.12, 100)),
)
WINDOW = {
    Grade.HIGH: 300,
    Grade.MEDIUM: 900,
    Grade.STANDARD: 2_900,
}  # slots a job of each grade may wait, for the bound


@dataclass(frozen=True, slots=True)
class Job:
    """One referral: the slot it comes in, its true grade, and two readings of it."""

    slot: int
    true: Grade
    grade: Grade
    again: Grade


Falls = dict[int, list[int]]
Heads = Callable[[int, int], Any]  # of a class and an age in slots: what is greatest goes first


def main() -> None:
    paths = [world(seed) for seed in range(1, int(sys.argv[1]) + 1 if len(sys.argv) > 1 else 3)]
    staff = assessors()
    print(f"{'':34}{'cost / bound':>14}{'high in 4 h':>13}   longest wait in days: graded high / medium / standard")
    for shape, changes in SHAPES.items():
        ours, unlimited = _order(changes), _order({**changes, **NO_LIMIT})
        rows: list[tuple[str, Callable[[Job], int], Heads, Falls]] = [
            ("ours, by grade", _by_grade, _by(ours), _falls(ours)),
            ("  without a longest wait", _by_grade, _by(unlimited), _falls(unlimited)),
            ("ours, read again", _by_both, _by(ours), _falls(ours)),
            ("  without a longest wait", _by_both, _by(unlimited), _falls(unlimited)),
            ("by grade, then oldest", _by_grade, lambda one, age: (-one, age), {}),
            ("earliest due first", _by_grade, lambda one, age: age * HOURS - CLOCK[CLASSES[one][0]], {}),
            ("first come, first served", lambda job: 0, lambda _, age: age, {}),
        ]
        print(shape, flush=True)
        bounds: list[float] = []
        for name, class_of_job, heads, falls in rows:
            served = [serve(jobs, staff, class_of_job, heads, falls) for jobs in paths]
            both = class_of_job is _by_both
            costs = [expected(jobs, when, shape, both=both) for jobs, when in zip(paths, served, strict=True)]
            if not bounds:
                found = [bound(jobs, staff, shape, when) for jobs, when in zip(paths, served, strict=True)]
                bounds = [value for value, _ in found]
                print(f"  the last rounds raised the bound by {max(added for _, added in found):.2%}")
            print(f"  {name:32}{sum(costs) / sum(bounds):14.3f}{_waits(paths, served)}", flush=True)


def world(seed: int) -> list[Job]:
    """Return the jobs of one path, in the order they come."""
    chance = random.Random(f"order/{seed}")
    jobs = []
    for grade in chance.choices(GRADES, [2, 18, 80], k=2_828):
        true = chance.choices(GRADES, [float(one) for one in belief((grade,), BELIEFS).values()])[0]
        jobs.append(Job(0, true, grade, _read(true, chance)))
    for slot in range(SLOTS):
        for _ in range(_poisson(250 / A_DAY, chance)):
            true = chance.choices(GRADES, [BELIEFS.number(f"truly_{one}") for one in GRADES])[0]
            jobs.append(Job(slot, true, _read(true, chance), _read(true, chance)))
    return jobs


def _read(true: Grade, chance: random.Random) -> Grade:
    return chance.choices(GRADES, [BELIEFS.number(f"{true}_graded_{given}") for given in GRADES])[0]


def _poisson(mean: float, chance: random.Random) -> int:
    number, left = 0, chance.expovariate(1)
    while left < mean:
        number, left = number + 1, left + chance.expovariate(1)
    return number


def assessors() -> list[int]:
    """Return how many assess in each slot."""
    staff = []
    for slot in range(SLOTS):
        day, hour = slot // A_DAY, (slot % A_DAY) * HOURS
        by_day, by_night = (9, 2) if day < 20 else (12, 2) if day < 100 else (10, 3)
        staff.append(by_day if 7 <= hour < 23 else by_night)
    return staff


def _order(changes: dict[str, int]) -> Order:
    return order_by(WaitingCost.from_table({**WaitingCost.default().as_table(), **SAME_WORK, **changes}), BELIEFS)


def _by_grade(job: Job) -> int:
    return class_of(held=job.grade, officer=job.grade)


def _by_both(job: Job) -> int:
    return class_of(held=higher(job.grade, job.again), officer=job.grade, recorded=job.again)


def _by(order: Order) -> Heads:
    """Return the hub's own rule, asked what comes first of what has waited so long."""

    @cache
    def place(order_class: int, age: int) -> Any:
        key = order.key(order_class, START, 0, at=START + age * SLOT)
        return tuple(-part for part in key[:3])

    return place


def _falls(order: Order) -> Falls:
    """Return, for each class, the ages in slots from which its place falls back: where a clock has run out."""
    slot = SLOT // MICROSECOND
    return {one: sorted({-(-step.until // slot) for step in curve.steps}) for one, curve in order.curves.items()}


def serve(
    jobs: Sequence[Job], staff: Sequence[int], class_of_job: Callable[[Job], int], heads: Heads, falls: Falls
) -> list[int]:
    """Return the slot each job is served in, ``SLOTS`` if none. Each piece of a class is a line of its own."""
    lines: dict[int, list[deque[int]]] = {}
    served, coming = [SLOTS] * len(jobs), 0
    for slot in range(SLOTS):
        while coming < len(jobs) and jobs[coming].slot <= slot:
            one = class_of_job(jobs[coming])
            lines.setdefault(one, [deque() for _ in [*falls.get(one, []), None]])[0].append(coming)
            coming += 1
        for one, pieces in lines.items():
            for number, age in enumerate(falls.get(one, [])):
                while pieces[number] and slot - jobs[pieces[number][0]].slot >= age:
                    pieces[number + 1].append(pieces[number].popleft())
        for _ in range(staff[slot]):
            waiting = [
                (heads(one, slot - jobs[line[0]].slot), line)
                for one, pieces in lines.items()
                for line in pieces
                if line
            ]
            if not waiting:
                break
            served[max(waiting, key=lambda pair: pair[0])[1].popleft()] = slot
    return served


def harm(true: Grade, hours: float, shape: str) -> float:
    """Return what it costs that a job of a true grade waits so long."""
    if shape == "linear":
        return RATE[true] * hours + PENALTY[true] * (hours > CLOCK[true])
    return RATE[true] * (hours + hours * hours / (2 * CLOCK[true]))


@cache
def _expected(readings: tuple[Grade, ...], slots: int, shape: str) -> float:
    return sum(float(chance) * harm(true, slots * HOURS, shape) for true, chance in belief(readings, BELIEFS).items())


def expected(jobs: Sequence[Job], served: Sequence[int], shape: str, *, both: bool = False) -> float:
    """Return the cost of all the waiting, expected by what was read of each job."""
    return sum(
        _expected((job.grade, job.again) if both else (job.grade,), when - job.slot, shape)
        for job, when in zip(jobs, served, strict=True)
    )


def _waits(paths: Sequence[Sequence[Job]], served: Sequence[Sequence[int]]) -> str:
    pairs = [
        (job, (when - job.slot) * HOURS)
        for jobs, slots in zip(paths, served, strict=True)
        for job, when in zip(jobs, slots, strict=True)
    ]
    high = [hours <= 4 for job, hours in pairs if job.true is Grade.HIGH]
    longest = [max(hours for job, hours in pairs if job.grade is grade) / 24 for grade in GRADES]
    return f"{sum(high) / len(high):12.1%}   {' / '.join(f'{days:.1f}' for days in longest)}"


def bound(jobs: Sequence[Job], staff: Sequence[int], shape: str, served: Sequence[int]) -> tuple[float, float]:
    """Return the dual bound, and what share of it the last rounds added.

    Where many slots cost a job the same, all such jobs choose one slot and plain subgradients creep: after 900 rounds
    they were 2% short. So a choice is blurred: the chance of a slot falls by e for each ``blur`` that it costs more.
    A price then rises by ``blur`` times the logarithm of how often its slot is wanted for each assessor (Sinkhorn's
    rounds), and blurs shrink. The bound itself is always taken without any.
    """
    capacity, beyond = np.array(staff), np.zeros(max(WINDOW.values()))
    counts = {one: np.bincount([job.slot for job in jobs if job.grade is one], minlength=SLOTS) for one in GRADES}
    costs = {one: np.array([_expected((one,), age, shape) for age in range(WINDOW[one])]) for one in GRADES}
    prices = _first_prices(jobs, served, shape)
    best = before = 0.0
    for blur, rounds in ROUNDS:
        before = best
        for _ in range(rounds):
            value, wanted = -float((capacity * prices).sum()), np.zeros(SLOTS + len(beyond))
            priced = np.concatenate([prices, beyond])
            for one in GRADES:
                for slot in np.flatnonzero(counts[one]):
                    totals = priced[slot : slot + WINDOW[one]] + costs[one]
                    value += float(counts[one][slot] * totals.min())
                    chances = np.exp((totals.min() - totals) / blur)
                    wanted[slot : slot + WINDOW[one]] += chances * (counts[one][slot] / chances.sum())
            best = max(best, value)
            prices = np.maximum(0, prices + blur * np.log(np.maximum(wanted[:SLOTS], 1e-9) / capacity))
    return best, 1 - before / best


def _first_prices(jobs: Sequence[Job], served: Sequence[int], shape: str) -> Any:
    """Return prices to begin with: what the least urgent of those served in each slot would cost by waiting on."""
    least, waits = np.full(SLOTS, np.inf), np.zeros(SLOTS + 1)
    for job, when in zip(jobs, served, strict=True):
        waits[job.slot] += 1
        waits[min(when, SLOTS)] -= 1
        if when < SLOTS:
            age = when - job.slot
            hour = (_expected((job.grade,), age + 1, shape) - _expected((job.grade,), age, shape)) / HOURS
            flat = RATE[Grade.STANDARD] * 1.3 if shape == "linear" else np.inf
            least[when] = min(least[when], hour, flat)
    queue = np.cumsum(waits[:SLOTS])
    prices, price = np.zeros(SLOTS), 0.0
    for slot in range(SLOTS - 1, -1, -1):
        price = price + least[slot] * HOURS if queue[slot] > 0 and np.isfinite(least[slot]) else 0.0
        prices[slot] = price
    return prices


if __name__ == "__main__":
    main()
