"""Read a narrative: the one door of this package."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from vigil.screening import ages, language, likeness
from vigil.screening.lexicon import Cue, Entry, Lexicon, packaged
from vigil.screening.likeness import Likeness, Weighed, stretches
from vigil.screening.markers import (
    EDGE,
    EMPTY,
    GRAVEST,
    LIKE,
    NO_WORDS,
    NOT_ENGLISH,
    READ,
    Code,
    Marker,
    Reading,
    Status,
)
from vigil.screening.meaning import Context
from vigil.screening.words import Words

LONGEST = 200_000  # characters: thirty times the longest log pasted in so far
AGAINST = -0.6  # the second reader's margin under which it speaks against a word of the lexicon


def read(text: str, *, on: date | None = None) -> Reading:
    """Return the risk markers of a narrative, and whether it could be read.

    ``on`` is the day it tells of, if that is known: a year is long ago only if it came before. Markers come in the
    order of the text. A narrative that is empty, holds no words or is not in English has no markers and says so in
    ``state``: it is never to be taken for one without risk.
    """
    return read_with(packaged(), text, likeness.packaged(), on=on)


def read_with(lexicon: Lexicon, text: str, second: Likeness | None = None, *, on: date | None = None) -> Reading:
    """Return the reading of a narrative by a given lexicon, packaged or being tried, and by a second reader.

    The second reader adds where a stretch tells a risk that the lexicon found no word of in it. And a word that is
    not of the gravest risks counts by itself only where that reader does not speak against it: else it is held until
    the third has read too.
    """
    if not text.strip():
        return Reading((), EMPTY, lexicon.version)
    state, youngest = READ, ages.youngest(text)
    if len(text) > LONGEST:
        state = f"too long: first {LONGEST:,} characters read"
        text = text[:LONGEST]
    words = lexicon.words(text)
    if not any(text[start].isalpha() for start in words.starts):
        return Reading((), NO_WORDS, lexicon.version, youngest)
    if not language.is_english(words.written):
        return Reading((), NOT_ENGLISH, lexicon.version, youngest)
    cues: list[tuple[int, int, str]] = []
    entries: list[tuple[int, int, Entry]] = []
    for first, last, source in lexicon.tree.find(words.keys):
        if isinstance(source, Cue):
            if on is None or source.kind != "past" or not _names_year_of(on, words, first, last):
                cues.append((first, last, source.kind))
        else:
            entries.append((first, last, source))
    markers = _found(lexicon, text, words, entries, cues)
    held: frozenset[Marker] = frozenset()
    if second is not None:
        weighed = second.weigh(words, stretches(words))
        held = _spoken_against(second, words, weighed, markers)
        markers = [one for one in markers if one not in held]
        markers = _in_order([*markers, *_added(second, text, words, weighed, markers)])
    return Reading(tuple(markers), state, lexicon.version, youngest, held=tuple(_in_order(held)))


def with_heard(reading: Reading, heard: Iterable[Marker], version: str) -> Reading:
    """Return a reading with what the third reader of that version heard, every ``odds`` from ``LEAN`` on.

    It only adds: what it hears where no marker of the same risk stands, and the words held that it does not speak
    against; and where a stretch only read like an example, it may be heard too.
    """
    if not reading.was_read:
        return reading
    by_code = _by_code(_in_order(heard))
    agreed = [one for one in reading.held if _odds(by_code, one) is not None]
    markers = [
        replace(one, odds=_odds(by_code, one)) if one.pattern.startswith(LIKE) else one for one in reading.markers
    ]
    standing = _by_code(markers)
    words = [one for one in agreed if not _standing(standing.get(one.code, ()), one.start, one.end)]
    standing = _by_code(_in_order([*markers, *words]))
    added = [
        one
        for of_code in by_code.values()
        for one in of_code
        if one.odds is not None and one.odds >= EDGE and not _standing(standing.get(one.code, ()), one.start, one.end)
    ]
    return replace(reading, markers=tuple(_in_order([*markers, *agreed, *added])), third_version=version, held=())


def _odds(heard: Mapping[Code, Sequence[Marker]], marker: Marker) -> float | None:
    """Return the highest odds that the third reader gives a risk where a marker of it stands; None if it gives none."""
    here = _standing(heard.get(marker.code, ()), marker.start, marker.end)
    return max((one.odds for one in here if one.odds is not None), default=None)


def _names_year_of(on: date, words: Words, first: int, last: int) -> bool:
    """Say whether any of the words is that day's year, or a later one."""
    keys, written = words.keys[first : last + 1], words.written[first : last + 1]
    return any(key == "#year" and int(said) >= on.year for key, said in zip(keys, written, strict=True))


def _spoken_against(
    second: Likeness, words: Words, weighed: Sequence[Weighed], markers: Iterable[Marker]
) -> frozenset[Marker]:
    """Return the present markers, but of the gravest risks, of which no stretch they stand in reads at all."""
    starts, ends = [words.starts[one.first] for one in weighed], [words.ends[one.last] for one in weighed]
    return frozenset(
        one
        for one in markers
        if one.status is Status.PRESENT
        and one.code not in GRAVEST
        and not any(
            second.margin(here, one.code) >= AGAINST
            for here in weighed[bisect_right(ends, one.start) : bisect_left(starts, one.end)]
        )
    )


def _added(
    second: Likeness, text: str, words: Words, weighed: Iterable[Weighed], markers: list[Marker]
) -> list[Marker]:
    """Return a marker for each stretch that reads like examples of a risk of which it holds no marker yet."""
    held = _by_code(markers)
    added = []
    for code, first, last in second.alike(weighed):
        start, end = words.starts[first], words.ends[last]
        if not _standing(held.get(code, ()), start, end):
            example = second.nearest(code, words, first, last)
            added.append(Marker(code, Status.PRESENT, text[start:end], start, end, example))
    return added


def _by_code(markers: Iterable[Marker]) -> dict[Code, list[Marker]]:
    """Return the markers of each risk in the order of the text, none over another."""
    of_code: dict[Code, list[Marker]] = {}
    for marker in markers:
        of_code.setdefault(marker.code, []).append(marker)
    return of_code


def _standing(of_code: Sequence[Marker], start: int, end: int) -> Sequence[Marker]:
    """Return which of a risk's markers, in the order of the text and none over another, stand in this part of it."""
    first = bisect_right(of_code, start, key=lambda marker: marker.end)
    return of_code[first : bisect_left(of_code, end, key=lambda marker: marker.start)]


def _in_order(markers: Iterable[Marker]) -> list[Marker]:
    return sorted(markers, key=lambda one: (one.start, one.end, one.code))


def _found(
    lexicon: Lexicon,
    text: str,
    words: Words,
    entries: list[tuple[int, int, Entry]],
    cues: list[tuple[int, int, str]],
) -> list[Marker]:
    """Return the markers that the lexicon finds, in the order of the text."""
    found = [(first, last, entry) for first, last, entry in entries if entry.code is not None]
    if not found:
        return []
    idioms = {i for first, last, entry in entries if entry.code is None for i in range(first, last + 1)}
    if idioms:
        # Words that only look like risk.
        found = [f for f in found if idioms.isdisjoint(range(f[0], f[1] + 1))]
    needed = {entry.beside for _, _, entry in found if entry.beside is not None}
    absent = {name for name in needed if lexicon.lists[name].isdisjoint(words.keys)}
    if absent:
        found = [f for f in found if f[2].beside not in absent]
    context = Context(words, cues, lexicon.lists)
    return [
        Marker(
            entry.code,
            status,
            text[words.starts[first] : words.ends[last]],
            words.starts[first],
            words.ends[last],
            entry.id,
        )
        for first, last, entry, status in _settle(found, context)
        if entry.code is not None
    ]


def _settle(found: list[tuple[int, int, Entry]], context: Context) -> list[tuple[int, int, Entry, Status]]:
    """Return one mention where several of a risk overlap, and how it is meant, in the order of the text.

    Words that themselves rule a risk out win over words that only name it; otherwise the longest wins.
    """
    settled: list[tuple[int, int, Entry, Status]] = []
    taken: dict[Code | None, set[int]] = {}
    for first, last, entry in sorted(found, key=lambda f: (f[2].status is None, f[0] - f[1], f[0], f[2].id)):
        here = range(first, last + 1)
        words = taken.setdefault(entry.code, set())
        if not words.isdisjoint(here):
            continue
        if entry.about is not None and context.person(first, last) != entry.about:
            continue
        if entry.status is Status.NEGATED:
            status = context.ruled_out(first, last)
        else:
            status = context.status(first, last, threat=entry.code is Code.THREAT_TO_KILL)
        if status is not None:
            words.update(here)
            settled.append((first, last, entry, status))
    corrected = {entry.code: first for first, _, entry, _ in settled if entry.corrects}
    if corrected:
        settled = [
            (a, b, e, Status.NEGATED if s is Status.PRESENT and a < corrected.get(e.code, 0) else s)
            for a, b, e, s in settled
        ]
    return sorted(settled, key=lambda m: (m[0], m[1], m[2].code or ""))
