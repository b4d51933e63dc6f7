"""Risk-hours: the hours that referrals stand past their clocks, each counted by how serious its grade is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from vigil.rules.policies import PolicyTable
from vigil.rules.terms import RANK, Grade

AN_HOUR = timedelta(hours=1)


class RiskWeights(PolicyTable):
    """What an hour past its clock counts for a referral of each grade."""

    name = "risk_weights"

    @classmethod
    def disagreements(cls, table: Mapping[str, Any]) -> list[str]:
        from_high = [table[grade] for grade in sorted(RANK, key=RANK.__getitem__)]
        if from_high != sorted(from_high, reverse=True):
            return ["A more serious grade must not count less than a lesser one."]
        return []

    def risk_hours(self, grade: Grade, late: timedelta) -> float:
        """Return what standing so long past the clock comes to; hours are of real time, nights and weekends too."""
        return self.number(grade) * (late / AN_HOUR)


@dataclass(frozen=True, kw_only=True)
class Heavy:
    """A referral that much of the risk stands in: how long past its clock, and what share of all risk-hours it is."""

    number: int
    grade: Grade
    late: timedelta
    risk_hours: float
    share: float
