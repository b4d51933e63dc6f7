"""Incident lists of a control room: each row an incident, read by the same readers as a referral."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from vigil.intake.drafts import ReferralDraft
from vigil.intake.reading.ahead import BATCH, Contents
from vigil.intake.reading.drafting import drafts
from vigil.intake.reading.entries import Entry, entries
from vigil.intake.reading.mapping import Mapping
from vigil.intake.reading.opening import open_source
from vigil.rules.notice import Qualifier

_BETWEEN = re.compile(r"\s*[,/+|;\n]\s*")
_COLLAR = re.compile(r"\d{2,6}")
# What a referral must have, and an incident has no need of.
_NOT_ASKED = frozenset({"empty_narrative"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadIncident:
    """One incident of a list: its position from 1, and what was read of it. Its number is its log number."""

    position: int
    draft: ReferralDraft
    qualifiers: tuple[Qualifier, ...]
    supervisor_collar: str


def read_list(path: Path, mapping: Mapping, *, at: datetime) -> tuple[Contents, Iterator[list[ReadIncident]]]:
    """Return what a list holds, and its incidents in batches. Raises ``Unreadable``."""
    reader = open_source(path)
    found = entries(reader.rows(), mapping)
    contents = Contents(len(found), [[skipped.locator, skipped.reason] for skipped in reader.skipped])
    read = zip(found, drafts(found, mapping, shape=reader.shape, at=at), strict=True)
    made = (_incident(position, entry, draft, mapping) for position, (entry, draft) in enumerate(read, start=1))
    return contents, iter(lambda: list(islice(made, BATCH)), [])


def _incident(position: int, entry: Entry, draft: ReferralDraft, mapping: Mapping) -> ReadIncident:
    supervisor = _COLLAR.search(entry.text(mapping.fields.get("supervisor", ())))
    return ReadIncident(
        position=position,
        draft=_asked(draft),
        qualifiers=_qualifiers(entry, mapping),
        supervisor_collar=supervisor[0] if supervisor else "",
    )


def _asked(draft: ReferralDraft) -> ReferralDraft:
    """Return the draft without doubts about what an incident list does not hold."""
    return replace(draft, issues=tuple(issue for issue in draft.issues if issue.code not in _NOT_ASKED))


def _qualifiers(entry: Entry, mapping: Mapping) -> tuple[Qualifier, ...]:
    """Return what the control room marked, once each. A mark the mapping does not know is another one."""
    words: list[Any] = []
    for header in mapping.fields.get("qualifiers", ()):
        cell = entry.value((header,))
        words += cell if isinstance(cell, list) else _BETWEEN.split(str(cell))
    terms = [mapping.term("qualifier", word) or Qualifier.OTHER for word in words if str(word or "").strip()]
    return tuple(dict.fromkeys(Qualifier(term) for term in terms))
