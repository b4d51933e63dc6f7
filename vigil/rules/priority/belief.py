"""What the hub believes of a referral's true grade, from every grade it was given.

A grade is a reading, and readings err (``GradeBelief``). The officer's and the record's own are taken as two readings
of one truth, made apart; Bayes' rule gives the chance of each true grade. What was raised above both was raised by
somebody, or by a report, that knew more: the grade held is then the one reading. A reading that is missing says
nothing, so what nobody could read counts as likelier to be high than what two read as standard.
"""

from fractions import Fraction

from vigil.rules.policies import GradeBelief
from vigil.rules.terms import RANK, Grade

H, M, S = Grade.HIGH, Grade.MEDIUM, Grade.STANDARD

CLASSES: dict[int, tuple[Grade, tuple[Grade, ...]]] = {
    0: (H, (H, H)),
    1: (H, (H, M)),
    2: (H, (H, S)),
    3: (H, (H,)),
    11: (M, (M, M)),
    12: (M, (M, S)),
    13: (M, (M,)),
    22: (S, (S, S)),
    23: (S, (S,)),
    24: (S, ()),
}
"""Each class of referrals about which the hub knows the same: the grade it holds, and the readings. All age alike."""

_NUMBERS = {known: number for number, known in CLASSES.items()}


def class_of(*, held: Grade, officer: Grade | None = None, recorded: Grade | None = None) -> int:
    """Return the number of a referral's class; tens are the rank of the grade the hub holds.

    ``recorded`` is what the record asks for by itself, None where it could not be read.
    """
    readings = tuple(sorted((one for one in (officer, recorded) if one), key=RANK.__getitem__))
    if readings[:1] != (held,) and (readings or held is not S):
        readings = (held,)
    return _NUMBERS[held, readings]


def classes_of(held: Grade) -> tuple[int, ...]:
    """Return the classes of the referrals that the hub holds at a grade."""
    return tuple(number for number, (grade, _) in CLASSES.items() if grade is held)


def belief(readings: tuple[Grade, ...], policy: GradeBelief) -> dict[Grade, Fraction]:
    """Return the chance of each true grade, given the readings. They come to 1."""
    likely = {true: Fraction(policy.number(f"truly_{true}")) for true in Grade}
    for reading in readings:
        likely = {true: chance * policy.number(f"{true}_graded_{reading}") for true, chance in likely.items()}
    whole = sum(likely.values())
    return {true: chance / whole for true, chance in likely.items()}
