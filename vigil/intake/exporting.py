"""Writing out every entry the hub accounts for: as one JSON object a line, or as CSV."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from vigil.intake.models import Entry
from vigil.intake.queries.imports import lists_of_incidents
from vigil.referrals.models import Referral, Subject
from vigil.ui.spreadsheets import csv_lines

CHUNK = 500
_COLUMNS = (
    "reference", "source_file", "locator", "state", "reasons", "duplicate_of", "incident_at", "submitted_at",
    "officer_grade", "screened_grade", "incident_type", "area", "address", "postcode", "risk_tool", "ticks",
    "subjects", "narrative",
)  # fmt: skip
_OF_SUBJECT = ("position", "role", "surname", "forenames", "date_of_birth", "age")


def _entries() -> Iterator[Entry]:
    return iter(
        Entry.objects.exclude(state=Entry.State.UNDONE)
        .exclude(source_import__mapping__in=lists_of_incidents())
        .select_related("source_import", "referral", "duplicate_of__source_import")
        .prefetch_related("referral__subjects", "referral__flags")
        .order_by("source_import_id", "position")
        .iterator(chunk_size=CHUNK)
    )


def _moment(at: datetime | str | None) -> str | None:
    """Return a moment as ISO 8601 with its offset in local time."""
    if not at:
        return None
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return timezone.localtime(moment).isoformat(timespec="seconds")


def exported(entry: Entry) -> dict[str, Any]:
    """Return one entry as the export gives it, whatever became of it."""
    original = entry.duplicate_of
    codes = sorted({issue["code"] for issue in entry.issues})
    return {
        "reference": entry.reference,
        "source_file": entry.source_import.name,
        "locator": entry.locator,
        "state": entry.state,
        "reasons": codes,
        "duplicate_of": {"source_file": original.source_import.name, "locator": original.locator} if original else None,
        **(_of_referral(entry.referral) if entry.referral else _of_draft(entry.draft or {})),
    }


def _of_referral(referral: Referral) -> dict[str, Any]:
    return {
        "incident_at": _moment(referral.incident_at),
        "submitted_at": _moment(referral.submitted_at),
        "officer_grade": referral.officer_grade or None,
        "screened_grade": referral.grade,
        "incident_type": referral.incident_type,
        "area": referral.area or None,
        "address": referral.address,
        "postcode": referral.postcode,
        "risk_tool": referral.risk_tool or None,
        "ticks": referral.ticks,
        "subjects": [
            {
                "position": subject.position,
                "role": subject.role,
                "surname": subject.surname,
                "forenames": subject.forenames,
                "date_of_birth": subject.date_of_birth.isoformat() if subject.date_of_birth else None,
                "age": subject.age,
                "sex": subject.sex or None,
            }
            for subject in referral.subjects.all()
        ],
        "narrative": referral.narrative,
    }


def _of_draft(draft: dict[str, Any]) -> dict[str, Any]:
    """Return what was read of an entry that was not received; it has no screened grade."""
    return {
        "incident_at": _moment(draft.get("incident_at")),
        "submitted_at": _moment(draft.get("submitted_at")),
        "officer_grade": draft.get("officer_grade"),
        "screened_grade": None,
        **{name: draft.get(name) for name in ("incident_type", "area", "address", "postcode", "risk_tool", "ticks")},
        "subjects": [
            {
                **{
                    name: subject[name] for name in ("position", "role", "surname", "forenames", "date_of_birth", "age")
                },
                "sex": subject["sex"] or None,
            }
            for subject in draft.get("subjects", [])
        ],
        "narrative": draft.get("narrative", ""),
    }


def as_ndjson() -> Iterator[str]:
    """Give one JSON object a line for every entry, in the order of the files."""
    for entry in _entries():
        yield json.dumps(exported(entry), ensure_ascii=False) + "\n"


def people_as_ndjson() -> Iterator[str]:
    """Give one JSON object a line for every person named in a referral: where it stands, and who they are taken for."""
    named = (
        Subject.objects.filter(referral__entry__state=Entry.State.RECEIVED)
        .order_by("referral__entry__source_import_id", "referral__entry__position", "position")
        .values_list(
            "referral__entry__source_import__name",
            "referral__entry__locator",
            "position",
            "role",
            "mention__person_id",
            "mention__household_id",
        )
    )
    fields = ("source_file", "locator", "position", "role", "person_id", "household_id")
    for row in named.iterator(chunk_size=CHUNK):
        yield json.dumps(dict(zip(fields, row, strict=True)), ensure_ascii=False) + "\n"


def as_csv() -> Iterator[str]:
    """Give the same as CSV, with people as JSON in one cell, and no cell that a spreadsheet would run."""
    return csv_lines(_COLUMNS, (_row(exported(entry)) for entry in _entries()))


def _row(found: dict[str, Any]) -> Iterator[Any]:
    original = found["duplicate_of"]
    found["reasons"] = " ".join(found["reasons"])
    found["duplicate_of"] = f"{original['source_file']} {original['locator']}" if original else ""
    found["subjects"] = json.dumps(found["subjects"], ensure_ascii=False)
    return (found[name] for name in _COLUMNS)
