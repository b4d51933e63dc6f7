"""A record system's export of people, objects (none here), locations and events: the same in XML and in JSON lines."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

NAMESPACE = "urn:rms:pole-export:2.3"
# XML cannot hold control characters; the record system puts the replacement character in their place.
FORBIDDEN_IN_XML = {code: "\ufffd" for code in range(32) if chr(code) not in "\t\n\r"}


@dataclass(slots=True, kw_only=True)
class Export:
    """What the export holds, each entity as the JSON lines have it."""

    unit: str
    extracted: str
    persons: list[dict[str, str]] = field(default_factory=list)
    locations: list[dict[str, str]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)


def write_ndjson(export: Export, path: Path) -> None:
    header = {"system": "RMS", "unit": export.unit, "extracted": export.extracted, "events": str(len(export.events))}
    things: list[tuple[str, dict[str, Any]]] = [("header", header)]
    things += [("person", person) for person in export.persons]
    things += [("location", place) for place in export.locations]
    things += [("event", event) for event in export.events]
    things += [("link", link) for link in export.links]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for entity, thing in things:
            file.write(json.dumps({"entity": entity} | thing, ensure_ascii=False) + "\n")


def write_xml(export: Export, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in _lines(export):
            file.write(line.translate(FORBIDDEN_IN_XML) + "\n")


def _lines(export: Export) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<PoleExport xmlns="{NAMESPACE}" version="2.3">'
    yield " <Header>"
    yield _element("System", "RMS", indent=2)
    yield _element("Unit", export.unit, indent=2)
    yield _element("Extracted", export.extracted, indent=2)
    yield _element("EventCount", str(len(export.events)), indent=2)
    yield " </Header>"
    yield " <Persons>"
    for person in export.persons:
        yield from _person(person)
    yield " </Persons>"
    yield " <Locations>"
    for place in export.locations:
        yield f"  <Location id={quoteattr(place['id'])} type={quoteattr(place['type'])}>"
        for tag, key in (("Premises", "premises"), ("Town", "town"), ("County", "county"), ("Postcode", "postcode")):
            yield _element(tag, place[key])
        yield "  </Location>"
    yield " </Locations>"
    yield " <Events>"
    for event in export.events:
        yield from _event(event)
    yield " </Events>"
    yield " <Links>"
    for link in export.links:
        yield "  <Link " + " ".join(f"{name}={quoteattr(value)}" for name, value in link.items()) + "/>"
    yield " </Links>"
    yield "</PoleExport>"


def _person(person: dict[str, str]) -> Iterator[str]:
    yield f"  <Person id={quoteattr(person['id'])}>"
    yield _element("Surname", person["surname"])
    yield _element("Forenames", person["forenames"])
    if person["alias"]:
        yield _element("Alias", person["alias"])
    yield _element("DateOfBirth", person["dob"])
    if person["age_at_record"]:
        yield _element("AgeAtRecord", person["age_at_record"])
    yield _element("Sex", person["sex"])
    yield _element("SelfDefinedEthnicity", person["ethnicity"])
    if person["school"]:
        yield _element("School", person["school"])
    yield "  </Person>"


def _event(event: dict[str, Any]) -> Iterator[str]:
    yield f'  <Event id={quoteattr(event["id"])} kind="SafeguardingReferral">'
    for tag, key in (
        ("Reference", "reference"),
        ("LogNumber", "log_number"),
        ("CrimeNumber", "crime_number"),
        ("Occurred", "occurred"),
        ("Submitted", "submitted"),
    ):
        yield _element(tag, event[key])
    officer, category = event["officer"], event["category"]
    yield f"   <SubmittingOfficer rank={quoteattr(officer['rank'])} collar={quoteattr(officer['collar'])}/>"
    yield _element("TeamArea", event["team_area"])
    yield f"   <Category code={quoteattr(category['code'])}>{escape(category['text'])}</Category>"
    yield _element("OfficerRisk", event["officer_risk"])
    if tool := event.get("risk_tool"):
        yield f"   <RiskTool name={quoteattr(tool['name'])}>"
        for code, answer in tool["items"].items():
            yield f"    <Item code={quoteattr(code)}>{escape(answer)}</Item>"
        yield "   </RiskTool>"
    flags = "".join(f"<Flag>{flag}</Flag>" for flag in event["partner_flags"])
    yield f"   <PartnerFlags>{flags}</PartnerFlags>"
    narrative = event["narrative"].replace("]]>", "]]]]><![CDATA[>")
    yield f"   <Narrative><![CDATA[{narrative}]]></Narrative>"
    yield _element("Status", event["status"])
    yield "  </Event>"


def _element(tag: str, text: str, *, indent: int = 3) -> str:
    return f"{' ' * indent}<{tag}>{escape(text)}</{tag}>" if text else f"{' ' * indent}<{tag}/>"
