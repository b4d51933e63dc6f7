"""Worcestershire's files: one record-system export of people, places, events and links, as XML and as JSON lines."""

import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from vigil.rules.terms import Area, Grade, IncidentType, RiskTool, Role, Sex, label
from vigil.simulation.synthetic.calibration import LONDON
from vigil.simulation.synthetic.mentions import Mention
from vigil.simulation.synthetic.places import Address
from vigil.simulation.synthetic.writers import pole
from vigil.simulation.synthetic.writers.entries import Entry, Moment

XML_NAME, NDJSON_NAME = "worcestershire.xml", "worcestershire.ndjson"
CATEGORIES = {
    IncidentType.DOMESTIC_ABUSE_PARTNER: ("DA01", "Domestic abuse - current intimate"),
    IncidentType.DOMESTIC_ABUSE_EX_PARTNER: ("DA02", "Domestic abuse - former intimate"),
    IncidentType.DOMESTIC_ABUSE_FAMILY: ("DA03", "Domestic abuse - family"),
    IncidentType.STALKING_HARASSMENT: ("DA04", "Stalking and harassment"),
    IncidentType.HONOUR_BASED_ABUSE: ("HB01", "Honour based abuse"),
    IncidentType.SEXUAL_OFFENCE: ("SX01", "Sexual offence - adult"),
    IncidentType.CHILD_WELFARE: ("CH01", "Child welfare concern"),
    IncidentType.CHILD_PHYSICAL_ABUSE: ("CH02", "Child - physical"),
    IncidentType.CHILD_SEXUAL_ABUSE: ("CH03", "Child - sexual"),
    IncidentType.CHILD_EXPLOITATION: ("CH05", "Child exploitation"),
    IncidentType.CHILD_MENTAL_HEALTH: ("CH06", "Child - mental health"),
    IncidentType.CHILD_OFFENDING: ("CH07", "Child - offending/ASB"),
    IncidentType.MISSING_PERSON: ("MP01", "Missing - child"),
    IncidentType.ADULT_AT_RISK: ("AD01", "Adult with care needs"),
    IncidentType.FINANCIAL_ABUSE: ("AD02", "Financial/fraud vulnerable adult"),
    IncidentType.CUCKOOING: ("AD03", "Cuckooing"),
    IncidentType.MENTAL_HEALTH: ("MH01", "Mental health"),
    IncidentType.MODERN_SLAVERY: ("MS01", "Modern slavery"),
    IncidentType.PREVENT: ("PV01", "Prevent"),
}
RISKS = {Grade.HIGH: "HIGH", Grade.MEDIUM: "MEDIUM", Grade.STANDARD: "STANDARD"}
NO_CRIME = frozenset(
    {IncidentType.ADULT_AT_RISK, IncidentType.MENTAL_HEALTH}
)  # the person is a "subject", not a victim
LINKS = {Role.HARMING: "suspect", Role.CHILD: "child", Role.PARENT_OR_CARER: "parent_carer"}
STATUSES = ("OPEN",) * 4 + ("SRA", "SRA", "SRA", "INPROG", "QUERY")


def write(entries: list[Entry], folder: Path, *, seed: int, position_at: datetime) -> tuple[list[Path], dict[int, str]]:
    """Write both files; return them, XML first, and where each referral stands in them (number → locator)."""
    chance = random.Random(f"{seed}/worcestershire")
    export = pole.Export(unit="Worcestershire Safeguarding", extracted=position_at.isoformat())
    known_people: dict[tuple[object, ...], str] = {}
    known_places: dict[tuple[str, str, str], str] = {}
    locators = {}
    ids = _ids(chance)
    for entry in entries:
        event_id = f"EVT1{next(ids)}"
        locators[entry.referral.number] = f"Event[@id='{event_id}']"
        export.events.append(_event(chance, entry, event_id))
        place_id = _place(export, known_places, entry.referral.location, ids)
        export.links.append({"type": "occurred_at", "from": event_id, "to": place_id})
        _link_people(export, known_people, known_places, entry, event_id, ids)
    export.persons.sort(key=lambda person: person["id"])
    export.locations.sort(key=lambda place: place["id"])
    paths = [folder / XML_NAME, folder / NDJSON_NAME]
    pole.write_xml(export, paths[0])
    pole.write_ndjson(export, paths[1])
    return paths, locators


def _ids(chance: random.Random) -> Iterator[str]:
    """Yield numbers of seven digits, none twice, in no order."""
    seen: set[int] = set()
    while True:
        number = chance.randrange(1_000_000, 10_000_000)
        if number not in seen:
            seen.add(number)
            yield str(number)


def _event(chance: random.Random, entry: Entry, event_id: str) -> dict[str, object]:
    one = entry.referral
    code, text = CATEGORIES[one.kind]
    north = one.location.town in ("Redditch", "Kidderminster", "Bromsgrove", "Stourport-on-Severn")
    event: dict[str, object] = {
        "id": event_id,
        "reference": entry.reference,
        "log_number": one.log_number,
        "crime_number": one.crime_number,
        "occurred": _time(entry.incident),
        "submitted": _time(entry.submitted),
        "officer": {"rank": one.officer.rank, "collar": one.officer.collar},
        "team_area": f"{'North' if north else 'South'} Worcestershire",
        "category": {"code": code, "text": text},
        "officer_risk": RISKS[one.officer_grade] if one.officer_grade else "",
    }
    if one.risk_tool:
        prefix = "Q" if one.risk_tool is RiskTool.DASH else ""
        event["risk_tool"] = {"name": one.risk_tool.value, "items": {f"{prefix}{q}": a for q, a in one.answers.items()}}
    return event | {
        "partner_flags": sorted(one.flags),
        "narrative": entry.narrative,
        "status": chance.choice(STATUSES),
    }


def _link_people(
    export: pole.Export,
    known_people: dict[tuple[object, ...], str],
    known_places: dict[tuple[str, str, str], str],
    entry: Entry,
    event_id: str,
    ids: Iterator[str],
) -> None:
    """Link each person to the event, to their home and to the first person. Another spelling is another record."""
    one = entry.referral
    first_id = ""
    for subject in one.subjects:
        person_id = _person(export, known_people, subject, ids)
        if subject.address:
            home_id = _place(export, known_places, subject.address, ids)
            noted = f"{one.submitted_at:%Y-%m-%d}"
            export.links.append({"type": "lives_at", "from": person_id, "to": home_id, "noted": noted})
        export.links.append({"type": _link_type(one.kind, subject), "from": person_id, "to": event_id})
        if subject.relationship:
            export.links.append({"type": "related", "from": person_id, "to": first_id, "rel": subject.relationship})
        first_id = first_id or person_id


def _link_type(kind: IncidentType, subject: Mention) -> str:
    if subject.role is Role.HARMED:
        return "subject" if kind in NO_CRIME else "victim"
    return LINKS.get(subject.role, "other")


def _person(export: pole.Export, known: dict[tuple[object, ...], str], subject: Mention, ids: Iterator[str]) -> str:
    spelling = (subject.person, subject.surname, subject.forenames, subject.date_of_birth, subject.age)
    if spelling not in known:
        known[spelling] = f"PER{next(ids)}"
        export.persons.append(
            {
                "id": known[spelling],
                "surname": subject.surname.upper() if len(export.persons) % 2 else subject.surname,
                "forenames": subject.forenames,
                "alias": subject.also_known_as,
                "dob": subject.date_of_birth.isoformat() if subject.date_of_birth else "",
                "age_at_record": "" if subject.age is None else str(subject.age),
                "sex": subject.sex if subject.sex in (Sex.FEMALE, Sex.MALE) else "U",
                "ethnicity": subject.ethnicity,
                "school": subject.school,
            }
        )
    return known[spelling]


def _place(export: pole.Export, known: dict[tuple[str, str, str], str], place: Address, ids: Iterator[str]) -> str:
    spelling = (place.premises, place.town, place.postcode)
    if spelling not in known:
        known[spelling] = f"LOC{next(ids)}"
        export.locations.append(
            {
                "id": known[spelling],
                "premises": place.premises,
                "town": place.town,
                "county": label(Area(place.area)),
                "postcode": place.postcode,
                "type": place.kind,
            }
        )
    return known[spelling]


def _time(at: Moment) -> str:
    """Return the time with its offset; a day that does not exist gets summer's."""
    try:
        return datetime(*at, tzinfo=LONDON).isoformat()
    except ValueError:
        return f"{at.year}-{at.month:02d}-{at.day:02d}T{at.hour:02d}:{at.minute:02d}:00+01:00"
