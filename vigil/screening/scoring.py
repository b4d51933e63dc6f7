"""How well screening reads narratives whose markers somebody has labelled."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vigil.screening.markers import GRAVEST, Code, Reading, Status
from vigil.screening.reading import read


@dataclass(frozen=True, slots=True)
class Tally:
    """What was found rightly, found wrongly and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float | None:
        """The share of what was found that is so; None when nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """The share of what is so that was found; None when there was nothing to find."""
        return self.right / (self.right + self.missed) if self.right + self.missed else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else None


@dataclass(frozen=True, slots=True)
class Score:
    """Tallies by code and status, and how often a mention of another status was reported as present."""

    narratives: int
    by_document: Mapping[tuple[Code, Status], Tally]  # a code with a status, once a narrative
    by_mention: Mapping[tuple[Code, Status], Tally]  # found and labelled evidence overlap
    not_present: int  # labelled mentions negated, historical, hypothetical or of another person
    not_present_reported_present: int  # of those, overlapped by a present marker of the code and by none rightly read

    def present(self, codes: Iterable[Code] = tuple(Code)) -> Tally:
        """Return the tally over narratives of present markers of those codes, taken together."""
        tallies = [self.by_document[code, Status.PRESENT] for code in codes]
        return Tally(sum(t.right for t in tallies), sum(t.wrong for t in tallies), sum(t.missed for t in tallies))


def score(labelled: Iterable[Mapping[str, Any]], reader: Callable[[str], Reading] = read) -> Score:
    """Return how the reader does on narratives of ``text`` and ``markers`` (``code``, ``status``, ``evidence``).

    Labels without evidence count by document only.
    """
    documents: Counter[tuple[str, Code, Status]] = Counter()
    mentions: Counter[tuple[str, Code, Status]] = Counter()
    narratives = not_present = reported = 0
    for narrative in labelled:
        narratives += 1
        text = narrative["text"]
        found = reader(text).markers
        labels = [_label(text, label) for label in narrative["markers"]]
        said = {(code, status) for code, status, _, _ in labels}
        heard = {(m.code, m.status) for m in found}
        documents.update(("right", *pair) for pair in said & heard)
        documents.update(("wrong", *pair) for pair in heard - said)
        documents.update(("missed", *pair) for pair in said - heard)
        placed = [label for label in labels if label[3]]
        for code, status, start, end in placed:
            statuses = {m.status for m in found if m.code is code and m.start < end and m.end > start}
            mentions["right" if status in statuses else "missed", code, status] += 1
            if status is not Status.PRESENT:
                not_present += 1
                reported += Status.PRESENT in statuses and status not in statuses
        for m in found:
            if not any(c is m.code and s is m.status and m.start < e and m.end > b for c, s, b, e in placed):
                mentions["wrong", m.code, m.status] += 1
    return Score(narratives, _tallies(documents), _tallies(mentions), not_present, reported)


def _label(text: str, label: Mapping[str, str]) -> tuple[Code, Status, int, int]:
    evidence = label.get("evidence", "")
    start = text.find(evidence) if evidence else 0
    return Code(label["code"]), Status(label["status"]), start, start + len(evidence)


def _tallies(counts: Counter[tuple[str, Code, Status]]) -> dict[tuple[Code, Status], Tally]:
    return {
        (code, status): Tally(*(counts[kind, code, status] for kind in ("right", "wrong", "missed")))
        for code in Code
        for status in Status
    }


def as_json(result: Score) -> str:
    """Return a score as JSON for another program to read."""

    def rows(tallies: Mapping[tuple[Code, Status], Tally]) -> list[dict[str, Any]]:
        return [{"code": code, "status": status, **_figures(tally)} for (code, status), tally in tallies.items()]

    return json.dumps(
        {
            "narratives": result.narratives,
            "present": _figures(result.present()),
            "present_gravest": _figures(result.present(GRAVEST)),
            "not_present": result.not_present,
            "not_present_reported_present": result.not_present_reported_present,
            "by_document": rows(result.by_document),
            "by_mention": rows(result.by_mention),
        },
        indent=2,
    )


def _figures(tally: Tally) -> dict[str, Any]:
    return {
        "right": tally.right,
        "wrong": tally.wrong,
        "missed": tally.missed,
        "precision": tally.precision,
        "recall": tally.recall,
        "f1": tally.f1,
    }


def as_table(result: Score) -> str:
    """Return a score as lines to read: present markers together, then every status."""
    lines = [f"{result.narratives} narratives", _row("present, by document", None)]
    lines += [_row("all codes", result.present()), _row("gravest codes", result.present(GRAVEST)), ""]
    for heading, tallies in (("by document", result.by_document), ("by mention", result.by_mention)):
        lines.append(_row(f"all codes, {heading}", None))
        for status in Status:
            of_status = [tally for (_, s), tally in tallies.items() if s is status]
            total = Tally(*(sum(getattr(t, n) for t in of_status) for n in ("right", "wrong", "missed")))
            lines.append(_row(status, total))
        lines.append("")
    share = result.not_present_reported_present / result.not_present if result.not_present else 0.0
    lines.append(f"other statuses reported as present: {result.not_present_reported_present} ({share:.1%})")
    return "\n".join(lines)


def _row(name: str, tally: Tally | None) -> str:
    if tally is None:
        return f"{name:28}{'right':>7}{'wrong':>7}{'missed':>7}{'precision':>11}{'recall':>8}{'F1':>7}"
    shares = [tally.precision, tally.recall, tally.f1]
    precision, recall, f1 = ("-" if share is None else f"{share:.2f}" for share in shares)
    return f"{name:28}{tally.right:>7}{tally.wrong:>7}{tally.missed:>7}{precision:>11}{recall:>8}{f1:>7}"
