"""Rows to drafts: what each column means, and every doubt named. Nothing is dropped on the way."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from vigil.intake.drafts import Effect, Issue, ReferralDraft
from vigil.intake.reading import addresses, answers, dates, grades, moments, names, subjects, unsafe_text, whole_file
from vigil.intake.reading.addresses import Place as Address
from vigil.intake.reading.answers import Questionnaire
from vigil.intake.reading.cells import Cells
from vigil.intake.reading.dates import Written
from vigil.intake.reading.entries import Entry, conflicts
from vigil.intake.reading.mapping import Mapping, key_of
from vigil.intake.reading.moments import Position
from vigil.intake.reading.rows import Shape
from vigil.rules.terms import Area, Grade, IncidentType, PartnerFlag

_LOG = re.compile(r"\b\d{3,6}_[A-Z]_\d{8}\b")
_CRIME = re.compile(r"\b\d{1,3}/\d{4,6}/\d{2}\b")
_COLLAR = re.compile(r"(?P<rank>[A-Z][A-Za-z/]{1,6})?\s*(?P<collar>\d{2,6})\s*(?P<name>[^\d,;]*)")
_BETWEEN_FLAGS = re.compile(r"\s*[,/+|;&\n]\s*")
_YES = frozenset({"y", "yes", "1", "true", "x", "t"})


def drafts(found: Sequence[Entry], mapping: Mapping, *, shape: Shape, at: datetime) -> Iterator[ReferralDraft]:
    """Yield a draft of every entry of a file, in their order.

    It takes the whole file: its position, the rows of late-added people and numbers used twice are only known at the
    end. ``at`` is the moment of reading; no file's position is later.
    """
    sent = [_written(entry, "submitted", mapping) for entry in found]
    until = moments.position(shape, sent, at=at, zone=mapping.zone)
    graded = ((entry.text(mapping.fields.get("grade", ())), _colour(entry, mapping)) for entry in found)
    meanings = grades.legend(graded, mapping.words.get("grade", {}))
    shared = whole_file.sharing_a_reference([entry.text(mapping.fields["reference"]) for entry in found])
    settled = whole_file.reference_issues([_draft(found[place], mapping, until, meanings) for place in shared])
    known = dict(zip(shared, settled, strict=True))
    for place, entry in enumerate(found):
        yield known[place] if place in known else _draft(entry, mapping, until, meanings)


def _draft(entry: Entry, mapping: Mapping, until: Position, meanings: dict[str, Grade]) -> ReferralDraft:
    fields = mapping.fields

    def text(name: str) -> str:
        return entry.text(fields.get(name, ()))

    issues = [*_row_issues(entry), *conflicts(entry, mapping)]
    log_number, crime_number = _numbers(text("log_number"), text("crime_number"))
    logged_on = moments.log_day(log_number)
    submitted = _written(entry, "submitted", mapping, near=logged_on or until.latest.date())
    incident = _written(entry, "incident", mapping, near=logged_on or submitted.day or until.latest.date())
    if submitted.day is None and incident.day is not None:
        submitted = _written(entry, "submitted", mapping, near=incident.day)
    decided = moments.decide(incident, submitted, logged_on=logged_on, until=until, zone=mapping.zone)
    issues += decided.issues
    incident_type, doubts = _incident_type(text("incident_type"), mapping)
    issues += doubts
    address = _address(entry, mapping)
    issues += subjects.address_issues(address, field="address")
    # Ages are reckoned on the day of the incident, or the nearest day known where that one is impossible or ahead.
    days = (at.date() for at in (decided.incident_at, decided.submitted_at) if at and at <= until.latest)
    on = next(days, logged_on)
    people, doubts = subjects.drafted(entry, mapping, incident_type=incident_type, on=on, address=address)
    issues += doubts
    grade, doubts = grades.read(text("grade"), _colour(entry, mapping), mapping.words.get("grade", {}), meanings)
    issues += doubts
    questionnaire = _questionnaire(entry, mapping)
    issues += questionnaire.issues
    flags, doubts = _partner_flags(entry, mapping)
    issues += doubts
    status = text("status")
    if key_of(status) in mapping.closed:
        issues.append(
            _issue("team_says_closed", "source_status", "The team's status says closed. Ask before closing it here.")
        )
    narrative, reference = text("narrative"), text("reference")
    if not narrative:
        issues.append(
            _issue("empty_narrative", "narrative", "There is no account. Ask the officer for it.", Effect.QUARANTINE)
        )
    if not reference:
        issues.append(
            _issue("blank_reference", "reference", "There is no number. Ask the team for it.", Effect.QUARANTINE)
        )
    for row in entry.rows:
        issues += unsafe_text.issues(
            row.row.cells, row.values, narrative if row is entry.rows[0] else "", row.headers(fields["narrative"])
        )
    collar, officer_name = _officer(text("officer"), text("officer_name"), text("officer_rank"))
    draft = ReferralDraft(
        locator=entry.locator,
        reference=reference,
        raw=_raw(entry, mapping),
        log_number=log_number,
        crime_number=crime_number,
        incident_at=decided.incident_at,
        incident_time_known=decided.incident_time_known,
        submitted_at=decided.submitted_at,
        submitted_time_known=decided.submitted_time_known,
        officer_collar=collar,
        officer_name=officer_name,
        area=_area(text("team_area"), mapping),
        team_area=text("team_area"),
        incident_type=incident_type,
        incident_type_as_written=text("incident_type"),
        address=address.line,
        postcode=address.postcode,
        officer_grade=grade,
        risk_tool=questionnaire.tool,
        ticks=questionnaire.ticks,
        answers=questionnaire.answers,
        partner_flags=flags,
        school=text("school") or next((person.school for person in people if person.school), ""),
        narrative=narrative,
        source_status=status,
        comments="; ".join([part for part in (text("comments"), *entry.rows[0].row.extra) if part]),
        subjects=people,
    )
    return replace(draft, issues=tuple(dict.fromkeys([*issues, *whole_file.test_record_issues(draft)])))


def _issue(code: str, field: str, message: str, effect: Effect = Effect.FLAG) -> Issue:
    return Issue(code=code, field=field, message=message, effect=effect)


def _row_issues(entry: Entry) -> list[Issue]:
    if any(row.values.get("missing_links") for row in entry.rows):
        return [_issue("link_missing", "subjects", "The export leaves out a person or place it links to. Look it up.")]
    return [_issue("unreadable_row", "", row.row.problem, Effect.QUARANTINE) for row in entry.rows if row.row.problem]


def _written(entry: Entry, name: str, mapping: Mapping, near: date | None = None) -> Written:
    """Return what an entry's cells say of a moment, its time taken from a cell of its own where there is one."""
    fields = mapping.fields
    written = dates.read(entry.value(fields[name]), day_first=mapping.day_first, near=near)
    column = fields.get(f"{name}_time")
    if column is None or written.day is None:
        return written
    said, impossible = dates.read_time(entry.value(column))
    if said == time(0):
        said = None  # an extract writes 00:00 where the database has no time
    return replace(written, clock=said or written.clock, impossible=written.impossible or impossible)


def _numbers(log_cell: str, crime_cell: str) -> tuple[str, str]:
    """Return the log number and the crime number, which one cell may hold together."""
    both = f"{log_cell} {crime_cell}"
    log, crime = _LOG.search(both), _CRIME.search(both)
    if log is None and crime is None:
        return log_cell, crime_cell
    return log[0] if log else "", crime[0] if crime else crime_cell


def _officer(cell: str, name: str, rank: str) -> tuple[str, str]:
    """Return the collar number and the name with its rank: "PC 3434 RANDLE" gives "3434" and "PC Randle"."""
    found = _COLLAR.search(cell)
    if not found:
        return "", names.as_written_by_people(name or cell)
    surname = (name or found["name"]).strip()
    if not surname:
        return found["collar"], ""
    rank = rank or found["rank"] or ""
    if surname.split()[0].casefold() == rank.casefold() or re.match(r"[A-Z]{2,4}\s+\S", surname):
        rank, _, surname = surname.partition(" ")
    return found["collar"], " ".join(part for part in (rank, names.as_written_by_people(surname)) if part)


def _incident_type(written: str, mapping: Mapping) -> tuple[IncidentType, list[Issue]]:
    term = mapping.term("incident_type", written)
    if term is not None:
        return IncidentType(term), []
    return IncidentType.OTHER, [
        _issue("unknown_value", "incident_type", "The type is not in this source's list. Set it by hand.")
    ]


def _colour(entry: Entry, mapping: Mapping) -> str:
    return next((fill for row in entry.rows if (fill := row.colour(mapping.fields.get("grade", ())))), "")


def _area(team_area: str, mapping: Mapping) -> Area | None:
    term = mapping.term("area", team_area)
    return Area(term) if term else mapping.area


def _address(entry: Entry, mapping: Mapping) -> Address:
    """Return where it happened: what "(inc loc: ...)" on any row says, or else the referral's own address."""
    columns = mapping.fields.get("address", ())
    lines = [row.text(columns) for row in entry.rows]
    for line in lines:
        _, elsewhere = addresses.apart(line)
        if elsewhere:
            return addresses.read(elsewhere)
    first = next((row for row, line in zip(entry.rows, lines, strict=True) if line), entry.rows[0])
    return addresses.read(first.text(columns), first.text(mapping.fields.get("postcode", ())))


def _questionnaire(entry: Entry, mapping: Mapping) -> Questionnaire:
    fields = mapping.fields
    tool = entry.text(fields.get("risk_tool", ()))
    if tool:
        items = entry.value(fields.get("risk_items", ()))
        return answers.read_items(tool, items if isinstance(items, dict) else {})
    return answers.read_dash(entry.value(fields.get("dash", ())), entry.value(fields.get("dash_ticks", ())))


def _partner_flags(entry: Entry, mapping: Mapping) -> tuple[tuple[PartnerFlag, ...], list[Issue]]:
    """Return the agencies marked, from cells that list them and from columns of their own that say yes."""
    words: list[str] = []
    for header in mapping.fields.get("partner_flags", ()):
        cell = entry.value((header,))
        words += cell if isinstance(cell, list) else _BETWEEN_FLAGS.split(str(cell))
    found, issues = [], []
    for word in words:
        if names.is_nobody(str(word or "")):
            continue
        term = mapping.term("partner_flags", word)
        if term is None:
            issues.append(
                _issue("unknown_value", "partner_flags", "An agency is not in this source's list. Add it by hand.")
            )
        else:
            found.append(PartnerFlag(term))
    for header, flag in mapping.partner_columns.items():
        if entry.text((header,)).casefold() in _YES:
            found.append(flag)
    return tuple(dict.fromkeys(found)), issues


def _raw(entry: Entry, mapping: Mapping) -> dict[str, Any]:
    """Return the source's own cells as plain data, with a grade cell's colour beside it."""
    rows = [_plain_row(row, mapping) for row in entry.rows]
    return {"rows": rows} if mapping.row_is_a_person else rows[0]


def _plain_row(row: Cells, mapping: Mapping) -> dict[str, Any]:
    raw = {header: _plain(value) for header, value in row.row.cells.items()}
    colour = row.colour(mapping.fields.get("grade", ()))
    if colour:
        raw["(colour of the grade)"] = colour
    if row.row.extra:
        raw["(beyond the last column)"] = list(row.row.extra)
    return raw


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date | time) else value
