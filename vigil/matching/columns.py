"""Persons in anybody's CSV: which column is which, and each row as a mention."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from vigil.matching.mentions import Mention

LONGEST_CELL = 2_000  # letters that are looked at

# What columns are called for each thing we compare; compared in small letters, without spaces and underscores.
# Parts of an address are put together in this order.
CALLED: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "recid", "recordid", "uniqueid", "rowid", "identifier", "ref", "reference", "personid"),
    "forenames": ("forenames", "forename", "givenname", "givennames", "firstname", "first", "christianname"),
    "middle": ("middle", "middlename", "middlenames", "secondname", "secondforename"),
    "surname": ("surname", "lastname", "familyname", "last"),
    "name": ("name", "fullname", "personname"),
    "also_known_as": ("alsoknownas", "aka", "alias", "maidenname", "formername", "previousname", "nickname"),
    "date_of_birth": ("dateofbirth", "dob", "birthdate", "born", "birthday", "birth"),
    "age": ("age", "ageyears"),
    "seen_on": ("seenon", "date", "recordedon", "incidentdate", "submitted"),
    "sex": ("sex", "gender"),
    "house": ("house", "housenumber", "housename", "streetnumber", "number", "flat"),
    "address": ("address", "address1", "addressline1", "street", "streetaddress", "line1"),
    "address_2": ("address2", "addressline2", "line2", "locality", "village"),
    "town": ("town", "city", "suburb", "posttown", "address3"),
    "postcode": ("postcode", "postalcode", "zip", "zipcode", "pcode"),
    "uprn": ("uprn",),
    "phone": ("phone", "telephone", "phonenumber", "mobile", "tel", "contactnumber"),
    "school": ("school",),
    "nhs_number": ("nhsnumber", "nhs", "nhsno"),
    "source_person_id": ("sourcepersonid", "personrecord", "nominalid", "nominal"),
    "role": ("role",),
}
_FIGURES = re.compile(r"\d+")
_SEXES = {"f": "F", "female": "F", "woman": "F", "girl": "F", "m": "M", "male": "M", "man": "M", "boy": "M"}


class CannotRead(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A file or a mapping that cannot be used. The text says why, and quotes nothing of a person."""


def read(path: Path, *, mapped: Mapping[str, str], prefix: str) -> Iterator[Mention]:
    """Yield each row as a mention, its id with ``prefix`` before it; raise CannotRead.

    ``mapped`` is thing → the file's column, for columns that are not recognised by name. A file without an id has
    its rows numbered from 1.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
            rows = csv.DictReader(file, dialect=_dialect(file.readline()))
            file.seek(0)
            columns = _columns(rows.fieldnames or (), mapped)
            seen: set[str] = set()
            for number, row in enumerate(rows, start=1):
                cells = {thing: (row.get(column) or "")[:LONGEST_CELL].strip() for thing, column in columns.items()}
                one = cells.get("id") or str(number)
                if one in seen:
                    raise CannotRead(f"{path.name}: row {number} has the id of an earlier row. Give each its own.")
                seen.add(one)
                yield _mention(f"{prefix}{one}", cells)
    except (OSError, csv.Error, UnicodeError) as fault:
        raise CannotRead(f"{path.name} cannot be read as CSV: {fault}.") from None


def _dialect(header: str) -> type[csv.Dialect]:
    try:
        return csv.Sniffer().sniff(header, delimiters=",;\t|")
    except csv.Error:
        return csv.excel


def _columns(header: Iterable[str], mapped: Mapping[str, str]) -> dict[str, str]:
    """Return thing → column of the file."""
    header = list(header)
    plain = {re.sub(r"[^a-z0-9]", "", column.casefold()): column for column in reversed(header)}
    for thing, column in mapped.items():
        if thing not in CALLED:
            raise CannotRead(f"“{thing}” is not something people are compared by. Choose from {', '.join(CALLED)}.")
        if column not in header:
            raise CannotRead(f"There is no column “{column}”. The file has {', '.join(header)}.")
    found = {
        thing: next(plain[name] for name in names if name in plain)
        for thing, names in CALLED.items()
        if any(name in plain for name in names)
    } | dict(mapped)
    if not {"forenames", "surname", "name"} & found.keys():
        raise CannotRead(
            f"No column of names is recognised among {', '.join(header)}. Say which it is: --map surname=COLUMN."
        )
    return found


def _mention(one: str, cells: Mapping[str, str]) -> Mention:
    born, written = _born(cells.get("date_of_birth", ""))
    age = cells.get("age", "")
    seen, _ = _born(cells.get("seen_on", ""))
    return Mention(
        id=one,
        forenames=f"{cells.get('forenames') or cells.get('name', '')} {cells.get('middle', '')}".strip(),
        surname=cells.get("surname", ""),
        also_known_as=cells.get("also_known_as", ""),
        date_of_birth=born,
        born_as_written=written,
        age=int(age) if age.isdigit() and len(age) <= 3 else None,
        seen_on=seen,
        sex=_SEXES.get(cells.get("sex", "").casefold(), ""),
        address=_address(cells),
        postcode=cells.get("postcode", ""),
        phone=cells.get("phone", ""),
        school=cells.get("school", ""),
        role=cells.get("role", ""),
        source_person_id=cells.get("source_person_id", ""),
        nhs_number=cells.get("nhs_number", ""),
        uprn=cells.get("uprn", ""),
    )


def _address(cells: Mapping[str, str]) -> str:
    street = " ".join(part for part in (cells.get("house", ""), cells.get("address", "")) if part)
    return ", ".join(part for part in (street, cells.get("address_2", ""), cells.get("town", "")) if part)


def _born(text: str) -> tuple[date | None, str]:
    """Return the day a cell gives, else its eight figures as year, month and day when they make no day."""
    figures = _FIGURES.findall(text)
    if len(figures) == 1 and len(figures[0]) == 8:
        year, month, day = figures[0][:4], figures[0][4:6], figures[0][6:]
    elif len(figures) >= 3 and len(figures[0]) == 4:
        year, month, day = figures[:3]
    elif len(figures) >= 3 and len(figures[2]) == 4:
        day, month, year = figures[:3]
    else:
        return None, ""
    written = f"{year}{month:0>2}{day:0>2}"
    try:
        return date(int(year), int(month), int(day)), ""
    except ValueError:
        return None, written if len(written) == 8 else ""
