"""What the hub's policy is now, and what pages ask about screenings and policy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db.models import Exists, Max, OuterRef, QuerySet

from vigil.referrals.models import Referral
from vigil.rules.calendars import Calendar, WorkingPattern, england_calendar
from vigil.rules.policies import (
    POLICIES,
    AssessmentClocks,
    GradeBelief,
    GradingPolicy,
    Holding,
    HubHours,
    NoticePolicy,
    PolicyTable,
    PriorityLifts,
    WaitingCost,
)
from vigil.triage.models import Policy, Screening, Trial

T = TypeVar("T", bound=PolicyTable)

# Bank holidays are known for these years: from before the oldest referral to past the longest clock.
YEARS = range(2015, 2036)


@dataclass(frozen=True, kw_only=True)
class Rulebook:
    """Every policy table in force, and the calendar they make."""

    clocks: AssessmentClocks
    hours: HubHours
    grading: GradingPolicy
    lifts: PriorityLifts
    cost: WaitingCost
    beliefs: GradeBelief
    holding: Holding
    notice: NoticePolicy
    calendar: Calendar


@cache
def _calendar(pattern: WorkingPattern) -> Calendar:
    return england_calendar(YEARS, pattern)


def rulebook(trying: Mapping[str, dict[str, Any]] | None = None) -> Rulebook:
    """Return the policy in force, in one query; with the tables that are being tried in the place of theirs."""
    tables: dict[str, dict[str, Any]] = {}
    for kind, table in Policy.objects.order_by("kind", "version").values_list("kind", "table"):
        tables[kind] = table  # the last version of each kind stays
    tables |= trying or {}
    hours = _in_force(HubHours, tables)
    return Rulebook(
        clocks=_in_force(AssessmentClocks, tables),
        hours=hours,
        grading=_in_force(GradingPolicy, tables),
        lifts=_in_force(PriorityLifts, tables),
        cost=_in_force(WaitingCost, tables),
        beliefs=_in_force(GradeBelief, tables),
        holding=_in_force(Holding, tables),
        notice=_in_force(NoticePolicy, tables),
        calendar=_calendar(hours.pattern()),
    )


def _in_force(kind: type[T], tables: Mapping[str, Mapping[str, Any]]) -> T:
    """Return a kind's stored table as this release of Vigil understands it, or the packaged one.

    A release may add lines to a table or take some away: a new line has its packaged value until somebody changes it.
    """
    if kind.name not in tables:
        return kind.default()
    stored = tables[kind.name]
    lines = {line.key: stored.get(line.key, line.value) for line in kind.sheet().lines}
    return kind.from_table({**lines, "version": stored["version"]})


def policy_kind(name: str) -> type[PolicyTable] | None:
    """Return the policy table of that name, or None."""
    return next((kind for kind in POLICIES if kind.name == name), None)


def policy_in_force(kind: type[T]) -> T:
    """Return the table of a kind as it is in force."""
    latest = Policy.objects.filter(kind=kind.name).order_by("-version").first()
    return _in_force(kind, {kind.name: latest.table} if latest else {})


def policy_history(kind: type[PolicyTable]) -> QuerySet[Policy]:
    """Return the versions people made of a policy table, newest first."""
    return Policy.objects.filter(kind=kind.name).select_related("made_by").order_by("-version")


def latest_screenings(referrals: Iterable[Referral]) -> dict[int, Screening]:
    """Return the newest screening of each referral, by the referral's key, in one query.

    What it said at length (``reasons``, ``conflicts``) is read when asked for.
    """
    of_these = Screening.objects.filter(referral__in=[referral.pk for referral in referrals]).order_by()
    newest = of_these.values("referral").annotate(newest=Max("pk")).values("newest")
    found = Screening.objects.filter(pk__in=newest).defer("reasons", "conflicts").order_by()
    return {screening.referral_id: screening for screening in found}


def trials() -> QuerySet[Trial]:
    """Return changes that were tried, newest first."""
    return Trial.objects.select_related("made_by", "decided_by").order_by("-id")


def unread_by_this_lexicon(version: str) -> int:
    """Return how many referrals on the worklist were last read by another lexicon than this one."""
    read = Screening.objects.filter(lexicon_version=version, referral=OuterRef("pk"))
    return Referral.objects.waiting().exclude(Exists(read)).count()


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a tried change would do to the worklist. Nothing is ever lowered, so nothing counts what goes down."""

    raised: int  # to a higher grade
    past_clock: int  # would be overdue, and are not
    sooner: int  # due earlier, without being raised
    conflicts: int  # would be marked as graded against what is recorded
    first: tuple[tuple[str, int, str, str], ...]  # (hub number, key, grade from, grade to), the first of those raised

    @property
    def words(self) -> str:
        if not (self.raised or self.past_clock or self.sooner or self.conflicts):
            return "This change would raise nothing and move nothing."
        return (
            f"This change would raise {self.raised:,}, move {self.past_clock:,} past their clock, bring the clock of "
            f"{self.sooner:,} others forward and mark {self.conflicts:,} more as graded against what is recorded."
        )


SHOWN = 50


def effect(trial: Trial) -> Effect:
    """Return what a trial found, for its page."""
    raised = [one for one in trial.differences if one["grade"][0] != one["grade"][1]]
    return Effect(
        raised=len(raised),
        past_clock=sum(one["past_clock"] for one in trial.differences),
        sooner=sum(
            one["due_at"][1] < one["due_at"][0] and one["grade"][0] == one["grade"][1] for one in trial.differences
        ),
        conflicts=sum(one["conflict"] == [False, True] for one in trial.differences),
        first=tuple(
            (Referral(pk=one["referral"]).number, one["referral"], one["grade"][0], one["grade"][1])
            for one in raised[:SHOWN]
        ),
    )


def changed_lines(trial: Trial) -> list[tuple[str, Any, Any]]:
    """Return the lines of the table that a trial changes: words, value before, value tried."""
    kind = policy_kind(trial.kind)
    if kind is None:
        return []
    version = trial.based_on
    before = next(
        (_in_force(kind, {kind.name: one.table}) for one in policy_history(kind) if one.table["version"] == version),
        kind.default(),
    )
    return [
        (line.words, line.value, trial.table[line.key])
        for line in before.describe()
        if line.value != trial.table[line.key]
    ]
