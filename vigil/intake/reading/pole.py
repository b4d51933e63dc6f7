"""Record-system exports in POLE shape: persons, locations and events joined by links into one row an event.

The XML and the NDJSON of one export differ in names only. Each gives the same plain facts first, and one join
serves both, so they give the same cells.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from vigil.intake.reading.elements import BrokenOff, whole_elements
from vigil.intake.reading.rows import Shape, Skipped, SourceRow, Unreadable

NAMESPACE = "urn:rms:pole-export:2.3"
KINDS = ("header", "person", "location", "event", "link")
# Ten times the largest backlog holds 98,000 persons, locations and links. They stay in memory until all are joined.
ENTITY_LIMIT = 400_000
EXPORT_LIMIT = 128 * 1024 * 1024  # bytes; ten times the largest backlog is 27 MB

_NO_PLACE = {"premises": "", "town": "", "county": "", "postcode": "", "uprn": "", "type": ""}
_COLUMNS = (
    *("Reference", "LogNumber", "CrimeNumber", "Occurred", "Submitted", "SubmittingOfficer", "TeamArea", "Category"),
    *("OfficerRisk", "RiskTool", "PartnerFlags", "Narrative", "Status", "location", "people", "missing_links"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """One header, person, location, event or link. A part that cannot be read has a ``problem`` and no kind."""

    kind: str = ""
    id: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    problem: str = ""


class Source(Protocol):
    """A file of entities. ``entities`` gives those of the wanted kinds, in file order, and every unreadable one.

    It raises BrokenOff where the file ends in the middle.
    """

    kind: str
    encoding: str
    path: Path

    def entities(self, *wanted: str) -> Iterator[Entity]: ...


class PoleXml:
    """The export as XML."""

    kind = "xml"
    encoding = ""  # the XML itself says, and expat follows it

    def __init__(self, path: Path) -> None:
        self.path = path

    def entities(self, *wanted: str) -> Iterator[Entity]:
        with self.path.open("rb") as file:
            for element in whole_elements(file, *(kind.capitalize() for kind in wanted)):
                kind = element.tag.lower()
                yield Entity(kind=kind, id=element.get("id", ""), facts=_FACTS[kind](element))


class PoleReader:
    """Gives one row an event. Links come last in the file, so it is read twice: for what they join, then the events."""

    def __init__(self, source: Source) -> None:
        if source.path.stat().st_size > EXPORT_LIMIT:
            raise Unreadable("The export is far larger than any backlog. Ask for it in smaller parts, by date.")
        self._source = source
        self.skipped: list[Skipped] = []
        first = next(source.entities(*KINDS), Entity())
        header = first.facts if first.kind == "header" else {"extracted": "", "events": ""}
        self._events_promised = header["events"]
        self.shape = Shape(
            kind=source.kind,
            columns={"Event": _COLUMNS},
            encoding=source.encoding,
            namespace=NAMESPACE if source.kind == "xml" else "",
            extracted_at=_moment(header["extracted"]),
        )

    def rows(self) -> Iterator[SourceRow]:
        self.skipped = []
        links = self._links()
        seen: set[str] = set()
        for entity in self._source.entities("event"):
            if entity.problem:
                yield SourceRow(locator=entity.id, cells={}, problem=entity.problem)
            else:
                seen.add(entity.id)
                yield SourceRow(locator=_locator(entity.id), cells=entity.facts | links.joined_to(entity.id))
        for event in links.events() - seen:
            self.skipped.append(Skipped(locator=_locator(event), reason="linked to, but not in the file"))
        if self._events_promised and self._events_promised != str(len(seen)):
            yield SourceRow(
                locator="end of file",
                cells={},
                problem=f"The export says it holds {self._events_promised} events and {len(seen)} were found. "
                "Ask for the whole file again.",
            )

    def _links(self) -> "_Links":
        links = _Links()
        try:
            for entity in self._source.entities("person", "location", "link"):
                links.add(entity)
        except BrokenOff as broken:
            raise Unreadable(
                "The export is damaged or ends in the middle, so it cannot be known who was involved in what. "
                "Ask for the whole file again."
            ) from broken
        if not links.events():
            raise Unreadable("The export has no links to say who was involved in what. Ask for the whole file again.")
        return links


class _Links:
    """Everything an event can be joined to, by id."""

    def __init__(self) -> None:
        self._count = 0
        self._persons: dict[str, dict[str, Any]] = {}
        self._places: dict[str, dict[str, str]] = {}
        self._involved: dict[str, list[tuple[str, str]]] = defaultdict(list)  # event → role and person, in file order
        self._place_of: dict[str, str] = {}  # event → place
        self._home_of: dict[str, tuple[str, str]] = {}  # person → day noted, place
        self._related: dict[str, dict[str, str]] = defaultdict(dict)  # person → other person → relationship

    def add(self, entity: Entity) -> None:
        self._count += 1
        if self._count > ENTITY_LIMIT:
            raise Unreadable(
                f"The export holds over {ENTITY_LIMIT:,} persons, locations and links. Ask for it in smaller parts."
            )
        if entity.kind == "person":
            self._persons[entity.id] = entity.facts
        elif entity.kind == "location":
            self._places[entity.id] = entity.facts
        elif entity.kind == "link":
            self._add_link(**entity.facts)

    def _add_link(self, *, role: str, start: str, end: str, noted: str, relationship: str) -> None:
        if role == "occurred_at":
            self._place_of[start] = end
        elif role == "lives_at":
            self._home_of[start] = max((noted, end), self._home_of.get(start, ("", "")), key=lambda home: home[0])
        elif role == "related":
            self._related[start][end] = relationship
        else:
            self._involved[end].append((role, start))

    def events(self) -> set[str]:
        return self._involved.keys() | self._place_of.keys()

    def joined_to(self, event: str) -> dict[str, Any]:
        """Return the event's location, its people in the order of its links, and the ids that lead nowhere."""
        involved = self._involved.get(event, [])
        known = [(role, person) for role, person in involved if person in self._persons]
        homes = [self._home_of[person][1] for _, person in known if person in self._home_of]
        places = [self._place_of[event]] if event in self._place_of else []
        missing = [person for _, person in involved if person not in self._persons]
        missing += [place for place in places + homes if place not in self._places]
        return {
            "location": self._place(self._place_of.get(event, "")),
            "people": [self._person(role, person) for role, person in known],
            "missing_links": list(dict.fromkeys(missing)),
        }

    def _person(self, role: str, person: str) -> dict[str, Any]:
        _, home = self._home_of.get(person, ("", ""))
        relationship = dict(self._related.get(person, {}))
        return {
            "role": role,
            "id": person,
            **self._persons[person],
            "relationship": relationship,
            "address": self._place(home),
        }

    def _place(self, place: str) -> dict[str, str]:
        return dict(self._places.get(place, _NO_PLACE))


def _locator(event: str) -> str:
    return f"Event[@id='{event}']"


def _moment(text: str) -> datetime | None:
    """Return the header's moment, in UK time where it gives no zone; none if it is not one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Europe/London"))


def _header(element: Element) -> dict[str, Any]:
    return {"extracted": _text(element, "Extracted"), "events": _text(element, "EventCount")}


def _person(element: Element) -> dict[str, Any]:
    return {
        "surname": _text(element, "Surname"),
        "forenames": _text(element, "Forenames"),
        "alias": _text(element, "Alias"),
        "dob": _text(element, "DateOfBirth"),
        "age": _text(element, "AgeAtRecord"),
        "sex": _text(element, "Sex"),
        "ethnicity": _text(element, "SelfDefinedEthnicity"),
        "school": _text(element, "School"),
        "nhs_number": _text(element, "NhsNumber"),
    }


def _location(element: Element) -> dict[str, Any]:
    texts = {name: _text(element, name.capitalize()) for name in _NO_PLACE if name != "type"}
    return {**texts, "type": element.get("type", "")}


def _event(element: Element) -> dict[str, Any]:
    officer, category, tool = (_child(element, name) for name in ("SubmittingOfficer", "Category", "RiskTool"))
    return {
        "Reference": _text(element, "Reference"),
        "LogNumber": _text(element, "LogNumber"),
        "CrimeNumber": _text(element, "CrimeNumber"),
        "Occurred": _text(element, "Occurred"),
        "Submitted": _text(element, "Submitted"),
        "SubmittingOfficer": {"rank": officer.get("rank", ""), "collar": officer.get("collar", "")},
        "TeamArea": _text(element, "TeamArea"),
        "Category": {"code": category.get("code", ""), "text": category.text or ""},
        "OfficerRisk": _text(element, "OfficerRisk"),
        "RiskTool": {
            "name": tool.get("name", ""),
            "items": {item.get("code", ""): item.text or "" for item in tool.iterfind("Item")},
        },
        "PartnerFlags": [flag.text or "" for flag in element.iterfind("PartnerFlags/Flag")],
        "Narrative": _text(element, "Narrative"),
        "Status": _text(element, "Status"),
    }


def _link(element: Element) -> dict[str, Any]:
    return {
        "role": element.get("type", ""),
        "start": element.get("from", ""),
        "end": element.get("to", ""),
        "noted": element.get("noted", ""),
        "relationship": element.get("rel", ""),
    }


def _text(element: Element, name: str) -> str:
    return element.findtext(name) or ""


def _child(element: Element, name: str) -> Element:
    """Return the child of that name, or an empty one, so that what is missing reads as empty."""
    found = element.find(name)
    return Element(name) if found is None else found


_FACTS = {"header": _header, "person": _person, "location": _location, "event": _event, "link": _link}
