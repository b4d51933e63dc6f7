"""A protected phone number or e-mail address in text."""

import re
from collections.abc import Iterator

from vigil.rules.protected.phrases import ALIKE, TIMES, Span
from vigil.rules.spelling import DIGITS, NUMBERS, Token, plain

WORDS_BETWEEN = 5  # "07700, and then I think it was 900123"
_FILLERS = frozenset({"and", "then", "dash", "space", "plus"})
_NOUGHTS = {"hundred": "00", "thousand": "000"}


def phones(phone: str, text: str) -> Iterator[Span]:
    """Yield where a number is told; a landline by its last six figures too, as anybody in its town knows it."""
    number = re.sub(r"[^0-9]", "", plain(phone)[0])
    number = re.sub(r"^(00)?44", "", number).lstrip("0")
    if len(number) < 6:
        return
    for run in _runs_of_digits(text, WORDS_BETWEEN):
        for match in re.finditer(number, "".join(digit for digit, _ in run)):
            yield run[match.start()][1].start, run[match.end() - 1][1].end
    if number[0] in "12":
        for run in _runs_of_digits(text, 0):
            if "".join(digit for digit, _ in run) == number[-6:]:
                yield run[0][1].start, run[-1][1].end


def _runs_of_digits(text: str, words_between: int) -> Iterator[list[tuple[str, Token]]]:
    """Yield each run of figures, by figure: "oh seven double seven" and "+44 (0)77" are runs; more words end one."""
    letters, places = plain(text)
    run: list[tuple[str, Token]] = []
    times, words, after_ten = 1, 0, False
    for match in re.finditer(r"[a-z]+|[0-9]+", letters):
        token = Token(match.group(), places[match.start()], places[match.end() - 1] + 1)
        digits = _digits(letters, match)
        if digits:
            if after_ten and len(digits) == 1 and not token.text.isdigit():
                run.pop()  # "twenty three" is 23
            run += [(digit, token) for digit in digits[0] * (times - 1) + digits]
            times, words, after_ten = 1, 0, NUMBERS.get(token.text, 0) >= 20
        elif token.text in TIMES:
            times = TIMES[token.text]
        elif token.text not in _FILLERS:
            words, times, after_ten = words + 1, 1, False
            if words > words_between:
                if run:
                    yield run
                run, words = [], 0
    if run:
        yield run


def _digits(letters: str, match: re.Match[str]) -> str:
    """Return the figures that a run of letters or figures stands for, or ""."""
    word = match.group()
    if word.isdigit():
        return word
    if word in NUMBERS:
        return str(NUMBERS[word])
    if re.fullmatch(r"[oil]+", word) and (word in DIGITS or _beside_a_figure(letters, match)):
        return word.translate(ALIKE)
    return _NOUGHTS.get(word, "")


def _beside_a_figure(letters: str, match: re.Match[str]) -> bool:
    return letters[match.start() - 1 : match.start()].isdigit() or letters[match.end() : match.end() + 1].isdigit()


def emails(email: str, text: str) -> Iterator[Span]:
    """Yield where an e-mail address is told; by its name alone, at any provider, where the name is nobody's else."""
    letters, places = plain(text)
    name, _, domain = plain(email)[0].strip().partition("@")
    at = r"\s*(?:@|%40|[\[(]\s*at\s*[\])]|\bat\b)\s*"
    dot = r"\s*(?:\.|[\[(]\s*dot\s*[\])]|\b(?:dot|point)\b)\s*"
    spelled = [dot.join(re.escape(part) for part in side.split(".")) for side in (name, domain) if side]
    if not spelled:
        return
    patterns = [at.join(spelled)]
    if len(name) > 5 and re.search(r"[0-9._-]", name):
        patterns.append(spelled[0])  # the same name at another provider
        patterns.append("[._-]?".join(re.escape(part) for part in re.findall(r"[a-z]+|[0-9]+", name)))
    for pattern in patterns:
        for match in re.finditer(pattern, letters):
            yield places[match.start()], places[match.end() - 1] + 1
