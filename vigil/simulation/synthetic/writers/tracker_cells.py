"""What Herefordshire's staff type into one row of their tracker."""

import random
from datetime import date, datetime, timedelta

from vigil.rules.terms import Grade, IncidentType, PartnerFlag, RiskTool, Role
from vigil.simulation.synthetic.mentions import Mention
from vigil.simulation.synthetic.writers import wording
from vigil.simulation.synthetic.writers.entries import Entry, Moment

# A cell's value, or (value, number format) for a real date.
Typed = str | int | None | tuple[datetime | float, str]

TYPES = {
    IncidentType.DOMESTIC_ABUSE_PARTNER: ("DA - partner", "DOM", "Domestic", "DA"),
    IncidentType.DOMESTIC_ABUSE_EX_PARTNER: ("DA - ex", "DOM ex", "Domestic (ex)"),
    IncidentType.DOMESTIC_ABUSE_FAMILY: ("DA - family", "DA familial", "Domestic - family"),
    IncidentType.STALKING_HARASSMENT: ("Stalking", "Harassment DA", "S&H"),
    IncidentType.HONOUR_BASED_ABUSE: ("HBA",),
    IncidentType.SEXUAL_OFFENCE: ("Sexual", "RASSO"),
    IncidentType.CHILD_WELFARE: ("Child concern", "Child welfare", "Neglect", "CP"),
    IncidentType.CHILD_PHYSICAL_ABUSE: ("Child - physical", "CP physical", "Child assault"),
    IncidentType.CHILD_SEXUAL_ABUSE: ("CSA", "Child sexual", "CP - sexual"),
    IncidentType.CHILD_EXPLOITATION: ("CE", "CCE"),
    IncidentType.CHILD_MENTAL_HEALTH: ("Child MH", "Child self harm"),
    IncidentType.CHILD_OFFENDING: ("Child concern - ASB", "Youth ASB", "Child suspect"),
    IncidentType.MISSING_PERSON: ("MFH", "Misper", "Missing child"),
    IncidentType.ADULT_AT_RISK: ("VA", "Vulnerable adult", "Adult at risk"),
    IncidentType.FINANCIAL_ABUSE: ("VA - fraud", "Financial"),
    IncidentType.CUCKOOING: ("VA - cuckooing", "Cuckooing"),
    IncidentType.MENTAL_HEALTH: ("Mental health", "MH", "CFW - MH"),
    IncidentType.MODERN_SLAVERY: ("Modern slavery", "MSHT"),
    IncidentType.PREVENT: ("Prevent",),
}
RAG_WORDS = {
    Grade.HIGH: ("Red", "RED", "R", "HIGH", "red"),
    Grade.MEDIUM: ("Amber", "AMBER", "A", "Med", "amber"),
    Grade.STANDARD: ("Green", "GREEN", "G", "Std", "green"),
}
COLOURS = {
    Grade.HIGH: ("FF0000", "C00000", "FF3300", "E60000"),
    Grade.MEDIUM: ("FFC000", "FFBF00", "ED7D31", "F4B183"),
    Grade.STANDARD: ("92D050", "00B050", "A9D08E", "70AD47"),
}
INDEXED_COLOURS = {Grade.HIGH: 10, Grade.MEDIUM: 51, Grade.STANDARD: 17}  # Excel's old palette: red, gold, green
PARTNERS = {
    PartnerFlag.CHILDRENS_SOCIAL_CARE: "CSC",
    PartnerFlag.ADULT_SOCIAL_CARE: "ASC",
    PartnerFlag.EDUCATION: "School",
    PartnerFlag.HEALTH: "Health",
    PartnerFlag.OPERATION_ENCOMPASS: "Op Encompass",
    PartnerFlag.MARAC: "MARAC",
    PartnerFlag.IDVA: "IDVA",
    PartnerFlag.HOUSING: "Housing",
    PartnerFlag.PROBATION: "Probation",
    PartnerFlag.YOUTH_JUSTICE: "YJS",
}
AREAS = ("Herefordshire",) * 4 + ("Hereford", "Hereford", "Herefordshire LPA", "HFD", "Hereford City", "N Hfds")
OPEN_STATUSES = (
    "Open",
    "OPEN",
    "open",
    "Awaiting triage",
    "awaiting triage",
    "Part done",
    "With DS",
    "Not yet looked at",
)
AWAITING_STATUSES = ("SRA o/s", "SRA outstanding", "Awaiting", "Awaiting SRA", "on hold - officer on leave")
NOTES = (None, None, None, None, "emailed officer", "chased", "?duplicate", "tel school", "see other row")
ALLOCATED = (None, None, "unalloc", "DS", "duty")
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  (a workbook's dates have no zone)


def cells(chance: random.Random, entry: Entry) -> dict[str, Typed]:
    """Return what both sheets hold, by the column of the first."""
    one, main = entry.referral, entry.referral.subjects[0]
    others = list(one.subjects[1:])
    against = next((s for s in others if s.role in (Role.HARMING, Role.PARENT_OR_CARER)), None)
    children = [s for s in others if s.role is Role.CHILD]
    rest = [s for s in others if s is not against and s.role is not Role.CHILD]
    return {
        "Ref No": entry.reference,
        "OIS / Log": f"{one.log_number} / {one.crime_number}"
        if one.log_number and one.crime_number and chance.random() < 0.4
        else one.log_number,
        "Date & time of incident": _day_and_time(chance, entry.incident, day_only=0.06, swaps=bool(one.log_number)),
        "Date rec'd": _day_and_time(chance, entry.submitted, day_only=0.10, swaps=False),
        "Submitting officer": _officer(chance, entry),
        "LPA / team": chance.choice(AREAS),
        "Type": chance.choice(TYPES[one.kind]),
        "Location": wording.address(one.location),
        "RAG": chance.choice(RAG_WORDS[one.officer_grade]) if one.officer_grade and chance.random() < 0.42 else None,
        "Victim / subject": _subject(chance, main, with_relationship=False),
        "Suspect / other party": _subject(chance, against, with_relationship=True)
        if against
        else chance.choice((None, None, "unknown", "n/a")),
        "Children": _children(chance, children, one.incident_at.date()),
        "Others": "; ".join(f"{_subject(chance, s, with_relationship=False)} - {s.relationship}" for s in rest) or None,
        "School(s)": _schools(main, children),
        "DASH": _dash(chance, entry),
        "Partners": chance.choice((", ", ", ", "/", " + ")).join(
            word for flag, word in PARTNERS.items() if flag in one.flags
        )
        or None,
        "Circumstances": entry.narrative,
    }


def open_cells(chance: random.Random) -> dict[str, Typed]:
    return {"Status": chance.choice(OPEN_STATUSES), "Notes": chance.choice(NOTES)}


def awaiting_cells(chance: random.Random, entry: Entry) -> dict[str, Typed]:
    """Return the columns that only the second sheet has. Its review day is wished for, not kept."""
    due = entry.referral.submitted_at.replace(hour=0, minute=0, tzinfo=None) + timedelta(days=chance.choice((3, 5, 14)))
    draw = chance.random()
    return {
        "SRA due": (due, "dd/mm/yyyy") if draw < 0.7 else f"{due:%d/%m}" if draw < 0.87 else None,
        "Allocated to": chance.choice((*ALLOCATED, f"DC {entry.referral.officer.surname}")),
        "Status": chance.choice(AWAITING_STATUSES),
    }


def _day_and_time(chance: random.Random, at: Moment, *, day_only: float, swaps: bool) -> Typed:
    """Return a real date, most often; else a serial number, or text as people type it; a day that cannot be is text."""
    try:
        moment = datetime(*at)  # noqa: DTZ001  (a workbook's dates have no zone)
    except ValueError:
        return f"{at.day}/{at.month}/{at.year} {at.hour:02d}{at.minute:02d}"
    draw = chance.random()
    if swaps and at.day <= 12 and at.day != at.month and draw < 0.06:
        return moment.replace(
            day=at.month, month=at.day
        ), "dd/mm/yyyy hh:mm"  # typed day first, read month first by Excel
    if draw < 0.62:
        return moment, chance.choice(("dd/mm/yyyy hh:mm",) * 6 + ("dd/mm/yy hh:mm", "d-mmm-yy"))
    if draw < 0.62 + day_only:
        return moment.replace(hour=0, minute=0), "dd/mm/yyyy"
    if draw < 0.73:
        return round((moment - EXCEL_EPOCH) / timedelta(days=1), 6), "General"
    text = chance.choice(
        (
            "{d}/{m}/{y:02d} {t}",
            "{d}/{m}/{y:02d} {t}",
            "{d}.{m}.{y:02d} {t}hrs",
            "{d} {month} {year} {t}",
            "{d:02d}/{m:02d}/{year} {H}:{M}",
            "{d} {month} {year}",
            "{d}/{m}/{y:02d}",
            "{weekday} {d} {month} {H}:{M}",
        )
    )
    return text.format(
        d=at.day,
        m=at.month,
        y=at.year % 100,
        year=at.year,
        t=f"{at.hour:02d}{at.minute:02d}",
        H=f"{at.hour:02d}",
        M=f"{at.minute:02d}",
        month="Sept" if at.month == 9 else f"{moment:%b}",
        weekday=f"{moment:%a}",
    )


def _officer(chance: random.Random, entry: Entry) -> Typed:
    written = wording.officer(chance, entry.referral.officer)
    return int(written) if written.isdigit() and chance.random() < 0.4 else written


def _subject(chance: random.Random, subject: Mention, *, with_relationship: bool) -> str:
    """Return one person in one cell: SMITH, Jane (dob 3/4/91) (partner) of 2 High Street."""
    draw = chance.random()
    if draw < 0.82:
        name = f"{subject.surname.upper()}, {subject.forenames}"
    elif draw < 0.92:
        name = f"{subject.forenames} {subject.surname.upper()}"
    else:
        name = f"{subject.surname.upper()} {subject.forenames}"
    if subject.also_known_as:
        name += f" {subject.also_known_as}"
    written = f"{name} {_born(chance, subject)}".rstrip()
    if with_relationship and subject.relationship:
        in_brackets = 0.97 if subject.role is Role.PARENT_OR_CARER else 0.7
        written += f" ({subject.relationship})" if chance.random() < in_brackets else f" - {subject.relationship}"
    if subject.address and chance.random() < 0.08:
        written += f"{chance.choice((' of ', ', ', ' lives '))}{wording.address(subject.address)}"
    return written


def _born(chance: random.Random, subject: Mention) -> str:
    if subject.date_of_birth:
        day = wording.uk_day(chance, subject.date_of_birth)
        return chance.choice(("(dob {})", "(dob {})", "(dob {})", "({})", "dob {}", "(DOB: {})", "b. {}")).format(day)
    if subject.age is not None:
        return chance.choice((f"({subject.age})", f"(aged {subject.age})", f"{subject.age} yrs"))
    return chance.choice(("", "(dob unk)", "(dob ?)"))


def _children(chance: random.Random, children: list[Mention], on: date) -> str | None:
    if not children:
        return chance.choice((None, None, None, "n/a", "nil", "-"))
    in_brackets = chance.random() < 0.2
    written = [_child(chance, child, on, in_brackets=in_brackets) for child in children]
    if len(written) > 1 and chance.random() < 0.08:
        return f"{len(written)} - {', '.join(written[:-1])} & {written[-1]}"
    return ("\n" if chance.random() < 0.06 else ", ").join(written)


def _child(chance: random.Random, child: Mention, on: date, *, in_brackets: bool) -> str:
    if child.date_of_birth and chance.random() < 0.12:
        return f"{child.forenames} {child.surname} dob {wording.uk_day(chance, child.date_of_birth)}"
    age, months = child.age, child.age_months
    if child.date_of_birth:
        days = (on - child.date_of_birth).days
        age, months = days // 365, days // 30 if days < 730 else None
    if age is None:
        return child.forenames
    told = f"{months}mths" if months else str(age)
    return f"{child.forenames} ({told})" if in_brackets else f"{child.forenames} {told}"


def _schools(main: Mention, children: list[Mention]) -> str | None:
    with_school = [s for s in (main, *children) if s.school]
    if len({s.school for s in with_school}) == 1:
        return with_school[0].school
    return "; ".join(f"{s.forenames.split()[0]} - {s.school}" for s in with_school) or None


def _dash(chance: random.Random, entry: Entry) -> str | None:
    one = entry.referral
    if one.risk_tool is not RiskTool.DASH:
        return (
            chance.choice(("not done", "refused", None))
            if one.kind.startswith("domestic")
            else chance.choice((None, None, "n/a"))
        )
    count, ticks = len(one.answers), ",".join(one.answers)
    if not count:
        return chance.choice(("0", "0 - all no"))
    spaced = ticks.replace(",", ", ")
    return chance.choice(
        (f"{count} - q{ticks}", f"{count}/27 ({ticks})", f"Score {count}. Yes to {ticks}", f"{count}: {spaced}")
    )
