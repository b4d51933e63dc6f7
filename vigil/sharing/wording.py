"""A packet in words: the one reading that the preview, the PDF and the portal all show, so that they cannot differ."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from vigil.rules import terms as hub
from vigil.rules.sharing import terms
from vigil.rules.sharing.fields import FIELD_WORDS
from vigil.ui.words import LONDON, MONTHS, plural

YES, NO = "Yes", "No"


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the packet: its heading, and pairs of what it is and what it says."""

    heading: str
    rows: list[tuple[str, str]]
    is_about_the_matter: bool = True  # not the form's own number, marking and replies


def in_words(content: Mapping[str, Any]) -> list[Section]:
    """Return every value of a packet in words. Raises ``KeyError`` for a field that has no words: none is left out."""
    told, recipient, basis = content["disclosure"], content["recipient"], content["basis"]
    about = [
        ("Number", told["number"]),
        ("Identifier", told["id"]),
        ("Made", _moment(told["made_at"])),
        ("Marking", told["marking"]),
        ("Urgent", YES if told["urgent"] else NO),
        ("For", recipient["name"]),
        ("Kind of partner", terms.label(terms.PartnerKind(recipient["kind"]))),
        *([("For the worker", recipient["worker"])] if "worker" in recipient else []),
        ("What is asked", content["asks"] or "Nothing: for information only"),
    ]
    why = [
        ("Law", basis["law"]),
        ("Purpose", basis["purpose"]),
        ("Consent", terms.label(terms.Consent(basis["consent"]))),
        *([("Shared without it because", basis["consent_overridden"])] if "consent_overridden" in basis else []),
    ]
    matter = dict(content["matter"])
    reference = [("Hub’s reference", matter.pop("reference"))]
    reply = content["reply"]
    return [
        Section(heading="This disclosure", rows=about, is_about_the_matter=False),
        Section(heading="Why it is shared", rows=why),
        Section(heading="What it is about", rows=[*reference, *_rows(matter, OF_THE_MATTER)]),
        *(
            Section(heading=f"Person {number}", rows=list(_rows(person)))
            for number, person in enumerate(content["people"], start=1)
        ),
        Section(
            heading="What to send back",
            is_about_the_matter=False,
            rows=[
                ("Confirm it within", plural(reply["acknowledge_within_working_days"], "working day")),
                ("Say what was decided within", plural(reply["decide_within_working_days"], "working day")),
                ("Outcomes", ", ".join(terms.label(terms.OutcomeKind(kind)) for kind in reply["outcomes"])),
            ],
        ),
    ]


ORDER = {field: place for place, field in enumerate(FIELD_WORDS)}
OF_THE_MATTER = ORDER | {"postcode": ORDER["place"] + 0.5}


def _rows(fields: Mapping[str, Any], order: Mapping[str, float] = ORDER) -> Iterator[tuple[str, str]]:
    for field in sorted(fields, key=order.__getitem__):
        yield FIELD_WORDS[field], value_in_words(field, fields[field])


def value_in_words(field: str, value: Any) -> str:
    """Return a field's value as people read it."""
    match field:
        case "form":
            return terms.label(terms.Form(value))
        case "incident_type":
            return hub.label(hub.IncidentType(value))
        case "grade":
            return hub.label(hub.Grade(value))
        case "role":
            return hub.label(hub.Role(value))
        case "sex":
            return hub.label(hub.Sex(value))
        case "incident_at":
            return _moment(value)
        case "date_of_birth":
            return _day(date.fromisoformat(value))
        case "risks":
            return "; ".join(value)
    return str(value)


def _moment(written: str) -> str:
    return moment_in_words(datetime.fromisoformat(written))


def moment_in_words(at: datetime) -> str:
    """Return a moment as London's clocks show it, in plain text: "3 Sept 2025, 21:40"."""
    local = at.astimezone(LONDON)
    return f"{_day(local)}, {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
