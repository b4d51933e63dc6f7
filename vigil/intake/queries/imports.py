"""What pages and commands ask of imports and their entries."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from vigil.intake import sources
from vigil.intake.models import Entry, Import
from vigil.intake.models.officers import OFFICER_FORM

E = Entry.State


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What became of the entries of one import. ``reasons`` counts entries in quarantine by reason code."""

    received: int
    duplicates: int
    quarantined: int
    undone: int
    reasons: dict[str, int]

    @property
    def read(self) -> int:
        return self.received + self.duplicates + self.quarantined + self.undone

    def as_detail(self) -> dict[str, Any]:
        """Return the counts as the audit trail and the command line give them."""
        return {
            "read": self.read,
            "received": self.received,
            "duplicates": self.duplicates,
            "quarantined": self.quarantined,
            "reasons": self.reasons,
        }


def counts(source_import: Import) -> Counts:
    by_state = dict(source_import.entries.values_list("state").annotate(Count("id")).order_by("state"))
    reasons: Counter[str] = Counter()
    for issues in source_import.entries.filter(state=E.QUARANTINED).values_list("issues", flat=True):
        reasons.update({issue["code"] for issue in issues if issue["effect"] == "quarantine"})
    return Counts(
        received=by_state.get(E.RECEIVED, 0),
        duplicates=by_state.get(E.DUPLICATE, 0),
        quarantined=by_state.get(E.QUARANTINED, 0),
        undone=by_state.get(E.UNDONE, 0),
        reasons=dict(sorted(reasons.items())),
    )


def holds_incidents(source_import: Import) -> bool:
    """Return whether a file was read as an incident list, not as referrals."""
    return source_import.mapping in lists_of_incidents()


def lists_of_incidents() -> list[str]:
    """Return the names of the mappings that read incident lists."""
    return [name for name, mapping in sources.known().items() if mapping.holds_incidents]


def imports() -> QuerySet[Import]:
    """Return imports, newest first."""
    return Import.objects.select_related("made_by").order_by("-id")


def listed() -> QuerySet[Import, Any]:
    """Return what the list of imports shows of each. What officers send one by one is on pages of its own."""
    return Import.objects.exclude(mapping=OFFICER_FORM).values(
        "id", "name", "mapping", "state", "entries_done", "made_at", "made_by__username"
    )


def quarantine() -> QuerySet[Entry]:
    """Return entries that wait to be mended."""
    return Entry.objects.filter(state=E.QUARANTINED, set_aside_why="")


def set_aside() -> QuerySet[Entry]:
    """Return entries that stay in quarantine for good, because somebody said why."""
    return Entry.objects.filter(state=E.QUARANTINED).exclude(set_aside_why="")


def listed_entries(entries: QuerySet[Entry], source_import: Import | None) -> QuerySet[Entry, Any]:
    """Return what the quarantine list shows of each entry, of one import or of all."""
    chosen = entries.filter(source_import=source_import) if source_import else entries
    return chosen.values(
        "id", "locator", "reference", "issues", "set_aside_why", "source_import_id", "source_import__name"
    )


def cells(entry: Entry) -> list[tuple[str, str]]:
    """Return an entry's own cells as its source holds them, in the source's order, as pairs to read."""
    return [pair for name, value in entry.raw.items() for pair in _flat(name, value)]


def _flat(name: str, value: Any) -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [pair for inner, held in value.items() for pair in _flat(f"{name} {inner}", held)]
    if isinstance(value, list):
        return [pair for place, held in enumerate(value, start=1) for pair in _flat(f"{name} {place}", held)]
    return [] if value in (None, "") else [(name, str(value))]
