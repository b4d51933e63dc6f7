"""Reading a file of people and their training: a CSV with a row for each training, under the headings people use."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from vigil.accounts.roles import HUB_ROLES, Role
from vigil.rules.skills import Stage
from vigil.rules.training import COURSES, Course

Term = TypeVar("Term", bound=Enum)

USERNAME = re.compile(r"[A-Za-z0-9._-]+")
MOST_BYTES = 2_000_000
MOST_ROWS = 2_000
MOST_LETTERS = 80

# Each field, with the headings it is known by: compared without capitals, underscores and doubled spaces.
HEADINGS: dict[str, tuple[str, ...]] = {
    "username": ("username", "user name", "login"),
    "first_name": ("first name", "forename", "forenames", "given name"),
    "last_name": ("last name", "surname", "family name"),
    "role": ("role",),
    "team": ("team",),
    "site": ("site", "base", "location"),
    "hours": ("hours", "contracted hours", "hours a week", "hours per week"),
    "last_day": ("temporary until", "last day", "post ends"),
    "step": ("step", "stage"),
    "course": ("course", "training"),
    "provider": ("provider", "trainer"),
    "completed": ("completed", "date completed", "completed on", "training date"),
    "evidence": ("evidence", "certificate", "certificate number"),
    "expires": ("expires", "expiry", "expires on", "certificate expires"),
}
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y")


class Unreadable(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A file that cannot be read as people and training. The text says what to mend."""


class Held(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A row that cannot be trusted as it is: the field, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row as it stands in the file: its number there (the headings are 1) and what each field says."""

    number: int
    written: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Given:
    """A training as a row tells it."""

    course: Course
    provider: str
    completed: date
    evidence: str
    expires: date | None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a row says of somebody, understood. None and "" where it says nothing."""

    username: str
    first_name: str
    last_name: str
    role: Role | None
    team: str
    site: str
    minutes: int | None
    last_day: date | None
    step: Stage | None
    training: Given | None


def read(content: bytes) -> list[Row]:
    """Return the rows of a file that say anything. Raises ``Unreadable``."""
    if len(content) > MOST_BYTES:
        raise Unreadable("The file is larger than 2 MB. Split it, and hand over the parts one by one.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Unreadable("This is not a CSV file. In a spreadsheet program, save it as CSV.")
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable("A row cannot be told from the next. Look for a stray quotation mark.") from error
    fields = [_field(heading) for heading in (lines[0] if lines else [])]
    if "username" not in fields:
        raise Unreadable("No heading says “Username”. The first row must hold the headings of the columns.")
    twice = {field for field in fields if field and fields.count(field) > 1}
    if twice:
        raise Unreadable(f"Two columns mean the same: {', '.join(sorted(twice)).replace('_', ' ')}. Leave one out.")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        written = {field: value.strip() for field, value in zip(fields, line, strict=False) if field}
        if any(written.values()):
            rows.append(Row(number=number, written=written))
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it, and hand over the parts one by one.")
    return rows


def _field(heading: str) -> str:
    plain = " ".join(heading.replace("_", " ").lower().split())
    return next((field for field, known in HEADINGS.items() if plain in known), "")


def understand(row: Row) -> Told:
    """Return what a row says. Raises ``Held`` with the first field that cannot be trusted."""
    said = dict.fromkeys(HEADINGS, "") | row.written
    if not USERNAME.fullmatch(said["username"]):
        raise Held("username", "Say whose row it is: the name they sign in with, of letters, figures, dots and dashes.")
    for field, written in said.items():
        if len(written) > MOST_LETTERS:
            raise Held(field, f"It is longer than {MOST_LETTERS} letters.")
    return Told(
        username=said["username"].lower(),
        first_name=said["first_name"],
        last_name=said["last_name"],
        role=_one_of(HUB_ROLES, "role", said["role"]),
        team=said["team"],
        site=_site(said),
        minutes=_minutes(said["hours"]),
        last_day=_day("last_day", said["last_day"]),
        step=_one_of(Stage, "step", said["step"]),
        training=_training(said),
    )


def _training(said: dict[str, str]) -> Given | None:
    if not said["course"]:
        return None
    course = _course(said["course"])
    completed = _day("completed", said["completed"])
    if completed is None:
        raise Held("completed", "Say when the training was completed.")
    for field, wanted in (("provider", "who gave the training"), ("evidence", "where the evidence is")):
        if not said[field]:
            raise Held(field, f"Say {wanted}.")
    return Given(
        course=course,
        provider=said["provider"],
        completed=completed,
        evidence=said["evidence"],
        expires=_day("expires", said["expires"]),
    )


def _course(written: str) -> Course:
    plain = written.casefold().replace("_", " ")
    for course, words in COURSES.items():
        if plain in {words.casefold(), course.value.replace("_", " ")}:
            return Course(course)
    raise Held("course", f"No such course counts here. It must be one of: {', '.join(COURSES.values())}.")


def _one_of(terms: Iterable[Term], field: str, written: str) -> Term | None:
    known = {str(term.value): term for term in terms}
    if written and written.lower() not in known:
        raise Held(field, f"It must be one of: {', '.join(known)}.")
    return known.get(written.lower())


def _site(said: dict[str, str]) -> str:
    if said["team"] and not said["site"]:
        raise Held("site", "Say at which site the team sits.")
    return said["site"]


def _minutes(written: str) -> int | None:
    if not written:
        return None
    try:
        hours = float(written.replace(",", "."))
    except ValueError:
        hours = -1
    if not 0 < hours <= 60:
        raise Held("hours", "It must be a number of hours in a week, above 0 and up to 60.")
    return round(hours * 60)


def _day(field: str, written: str) -> date | None:
    if not written:
        return None
    for form in _DATES:
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    raise Held(field, "It is not a real date, such as 27/03/2026 or 2026-03-27.")
