"""A mapping: what the columns and words of one source mean, written as TOML. See docs/mappings.md."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from vigil.intake.reading.roles import Place
from vigil.rules.notice import Qualifier
from vigil.rules.terms import Area, Grade, IncidentType, PartnerFlag, Sex

FIELDS = frozenset(
    {
        "reference",
        "log_number",
        "crime_number",
        "incident",
        "incident_time",
        "submitted",
        "submitted_time",
        "officer",
        "officer_name",
        "officer_rank",
        "team_area",
        "incident_type",
        "address",
        "postcode",
        "grade",
        "dash",
        "dash_ticks",
        "risk_tool",
        "risk_items",
        "partner_flags",
        "school",
        "narrative",
        "status",
        "comments",
        "qualifiers",
        "supervisor",
    }
)
NEEDED_FIELDS = ("reference", "incident", "submitted", "narrative")
NEEDED_OF_INCIDENTS = ("log_number", "incident")
PERSON_COLUMNS = frozenset(
    {
        "cell",
        "list",
        "surname",
        "forenames",
        "name",
        "also_known_as",
        "born",
        "age",
        "sex",
        "ethnicity",
        "relationship",
        "address",
        "postcode",
        "phone",
        "school",
        "nhs_number",
        "uprn",
        "id",
        "role",
        "number",
    }
)
Layout = Literal["cell", "cells", "children", "columns", "rows", "list"]
# What each layout cannot do without.
_NEEDED_COLUMNS: dict[str, tuple[tuple[str, ...], ...]] = {
    "cell": (("cell",),),
    "cells": (("cell",),),
    "children": (("cell",),),
    "columns": (("surname", "name"),),
    "rows": (("surname", "name"), ("role",)),
    "list": (("list",), ("surname", "name"), ("role",)),
}
_LISTS: dict[str, type[StrEnum]] = {
    "grade": Grade,
    "incident_type": IncidentType,
    "area": Area,
    "sex": Sex,
    "partner_flags": PartnerFlag,
    "place": Place,
    "qualifier": Qualifier,
}
_KINDS = frozenset({"xlsx", "csv", "xml", "ndjson"})
_TOP = frozenset(
    {
        "name",
        "title",
        "source_system",
        "timezone",
        "day_first",
        "name_order",
        "area",
        "holds",
        "rows",
        "recognise",
        "fields",
        "people",
        "values",
        "partner_columns",
    }
)


class BadMapping(Exception):  # noqa: N818  (a refusal, worded for the analyst who wrote the file)
    """A mapping that cannot be used. The text names the key and says what it should be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PeopleLayout:
    """How one part of a source lays out people. ``columns`` gives alternative headers for each kind of cell."""

    layout: Layout
    place: Place | None  # None: each person's own role cell says
    columns: dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapping:
    """What one source's columns and words mean. Word lists are keyed by ``key_of`` the word."""

    name: str
    title: str
    source_system: str
    kinds: frozenset[str]
    headers: tuple[tuple[str, ...], ...]
    namespace: str
    zone: ZoneInfo
    day_first: bool
    surname_first: bool
    area: Area | None
    holds_incidents: bool  # an incident list of the control room, and not referrals
    row_is_a_person: bool
    fields: dict[str, tuple[str, ...]]
    people: tuple[PeopleLayout, ...]
    partner_columns: dict[str, PartnerFlag]
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()

    def term(self, kind: str, word: Any) -> str | None:
        """Return the hub's term for a source's word, or None if the list lacks it."""
        return self.words.get(kind, {}).get(key_of(word))


@lru_cache(maxsize=4096)
def _key_of(text: str) -> str:
    return " ".join(re.sub(r"[^\w&+/<>?]+", " ", text.casefold()).split())


def key_of(word: Any) -> str:
    """Return a word as lists compare it: small letters, punctuation and spacing set aside."""
    return _key_of(str("" if word is None else word))


def available() -> tuple[str, ...]:
    """Return the names of the mappings that come with Vigil."""
    return tuple(sorted(item.name[:-5] for item in _packaged().iterdir() if item.name.endswith(".toml")))


@cache
def load(name: str) -> Mapping:
    """Return a mapping that comes with Vigil. Raises ``BadMapping`` if there is none of that name."""
    if name not in available():
        raise BadMapping(f"There is no mapping called {name!r}. There are: {', '.join(available())}.")
    return _from_table(tomllib.loads((_packaged() / f"{name}.toml").read_text(encoding="utf-8")))


def from_path(path: Path) -> Mapping:
    """Return a mapping from a TOML file somebody wrote. Raises ``BadMapping`` naming what to mend."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path.name} is not a TOML file that can be read: {error}.") from error
    return _from_table(table)


def _packaged() -> Any:
    return resources.files("vigil.intake").joinpath("mappings")


def _from_table(table: dict[str, Any]) -> Mapping:
    _only(table, _TOP, "")
    recognise = _table(table, "recognise")
    _only(recognise, {"kinds", "headers", "namespace"}, "recognise.")
    values = _table(table, "values")
    _only(values, {*_LISTS, "closed"}, "values.")
    kinds = frozenset(_texts(recognise.get("kinds"), "recognise.kinds"))
    if not kinds <= _KINDS:
        raise BadMapping(f"recognise.kinds: {_listed(kinds - _KINDS)} is not one of {_listed(_KINDS)}.")
    zone = _text(table, "timezone")
    if zone not in available_timezones():
        raise BadMapping(f"timezone: {zone!r} is not a time zone. For the United Kingdom write 'Europe/London'.")
    rows = table.get("rows", "referrals")
    if rows not in {"referrals", "people"}:
        raise BadMapping("rows: write 'referrals' if each row is a referral, 'people' if each row is a person.")
    order = table.get("name_order", "forename_first")
    if order not in {"forename_first", "surname_first"}:
        raise BadMapping("name_order: write 'forename_first' or 'surname_first'.")
    fields = {key: _headers(value, f"fields.{key}") for key, value in _table(table, "fields").items()}
    _only(fields, FIELDS, "fields.")
    holds = table.get("holds", "referrals")
    if holds not in {"referrals", "incidents"}:
        raise BadMapping("holds: write 'referrals', or 'incidents' for a control room's incident list.")
    for needed in NEEDED_OF_INCIDENTS if holds == "incidents" else NEEDED_FIELDS:
        if needed not in fields:
            raise BadMapping(f"fields.{needed}: say which column gives it.")
    area = table.get("area")
    return Mapping(
        name=_text(table, "name"),
        title=_text(table, "title"),
        source_system=_text(table, "source_system"),
        kinds=kinds,
        headers=tuple(_headers(one, "recognise.headers") for one in recognise.get("headers", [])),
        namespace=recognise.get("namespace", ""),
        zone=ZoneInfo(zone),
        day_first=bool(table.get("day_first", True)),
        surname_first=order == "surname_first",
        area=_term(Area, area, "area") if area else None,
        holds_incidents=holds == "incidents",
        row_is_a_person=rows == "people",
        fields=_as_of_a_referral(fields) if holds == "incidents" else fields,
        people=tuple(_people(table.get("people"), rows_are_people=rows == "people")),
        partner_columns={
            header: _term(PartnerFlag, flag, f"partner_columns.{header}")
            for header, flag in table.get("partner_columns", {}).items()
        },
        words={kind: _words(values[kind], enum, f"values.{kind}") for kind, enum in _LISTS.items() if kind in values},
        closed=frozenset(key_of(word) for word in _texts(values.get("closed", []), "values.closed")),
    )


def _as_of_a_referral(fields: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return an incident list's fields so that its rows read as referrals do: numbered by log, and without account."""
    times = {"submitted_time": fields["incident_time"]} if "incident_time" in fields else {}
    return {**fields, "reference": fields["log_number"], "submitted": fields["incident"], "narrative": (), **times}


def _people(layouts: Any, *, rows_are_people: bool) -> Iterable[PeopleLayout]:
    if not isinstance(layouts, list) or not layouts:
        raise BadMapping("people: say at least once, as [[people]], how people are laid out.")
    for number, table in enumerate(layouts, start=1):
        where = f"people {number}: "
        layout = table.get("layout")
        if layout not in get_args(Layout):
            raise BadMapping(f"{where}layout must be one of {_listed(get_args(Layout))}.")
        if (layout == "rows") != rows_are_people:
            raise BadMapping(f"{where}layout 'rows' goes with rows = 'people', and only with it.")
        place = table.get("place")
        columns = {key: value for key, value in table.items() if key not in {"layout", "place", "numbers"}}
        _only(columns, PERSON_COLUMNS, where)
        for choices in _NEEDED_COLUMNS[layout]:
            if not any(choice in columns for choice in choices):
                raise BadMapping(f"{where}layout {layout!r} needs {' or '.join(choices)}: say which column gives it.")
        if place is None and layout not in {"rows", "list"}:
            raise BadMapping(f"{where}place must be one of {_listed(Place)}.")
        for n in table.get("numbers", [""]):
            yield PeopleLayout(
                layout=layout,
                place=_term(Place, place, f"{where}place") if place else None,
                columns={
                    key: tuple(header.replace("{n}", str(n)) for header in _headers(value, where + key))
                    for key, value in columns.items()
                },
            )


def _words(lists: Any, enum: type[StrEnum], where: str) -> dict[str, str]:
    if not isinstance(lists, dict):
        raise BadMapping(f"{where}: write a line for each term, with its list of words.")
    found: dict[str, str] = {}
    for term, words in lists.items():
        value = "" if enum is Sex and term == "not_known" else _term(enum, term, f"{where}.{term}")
        for word in _texts(words, f"{where}.{term}"):
            if found.setdefault(key_of(word), value) != value:
                raise BadMapping(f"{where}.{term}: the word {word!r} is in two lists. Leave it in one.")
    return found


def _term(enum: type[StrEnum], value: Any, where: str) -> Any:
    try:
        return enum(value)
    except ValueError:
        raise BadMapping(f"{where}: {value!r} is not one of {_listed(item for item in enum if item)}.") from None


def _headers(value: Any, where: str) -> tuple[str, ...]:
    return tuple(_texts([value] if isinstance(value, str) else value, where))


def _texts(value: Any, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadMapping(f'{where}: write a list of texts, such as ["one", "two"].')
    return value


def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise BadMapping(f"{key}: write a text.")
    return value


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    if not isinstance(value, dict):
        raise BadMapping(f"{key}: the part [{key}] is missing.")
    return value


def _only(table: dict[str, Any], known: Iterable[str], where: str) -> None:
    unknown = set(table) - set(known)
    if unknown:
        raise BadMapping(f"{where}{min(unknown)}: no such key. There are: {_listed(known)}.")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(str(word) for word in words))
