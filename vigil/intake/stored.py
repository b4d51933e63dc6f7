"""Drafts as JSON and back, for entries that wait in quarantine or stand as duplicates."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from vigil.intake.drafts import Effect, Issue, ReferralDraft, SubjectDraft
from vigil.rules.terms import Area, Grade, IncidentType, PartnerFlag, RiskTool, Role, Sex


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it. NUL goes: PostgreSQL refuses it, and the raw content keeps it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value).replace("\x00", "")
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def as_json(draft: ReferralDraft) -> dict[str, Any]:
    """Return a draft as JSON holds it, without its raw cells: the entry keeps those."""
    content: dict[str, Any] = _plain(asdict(draft))
    del content["raw"]
    return content


def issues_as_json(issues: tuple[Issue, ...]) -> list[dict[str, str]]:
    return [{name: str(value) for name, value in asdict(issue).items()} for issue in issues]


def issues_from_json(content: list[dict[str, str]]) -> tuple[Issue, ...]:
    return tuple(
        Issue(code=issue["code"], field=issue["field"], message=issue["message"], effect=Effect(issue["effect"]))
        for issue in content
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _subject(content: dict[str, Any]) -> SubjectDraft:
    typed = {"role": Role(content["role"]), "sex": Sex(content["sex"]), "date_of_birth": _day(content["date_of_birth"])}
    return SubjectDraft(**{**content, **typed})


def from_json(content: dict[str, Any], *, raw: dict[str, Any]) -> ReferralDraft:
    """Return the draft that ``as_json`` stored."""
    typed = {
        "raw": raw,
        "incident_at": _moment(content["incident_at"]),
        "submitted_at": _moment(content["submitted_at"]),
        "area": Area(content["area"]) if content["area"] else None,
        "incident_type": IncidentType(content["incident_type"]),
        "officer_grade": Grade(content["officer_grade"]) if content["officer_grade"] else None,
        "risk_tool": RiskTool(content["risk_tool"]) if content["risk_tool"] else None,
        "partner_flags": tuple(PartnerFlag(flag) for flag in content["partner_flags"]),
        "subjects": tuple(_subject(subject) for subject in content["subjects"]),
        "issues": issues_from_json(content["issues"]),
    }
    return ReferralDraft(**{**content, **typed})
