"""The control room's list of incidents: those whose referral waits, some whose referral nobody made, and others."""

import csv
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from vigil.rules.terms import DOMESTIC, LABELS, Area, IncidentType
from vigil.simulation.synthetic import calibration, casts, households, officers, places, references
from vigil.simulation.synthetic.casts import CHILD_KINDS
from vigil.simulation.synthetic.referrals import Hub, SyntheticReferral
from vigil.simulation.synthetic.submissions import SHAPES

NAME, ANSWERS = "incidents.csv", "incident_answers.csv"
COLUMNS = (
    *("log_number", "incident_at", "incident_type", "qualifiers", "area", "address", "postcode", "people"),
    *("officer", "supervisor"),
)
ANSWER_COLUMNS = ("log_number", "referral")

DAYS = 10  # that the list goes back
NEVER_REFERRED = 0.08  # [A] for each incident with a referral, so many that should have one and have none
NOT_CALLED_FOR = 0.5  # [A] and so many that need none
DAY_ONLY = 0.03  # [A] written without a time
FIRST_NEW_HOUSEHOLD = 10_000_000  # beyond every household that a referral names

TYPES: dict[IncidentType, str] = {
    IncidentType.DOMESTIC_ABUSE_PARTNER: "Domestic incident",
    IncidentType.DOMESTIC_ABUSE_EX_PARTNER: "Domestic incident - ex-partner",
    IncidentType.DOMESTIC_ABUSE_FAMILY: "Domestic incident - family",
    IncidentType.STALKING_HARASSMENT: "Harassment",
    IncidentType.SEXUAL_OFFENCE: "Sexual offence",
    IncidentType.CHILD_WELFARE: "Concern for child",
    IncidentType.CHILD_PHYSICAL_ABUSE: "Assault on child",
    IncidentType.CHILD_EXPLOITATION: "Child exploitation",
    IncidentType.CHILD_OFFENDING: "Anti-social behaviour - juvenile",
    IncidentType.MISSING_PERSON: "Missing person",
    IncidentType.ADULT_AT_RISK: "Concern for adult",
    IncidentType.MENTAL_HEALTH: "Mental health incident",
}
OF_NO_CONCERN = ("Theft", "Shoplifting", "Road traffic collision", "Burglary", "Criminal damage")
_REFERRED_AS = (
    IncidentType.DOMESTIC_ABUSE_PARTNER,
    IncidentType.DOMESTIC_ABUSE_FAMILY,
    IncidentType.CHILD_WELFARE,
    IncidentType.MISSING_PERSON,
    IncidentType.ADULT_AT_RISK,
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the list, and the number of the referral that answers for it; 0 where none does."""

    cells: dict[str, str]
    at: datetime
    referral: int


def write(hub: Hub, waiting: Iterable[SyntheticReferral], folder: Path, found: Mapping[int, tuple[str, str]]) -> Path:
    """Write the list and, beside it, which entry of the teams' files answers for each line. Return the list.

    ``found`` gives the file and locator of each referral that waits.
    """
    chance = random.Random(f"{hub.seed}/incident list")
    listed = [line for one in waiting if (line := _referred(one, chance, hub.position_at))]
    lines = [*listed, *_never_referred(hub, chance, round(len(listed) * NEVER_REFERRED) or 1)]
    lines += _not_called_for(hub, chance, round(len(listed) * NOT_CALLED_FOR) or 1)
    by_log: dict[str, _Line] = {}
    for line in lines:
        by_log.setdefault(line.cells["log_number"], line)  # no control room gives a number twice
    lines = sorted(by_log.values(), key=lambda line: (line.at, line.cells["log_number"]))
    _rows(folder / NAME, COLUMNS, (line.cells for line in lines))
    answers = (
        {"log_number": line.cells["log_number"], "referral": " ".join(found.get(line.referral, ()))} for line in lines
    )
    _rows(folder / ANSWERS, ANSWER_COLUMNS, answers)
    return folder / NAME


def _rows(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def _referred(one: SyntheticReferral, chance: random.Random, until: datetime) -> _Line | None:
    """Return the line of a referral's incident, if it is recent, and not a second referral of it."""
    if one.same_incident_as or one.duplicate_of or one.incident_at < until - timedelta(days=DAYS):
        return None
    people = [_person(person.surname, person.forenames, person.date_of_birth, person.age) for person in one.subjects]
    cells = {
        "log_number": one.log_number or references.log_number(chance, one.incident_at),
        "incident_at": _moment(chance, one.incident_at),
        "people": "; ".join(people),
        "address": f"{one.location.premises}, {one.location.town}",
        "postcode": one.location.postcode,
        "officer": f"{one.officer.rank} {one.officer.collar}",
        **_marked(chance, one.kind, one.area, one.officer.collar),
    }
    return _Line(cells, one.incident_at, one.number)


def _never_referred(hub: Hub, chance: random.Random, number: int) -> Iterator[_Line]:
    roll = officers.roll(seed=hub.seed)
    for count in range(number):
        kind, area, at = chance.choice(_REFERRED_AS), chance.choice(tuple(Area)), _recent(chance, hub.position_at)
        household = households.household(
            seed=hub.seed,
            number=FIRST_NEW_HOUSEHOLD + count,
            area=area,
            shape=chance.choice(SHAPES[kind]),
            known_on=at.date(),
        )
        cast = casts.cast(chance, kind, household, at.date())
        officer = officers.on_duty(chance, roll[area])
        cells = {
            "log_number": references.log_number(chance, at),
            "incident_at": _moment(chance, at),
            "people": "; ".join(
                _person(part.person.surname, part.person.forename, part.person.date_of_birth, None)
                for part in cast.parts
            ),
            "address": f"{cast.location.premises}, {cast.location.town}",
            "postcode": cast.location.postcode,
            "officer": f"{officer.rank} {officer.collar}",
            **_marked(chance, kind, area, officer.collar),
        }
        yield _Line(cells, at, 0)


def _not_called_for(hub: Hub, chance: random.Random, number: int) -> Iterator[_Line]:
    roll = officers.roll(seed=hub.seed)
    for _ in range(number):
        area, at = chance.choice(tuple(Area)), _recent(chance, hub.position_at)
        officer = officers.on_duty(chance, roll[area])
        cells = {
            "log_number": references.log_number(chance, at),
            "incident_at": _moment(chance, at),
            "incident_type": chance.choice(OF_NO_CONCERN),
            "area": LABELS[area],
            "address": places.street(chance),
            "officer": f"{officer.rank} {officer.collar}",
            "supervisor": _supervisor(officer.collar),
        }
        yield _Line(cells, at, 0)


def _marked(chance: random.Random, kind: IncidentType, area: Area, collar: str) -> dict[str, str]:
    """Return the type and marks as a control room gives them: it forgets a mark now and then, not the type."""
    marks = ["Domestic abuse"] * (kind in DOMESTIC) + ["Child"] * (kind in CHILD_KINDS)
    marks += ["Vulnerable adult"] * (kind is IncidentType.ADULT_AT_RISK)
    return {
        "incident_type": TYPES.get(kind, "Other"),
        "qualifiers": ", ".join(mark for mark in marks if chance.random() < 0.9),
        "area": LABELS[area],
        "supervisor": _supervisor(collar),
    }


def _supervisor(collar: str) -> str:
    return f"PS {7_000 + int(collar) % 40}"


def _recent(chance: random.Random, until: datetime) -> datetime:
    at = until.astimezone(calibration.LONDON) - timedelta(hours=chance.uniform(1, DAYS * 24))
    return at.replace(second=0, microsecond=0)


def _moment(chance: random.Random, at: datetime) -> str:
    return f"{at:%d/%m/%Y}" if chance.random() < DAY_ONLY else f"{at:%d/%m/%Y %H:%M}"


def _person(surname: str, forenames: str, born: date | None, age: int | None) -> str:
    name = ", ".join(part for part in (surname.upper(), forenames) if part)
    if born:
        return f"{name} (dob {born:%d/%m/%Y})"
    return f"{name} ({age})" if age is not None else name
