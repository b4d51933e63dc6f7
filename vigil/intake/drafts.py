"""What a reader hands over: one referral entry as a source holds it, read but not yet received.

A draft is plain data. ``vigil.intake.reading`` makes drafts from files; ``vigil.intake.actions``
receives them. Nothing is dropped on the way: ``raw`` holds the source's own cells, and every
doubt is an ``Issue`` that names its field.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from vigil.rules.terms import Area, Grade, IncidentType, PartnerFlag, RiskTool, Role, Sex


class Effect(StrEnum):
    """What an issue does to the entry that carries it."""

    QUARANTINE = "quarantine"  # cannot be received until someone mends it
    FLAG = "flag"  # received, and shown to whoever opens it
    REPAIR = "repair"  # made safe or put right by the reader; the raw value is kept
    AMBIGUOUS = "ambiguous"  # more than one reading is possible; the value kept is the likelier


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    """One doubt about one field. ``code`` is stable (reports count it); ``message`` tells a person what to do."""

    code: str
    field: str
    message: str
    effect: Effect


@dataclass(frozen=True, kw_only=True, slots=True)
class SubjectDraft:
    """A person as one referral entry names them. ``position`` counts from 1 in the source's order."""

    position: int
    role: Role
    surname: str = ""
    forenames: str = ""
    also_known_as: str = ""  # maiden name, alias or nickname given in the same cell
    date_of_birth: date | None = None
    age: int | None = None  # whole years at the time of the referral
    age_months: int | None = None  # for a child under two, where the source says so
    sex: Sex = Sex.NOT_KNOWN
    ethnicity: str = ""  # self-defined 18+1 code
    relationship: str = ""  # as written, to the person harmed or the child
    address: str = ""
    postcode: str = ""
    phone: str = ""
    school: str = ""
    source_person_id: str = ""  # the record system's own id for the person
    nhs_number: str = ""  # ten figures whose check figure is right
    uprn: str = ""  # the unique property reference number of where they live, without leading noughts
    as_written: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferralDraft:
    """One referral entry. Moments are timezone-aware; ``None`` means the source gave none that can be read."""

    locator: str  # where it stands in its file, e.g. "OPEN!21", "record 51", "records 1|2"
    reference: str
    raw: dict[str, Any]
    log_number: str = ""
    crime_number: str = ""
    incident_at: datetime | None = None
    incident_time_known: bool = True  # False when the source gave a day without a time
    submitted_at: datetime | None = None
    submitted_time_known: bool = True
    officer_collar: str = ""
    officer_name: str = ""
    area: Area | None = None
    team_area: str = ""  # as written
    incident_type: IncidentType = IncidentType.OTHER
    incident_type_as_written: str = ""
    address: str = ""
    postcode: str = ""
    officer_grade: Grade | None = None
    risk_tool: RiskTool | None = None
    ticks: int | None = None  # DASH: number of yes answers, as stated or counted
    answers: dict[str, str] = field(default_factory=dict)  # question code (DASH "1".."27", DARA short name) → answer
    partner_flags: tuple[PartnerFlag, ...] = ()
    school: str = ""
    narrative: str = ""
    source_status: str = ""
    comments: str = ""
    subjects: tuple[SubjectDraft, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def day(self) -> date | None:
        """The day it tells of, by the clock its moments are told in; None if it gives no moment."""
        moment = self.incident_at or self.submitted_at
        return moment.date() if moment else None

    @property
    def is_quarantined(self) -> bool:
        return any(issue.effect is Effect.QUARANTINE for issue in self.issues)
