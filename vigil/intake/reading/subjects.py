"""The people of an entry, whichever way the source lays them out."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

from vigil.intake.drafts import Effect, Issue, SubjectDraft
from vigil.intake.reading import addresses, births, identifiers, names, people, roles
from vigil.intake.reading.addresses import Place as Address
from vigil.intake.reading.cells import Cells
from vigil.intake.reading.entries import Entry
from vigil.intake.reading.mapping import Mapping, PeopleLayout
from vigil.intake.reading.people import Person
from vigil.intake.reading.roles import Place
from vigil.intake.reading.rows import SourceRow
from vigil.rules.terms import IncidentType, Role, Sex

# Self-defined ethnicity, the 18+1 codes of the 2001 and 2011 censuses as police systems keep them.
_ETHNICITY = re.compile(r"[WMABO]\d{1,2}|NS", re.I)
_SCHOOL_ITEM = re.compile(r"\s*school\s*[:\-]\s*(?P<school>.+)", re.I)
_NAMED_SCHOOL = re.compile(r"(?P<name>[^\W\d][\w'’ \-]*?)\s+[-–:]\s+(?P<school>.+)")


def drafted(
    entry: Entry, mapping: Mapping, *, incident_type: IncidentType, on: date | None, address: Address
) -> tuple[tuple[SubjectDraft, ...], list[Issue]]:
    """Return an entry's people in the source's order, with roles, and every doubt about them.

    ``on`` is the day of the incident; ``address`` is what "as above" means.
    """
    found = [pair for layout in mapping.people for pair in _laid_out(entry, layout, mapping)]
    issues: list[Issue] = []
    placed = []
    for place, person in found:
        birth = births.read(
            person.birth,
            on=on,
            day_first=mapping.day_first,
            is_adult=roles.is_adult(place, person, incident_type),
        )
        if person.age:
            age = births.read(person.age, on=on)
            birth = replace(birth, age=age.age, age_months=age.age_months)
        issues += [*birth.issues, *births.disagreement(birth, on=on)]
        placed.append((place, person, birth))
    decided, doubts = roles.decide(placed, incident_type=incident_type, on=on)
    issues += doubts
    schools = _schools([person for _, person in found], decided, _school_items(entry, mapping))
    subjects = []
    for position, ((_, person, birth), role) in enumerate(zip(placed, decided, strict=True), start=1):
        where = _address(person, address)
        issues += address_issues(where, field="subjects")
        issues += identifiers.issues(person.nhs_number, person.uprn)
        sex = mapping.term("sex", person.sex)
        if person.sex and sex is None:
            issues.append(_unknown("subjects"))
        subjects.append(
            SubjectDraft(
                position=position,
                role=role,
                surname=person.surname,
                forenames=person.forenames,
                also_known_as=person.also_known_as,
                date_of_birth=birth.date_of_birth,
                age=birth.age,
                age_months=birth.age_months,
                sex=Sex(sex or ""),
                ethnicity=person.ethnicity.upper() if _ETHNICITY.fullmatch(person.ethnicity) else "",
                relationship=person.relationship,
                address=where.line,
                postcode=where.postcode,
                phone=person.phone,
                school=schools[position - 1],
                source_person_id=person.source_person_id,
                nhs_number=identifiers.nhs_number(person.nhs_number),
                uprn=identifiers.uprn(person.uprn),
                as_written=person.as_written,
            )
        )
    return tuple(subjects), issues


def address_issues(address: Address, *, field: str) -> list[Issue]:
    """Return what was put right or is wrong in a postcode."""
    if address.postcode_repaired:
        return [
            Issue(
                code="postcode_repaired",
                field=field,
                message="A letter and a figure were confused in the postcode; it was put right.",
                effect=Effect.REPAIR,
            )
        ]
    if address.postcode_wrong:
        return [
            Issue(
                code="postcode_invalid",
                field=field,
                message="The postcode is not one. It is kept in the address.",
                effect=Effect.FLAG,
            )
        ]
    return []


def _unknown(field: str) -> Issue:
    return Issue(
        code="unknown_value",
        field=field,
        message="A code here is not in this source's list. See the row as written, and add the code to the mapping.",
        effect=Effect.FLAG,
    )


def _address(person: Person, above: Address) -> Address:
    if addresses.is_as_another(person.address):
        return above
    line, _ = addresses.apart(person.address)
    return addresses.read(line, person.postcode)


def _laid_out(entry: Entry, layout: PeopleLayout, mapping: Mapping) -> list[tuple[Place, Person]]:
    columns = layout.columns
    match layout.layout:
        case "rows":
            rows = sorted(entry.rows, key=lambda row: _number(row.text(columns.get("number", ()))))
            return [pair for row in rows for pair in _in_columns(row, layout, mapping)]
        case "list":
            nested = entry.value(columns["list"]) or []
            inner = (Cells(SourceRow(locator="", cells=item)) for item in nested if isinstance(item, dict))
            return [pair for cells in inner for pair in _in_columns(cells, layout, mapping)]
        case "columns":
            return _in_columns(entry.rows[0], layout, mapping)
    text, place = entry.text(columns["cell"]), layout.place
    assert place is not None  # the mapping refuses one without
    if layout.layout == "children":
        return [(place, child) for child in people.children(text)]
    if layout.layout == "cell":
        person = people.one(text, surname_first=mapping.surname_first)
        return [(place, person)] if person else []
    items = [item for item in re.split(r"[;\n]", text) if not _SCHOOL_ITEM.fullmatch(item)]
    return [(place, person) for person in people.several(";".join(items), surname_first=mapping.surname_first)]


def _number(text: str) -> int:
    """Return a person's number within the referral. Those without one come last, in the file's order."""
    return int(text) if text.isdecimal() else 10_000


def _in_columns(cells: Cells, layout: PeopleLayout, mapping: Mapping) -> list[tuple[Place, Person]]:
    """Return the person in a row's named columns, or nothing where the columns name nobody."""
    if not any(cells.text(layout.columns[kind]) for kind in ("surname", "forenames", "name") if kind in layout.columns):
        return []
    said = {kind: cells.text(headers) for kind, headers in layout.columns.items() if kind not in {"list", "cell"}}
    if names.is_nobody(said.get("name", "")):
        said["name"] = ""
    surname, forenames = (
        "" if names.is_nobody(said.get(kind, "")) else said.get(kind, "") for kind in ("surname", "forenames")
    )
    if not (said.get("name") or surname or forenames):
        return []
    if said.get("name"):
        name = names.split(said["name"], surname_first=mapping.surname_first)
    else:
        name = names.split(f"{surname}, {forenames}")
    word = said.get("role", "")
    place = layout.place or Place(mapping.term("place", word) or Place.OTHERS)
    born: Any = cells.value(layout.columns.get("born", ()))
    written = [said.get("name", ""), surname, forenames, said.get("born") or said.get("age", "")]
    return [
        (
            place,
            Person(
                surname=name.surname,
                forenames=name.forenames,
                also_known_as=names.as_written_by_people(said.get("also_known_as", "")) or name.also_known_as,
                birth=born,
                age=said.get("age", ""),
                sex=said.get("sex", ""),
                ethnicity=said.get("ethnicity", ""),
                relationship=_relationship(cells.value(layout.columns.get("relationship", ()))),
                address=said.get("address", ""),
                postcode=said.get("postcode", ""),
                phone=said.get("phone", ""),
                school=said.get("school", ""),
                source_person_id=said.get("id", ""),
                nhs_number=said.get("nhs_number", ""),
                uprn=said.get("uprn", ""),
                as_written=", ".join(part for part in written if part),
            ),
        )
    ]


def _relationship(told: Any) -> str:
    """Return a relationship as words. A record system gives one for each of the others: {"PER1": "mother"}."""
    return ", ".join(dict.fromkeys(map(str, told.values()))) if isinstance(told, dict) else str(told).strip()


def _school_items(entry: Entry, mapping: Mapping) -> list[str]:
    """Return the schools an entry names in a cell of their own, or as "school: ..." among other people."""
    cells = [layout.columns["cell"] for layout in mapping.people if layout.layout == "cells"]
    among_people = [item for cell in cells for item in re.split(r"[;\n]", entry.text(cell))]
    items = re.split(r"[;\n]", entry.text(mapping.fields.get("school", ())))
    labelled = [found["school"] for item in among_people if (found := _SCHOOL_ITEM.fullmatch(item))]
    return [stripped for item in (*items, *labelled) if (stripped := item.strip())]


def _schools(persons: list[Person], decided: list[Role], items: list[str]) -> list[str]:
    """Return each person's school, children given those of cells such as "Mia - Little Nursery; Sample Junior".

    A school without a name is the first child's that has none; a name that fits nobody leaves its school with the
    referral.
    """
    schools = [person.school for person in persons]
    children = [place for place, role in enumerate(decided) if role is Role.CHILD]
    # Schools with a name first, so that one without a name goes to a child nobody named.
    for named, item in sorted(((_NAMED_SCHOOL.fullmatch(item), item) for item in items), key=lambda pair: not pair[0]):
        for place in children:
            first_name = (persons[place].forenames.split() or [""])[0].casefold()
            if not schools[place] and (named is None or named["name"].casefold() == first_name):
                schools[place] = named["school"] if named else item
                break
    return schools
