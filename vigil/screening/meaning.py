"""How a mention is meant: now, ruled out, long ago, only supposed, or somebody else's.

A decision looks only at cues in the mention's own sentence, and in the answer that follows a question. A cue inside
the mention's own words does not count: whoever wrote the pattern knew of it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from vigil.screening.markers import Status
from vigil.screening.words import BREAK, Words

REACH_OF_A_DENIAL = 14  # words: beyond that a reader no longer hears the "not"
REACH_OF_NO = 3  # words that may stand between "no" and the thing
REACH_BACK = 4  # words between a thing and a "not seen" after it
REACH_OF_AN_ANSWER = 8  # words of a form's question between the thing asked about and an answer that stands alone
REACH_OF_IF = 16
REACH_OF_ASKING = 4
HEARING = 40  # words: no cue is looked for further off, even in a narrative without a full stop
REACH_OF_TIME = 14  # words between a mention and the time or the person it is about
REACH_OF_TAKING_BACK = 16
REACH_TO_A_PERSON = 40  # words back to the last person named
LONG_QUESTION = 14  # words: a longer one is a sentence, not a heading of a form


_AGED = {"yo", "years", "male", "female", "aged", "age"}  # beside a number: somebody's age
_COUNTED = {"days", "weeks", "hours", "times", "#u18", "#18to64"}  # after a number: not an age


class Place(NamedTuple):
    """Where something stands: first and last word."""

    first: int
    last: int


class Sentence(NamedTuple):
    """A run of words between two breaks."""

    first: int
    end: int
    asks: bool
    cues: Mapping[str, Sequence[Place]]  # by kind; most sentences have none


class Context:
    """The sentences of a narrative and what each of its cues reaches."""

    def __init__(self, words: Words, cues: Sequence[tuple[int, int, str]], lists: Mapping[str, frozenset[str]]) -> None:
        self.words, self.lists = words, lists
        self._breaks_at = [i for i, key in enumerate(words.keys) if key == BREAK]
        self._sentences: dict[int, Sentence] = {}
        self._cues_of: dict[int, dict[str, list[Place]]] = {}  # by number of the sentence, then by kind
        for start, last, kind in sorted(cues):
            of_sentence = self._cues_of.setdefault(bisect_left(self._breaks_at, start), {})
            of_sentence.setdefault(kind, []).append(Place(start, last))

    def _sentence(self, at: int) -> Sentence:
        """Return the sentence a word stands in."""
        number = bisect_left(self._breaks_at, at)
        sentence = self._sentences.get(number)
        if sentence is None:
            first = self._breaks_at[number - 1] + 1 if number else 0
            end = self._breaks_at[number] if number < len(self._breaks_at) else len(self.words.keys)
            sentence = self._sentences[number] = Sentence(
                first, end, end in self.words.questions, self._cues_of.get(number, {})
            )
        return sentence

    def status(self, first: int, last: int, *, threat: bool = False) -> Status | None:
        """Return how the mention at those words is meant, or None where it is asked and never answered.

        An "if" before a threat is its condition ("if you leave, you know what happens"), not a thing only supposed.
        """
        sentence = self._sentence(first)
        if sentence.cues and (
            self._is_advice(sentence, first, last) or (not threat and self._is_supposed(sentence, first, last))
        ):
            return Status.HYPOTHETICAL
        answer = self._answer(sentence, last)
        if answer is not None:
            return answer
        if sentence.asks and sentence.end - sentence.first <= LONG_QUESTION:
            return None
        if not sentence.cues:
            return Status.PRESENT
        if self._is_denied(sentence, first, last):
            return Status.NEGATED
        if any(c.last < first <= c.last + REACH_OF_ASKING for c in self._cues(sentence, "asked", first, last)):
            return None
        if self._near(sentence, "other", first, last):
            return Status.OTHER_PERSON
        if self._near(sentence, "past", first, last) and not self._near(sentence, "not_past", first, last):
            return Status.HISTORICAL
        return Status.PRESENT

    def ruled_out(self, first: int, last: int) -> Status | None:
        """Return negated for words that rule a risk out, or None where a pause or a "no" before them undoes that."""
        sentence = self._sentence(first)
        if not self.words.pauses.isdisjoint(range(first + 1, last + 1)) or self._is_denied(sentence, first, last):
            return None
        supposed = self._is_advice(sentence, first, last) or self._is_supposed(sentence, first, last)
        return Status.HYPOTHETICAL if supposed else Status.NEGATED

    def person(self, first: int, last: int) -> str:
        """Return whether the mention is of a "child" or an "adult": the last person named up to its end.

        Where nobody was named yet, it is of a child if the narrative names one at all.
        """
        for i in range(last, max(-1, first - REACH_TO_A_PERSON), -1):
            named = self._named(i)
            if named:
                return named
        return "child" if self._names_a_child else "adult"

    @cached_property
    def _names_a_child(self) -> bool:
        # Once a narrative: asked for each mention it would make a long list of them slow.
        return any(self._named(i) == "child" for i in range(len(self.words.keys)))

    def _named(self, at: int) -> str | None:
        """Return whether a word names a "child" or an "adult", by a noun or by an age."""
        keys = self.words.keys
        key = keys[at]
        if key in self.lists["child_named"]:
            age, then = [*keys[at + 1 : at + 3], "", ""][:2]
            grown = age in ("#18to64", "#65plus") and then not in _COUNTED
            return "adult" if grown else "child"  # "daughter (35)"
        if key in self.lists["adult_named"]:
            return "adult"
        if key in ("#u18", "#18to64") and at:
            before, after = keys[at - 1], keys[at + 1] if at + 1 < len(keys) else ""
            # An age stands beside "yo" or "aged", or straight after a name ("Erin (12) said").
            if {before, after} & _AGED or (not before and after not in _COUNTED):
                return "child" if key == "#u18" else "adult"
        return None

    def _cues(self, sentence: Sentence, kind: str, first: int, last: int) -> list[Place]:
        """Return the cues of a kind in the sentence and within hearing of the mention, but not in it."""
        cues = sentence.cues.get(kind)
        if cues is None:
            return []
        heard = cues[bisect_left(cues, (first - HEARING,)) : bisect_left(cues, (last + HEARING,))]
        return [c for c in heard if c.last < first or c.first > last]

    def _before(self, sentence: Sentence, kind: str, first: int) -> Iterator[Place]:
        """Yield the cues of a kind that end before the mention and within hearing of it.

        The nearest first: it is the likeliest to reach, and in a long run of them the rest need not be asked.
        """
        cues = sentence.cues.get(kind, ())
        for i in range(bisect_left(cues, (first,)) - 1, -1, -1):
            if cues[i].first < first - HEARING:
                return
            if cues[i].last < first:
                yield cues[i]

    def _is_advice(self, sentence: Sentence, first: int, last: int) -> bool:
        return bool(self._cues(sentence, "advice", first, last))

    def _is_supposed(self, sentence: Sentence, first: int, last: int) -> bool:
        """Say whether the mention follows an "if" that is not itself part of something said."""
        return any(
            cue.last < first <= cue.last + REACH_OF_IF
            and not any(c.last < cue.first for c in self._cues(sentence, "said", first, last))
            for cue in self._cues(sentence, "if", first, last)
        )

    def _answer(self, sentence: Sentence, last: int) -> Status | None:
        """Return what a yes or no straight after the mention says of it."""
        keys, pauses = self.words.keys, self.words.pauses
        if last + 2 == sentence.end and keys[last + 1] in self.lists["ticked"]:
            return Status.PRESENT if keys[last + 1] in self.lists["yes"] else Status.NEGATED  # "Stalk N. Preg Y."
        reach = min(last + REACH_OF_AN_ANSWER + 2, sentence.end)
        after = next((i for i in range(last + 1, reach) if i in pauses), None) if pauses else None
        if after is None:
            if not sentence.asks:
                return None
            after = sentence.end + 1
        elif after > last + REACH_BACK + 1 and after + 1 < sentence.end:
            return None  # that far off, only an answer that stands alone is one
        reply = keys[after] if after < len(keys) else ""
        if reply in self.lists["yes"]:
            return Status.PRESENT
        following = keys[after + 1] if after + 1 < len(keys) else BREAK
        alone = following in (BREAK, "", *self.lists["no"]) or after + 1 in pauses or sentence.asks
        return Status.NEGATED if reply in self.lists["no"] and alone else None

    def _is_denied(self, sentence: Sentence, first: int, last: int) -> bool:
        if not sentence.cues:
            return False
        if any(c.first > last for c in self._cues(sentence, "all_no", first, last)):
            return True
        if any(0 < c.first - last <= REACH_OF_TAKING_BACK for c in self._cues(sentence, "taken_back", first, last)):
            return True
        excused = {i for c in self._cues(sentence, "not_a_denial", last + 1, last) for i in range(c.first, c.last + 1)}
        for cue in self._before(sentence, "denies", first):
            if cue.first not in excused and self._reaches(cue.last, first, REACH_OF_A_DENIAL):
                return True
        for cue in self._before(sentence, "no", first):
            if cue.first not in excused and self._lists(cue.last, first):
                return True
        return any(
            last < cue.first <= last + REACH_BACK and not self._turns(last, cue.first)
            for cue in self._cues(sentence, "ruled_out_after", first, last)
        )

    def _turns(self, start: int, end: int) -> bool:
        """Say whether a new thought begins between two words."""
        keys, pauses = self.words.keys, self.words.pauses
        for i in range(start + 1, end):
            key = keys[i]
            if key in self.lists["turn"]:
                return True
            fresh = i in pauses or keys[i - 1] in self.lists["join"]
            if fresh and key in self.lists["subject"]:
                return True
        return end in pauses and keys[end] in self.lists["subject"]

    def _reaches(self, cue: int, mention: int, reach: int) -> bool:
        return mention - cue <= reach and not self._turns(cue, mention)

    def _lists(self, cue: int, mention: int) -> bool:
        """Say whether "no" carries to the mention: next to it, or down a list of short things."""
        pauses, keys = self.words.pauses, self.words.keys
        if self._turns(cue, mention):
            return False
        run = 0  # words since the "no" or the last pause
        joined = False
        for i in range(cue + 1, mention):
            if i in pauses:
                run = 0
            if keys[i] in self.lists["join"]:
                run, joined = 0, True
                continue
            run += 1
            if run > REACH_OF_NO:
                return False
        if mention in pauses:
            run = 0
        end = mention
        while end + 1 < len(keys) and end + 1 not in pauses and keys[end + 1] != BREAK and end - mention < 4:
            end += 1
        crossed = any(i in pauses for i in range(cue + 1, mention + 1))
        return joined or not crossed or end - mention < 2

    def _near(self, sentence: Sentence, kind: str, first: int, last: int) -> bool:
        """Say whether a cue of time or person shares a thought with the mention."""
        for cue in self._cues(sentence, kind, first, last):
            start, end = (cue.last, first) if cue.last < first else (last, cue.first)
            parts = cue.first > last and self._turns(start, end)  # "he hit her, his dad used to do the same"
            if end - start <= REACH_OF_TIME and not parts and not self._breaks(start, end):
                return True
        return False

    def _breaks(self, start: int, end: int) -> bool:
        keys = self.words.keys
        return any(keys[i] in ("but", "however", "now", "today", "tonight", "since") for i in range(start + 1, end))
