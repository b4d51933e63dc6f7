"""Paper for when the system is down: the worklist, and the sheet that an assessment is written on."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from vigil.rules import assessing
from vigil.rules.assessing import Consent, Proposal, Safeguarding, Section
from vigil.rules.terms import Grade, label
from vigil.ui.paper import printed, shown
from vigil.ui.words import LONDON
from vigil.worklist.queries.rows import Line

TEMPLATE = Path(__file__).with_name("data") / "paper.typ"
HEADINGS = ("Referral", "Grade", "Who", "About", "Why it is here", "Due", "Done by, and when")


def worklist(lines: Sequence[Line], *, at: datetime) -> bytes:
    """Return the first lines of the worklist as a PDF, with room to write who did what."""
    rows = [
        (
            line.number,
            label(line.grade),
            shown(f"{line.who}, {line.age}" if line.age else line.who),
            line.incident_type,
            shown(line.why),
            _moment(line.due_at),
            "",
        )
        for line in lines
    ]
    words = f"The first {len(rows)} that wait, in the order to do them, as it was at {_moment(at)}."
    return _printed("Worklist on paper", words, rows=rows, boxes=[], at=at)


def sheet(*, at: datetime) -> bytes:
    """Return an empty assessment sheet as a PDF: the questions of the desk, and nothing about anybody."""
    boxes = [
        _box("Referral, and who assesses it", "VH number, name, day and time", lines=1),
        _box("Grade", choices=[label(grade) for grade in Grade]),
        _box("Why this grade", "Needed where it differs from the hub’s. A lower one needs a second person.", lines=2),
        *(_box(assessing.LABELS[section], assessing.HINTS[section], lines=2) for section in Section),
        _box("Do they agree to share? If not, why all the same", choices=_labels(Consent)),
        _box("What has to be done at once, and who does it", choices=_labels(Safeguarding)),
        _box("What to share. If nobody is told, why", choices=_labels(Proposal)),
        _box("Notes and signature", lines=2),
    ]
    words = (
        "Write on one sheet for each referral. Enter it in Vigil as soon as it is back: it counts from the time here."
    )
    return _printed("Assessment sheet", words, rows=[], boxes=boxes, at=at)


def _labels(terms: Any) -> list[str]:
    return [assessing.LABELS[term] for term in terms]


def _box(heading: str, hint: str = "", *, lines: int = 0, choices: Sequence[str] = ()) -> dict[str, Any]:
    return {"heading": heading, "hint": hint, "lines": lines, "choices": list(choices)}


def _printed(title: str, words: str, *, rows: Sequence[Any], boxes: Sequence[Any], at: datetime) -> bytes:
    told = {"title": title, "words": words, "headings": HEADINGS, "rows": rows, "boxes": boxes}
    return printed(TEMPLATE, told, made_at=at)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LONDON):%-d %b %Y, %H:%M}"
