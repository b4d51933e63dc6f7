"""Exports of one JSON object a line: a POLE export, or plain objects that are rows as they stand."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from vigil.intake.reading.elements import BrokenOff
from vigil.intake.reading.lines import Line, encoding_of, lines
from vigil.intake.reading.pole import KINDS, Entity, PoleReader
from vigil.intake.reading.rows import COLUMN_LIMIT, Reader, Shape, Skipped, SourceRow, Unreadable

_LOOKED_AT_FOR_KEYS = 50
_NOT_AN_OBJECT = "The line is not one whole JSON object. Read it in the file and mend it there."
_CUT = "The line is too long to be a record, so it was not read. Look at it in the file."
_ENDS = "The file ends in the middle of this line. Ask for the whole file again."


def open_ndjson(path: Path) -> Reader:
    """Return the reader for the file: by its first lines it is a POLE export or plain objects."""
    encoding = encoding_of(path)
    first = [record for _, record, _ in islice(_records(path, encoding), _LOOKED_AT_FOR_KEYS) if record]
    if not first:
        raise Unreadable(
            "The file begins like JSON but does not hold one whole object a line. "
            "Ask for it as NDJSON (also called JSON Lines)."
        )
    if first[0].get("entity") in KINDS:
        return PoleReader(_PoleLines(path, encoding))
    keys = tuple(dict.fromkeys(key for record in first for key in record))[:COLUMN_LIMIT]
    return NdjsonReader(path, Shape(kind="ndjson", columns={"": keys}, encoding=encoding.removesuffix("-sig")))


class NdjsonReader:
    """Gives one row an object, with the object's own keys."""

    def __init__(self, path: Path, shape: Shape) -> None:
        self._path = path
        self.shape = shape
        self.skipped: list[Skipped] = []

    def rows(self) -> Iterator[SourceRow]:
        self.skipped = []
        empty = dict.fromkeys(self.shape.columns[""], "")
        for line, record, problem in _records(self._path, encoding_of(self._path)):
            if len(record) > COLUMN_LIMIT:
                record, problem = {}, "The object has more keys than any entry has. Look at it in the file."
            yield SourceRow(locator=f"line {line.number}", cells=empty | record, problem=problem)


class _PoleLines:
    """A POLE export's entities, from lines with the export's lower-case names."""

    kind = "ndjson"

    def __init__(self, path: Path, encoding: str) -> None:
        self.path = path
        self.encoding = encoding.removesuffix("-sig")

    def entities(self, *wanted: str) -> Iterator[Entity]:
        for line, record, problem in _records(self.path, encoding_of(self.path)):
            if problem == _ENDS:
                raise BrokenOff(problem)
            kind = record.get("entity")
            if problem or kind not in KINDS:
                yield Entity(id=f"line {line.number}", problem=problem or "The line is of no kind a POLE export has.")
            elif kind in wanted:
                yield Entity(kind=kind, id=_word(record, "id"), facts=_FACTS[kind](record))


def _records(path: Path, encoding: str) -> Iterator[tuple[Line, dict[str, Any], str]]:
    """Yield each line that is not blank, its object (empty where it has none), and what is wrong with it, or ""."""
    for line in lines(path, encoding):
        if line.cut:
            yield line, {}, _CUT
        elif line.text.strip():
            record = _object(line.text)
            ends = not line.text.endswith(("\n", "\r"))
            yield line, record or {}, "" if record is not None else _ENDS if ends else _NOT_AN_OBJECT


def _object(text: str) -> dict[str, Any] | None:
    try:
        record = json.loads(text, parse_constant=_refuse_constant)
        if "\\u" in text:
            # Half a surrogate pair is valid JSON and no character: a database would refuse it later.
            whole = json.dumps(record, ensure_ascii=False).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            record = json.loads(whole)
    except (ValueError, RecursionError):  # a number of thousands of digits is a ValueError too
        return None
    return record if isinstance(record, dict) else None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _word(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    return "" if value is None else str(value)


def _part(record: dict[str, Any], key: str) -> dict[str, Any]:
    part = record.get(key)
    return part if isinstance(part, dict) else {}


def _header(record: dict[str, Any]) -> dict[str, Any]:
    return {"extracted": _word(record, "extracted"), "events": _word(record, "events")}


def _person(record: dict[str, Any]) -> dict[str, Any]:
    names = ("surname", "forenames", "alias", "dob", "age_at_record", "sex", "ethnicity", "school", "nhs_number")
    return {("age" if name == "age_at_record" else name): _word(record, name) for name in names}


def _location(record: dict[str, Any]) -> dict[str, Any]:
    return {name: _word(record, name) for name in ("premises", "town", "county", "postcode", "uprn", "type")}


def _event(record: dict[str, Any]) -> dict[str, Any]:
    officer, category, tool = (_part(record, name) for name in ("officer", "category", "risk_tool"))
    flags = record.get("partner_flags")
    return {
        "Reference": _word(record, "reference"),
        "LogNumber": _word(record, "log_number"),
        "CrimeNumber": _word(record, "crime_number"),
        "Occurred": _word(record, "occurred"),
        "Submitted": _word(record, "submitted"),
        "SubmittingOfficer": {"rank": _word(officer, "rank"), "collar": _word(officer, "collar")},
        "TeamArea": _word(record, "team_area"),
        "Category": {"code": _word(category, "code"), "text": _word(category, "text")},
        "OfficerRisk": _word(record, "officer_risk"),
        "RiskTool": {
            "name": _word(tool, "name"),
            "items": {code: _word(_part(tool, "items"), code) for code in _part(tool, "items")},
        },
        "PartnerFlags": [str(flag) for flag in flags] if isinstance(flags, list) else [],
        "Narrative": _word(record, "narrative"),
        "Status": _word(record, "status"),
    }


def _link(record: dict[str, Any]) -> dict[str, Any]:
    names = {"role": "type", "start": "from", "end": "to", "noted": "noted", "relationship": "rel"}
    return {name: _word(record, key) for name, key in names.items()}


_FACTS = {"header": _header, "person": _person, "location": _location, "event": _event, "link": _link}
