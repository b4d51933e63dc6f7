"""A narrative with its risk markers marked in it: which words, how they are meant, and which reasons rest on them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from vigil.referrals.words import MEANT, in_short, risk_in_words
from vigil.screening import likeness
from vigil.screening.markers import Code, Status

PRESENT, ADDED, ASIDE, NEGATED, DISMISSED = "present", "added", "aside", "negated", "dismissed"
# Of words that several markers share, the first of these shows: what counts is never hidden by what does not.
LOOKS = (PRESENT, ADDED, ASIDE, NEGATED, DISMISSED)
COUNTS = frozenset({PRESENT, ADDED})


@dataclass(frozen=True, kw_only=True, eq=False)
class Mark:
    """One risk marker as the page shows it, numbered from 1 in the order of the text.

    ``look`` is one of ``LOOKS``. ``reasons`` are code and short words of the reasons that rest on it, gravest first.
    ``note`` is what an assessor said of it (triage's ``MarkerNote``), or None. ``reads_like`` is the labelled example
    that it was heard by, where no words of the lexicon found it.
    """

    number: int
    code: Code
    look: str
    meant: str
    start: int
    end: int
    words: str
    reasons: tuple[tuple[str, str], ...]
    note: Any
    reads_like: str = ""

    @property
    def risk(self) -> str:
        return risk_in_words(self.code)

    @property
    def goes_to(self) -> str:
        """The anchor of the gravest reason that rests on it; of its own line in the list when none does."""
        return f"reason-{self.reasons[0][0]}" if self.reasons else f"marker-{self.number}"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of the narrative that looks the same throughout ("" is plain), and the marks that end with it."""

    start: int
    text: str
    look: str
    ended: tuple[Mark, ...]


def marked(
    text: str, markers: Iterable[Mapping[str, Any]], notes: Iterable[Any], reasons: Iterable[Mapping[str, Any]]
) -> list[Mark]:
    """Return the marks of a narrative in its order.

    ``markers`` and ``reasons`` are as a screening keeps them; ``notes`` are what assessors say of markers and have
    not taken back. What was dismissed is marked as such: an assessor's word is never silence.
    """
    rests_on: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for reason in reasons:
        for factor in reason.get("factors", ()):  # reasons kept before markers were read have none
            rests_on[factor].append((reason["code"], in_short(reason["words"])))
    examples = likeness.packaged().examples
    found = [((note.start, note.end, note.code), *_said(note.kind), note, "") for note in notes]
    added = {place for place, look, *_ in found if look == ADDED}
    for marker in markers:
        place, status = (marker["start"], marker["end"], marker["code"]), Status(marker["status"])
        if status is not Status.PRESENT or place not in added:  # an added one is told once, with who added it
            like = examples.get(marker.get("pattern", ""), "")
            found.append((place, _look(status), MEANT[status], None, like))
    found.sort(key=lambda one: (one[0], LOOKS.index(one[1])))
    return [
        Mark(
            number=number,
            code=Code(code),
            look=look,
            meant=meant,
            start=start,
            end=end,
            words=text[start:end],
            reasons=tuple(rests_on[code]) if look in COUNTS else (),
            note=note,
            reads_like=like,
        )
        for number, ((start, end, code), look, meant, note, like) in enumerate(found, start=1)
    ]


def _said(kind: str) -> tuple[str, str]:
    return (ADDED, "present, added by an assessor") if kind == "added" else (DISMISSED, "dismissed by an assessor")


def _look(status: Status) -> str:
    return {Status.PRESENT: PRESENT, Status.NEGATED: NEGATED}.get(status, ASIDE)


def pieces(text: str, marks: Iterable[Mark], *, cut: int) -> Iterator[Piece]:
    """Yield the narrative piece by piece, every letter once, so that no piece lies across ``cut``."""
    begins: dict[int, list[Mark]] = defaultdict(list)
    ends: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        begins[mark.start].append(mark)
        ends[mark.end].append(mark)
    here: list[Mark] = []
    for start, end in pairwise(sorted({0, cut, len(text), *begins, *ends})):
        here = [mark for mark in here if mark.end > start] + begins.get(start, [])
        yield Piece(
            start=start,
            text=text[start:end],
            look=min((mark.look for mark in here), key=LOOKS.index, default=""),
            ended=tuple(ends.get(end, ())),
        )
