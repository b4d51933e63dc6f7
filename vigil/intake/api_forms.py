"""The shape of a referral as a record system sends it to the API."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, StringConstraints

from vigil.intake.reading import identifiers
from vigil.rules.terms import Area, Grade, IncidentType, PartnerFlag, RiskTool, Role, Sex

NO_NUL = r"^[^\x00]*$"


# Text of at most so many characters, which PostgreSQL can hold.
UpTo4 = Annotated[str, StringConstraints(max_length=4, pattern=NO_NUL)]
UpTo10 = Annotated[str, StringConstraints(max_length=10, pattern=NO_NUL)]
UpTo20 = Annotated[str, StringConstraints(max_length=20, pattern=NO_NUL)]
UpTo40 = Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)]
UpTo60 = Annotated[str, StringConstraints(max_length=60, pattern=NO_NUL)]
UpTo80 = Annotated[str, StringConstraints(max_length=80, pattern=NO_NUL)]
UpTo120 = Annotated[str, StringConstraints(max_length=120, pattern=NO_NUL)]
UpTo200 = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]
UpTo400 = Annotated[str, StringConstraints(max_length=400, pattern=NO_NUL)]
UpTo20000 = Annotated[str, StringConstraints(max_length=20_000, pattern=NO_NUL)]
UpTo100000 = Annotated[str, StringConstraints(max_length=100_000, pattern=NO_NUL)]


def _only_text(value: Any) -> Any:
    """Refuse numbers where a date or moment is asked for: pydantic would take them as seconds."""
    if value is not None and not isinstance(value, str | date):
        raise ValueError("Write it as text: 2026-03-27 or 2026-03-27T21:40:00Z")
    return value


def _within_memory(moment: datetime) -> datetime:
    """Refuse a moment that nobody now alive could report, and that PostgreSQL or a clock could not hold."""
    if not 1900 < moment.year < 2200:
        raise ValueError("Write a moment between 1901 and 2199")
    return moment


def _nhs_number(text: str) -> str:
    """Refuse an NHS number whose check figure is wrong."""
    if text.strip() and not identifiers.nhs_number(text):
        raise ValueError("Write the ten figures of the NHS number: the last is its check figure, and is wrong")
    return identifiers.nhs_number(text)


def _uprn(text: str) -> str:
    """Refuse what is no property number."""
    if text.strip() and not identifiers.uprn(text):
        raise ValueError("Write the property number (UPRN) as at most twelve figures")
    return identifiers.uprn(text)


NhsNumber = Annotated[UpTo20, AfterValidator(_nhs_number)]
Uprn = Annotated[UpTo20, AfterValidator(_uprn)]
Day = Annotated[date, BeforeValidator(_only_text)]
Moment = Annotated[AwareDatetime, BeforeValidator(_only_text), AfterValidator(_within_memory)]
Whole = Annotated[int, Field(strict=True)]


class SubjectIn(Schema):
    """A person the referral names."""

    model_config = ConfigDict(extra="forbid")

    role: Role
    surname: UpTo200 = ""
    forenames: UpTo200 = ""
    also_known_as: UpTo200 = ""
    date_of_birth: Day | None = None
    age: Annotated[Whole, Field(ge=0, le=130)] | None = None
    sex: Sex = Sex.NOT_KNOWN
    ethnicity: UpTo4 = ""
    relationship: UpTo120 = ""
    address: UpTo400 = ""
    postcode: UpTo10 = ""
    phone: UpTo40 = ""
    school: UpTo200 = ""
    source_person_id: UpTo60 = ""
    nhs_number: NhsNumber = ""
    uprn: Uprn = ""


class Told(Schema):
    """What may be told of a referral. What is left out is not recorded."""

    model_config = ConfigDict(extra="forbid")

    reference: UpTo80 = ""
    narrative: UpTo100000 = ""
    incident_at: Moment | None = None
    submitted_at: Moment | None = None
    incident_type: IncidentType = IncidentType.OTHER
    incident_type_as_written: UpTo200 = ""
    area: Area | None = None
    address: UpTo400 = ""
    postcode: UpTo10 = ""
    log_number: UpTo80 = ""
    crime_number: UpTo80 = ""
    officer_collar: UpTo20 = ""
    officer_name: UpTo120 = ""
    officer_grade: Grade | None = None
    risk_tool: RiskTool | None = None
    ticks: Annotated[Whole, Field(ge=0, le=100)] | None = None
    partner_flags: Annotated[list[PartnerFlag], Field(max_length=10)] = []
    school: UpTo200 = ""
    comments: UpTo20000 = ""
    subjects: Annotated[list[SubjectIn], Field(max_length=100)] = []


class ReferralIn(Told):
    """A referral. ``reference`` is the system's own number: the same one again is answered as a duplicate."""

    reference: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=NO_NUL)]
    narrative: Annotated[str, StringConstraints(min_length=1, max_length=100_000, pattern=NO_NUL)]
    incident_at: Moment
    submitted_at: Moment
    incident_type: IncidentType
