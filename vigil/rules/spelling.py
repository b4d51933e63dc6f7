"""Text as it sounds and is meant, whatever way it was typed: the ground on which protected details are looked for.

Every token knows where it stands in the text, so that a person can be shown what was found.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

# Letters of other alphabets that look like ours, and letters that take two keys.
_LOOKALIKES: dict[int, int | str] = {
    **str.maketrans("аеорсухіӏвнкмтѕјԁɡαοερικντυß", "aeopcyxilbhkmtsjdgaoepikvtus"),
    **str.maketrans("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢı", "abcdefghijklmnoprstuvwyzi"),  # small capitals
    # In boxes, in circles, and of flags.
    **{
        first + place: letter
        for first in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
        for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")
    },
}
_APOSTROPHES = frozenset("'’‘`´ʼ")

_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS: dict[str, int] = {
    **{word: number for number, word in enumerate(_UNITS)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    "fourty": 40,
    "nought": 0,
    "oh": 0,
}
DIGITS: dict[str, str] = {word: str(number) for word, number in NUMBERS.items() if number < 10} | {"o": "0"}

_SPOKEN = (
    *("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima"),
    *("mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey"),
    *("xray", "yankee", "zulu", "alfa", "juliett", "whisky"),
)
_NAMED = (
    "bee cee dee ee eff gee aitch eye jay kay ell em en pee cue ar ess tee you vee ex why zed",
    "bcdefghijklmnpqrstuvxyz",
)
LETTERS: dict[str, str] = {word: word[0] for word in _SPOKEN} | dict(zip(_NAMED[0].split(), _NAMED[1], strict=True))
"""Letters as they are said on the radio, and by their names."""


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters or of figures, plain and lower case, and where it stands in the text."""

    text: str
    start: int
    end: int


def plain(text: str) -> tuple[str, list[int]]:
    """Return the text in plain lower-case letters, and for each of its letters the place in the text it came from.

    Accents, invisible characters and look-alike letters of other alphabets are gone; apostrophes too, so that
    "St John's" is "st johns".
    """
    letters = [_plain(character) for character in text]
    places = [place for place, plainly in enumerate(letters) for _ in plainly]
    return "".join(letters), places


@cache
def _plain(character: str) -> str:
    if character in _APOSTROPHES:
        return ""
    parts = unicodedata.normalize("NFKD", character).lower().translate(_LOOKALIKES)
    # Figures of every alphabet are figures.
    return "".join(
        str(unicodedata.decimal(part, part)) for part in parts if unicodedata.category(part) not in {"Mn", "Cf"}
    )


def tokens(text: str) -> list[Token]:
    """Return the runs of letters and of figures in a text, with number words as figures: "twenty-two" is "22"."""
    letters, places = plain(text)
    found = [
        Token(match.group(), places[match.start()], places[match.end() - 1] + 1)
        for match in re.finditer(r"[a-z]+|[0-9]+", letters)
    ]
    return _numbers(found)


def _numbers(found: list[Token]) -> list[Token]:
    told: list[Token] = []
    ten_before = False  # whether the last one was a spelled ten, which a spelled unit joins
    for token in found:
        number = NUMBERS.get(token.text)
        if number is None:
            told.append(token)
        elif ten_before and 0 < number < 10:
            ten = told.pop()
            told.append(Token(str(int(ten.text) + number), ten.start, token.end))
        else:
            told.append(Token(str(number), token.start, token.end))
        ten_before = number is not None and number >= 20
    return told


def skeleton(word: str) -> str:
    """Return how a word sounds, roughly: its consonants, each sound written one way and none twice."""
    sound = word.replace("ph", "f").replace("gh", "").replace("wr", "r").replace("kn", "n")
    sound = re.sub(r"ck|[cq]", "k", sound).replace("z", "s").replace("x", "ks")
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyhw]", "", sound))
