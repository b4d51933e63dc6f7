"""What pages and commands ask of imports and their entries."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from vigil.intake.models import Entry, Import

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


def imports() -> QuerySet[Import]:
    """Return imports, newest first."""
    return Import.objects.select_related("made_by").order_by("-id")


def quarantine() -> QuerySet[Entry]:
    """Return entries that wait to be mended, in the order of their files."""
    return (
        Entry.objects.filter(state=E.QUARANTINED)
        .select_related("source_import")
        .order_by("source_import_id", "position")
    )
