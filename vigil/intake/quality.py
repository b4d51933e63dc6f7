"""The data-quality report of one import: what each field held, what was put right, what was doubtful."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from vigil.intake.models import Entry, Import
from vigil.intake.queries.imports import Counts, counts, holds_incidents

# What an assessor needs from every referral, in the words of the page.
FIELDS = {
    "reference": "Reference",
    "log_number": "Log number",
    "incident_at": "Date of the incident",
    "incident_time": "Time of the incident",
    "submitted_at": "When it was submitted",
    "officer_collar": "Officer’s collar number",
    "area": "Area",
    "address": "Address",
    "postcode": "Full postcode",
    "officer_grade": "Officer’s grade",
    "risk_tool": "Risk questionnaire (not asked of every referral)",
    "partner_flags": "Partner flags",
    "school": "School (only where a child has one)",
    "narrative": "Narrative",
    "subjects": "At least one person",
    "subjects.surname": "A surname for everybody",
    "subjects.date_of_birth_or_age": "A date of birth or an age for everybody",
    "subjects.sex": "Sex of everybody",
    "subjects.ethnicity": "Ethnicity of everybody, in their own words",
}
EFFECTS = {
    "quarantine": "In quarantine",
    "repair": "Put right by Vigil",
    "ambiguous": "Could be read in two ways",
    "flag": "Received and marked",
}


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """How often the source filled one field. ``share`` is 0 to 1."""

    field: str
    filled: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One kind of issue: how many entries have it, what it does, and where the first few are."""

    code: str
    effect: str
    message: str
    entries: int
    locators: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    counts: Counts
    completeness: tuple[Completeness, ...]
    findings: tuple[Finding, ...]


def report(source_import: Import) -> Report:
    """Return the report, from the entries as they stand now, in one pass."""
    filled: Counter[str] = Counter()
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    messages: dict[tuple[str, str], str] = {}
    total = 0
    entries = source_import.entries.exclude(state=Entry.State.UNDONE).order_by("position")
    for names, issues, locator in entries.values_list("filled", "issues", "locator").iterator(chunk_size=2_000):
        total += 1
        filled.update(names)
        for issue in {(issue["effect"], issue["code"]): issue for issue in issues}.values():
            key = issue["effect"], issue["code"]
            found[key].append(locator)
            messages.setdefault(key, issue["message"])
    return Report(
        counts=counts(source_import),
        completeness=tuple(
            Completeness(field=words, filled=filled[name], share=filled[name] / total if total else 0.0)
            for name, words in ({} if holds_incidents(source_import) else FIELDS).items()
        ),
        findings=tuple(
            Finding(
                code=code,
                effect=EFFECTS[effect],
                message=messages[effect, code],
                entries=len(locators),
                locators=tuple(locators[:5]),
            )
            for (effect, code), locators in sorted(
                found.items(), key=lambda item: (list(EFFECTS).index(item[0][0]), -len(item[1]), item[0][1])
            )
        ),
    )


def table(about: Report) -> Iterator[tuple[str, str, int, str, str]]:
    """Give the report as rows of a CSV file: what, field or code, number, share or effect, words."""
    for name in ("read", "received", "duplicates", "quarantined"):
        yield "entries", name, getattr(about.counts, name), "", ""
    for line in about.completeness:
        yield "filled", line.field, line.filled, f"{line.share:.3f}", ""
    for finding in about.findings:
        yield "issue", finding.code, finding.entries, finding.effect, finding.message
