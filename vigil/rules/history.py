"""What other reports of the same people ask for: repeats counted over rolling windows, each told as a reason.

Officers' grades say little of who will be harmed; history says most, above all how lately something happened
(Turner and others 2022). Low grades that never add up are how a child of four reports is missed. Raise-only: what is
known of other reports can raise this one, and nothing known can lower it. What counts, and how much, is policy.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from vigil.rules.policies import GradingPolicy
from vigil.rules.reasons import Reason
from vigil.rules.terms import DOMESTIC, RANK, Area, Grade, IncidentType, Role

A_DAY = timedelta(days=1)

SAME_INCIDENT = timedelta(hours=1)
"""Reports of incidents closer than this are of one incident: two officers' accounts of it count once."""

AT_RISK = frozenset({Role.HARMED, Role.CHILD})


class Link(StrEnum):
    """What another report shares with this one."""

    PERSON = "person"
    HOUSEHOLD = "household"
    ADDRESS = "address"


class Whose(StrEnum):
    """Whose repeats are counted, from those that say most to those that say least."""

    AT_RISK = "at_risk"
    ALLEGED_OFFENDER = "alleged_offender"
    HOUSEHOLD = "household"
    ADDRESS = "address"


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """Another report that somebody here, their household or their address stands in: one for each thing shared.

    ``before`` is how long before this report's incident the other's happened; negative for one that came since.
    ``grade`` is what a person assessed it as, else what its record asked for by itself: never what its own history
    raised it to, or one high-risk report would raise all that follow for ever.
    ``subject`` is the place, among this report's people, of the person shared, and ``then`` and ``now`` are their
    roles there and here; 0 and None where only a household or an address is shared. ``number`` is the hub's own.
    """

    number: int
    before: timedelta
    incident_type: IncidentType
    grade: Grade
    link: Link = Link.PERSON
    subject: int = 0
    then: Role | None = None
    now: Role | None = None

    @property
    def whose(self) -> Whose:
        """Whose repeat this is. A parent, a witness or a changed role says that the household was met before."""
        if self.link is Link.ADDRESS:
            return Whose.ADDRESS
        if self.then in AT_RISK and self.now in AT_RISK:
            return Whose.AT_RISK
        if self.then is Role.HARMING and self.now is Role.HARMING:
            return Whose.ALLEGED_OFFENDER
        return Whose.HOUSEHOLD


def of_kept(kept: Mapping[str, Any]) -> Earlier:
    """Return another report as a screening keeps it: plain words and numbers, ``before`` in seconds."""
    return Earlier(
        number=kept["number"],
        before=timedelta(seconds=kept["before"]),
        incident_type=IncidentType(kept["incident_type"]),
        grade=Grade(kept["grade"]),
        link=Link(kept["link"]),
        subject=kept["subject"],
        then=Role(kept["then"]) if kept["then"] else None,
        now=Role(kept["now"]) if kept["now"] else None,
    )


@dataclass(frozen=True, kw_only=True)
class Now:
    """This report, as its history is judged beside it. ``level`` and ``points`` are what its record gives by itself."""

    level: Grade
    points: int
    area: Area | None
    is_domestic: bool
    with_child: bool


def repeats(history: Sequence[Earlier], now: Now, policy: GradingPolicy) -> list[Reason]:
    """Return what other reports ask for. A reason of grade standard raises nothing: it asks for a sooner look."""
    if not history:
        return []
    before = [one for one in history if one.before >= SAME_INCIDENT]
    at_risk = [one for one in before if one.whose is Whose.AT_RISK]
    days = policy.number("history_window_days")
    counts = {whose: _most((one for one in before if one.whose is whose), days) for whose in Whose}
    return [
        *(_by_count(whose, reports, now, policy) for whose, reports in counts.items() if _many(whose, reports, policy)),
        *_after_high(at_risk, now, policy),
        *_high_since(history, policy),
        *_domestic(at_risk, now, policy),
        *_with_child(at_risk, now, policy),
        *_recent(at_risk, policy),
        *_escalation(counts[Whose.AT_RISK], now, policy),
    ]


WORDS = {
    Whose.AT_RISK: "the same person at risk",
    Whose.ALLEGED_OFFENDER: "the same alleged offender",
    Whose.HOUSEHOLD: "the same household",
    Whose.ADDRESS: "the same address",
}


def _many(whose: Whose, reports: list[Earlier], policy: GradingPolicy) -> bool:
    return bool(reports) and len(reports) + 1 >= policy.number(f"history_{whose}_reports")


def _by_count(whose: Whose, reports: list[Earlier], now: Now, policy: GradingPolicy) -> Reason:
    """Return the one reason that a number of repeats gives: the most serious of what it reaches."""
    words = f"{_reports(reports)} on {WORDS[whose]} in {policy.number('history_window_days')} days; {_last(reports)}"
    if whose is not Whose.AT_RISK:
        return _reason(f"history_{whose}_reports", words, policy)
    if len(reports) + 1 >= policy.number("history_reports_raise"):
        return _reason("history_reports_raise", words, policy, _above(now.level))
    if len(reports) + 1 >= policy.number("history_reports_medium"):
        return _reason("history_reports_medium", words, policy, Grade.MEDIUM)
    if now.points >= policy.number("history_at_risk_points"):
        return _reason("history_at_risk_points", f"{words}; and {now.points} points", policy, Grade.MEDIUM)
    return _reason("history_at_risk_reports", words, policy)


def _after_high(at_risk: list[Earlier], now: Now, policy: GradingPolicy) -> list[Reason]:
    days = policy.number("history_after_high_days")
    high = [one for one in _within(at_risk, days) if one.grade is Grade.HIGH]
    words = "A repeat after a high-risk report on the same person"
    return [_reason("history_after_high_days", f"{words}; {_last(high)}", policy, _above(now.level))] if high else []


def _high_since(history: Sequence[Earlier], policy: GradingPolicy) -> list[Reason]:
    """Return what a later report makes of this one while it waits."""
    value = policy.values["history_high_since"]
    since = [one for one in history if -one.before >= SAME_INCIDENT and one.whose is Whose.AT_RISK]
    if value == "off" or not any(one.grade is Grade.HIGH for one in since):
        return []
    words = "A high-risk report on the same person has come since"
    return [_reason("history_high_since", words, policy, Grade(str(value)))]


def _domestic(at_risk: list[Earlier], now: Now, policy: GradingPolicy) -> list[Reason]:
    if not now.is_domestic:
        return []
    # Where the council is not known, the one that asks soonest decides.
    areas = [now.area] if now.area else list(Area)
    key = min((f"history_domestic_{area}" for area in areas), key=policy.number)
    days = policy.number("history_domestic_days")
    events = _most((one for one in at_risk if one.incident_type in DOMESTIC), days)
    if not events or len(events) + 1 < policy.number(key):
        return []
    words = f"{_reports(events)} of domestic abuse of the same person in {days} days; {_last(events)}"
    return [_reason(key, words, policy)]


def _with_child(at_risk: list[Earlier], now: Now, policy: GradingPolicy) -> list[Reason]:
    repeated = _within(at_risk, policy.number("history_child_days"))
    if not now.with_child or not repeated:
        return []
    return [_reason("history_child_days", f"A repeat, with a child; {_last(repeated)}", policy)]


def _recent(at_risk: list[Earlier], policy: GradingPolicy) -> list[Reason]:
    recent = _within(at_risk, policy.number("history_recent_days"))
    words = "A report on the same person so soon before"
    return [_reason("history_recent_days", f"{words}; {_last(recent)}", policy)] if recent else []


def _escalation(reports: list[Earlier], now: Now, policy: GradingPolicy) -> list[Reason]:
    if len(reports) + 1 < policy.number("history_escalation_reports"):
        return []
    if not any(RANK[now.level] < RANK[one.grade] for one in reports):
        return []
    words = f"{_reports(reports)} on the same person, and this one is more serious than one before"
    return [_reason("history_escalation_reports", words, policy)]


def _within(reports: Iterable[Earlier], days: int) -> list[Earlier]:
    return [one for one in reports if one.before <= days * A_DAY]


def _most(reports: Iterable[Earlier], days: int) -> list[Earlier]:
    """Return the reports within so many days of the one person who has most: one for each incident, latest first."""
    by_subject: dict[int, list[Earlier]] = {}
    for one in sorted(_within(reports, days), key=lambda one: (one.before, one.number)):
        incidents = by_subject.setdefault(one.subject, [])
        if not incidents or one.before - incidents[-1].before >= SAME_INCIDENT:
            incidents.append(one)
    return max(by_subject.values(), key=len, default=[])


def _reason(key: str, words: str, policy: GradingPolicy, grade: Grade = Grade.STANDARD) -> Reason:
    return Reason(code=key, words=words, source=policy.sheet().line(key).source, grade=grade)


def _above(level: Grade) -> Grade:
    return Grade.MEDIUM if level is Grade.STANDARD else Grade.HIGH


def _reports(reports: list[Earlier]) -> str:
    return f"{len(reports) + 1} reports"


def _last(reports: list[Earlier]) -> str:
    days = min(one.before for one in reports) // A_DAY
    return f"the last {days} {'day' if days == 1 else 'days'} before" if days else "the last within a day"
