"""Somebody through whom another is found, told by what their own people call them or by initials: "at Auntie Pru's".

A forename or two letters alone tell nobody; beside words of kinship, of staying or of reaching they do.
"""

import re
from collections.abc import Collection, Iterator

from vigil.rules.protected.phrases import Span
from vigil.rules.spelling import tokens

# Two letters that are a word, or that officers write for something else.
_NO_INITIALS = re.compile(
    r"ae|al|am|an|as|at|be|by|do|go|he|if|in|is|me|my|of|on|or|so|to|up|us|we|ap|ba|bf|cc|cd|cj|cp|cs|da|"
    r"dc|di|dl|dp|ds|dv|ed|ex|fc|fe|gf|gp|hb|hv|id|ie|ip|it|la|lb|lc|mh|mo|na|nb|no|ob|od|oh|op|os|pc|pd|"
    r"pm|po|ps|pt|qe|re|rp|rt|sc|sw|tc|ta|tv|uk|vi|vs|wt|yo"
)
_KIN = (
    r"(?:aunt(?:ie|y)?|uncle|nan(?:na|ny)?|gran(?:ny|dma)?|gran(?:d|dd)ad|grandpa|mum|mam|dad|sister|sis|brother|cousin"
    r"|niece|friend|mate|neighbour|godmother|landlady)"
)
_WHOSE = rf"(?:(?:her|his|their|the|our|my)\s+)?(?:{_KIN}\s+)?"
_STAYS = (
    r"(?:stay|live|living|lodg|sleep|hid|mov|gone|went|going|go|goes|fled|flee|taken|take|took|placed|safe|back|found"
    r"|reach|contact|ring|rang|call|collect|pick|message|text)\w*(?:\s+(?:up|over|in|out|back|on|them|her|him|it)){0,2}"
)


def familiar(name: str, called: Collection[str], text: str) -> Iterator[Span]:
    """Yield where the bearer of a name is told as one with whom somebody is, or through whom they are reached.

    ``called`` are the forms of the forename, folded: "pru" and "prue" of Prudence.
    """
    words = [token.text for token in tokens(name)]
    if len(words) < 2:
        return
    initials = words[0][0] + words[-1][0]
    ways = [rf"(?i:{re.escape(form)})" for form in {words[0], *called} if len(form) > 2]
    # What no list of nicknames has: "Pru", "Prudie".
    ways += [rf"(?i:{words[0][:length]}(?:e|ey|i|ie|y)?)" for length in range(3, len(words[0]))]
    if not _NO_INITIALS.fullmatch(initials):
        ways.append(r"\.?\s?".join(initials.upper()) + r"\b\.?")
    who = rf"(?:{'|'.join(ways)})"
    patterns = (
        rf"(?i:\b{_KIN})\s+{who}\b",
        rf"(?i:\b(?:at|to|from|near|outside|round|in)\s+{_WHOSE}){who}['’]?s\b",
        rf"(?i:\b{_STAYS}\s+(?:(?:at|with|to|by|through|via)\s+)?{_WHOSE}){who}(?!\w)",
        rf"(?i:\b(?:via|through|care\s+of)\s+{_WHOSE}|\bc/o\s*{_WHOSE}){who}(?!\w)",
    )
    for pattern in patterns:
        for match in re.finditer(pattern, text):
            yield match.span()
