"""Telford & Wrekin's file: a system extract with semicolons and a byte order mark, one row for each person."""

import csv
import random
from datetime import UTC, datetime
from pathlib import Path

from vigil.rules.terms import Grade, IncidentType, RiskTool, Role, Sex
from vigil.simulation.synthetic.calibration import LONDON
from vigil.simulation.synthetic.mentions import Mention
from vigil.simulation.synthetic.writers import wording
from vigil.simulation.synthetic.writers.entries import Entry, Moment

NAME = "telford_wrekin.csv"
HEADER = [
    *[
        "referral_no",
        "log_ref",
        "occurred",
        "submitted",
        "officer_collar",
        "team",
        "incident_type",
        "risk",
        "status",
        "person_no",
        "role",
    ],
    *[
        "relationship",
        "person_name",
        "dob",
        "age",
        "gender_sd",
        "ethnicity_sd",
        "address",
        "postcode",
        "school",
        "dash_score",
        "dash_items",
    ],
    *["partner_flags", "narrative"],
]
TYPES = {
    IncidentType.DOMESTIC_ABUSE_PARTNER: "domestic_abuse",
    IncidentType.DOMESTIC_ABUSE_EX_PARTNER: "domestic_abuse_ex",
    IncidentType.DOMESTIC_ABUSE_FAMILY: "domestic_abuse_family",
    IncidentType.STALKING_HARASSMENT: "stalking",
    IncidentType.HONOUR_BASED_ABUSE: "honour_based",
    IncidentType.SEXUAL_OFFENCE: "sexual_offence",
    IncidentType.CHILD_WELFARE: "child_welfare",
    IncidentType.CHILD_PHYSICAL_ABUSE: "child_physical",
    IncidentType.CHILD_SEXUAL_ABUSE: "child_sexual",
    IncidentType.CHILD_EXPLOITATION: "exploitation",
    IncidentType.CHILD_MENTAL_HEALTH: "child_mental_health",
    IncidentType.CHILD_OFFENDING: "youth_asb",
    IncidentType.MISSING_PERSON: "missing",
    IncidentType.ADULT_AT_RISK: "adult_at_risk",
    IncidentType.FINANCIAL_ABUSE: "fraud_vulnerable",
    IncidentType.CUCKOOING: "cuckooing",
    IncidentType.MENTAL_HEALTH: "mental_health",
    IncidentType.MODERN_SLAVERY: "modern_slavery",
    IncidentType.PREVENT: "prevent",
}
RISKS = {
    Grade.HIGH: ("High", "HIGH", "high", "High risk"),
    Grade.MEDIUM: ("Medium", "Med", "medium", "MEDIUM"),
    Grade.STANDARD: ("Standard", "STANDARD", "Std", "standard"),
}
ROLES = {Role.HARMED: "victim", Role.HARMING: "suspect", Role.CHILD: "child"}
STATUSES = ("awaiting_triage",) * 5 + ("awaiting_sra", "awaiting_sra", "query_officer", "in_progress")
TEAMS = ("Telford & Wrekin",) * 6 + ("T&W", "T&W", "TELFORD", "Telford")
ADDED_LATER = 0.03  # [A] referrals with a person put in well below the rest


def write(entries: list[Entry], folder: Path, *, seed: int) -> tuple[Path, dict[int, str]]:
    """Write the file; return it and where each referral stands in it (number → locator)."""
    chance = random.Random(f"{seed}/telford_wrekin")
    rows: list[tuple[int, dict[str, str]]] = []
    late: list[tuple[int, int, dict[str, str]]] = []
    for entry in entries:
        mine = _rows(chance, entry)
        if len(mine) > 1 and chance.random() < ADDED_LATER:
            late.append((len(rows) + chance.randint(8, 60), entry.referral.number, mine.pop()))
        rows += [(entry.referral.number, row) for row in mine]
    for at, number, row in late:
        rows.insert(at, (number, row))
    records: dict[int, list[str]] = {}
    path = folder / NAME
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, HEADER, delimiter=";")
        writer.writeheader()
        for record, (number, row) in enumerate(rows, start=1):
            writer.writerow(row)
            records.setdefault(number, []).append(str(record))
    return path, {number: f"records {'|'.join(mine)}" for number, mine in records.items()}


def _rows(chance: random.Random, entry: Entry) -> list[dict[str, str]]:
    one = entry.referral
    shared = {
        "referral_no": entry.reference,
        "log_ref": one.log_number,
        "occurred": _time(chance, entry.incident),
        "submitted": _time(chance, entry.submitted),
        "officer_collar": one.officer.collar if chance.random() < 0.92 else f"{one.officer.rank}{one.officer.collar}",
        "team": chance.choice(TEAMS),
        "incident_type": TYPES[one.kind],
        "risk": wording.grade_word(chance, one.officer_grade, RISKS),
        "status": chance.choice(STATUSES),
        "dash_score": str(len(one.answers)) if one.risk_tool is RiskTool.DASH else "",
        "dash_items": "|".join(one.answers) if one.risk_tool is RiskTool.DASH else "",
        "partner_flags": "|".join(sorted(one.flags)),
    }
    told_on_each = chance.random() < 0.12
    told_on = 0 if chance.random() < 0.93 else len(one.subjects) - 1
    return [
        shared
        | _person(chance, entry, subject, at)
        | {"narrative": entry.narrative if told_on_each or at == told_on else ""}
        for at, subject in enumerate(one.subjects)
    ]


def _person(chance: random.Random, entry: Entry, subject: Mention, at: int) -> dict[str, str]:
    one = entry.referral
    first_home = one.subjects[0].address
    place = subject.address
    address = f"{place.premises}, {place.town}" if place else ""
    postcode = place.postcode if place else ""
    if at == 0 and one.location.kind == "Public place":
        address += f" (inc loc: {one.location.premises}, {one.location.town})"
    elif (
        at and place and first_home and place.premises.upper() == first_home.premises.upper() and chance.random() < 0.12
    ):
        address, postcode = chance.choice(("as above", "SAME")), ""
    return {
        "person_no": str(subject.position),
        "role": ROLES.get(subject.role, "other"),
        "relationship": subject.relationship,
        "person_name": _name(chance, subject),
        "dob": subject.date_of_birth.isoformat() if subject.date_of_birth else "",
        "age": _age(subject),
        "gender_sd": _gender(chance, subject.sex),
        "ethnicity_sd": subject.ethnicity if chance.random() < 0.97 else subject.ethnicity.lower(),
        "address": address,
        "postcode": postcode,
        "school": subject.school,
    }


def _name(chance: random.Random, subject: Mention) -> str:
    also = f" ({subject.also_known_as})" if subject.also_known_as else ""
    draw = chance.random()
    if draw < 0.65:
        return f"{subject.forenames} {wording.surname(chance, subject)}{also}"
    if draw < 0.95:
        return f"{subject.surname.upper()}, {subject.forenames}{also}"
    return f"{subject.forenames} {subject.surname}".lower() + also


def _age(subject: Mention) -> str:
    if subject.age_months is not None:
        return f"{subject.age_months}m" if subject.age_months else "<1"
    return "" if subject.age is None else str(subject.age)


def _gender(chance: random.Random, sex: Sex) -> str:
    return sex or chance.choice(("NS", "PNS", ""))


def _time(chance: random.Random, at: Moment) -> str:
    """Return a time with no zone, an offset, in UTC or with BST or GMT; a day that does not exist has no zone."""
    plain = f"{at.year}-{at.month:02d}-{at.day:02d}T{at.hour:02d}:{at.minute:02d}"
    try:
        moment = datetime(*at, tzinfo=LONDON)
    except ValueError:
        return f"{plain}:00"
    draw = chance.random()
    if draw < 0.40:
        return f"{plain}:00"
    if draw < 0.70:
        return moment.isoformat()
    if draw < 0.85:
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if draw < 0.95:
        return f"{moment:%Y-%m-%d %H:%M %Z}"
    return plain.replace("T", " ")
