"""Shropshire's file: a database extract in Windows-1252, one row for each referral."""

import csv
import random
from pathlib import Path

from vigil.rules.terms import Grade, IncidentType, PartnerFlag, RiskTool, Role, Sex
from vigil.simulation.synthetic.mentions import Mention
from vigil.simulation.synthetic.writers import wording
from vigil.simulation.synthetic.writers.entries import Entry

NAME = "shropshire.csv"
HEADER = [
    *[
        "URN",
        "LogNo",
        "CrimeNo",
        "DateOccurred",
        "TimeOccurred",
        "DateSubmitted",
        "TimeSubmitted",
        "Collar",
        "OfficerName",
        "Area",
    ],
    *[
        "IncidentType",
        "Address",
        "Town",
        "Postcode",
        "VicSurname",
        "VicForename",
        "VicDOB",
        "VicSex",
        "SuspSurname",
        "SuspForename",
        "SuspDOB",
    ],
    *["SuspSex", "SuspRelationship", "SuspAddress"],
    *(f"Child{n}{part}" for n in range(1, 5) for part in ("Surname", "Forename", "DOB", "School")),
    *[
        "OtherPersons",
        "Risk",
        "DASH",
        "DASHTicks",
        "CSC",
        "ASC",
        "Health",
        "Education",
        "OpEncompass",
        "MARAC",
        "OtherAgency",
    ],
    *["Narrative", "Status", "Comments"],
]
TYPES = {
    IncidentType.DOMESTIC_ABUSE_PARTNER: ("Domestic Violence", "Domestic Incident"),
    IncidentType.DOMESTIC_ABUSE_EX_PARTNER: ("Domestic Incident - Ex Partner",),
    IncidentType.DOMESTIC_ABUSE_FAMILY: ("Domestic Incident - Familial",),
    IncidentType.STALKING_HARASSMENT: ("Stalking/Harassment",),
    IncidentType.HONOUR_BASED_ABUSE: ("HBA/FM/FGM",),
    IncidentType.SEXUAL_OFFENCE: ("Sexual Offence",),
    IncidentType.CHILD_WELFARE: ("Child Concern",),
    IncidentType.CHILD_PHYSICAL_ABUSE: ("Child Abuse - Physical",),
    IncidentType.CHILD_SEXUAL_ABUSE: ("Child Abuse - Sexual",),
    IncidentType.CHILD_EXPLOITATION: ("Child Exploitation",),
    IncidentType.CHILD_MENTAL_HEALTH: ("Child Concern - Mental Health",),
    IncidentType.CHILD_OFFENDING: ("Child Concern - ASB",),
    IncidentType.MISSING_PERSON: ("Missing Person - Child", "Missing Person"),
    IncidentType.ADULT_AT_RISK: ("Vulnerable Adult",),
    IncidentType.FINANCIAL_ABUSE: ("Vulnerable Adult - Fraud",),
    IncidentType.CUCKOOING: ("Vulnerable Adult - Cuckooing",),
    IncidentType.MENTAL_HEALTH: ("Mental Health",),
    IncidentType.MODERN_SLAVERY: ("Modern Slavery",),
    IncidentType.PREVENT: ("Prevent",),
}
RISKS = {Grade.HIGH: ("H",) * 9 + ("h",), Grade.MEDIUM: ("M",) * 14 + ("m",), Grade.STANDARD: ("S",) * 14 + ("s",)}
FLAG_COLUMNS = (
    PartnerFlag.CHILDRENS_SOCIAL_CARE,
    PartnerFlag.ADULT_SOCIAL_CARE,
    PartnerFlag.HEALTH,
    PartnerFlag.EDUCATION,
    PartnerFlag.OPERATION_ENCOMPASS,
    PartnerFlag.MARAC,
)
OTHER_AGENCIES = {
    PartnerFlag.HOUSING: "Housing",
    PartnerFlag.IDVA: "IDVA",
    PartnerFlag.PROBATION: "Probation",
    PartnerFlag.YOUTH_JUSTICE: "YJS",
}
STATUSES = ("Awaiting assessment",) * 4 + ("Pending", "Returned to officer", "Awaiting SRA", "In queue")
COMMENTS = (
    "",
    "",
    "",
    "",
    "OIC emailed",
    "Chased x2",
    "possible duplicate",
    "call back requested",
    "£ figures from bank",
)


def write(entries: list[Entry], folder: Path, *, seed: int) -> tuple[Path, dict[int, str]]:
    """Write the file; return it and where each referral stands in it (number → locator)."""
    chance = random.Random(f"{seed}/shropshire")
    locators = {}
    path = folder / NAME
    # The extract cannot hold Polish or Romanian letters: each becomes a question mark, as it does in the real system.
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for record, entry in enumerate(entries, start=1):
            row = _row(chance, entry)
            cells = [row.get(column, "") for column in HEADER]
            if not row.get("Comments") and chance.random() < 0.12:
                cells.pop()  # rows keyed before the Comments column was added
            writer.writerow(cells)
            locators[entry.referral.number] = f"record {record}"
    return path, locators


def _row(chance: random.Random, entry: Entry) -> dict[str, str]:
    one, at, sent = entry.referral, entry.incident, entry.submitted
    area_as_written = chance.choice(
        ("Shropshire",) * 6 + ("SHROPSHIRE", "Shrops", one.location.town, one.location.town)
    )
    row = {
        "URN": entry.reference,
        "LogNo": one.log_number,
        "CrimeNo": one.crime_number,
        "DateOccurred": f"{at.day:02d}/{at.month:02d}/{at.year}",
        "TimeOccurred": _time(chance, at.hour, at.minute),
        "DateSubmitted": f"{sent.day:02d}/{sent.month:02d}/{sent.year}",
        "TimeSubmitted": f"{sent.hour:02d}:{sent.minute:02d}",
        "Collar": one.officer.collar if chance.random() < 0.9 else f"{one.officer.rank} {one.officer.collar}",
        "OfficerName": chance.choice(("", one.officer.surname, f"{one.officer.rank} {one.officer.surname}")),
        "Area": area_as_written,
        "IncidentType": chance.choice(TYPES[one.kind]),
        "Address": one.location.premises,
        "Town": one.location.town if chance.random() < 0.93 else "",
        "Postcode": one.location.postcode,
        "Risk": wording.grade_word(chance, one.officer_grade, RISKS),
        "Narrative": entry.narrative,
        "Status": chance.choice(STATUSES),
        "Comments": chance.choice(COMMENTS),
    }
    row |= _people(chance, entry) | _risk_tool(chance, entry) | _flags(chance, entry)
    return row


def _people(chance: random.Random, entry: Entry) -> dict[str, str]:
    row: dict[str, str] = {}
    others = []
    subjects = entry.referral.subjects
    main = subjects[0]  # a child who offended is in the victim columns too: the form has no other place for a subject
    row |= {
        "VicSurname": wording.surname(chance, main),
        "VicForename": _forename(main),
        "VicDOB": _born(chance, main),
        "VicSex": "" if main.sex is Sex.NON_BINARY else main.sex,
    }
    if main.school:
        others.append(f"school: {main.school}")
    child = 0
    for subject in subjects[1:]:
        if subject.role is Role.HARMING:
            row |= {
                "SuspSurname": wording.surname(chance, subject),
                "SuspForename": _forename(subject),
                "SuspDOB": _born(chance, subject),
                "SuspSex": "" if subject.sex is Sex.NON_BINARY else subject.sex,
                "SuspRelationship": subject.relationship,
                "SuspAddress": _their_address(chance, main, subject),
            }
        elif subject.role is Role.CHILD and child < 4:
            child += 1
            row |= {
                f"Child{child}Surname": wording.surname(chance, subject),
                f"Child{child}Forename": _forename(subject),
                f"Child{child}DOB": _born(chance, subject),
                f"Child{child}School": subject.school,
            }
        else:
            born = (
                f" {_born(chance, subject)}" if subject.date_of_birth else f" age {subject.age}" if subject.age else ""
            )
            others.append(
                f"{wording.surname(chance, subject)} {_forename(subject)}{born} ({subject.relationship or 'sibling'})"
            )
    return row | {"OtherPersons": "; ".join(others)}


def _risk_tool(chance: random.Random, entry: Entry) -> dict[str, str]:
    one = entry.referral
    if one.risk_tool is not RiskTool.DASH:
        return {"DASH": chance.choice(("", "", "", "N/A", "R")) if one.kind.startswith("domestic") else ""}
    separator = chance.choice((",", ";", " "))
    return {"DASH": str(len(one.answers)), "DASHTicks": separator.join(one.answers) if chance.random() < 0.93 else ""}


def _flags(chance: random.Random, entry: Entry) -> dict[str, str]:
    yes, no = chance.choice((("Y", "N"),) * 9 + (("Yes", "No"), ("1", "0")))
    columns = dict(zip(("CSC", "ASC", "Health", "Education", "OpEncompass", "MARAC"), FLAG_COLUMNS, strict=True))
    flagged = entry.referral.flags
    row = {column: yes if flag in flagged else no for column, flag in columns.items()}
    return row | {"OtherAgency": ", ".join(word for flag, word in OTHER_AGENCIES.items() if flag in flagged)}


def _forename(subject: Mention) -> str:
    return f"{subject.forenames} ({subject.also_known_as})" if subject.also_known_as else subject.forenames


def _born(chance: random.Random, subject: Mention) -> str:
    if subject.date_of_birth:
        return f"{subject.date_of_birth:%d/%m/%Y}" if chance.random() < 0.95 else f"{subject.date_of_birth:%d/%m/%y}"
    if subject.age is not None:
        return chance.choice((f"{subject.age}", f"{subject.age}yrs", f"c. {subject.age}"))
    return chance.choice(("UNK", "unknown", "", "01/01/1900"))


def _their_address(chance: random.Random, main: Mention, subject: Mention) -> str:
    if not subject.address or chance.random() < 0.25:
        return ""
    if main.address and main.address.premises.upper() == subject.address.premises.upper():
        return chance.choice(("as above", "same", "a/a"))
    return wording.address(subject.address)


def _time(chance: random.Random, hour: int, minute: int) -> str:
    draw = chance.random()
    if draw < 0.02:
        return chance.choice(("", "unk"))
    return f"{hour:02d}{minute:02d}" if draw < 0.03 else f"{hour:02d}:{minute:02d}"
