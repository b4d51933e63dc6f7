"""Finding a protected address, phone, e-mail, car or name in text, however it is spelled.

Sources: the data regulator's reprimands of 2023, four of them for a victim's safe address that was let out. A false
find costs a second person a minute; a missed one may cost a life, so what is doubtful counts as found.
What cannot be found: a place told without its name ("the flat over the chip shop", what people call it among
themselves, which has to be recorded as well), a town by itself, and what is written backwards or in cipher.
"""

import html
import re
from dataclasses import dataclass
from enum import StrEnum

from vigil.rules.protected import addresses, contacts, phrases
from vigil.rules.protected.phrases import Span


class Kind(StrEnum):
    """What sort of thing is protected: it settles how it is looked for."""

    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    CODE = "code"  # a car's registration: letters and figures, however they are spelled out
    NAME = "name"  # by the surname, or the whole of it
    FORENAME = "forename"  # somebody whose surname others share: by the forename, or the whole of it
    WORDS = "words"  # a school, a workplace, a refuge: looked for as a phrase


@dataclass(frozen=True, kw_only=True)
class Secret:
    """Something that must not be told. An address is written as on an envelope: parts by commas, then a postcode."""

    kind: Kind
    value: str


_MARKUP = re.compile(r"<[^<>]*>")


def found(secret: Secret, text: str) -> list[Span]:
    """Return where a text tells the secret: (start, end) pairs in its own order, none if it does not."""
    spans = _spans(secret, text)
    if not spans and ("&" in text or "<" in text):
        # As a browser would show it; then the whole text is what tells.
        shown = html.unescape(_MARKUP.sub(" ", text))
        spans = [(0, len(text))] if shown != text and _spans(secret, shown) else []
    return spans


def tells(secret: Secret, text: str) -> bool:
    """Return whether a text tells the secret."""
    return bool(found(secret, text))


def _spans(secret: Secret, text: str) -> list[Span]:
    match secret.kind:
        case Kind.ADDRESS:
            spans = [*addresses.postcodes(secret.value, text), *addresses.streets(secret.value, text)]
        case Kind.PHONE:
            spans = list(contacts.phones(secret.value, text))
        case Kind.EMAIL:
            spans = list(contacts.emails(secret.value, text))
        case Kind.CODE:
            spans = list(phrases.codes(secret.value, text))
        case Kind.NAME:
            spans = list(phrases.names(secret.value, text, alone=-1))
        case Kind.FORENAME:
            spans = list(phrases.names(secret.value, text, alone=0))
        case Kind.WORDS:
            spans = list(phrases.words(secret.value, text))
    return sorted(set(spans))
