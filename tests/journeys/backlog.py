"""A small backlog of made-up referrals, as Shropshire's database gives them."""

import csv
from pathlib import Path

DULL = {
    "DateOccurred": "02/09/2025",
    "TimeOccurred": "21:40",
    "DateSubmitted": "03/09/2025",
    "TimeSubmitted": "06:15",
    "Collar": "4417",
    "Area": "Wem",
    "IncidentType": "Domestic Incident",
    "Town": "Wem",
    "Postcode": "SY4 9ZZ",
    "VicSex": "F",
    "Status": "Awaiting triage",
    # Empty here, and still part of what the extract is known by.
    **dict.fromkeys(["DASH", "DASHTicks", "SuspSurname", "Child1Surname", "OtherPersons", "OpEncompass"], ""),
}
ROWS = [
    {
        "URN": "SHR/25/000101",
        "LogNo": "00101-020925",
        "Address": "4 Larch Walk",
        "Risk": "S",
        "VicSurname": "Quillfeather",
        "VicForename": "Joan",
        "VicDOB": "12/03/1988",
        "Narrative": "Neighbours heard shouting. Both spoken to apart and neither wished to say more.",
    },
    {
        "URN": "SHR/25/000102",
        "LogNo": "00102-020925",
        "Address": "9 Alder Close",
        "Risk": "H",
        "VicSurname": "Marlpit",
        "VicForename": "Edith",
        "VicDOB": "05/11/1979",
        "Narrative": "She said he had held a kitchen knife against the door and told her not to ring anybody.",
    },
    {
        "URN": "SHR/25/000103",
        "LogNo": "00103-300225",
        "DateOccurred": "30/02/2025",
        "Address": "17 Hazel Rise",
        "Risk": "M",
        "VicSurname": "Thornberry",
        "VicForename": "Agnes",
        "VicDOB": "21/06/1990",
        "Narrative": "Her former partner came to the house twice in the night and would not leave.",
    },
]


def write_backlog(folder: Path) -> Path:
    """Write three referrals to a CSV file in the folder, the last on a day that does not exist. Return the file."""
    path = folder / "shropshire.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list({**DULL, **ROWS[0]}))
        writer.writeheader()
        writer.writerows({**DULL, **row} for row in ROWS)
    return path
