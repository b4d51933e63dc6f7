"""How an assessed referral ended."""

import random
from enum import StrEnum

from vigil.rules.terms import DOMESTIC, Grade, IncidentType
from vigil.simulation.synthetic import calibration
from vigil.simulation.synthetic.submissions import GRADES, Submission


class Outcome(StrEnum):
    """What the hub did with it."""

    MARAC = "marac"
    STRATEGY_DISCUSSION = "strategy_discussion"
    SHARED_WITH_OPEN_WORKER = "shared_with_open_worker"
    SHARED = "shared"
    HELD_AND_COUNTED = "held_and_counted"
    NOT_SHARED = "not_shared"


def final_grade(chance: random.Random, one: Submission) -> Grade:
    """Return the assessor's grade: nearly always the true level, else what the officer said."""
    if chance.random() < calibration.FINAL_GRADE_RIGHT:
        return one.true_grade
    return one.officer_grade or chance.choice(GRADES)


def outcome(chance: random.Random, kind: IncidentType, grade: Grade) -> Outcome:
    """Return what followed. Every high is shared; of the rest as many as makes the published share."""
    if grade is Grade.HIGH:
        return Outcome.MARAC if kind in DOMESTIC else Outcome.STRATEGY_DISCUSSION
    share_of_the_rest = {Grade.MEDIUM: 0.7, Grade.STANDARD: calibration.SENT_ON - 0.25}[grade]
    if chance.random() < share_of_the_rest:
        return Outcome.SHARED_WITH_OPEN_WORKER if chance.random() < calibration.ALREADY_OPEN else Outcome.SHARED
    return Outcome.HELD_AND_COUNTED if chance.random() < 0.5 else Outcome.NOT_SHARED
