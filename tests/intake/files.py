"""Small source files that a test writes for itself: Shropshire's extract, with as few columns as its mapping knows."""

from pathlib import Path

HEADER = [
    "URN", "LogNo", "CrimeNo", "DateOccurred", "TimeOccurred", "DateSubmitted", "TimeSubmitted", "Collar",
    "OfficerName", "Area", "IncidentType", "Address", "Town", "Postcode", "VicSurname", "VicForename", "VicDOB",
    "VicSex", "SuspSurname", "SuspForename", "SuspDOB", "SuspSex", "SuspRelationship", "SuspAddress",
    "Child1Surname", "Child1Forename", "Child1DOB", "Child1School", "OtherPersons", "Risk", "DASH", "DASHTicks",
    "CSC", "ASC", "Health", "Education", "OpEncompass", "MARAC", "OtherAgency", "Narrative", "Status", "Comments",
]  # fmt: skip

_STORIES = (
    "Neighbour rang about shouting next door. Both spoken to apart, nobody hurt, words of advice.",
    "Caller says her brother took her bank card and will not give it back. She lives alone.",
    "School rang: he came in with no coat and no dinner for the third day running this week.",
    "Found sitting on the bridge, talking to nobody. Brought home to his sister, who will ring the doctor.",
    "Ex partner outside the house again in his van. She has kept the messages he sent overnight.",
)


def row(number: int, **changes: str) -> dict[str, str]:
    """Return a good row; ``changes`` are cells by header."""
    day = number % 27 + 1
    return {
        **dict.fromkeys(HEADER, ""),
        "URN": f"SHR-2025-{number:05d}",
        "LogNo": f"{number:05d}_I_{day:02d}082025",
        "DateOccurred": f"{day:02d}/08/2025",
        "TimeOccurred": "21:40",
        "DateSubmitted": f"{day:02d}/08/2025",
        "TimeSubmitted": "23:05",
        "Collar": str(2000 + number),
        "Area": "Shropshire",
        "IncidentType": "Domestic Incident",
        "Address": f"{number} Larch Walk",
        "Town": "Wem",
        "Postcode": "SY4 9ZZ",
        "VicSurname": "EXAMPLE",
        "VicForename": "Joan",
        "VicDOB": "04/02/1991",
        "VicSex": "F",
        "Risk": "M",
        "CSC": "N",
        "Narrative": f"{_STORIES[number % len(_STORIES)]} Reported as job {number} of the shift.",
        "Status": "In queue",
        **changes,
    }


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write rows as Shropshire's extract and return the file."""
    lines = [",".join(HEADER), *(",".join(_quoted(line[header]) for header in HEADER) for line in rows)]
    path.write_bytes("\r\n".join([*lines, ""]).encode("cp1252"))
    return path


def _quoted(cell: str) -> str:
    return '"{}"'.format(cell.replace('"', '""')) if set(cell) & set(',"\r\n') else cell
