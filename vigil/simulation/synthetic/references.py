"""The numbers that referrals carry: each team's own, the control room's log and the crime's."""

import random
from collections.abc import Iterable
from datetime import date, datetime

from vigil.rules.terms import Area
from vigil.simulation.synthetic.calibration import LONDON
from vigil.simulation.synthetic.submissions import Submission

FORMS = {
    Area.HEREFORDSHIRE: "HFD/{year:02d}/{count:04d}",
    Area.SHROPSHIRE: "SHR-20{year:02d}-{count:05d}",
    Area.TELFORD_AND_WREKIN: "TW{year:02d}-{count:06d}",
    Area.WORCESTERSHIRE: "22/WR1{count:05d}/{year:02d}",
}


def numbered(submissions: Iterable[Submission]) -> dict[int, str]:
    """Return each submission's reference: its team's count for the year, in order of submission."""
    counts: dict[tuple[Area, int], int] = {}
    references = {}
    for one in submissions:
        year = one.submitted_at.astimezone(LONDON).year % 100
        count = counts[one.team, year] = counts.get((one.team, year), 0) + 1
        references[one.number] = FORMS[one.team].format(year=year, count=count)
    return references


def log_number(chance: random.Random, at: datetime) -> str:
    """Return the control room's log, counted through the day and ending with its date."""
    through_the_day = (at.hour * 60 + at.minute) / 1_440
    return f"{int(through_the_day * 780) + chance.randint(1, 30):05d}_I_{at:%d%m%Y}"


def crime_number(chance: random.Random, on: date) -> str:
    return f"22/{chance.randint(1_000, 99_999):05d}/{on:%y}" if chance.random() < 0.45 else ""
