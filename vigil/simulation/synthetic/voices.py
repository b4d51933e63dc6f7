"""The voices officers write in: the same sentences as a report, notes, headings, a log, capitals or a rush."""

import random
from datetime import datetime, timedelta

from vigil.simulation.synthetic import mentions

VOICES = (
    "report",
    "report",
    "report",
    "notes",
    "headings",
    "headings",
    "log",
    "capitals",
    "rush",
    "shorthand",
    "shorthand",
)
SHORT = {
    " and ": " & ",
    " with ": " w/ ",
    " without ": " w/o ",
    " address": " add",
    " children": " ch",
    " police": " pol",
    " partner": " ptnr",
    " because ": " bc ",
    " previous": " prev",
    " officers": " offrs",
    " information": " info",
    " social care": " CSC",
    " mental health": " MH",
    " regarding ": " re ",
    " approximately ": " approx ",
    " telephone": " tel",
    " the victim": " vic",
    " the suspect": " susp",
}
HEADINGS = (
    ("CIRCUMSTANCES", "RISK", "ACTION"),
    ("Circs", "Risk factors", "Action taken"),
    ("What happened", "DASH/RISK", "Police action"),
    ("Background", "Concerns", "Safeguarding"),
)
MISSPELT = 0.12  # [A] narratives with slips of the keyboard


def write(
    chance: random.Random, opening: str, body: list[str], distractors: list[str], closing: list[str], at: datetime
) -> str:
    """Return the sentences as one narrative, in a voice chosen by chance."""
    middle = body + distractors
    chance.shuffle(middle)
    sentences = [opening, *middle, *closing]
    match chance.choice(VOICES):
        case "notes":
            text = "\n".join(f"- {sentence}" for sentence in sentences)
        case "headings":
            text = _under_headings(chance, [opening, *body], distractors, closing)
        case "log":
            text = _log(chance, sentences, at)
        case "capitals":
            text = " ".join(sentences).upper()
        case "rush":
            text = " ".join(sentence.rstrip(".") for sentence in sentences)
            text = text.lower() if chance.random() < 0.5 else text
        case "shorthand":
            text = _shortened(" ".join(sentences))
        case _:
            text = _paragraphs(chance, sentences)
    return _misspelt(chance, text) if chance.random() < MISSPELT else text


def _under_headings(chance: random.Random, happened: list[str], risk: list[str], closing: list[str]) -> str:
    mark = chance.choice((": ", " - ", " – ", ":\n"))
    parts = zip(chance.choice(HEADINGS), (happened, risk, closing), strict=True)
    return "\n".join(f"{heading}{mark}{' '.join(sentences)}" for heading, sentences in parts if sentences)


def _log(chance: random.Random, sentences: list[str], at: datetime) -> str:
    lines = []
    for sentence in sentences:
        lines.append(f"{at:%H:%M} {sentence}")
        at += timedelta(minutes=chance.randint(1, 14))
    return "\n".join(lines)


def _shortened(text: str) -> str:
    for long, short in SHORT.items():
        text = text.replace(long, short)
    return text


def _paragraphs(chance: random.Random, sentences: list[str]) -> str:
    if len(sentences) < 6 or chance.random() < 0.5:
        return " ".join(sentences)
    at = chance.randint(2, len(sentences) - 2)
    return f"{' '.join(sentences[:at])}\n\n{' '.join(sentences[at:])}"


def _misspelt(chance: random.Random, text: str) -> str:
    """Return the text with one to three of its longer words mistyped. Names and markers' words may be among them."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    for at in chance.sample(long, min(len(long), chance.randint(1, 3))):
        words[at] = mentions.typo(chance, words[at])
    return " ".join(words)
