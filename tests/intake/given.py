"""Rows given by a test in place of a file."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from vigil.intake.drafts import ReferralDraft
from vigil.intake.reading import drafting, mapping
from vigil.intake.reading.entries import entries
from vigil.intake.reading.mapping import Mapping
from vigil.intake.reading.rows import Shape, Skipped, SourceRow

READ_AT = datetime(2025, 9, 20, 11, tzinfo=UTC)


class Given:
    """A reader of rows made up by a test."""

    def __init__(
        self, rows: Sequence[SourceRow], *, kind: str = "csv", extracted_at: datetime | None = READ_AT
    ) -> None:
        self.shape = Shape(kind=kind, columns={"": tuple(rows[0].cells) if rows else ()}, extracted_at=extracted_at)
        self.skipped: list[Skipped] = []
        self._rows = rows

    def rows(self) -> Iterator[SourceRow]:
        return iter(self._rows)


def made_of(reader: Given, chosen: Mapping, *, at: datetime = READ_AT) -> list[ReferralDraft]:
    """Return the drafts of everything a reader reads."""
    return list(drafting.drafts(entries(reader.rows(), chosen), chosen, shape=reader.shape, at=at))


def drafts(
    name_or_mapping: str | Mapping, *cells: dict[str, Any], colours: dict[str, str] | None = None
) -> list[ReferralDraft]:
    """Return the drafts of some rows, numbered from 1 as a delimited file's records are."""
    chosen = mapping.load(name_or_mapping) if isinstance(name_or_mapping, str) else name_or_mapping
    rows = [
        SourceRow(locator=f"record {number}", cells=row, colours=colours or {})
        for number, row in enumerate(cells, start=1)
    ]
    return made_of(Given(rows), chosen)


def one(source: str, row: dict[str, Any], **changed: object) -> ReferralDraft:
    (draft,) = drafts(source, {**row, **changed})
    return draft


def codes(draft: ReferralDraft) -> set[str]:
    return {issue.code for issue in draft.issues}


def held_back(draft: ReferralDraft) -> set[str]:
    return {issue.code for issue in draft.issues if issue.effect == "quarantine"}


TRACKER: dict[str, Any] = {
    "Ref No": "HFD/25/0001",
    "OIS / Log": "00345_I_03092025",
    "Date & time of incident": "3/9/25 2140",
    "Date rec'd": "4.9.25 0615hrs",
    "Submitting officer": "PC 1234 EXAMPLE",
    "LPA / team": "Hereford",
    "Type": "DA",
    "Location": "4 Sample Street, Hereford, hr7 5tx",
    "RAG": "red",
    "Victim / subject": "SMITH, Jane (dob 3/4/91)",
    "Suspect / other party": "",
    "Children": "",
    "Others": "",
    "School(s)": "",
    "DASH": "",
    "Partners": "CSC, School",
    "Circumstances": "Neighbours heard shouting and rang in. Both seen apart and spoken to at length by officers.",
    "Status": "open",
    "Notes": "",
}
EXTRACT: dict[str, Any] = {
    "URN": "SHR-2025-00001",
    "LogNo": "00345_I_03092025",
    "CrimeNo": "",
    "DateOccurred": "03/09/2025",
    "TimeOccurred": "21:40",
    "DateSubmitted": "04/09/2025",
    "TimeSubmitted": "06:15",
    "Collar": "PC 1234",
    "OfficerName": "Example",
    "Area": "Shrops",
    "IncidentType": "Domestic Incident",
    "Address": "4 Sample Street",
    "Town": "Shrewsbury",
    "Postcode": "SY1 1AA",
    "VicSurname": "SMITH",
    "VicForename": "Jane",
    "VicDOB": "03/04/1991",
    "VicSex": "F",
    "SuspSurname": "",
    "SuspForename": "",
    "SuspDOB": "",
    "SuspSex": "",
    "SuspRelationship": "",
    "SuspAddress": "",
    "Child1Surname": "",
    "Child1Forename": "",
    "Child1DOB": "",
    "Child1School": "",
    "OtherPersons": "",
    "Risk": "M",
    "DASH": "2",
    "DASHTicks": "6;27",
    "CSC": "Y",
    "ASC": "N",
    "Health": "1",
    "Education": "No",
    "OpEncompass": "",
    "MARAC": "0",
    "OtherAgency": "IDVA, Probation",
    "Narrative": "Neighbours heard shouting and rang in. Both seen apart and spoken to at length by officers.",
    "Status": "Pending",
    "Comments": "",
}
PERSON: dict[str, Any] = {
    "referral_no": "TW25-000001",
    "log_ref": "00345_I_03092025",
    "occurred": "2025-09-03T21:40:00",
    "submitted": "2025-09-04T06:15:00+01:00",
    "officer_collar": "PC1234",
    "team": "T&W",
    "incident_type": "domestic_abuse",
    "risk": "Std",
    "status": "in_progress",
    "person_no": "1",
    "role": "victim",
    "relationship": "",
    "person_name": "Jane Smith",
    "dob": "1991-04-03",
    "age": "",
    "gender_sd": "F",
    "ethnicity_sd": "w1",
    "address": "4 Sample Street, Dawley",
    "postcode": "TF4 1AA",
    "school": "",
    "dash_score": "1",
    "dash_items": "27",
    "partner_flags": "CSC|EDU",
    "narrative": "Neighbours heard shouting and rang in. Both seen apart and spoken to at length by officers.",
}
EVENT: dict[str, Any] = {
    "Reference": "22/WR100001/25",
    "LogNumber": "00345_I_03092025",
    "CrimeNumber": "",
    "Occurred": "2025-09-03T21:40:00+01:00",
    "Submitted": "2025-09-04T06:15:00+01:00",
    "SubmittingOfficer": {"rank": "PC", "collar": "1234"},
    "TeamArea": "North Worcestershire",
    "Category": {"code": "DA01", "text": "Domestic abuse - current intimate"},
    "OfficerRisk": "HIGH",
    "RiskTool": {"name": "DARA", "items": {"afraid": "Often", "separated": "No"}},
    "PartnerFlags": ["CSC", "IDVA"],
    "Narrative": "Neighbours heard shouting and rang in. Both seen apart and spoken to at length by officers.",
    "Status": "OPEN",
    "location": {"premises": "4 SAMPLE STREET", "town": "Worcester", "county": "", "postcode": "WR1 1AA", "type": ""},
    "people": [
        {
            "role": "victim",
            "id": "PER1",
            "surname": "SMITH",
            "forenames": "Jane",
            "alias": "Janey",
            "dob": "1991-04-03",
            "age": "",
            "sex": "F",
            "ethnicity": "W1",
            "school": "",
            "relationship": "",
            "address": {"premises": "4 Sample Street", "town": "Worcester", "postcode": "WRI 1AA"},
        },
    ],
    "missing_links": [],
}
