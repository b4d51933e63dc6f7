"""What assessors said of markers, for those who look after the lexicon."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Substr

from vigil.referrals.words import risk_in_words
from vigil.screening import Code, likeness
from vigil.screening.lexicon import packaged
from vigil.triage.models import MarkerNote

NEWEST = 50
HEADINGS = ("What was said", "Risk", "Lexicon entry", "What it looks for", "Standing", "Taken back", "Last said")


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """How often one lexicon entry was dismissed, or one risk added that every entry missed (``entry`` is "")."""

    risk: str
    entry: str
    looks_for: str  # "" for an entry or example that has left since
    standing: int
    taken_back: int
    last_at: datetime


def feedback(kind: MarkerNote.Kind) -> list[Feedback]:
    """Return what was said of markers by lexicon entry and risk, most often first."""
    looks_for = {entry.id: entry.means for entry in packaged().entries}
    looks_for |= {name: f"What reads like: “{said}”" for name, said in likeness.packaged().examples.items()}
    rows = (
        MarkerNote.objects.filter(kind=kind)
        .order_by()
        .values("code", "pattern")
        .annotate(
            standing=Count("pk", filter=Q(undone_at=None)),
            taken_back=Count("pk", filter=Q(undone_at__isnull=False)),
            last_at=Max("at"),
        )
        .order_by("-standing", "-taken_back", "code", "pattern")
    )
    return [
        Feedback(
            risk=risk_in_words(Code(row["code"])),
            entry=row["pattern"],
            looks_for=looks_for.get(row["pattern"], ""),
            standing=row["standing"],
            taken_back=row["taken_back"],
            last_at=row["last_at"],
        )
        for row in rows
    ]


def sheet() -> Iterator[tuple[object, ...]]:
    """Yield the counts as rows of a CSV file, under ``HEADINGS``. They hold nothing about anybody."""
    for kind in MarkerNote.Kind:
        for one in feedback(kind):
            last = f"{one.last_at:%Y-%m-%d}"
            yield kind.label, one.risk, one.entry, one.looks_for, one.standing, one.taken_back, last


def newest_notes() -> QuerySet[MarkerNote]:
    """Return the newest notes that stand, each with the ``words`` of the narrative that it is about."""
    return (
        MarkerNote.objects.filter(undone_at=None)
        .select_related("by", "referral")
        .defer("referral__narrative")
        .annotate(words=Substr("referral__narrative", F("start") + 1, F("end") - F("start")))
        .order_by("-at", "-pk")[:NEWEST]
    )
