"""Mentions of invented people, with the truth beside them, for training and measuring matching."""

from collections.abc import Iterator

from vigil.matching.mentions import Mention
from vigil.simulation.synthetic.places import Address
from vigil.simulation.synthetic.referrals import Hub, SyntheticReferral, generate

HOLDOUT_SEEDS = (8, 21)  # never trained on
TRAINING_SEEDS = (7, 11, 12)


def waiting(seed: int, *, scale: float = 1.0) -> list[tuple[Mention, str]]:
    """Return each mention in the waiting referrals of one invented hub, with the number of the person it truly is."""
    return [pair for referral in generate(seed=seed, scale=scale).waiting() for pair in mentions(referral, seed=seed)]


def everything(hub: Hub) -> Iterator[tuple[Mention, str]]:
    """Yield the same of two years: what has been assessed, then what waits."""
    for referral in (*hub.history(), *hub.waiting()):
        yield from mentions(referral, seed=hub.seed)


def mentions(referral: SyntheticReferral, *, seed: int) -> Iterator[tuple[Mention, str]]:
    """Yield the mentions of one referral as they are written, each with its true person."""
    for subject in referral.subjects:
        where = subject.address or referral.location
        yield (
            Mention(
                id=f"{seed}/{referral.number}/{subject.position}",
                forenames=subject.forenames,
                surname=subject.surname,
                also_known_as=subject.also_known_as,
                date_of_birth=subject.date_of_birth,
                age=subject.age,
                seen_on=referral.incident_at.date(),
                sex=subject.sex,
                address=_line(where),
                postcode=where.postcode,
                phone=subject.phone,
                school=subject.school,
                role=subject.role,
                relationship=subject.relationship,
                named_in=f"{seed}/{referral.number}",
                named_with=tuple(
                    f"{other.forenames} {other.surname}" for other in referral.subjects if other is not subject
                ),
            ),
            f"{seed}/{subject.person}",
        )


def _line(address: Address) -> str:
    return f"{address.premises}, {address.town}"
