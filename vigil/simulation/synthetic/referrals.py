"""The synthetic hub: every referral of two years, those assessed and those still waiting."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from vigil.rules.terms import Area, Grade, IncidentType, PartnerFlag, RiskTool
from vigil.simulation.synthetic import (
    arrivals,
    backlog,
    calibration,
    casts,
    circumstances,
    households,
    mentions,
    narratives,
    officers,
    outcomes,
    places,
    references,
    submissions,
)
from vigil.simulation.synthetic.calibration import LONDON
from vigil.simulation.synthetic.mentions import Mention
from vigil.simulation.synthetic.officers import Officer
from vigil.simulation.synthetic.outcomes import Outcome
from vigil.simulation.synthetic.places import Address
from vigil.simulation.synthetic.submissions import Submission


@dataclass(frozen=True, kw_only=True, slots=True)
class SyntheticReferral:
    """One referral as an officer submitted it, beside what is true. Moments are aware, in London time.

    ``true_grade``, ``own_grade`` (the level without the household's history), ``markers`` (code, status),
    ``duplicate_of``, ``same_incident_as`` and each mention's ``person``, ``household`` and ``slip`` are for
    evaluation: nobody in a hub knows them.
    """

    number: int
    incident: int
    reference: str
    log_number: str
    crime_number: str
    area: Area
    team: Area
    incident_at: datetime
    submitted_at: datetime
    officer: Officer
    kind: IncidentType
    location: Address
    officer_grade: Grade | None
    risk_tool: RiskTool | None
    answers: dict[str, str]
    flags: tuple[PartnerFlag, ...]
    subjects: tuple[Mention, ...]
    narrative: str
    handling_minutes: float
    true_grade: Grade
    own_grade: Grade
    markers: tuple[tuple[str, str], ...]
    same_incident_as: int = 0
    duplicate_of: int = 0
    assessed_at: datetime | None = None
    final_grade: Grade | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, kw_only=True)
class Hub:
    """Two years of referrals in outline; each is written out when asked for, the same every time."""

    seed: int
    position_at: datetime
    submissions: tuple[Submission, ...]
    assessed: dict[int, datetime]

    def waiting(self) -> Iterator[SyntheticReferral]:
        """Yield what nobody has assessed by ``position_at``, oldest first."""
        return (self.referral(one) for one in self.submissions if one.number not in self.assessed)

    def history(self) -> Iterator[SyntheticReferral]:
        """Yield what has been assessed, in order of submission."""
        return (self.referral(one) for one in self.submissions if one.number in self.assessed)

    def referral(self, one: Submission) -> SyntheticReferral:
        """Return one submission written out in full."""
        incident = random.Random(f"{self.seed}/incident/{one.incident}")
        # A referral typed in again says what the first one said, so both take form and words from one stream.
        form = random.Random(f"{self.seed}/form/{one.duplicate_of or one.number}")
        writing = random.Random(f"{self.seed}/mentions/{one.number}")
        text = random.Random(f"{self.seed}/narrative/{one.duplicate_of or one.number}")
        household = households.household(
            seed=self.seed, number=one.household, area=one.home_area, shape=one.shape, known_on=one.known_on
        )
        incident_at, submitted_at = one.happened_at.astimezone(LONDON), one.submitted_at.astimezone(LONDON)
        on = incident_at.date()
        cast = casts.cast(incident, one.kind, household, on)
        true = circumstances.factors(incident, one, cast, on)
        log_number, crime_number = references.log_number(incident, incident_at), references.crime_number(incident, on)
        filled = circumstances.answers(form, one, true)
        subjects = tuple(
            mentions.mention(
                writing,
                part.person,
                position=position,
                role=part.role,
                relationship=part.relationship,
                address=places.as_written(writing, part.address),
                on=on,
                household=household.number,
            )
            for position, part in enumerate(cast.parts, start=1)
        )
        story = narratives.compose(
            text, kind=one.kind, cast=cast, true=true, at=incident_at, earlier=one.earlier_incidents
        )
        assessed_at = self.assessed.get(one.number)
        ending = random.Random(f"{self.seed}/outcome/{one.number}")
        final = outcomes.final_grade(ending, one) if assessed_at else None
        return SyntheticReferral(
            number=one.number,
            incident=one.incident,
            reference=self._references[one.number],
            log_number="" if form.random() < 0.08 else log_number,
            crime_number=crime_number,
            area=one.area,
            team=one.team,
            incident_at=incident_at,
            submitted_at=submitted_at,
            officer=officers.on_duty(form, self._roll[one.area]),
            kind=one.kind,
            location=places.as_written(writing, cast.location),
            officer_grade=one.officer_grade,
            risk_tool=filled.tool,
            answers=filled.answers,
            flags=circumstances.flags(form, one.kind, cast, one.officer_grade),
            subjects=subjects,
            narrative=story.text,
            handling_minutes=one.handling_minutes,
            true_grade=one.true_grade,
            own_grade=one.own_grade,
            markers=story.markers,
            same_incident_as=one.same_incident_as,
            duplicate_of=one.duplicate_of,
            assessed_at=assessed_at.astimezone(LONDON) if assessed_at else None,
            final_grade=final,
            outcome=outcomes.outcome(ending, one.kind, final) if final else None,
        )

    @cached_property
    def _references(self) -> dict[int, str]:
        return references.numbered(self.submissions)

    @cached_property
    def _roll(self) -> dict[Area, list[Officer]]:
        return officers.roll(seed=self.seed)


def generate(*, seed: int, scale: float = 1.0, position_at: datetime = calibration.POSITION_AT) -> Hub:
    """Return two years of a hub up to ``position_at`` (aware): at scale 1 about 44,000 referrals, 2,828 waiting."""
    happened = arrivals.incidents(seed=seed, scale=scale, position_at=position_at)
    submitted = submissions.submissions(happened, seed=seed, position_at=position_at)
    assessed = backlog.assessed(submitted, seed=seed, scale=scale, position_at=position_at)
    return Hub(seed=seed, position_at=position_at, submissions=tuple(submitted), assessed=assessed)
