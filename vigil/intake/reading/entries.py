"""From rows to entries: one row a referral, or the rows of its people wherever in the file they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vigil.intake.drafts import Effect, Issue
from vigil.intake.reading import dates
from vigil.intake.reading.cells import Cells
from vigil.intake.reading.mapping import Mapping
from vigil.intake.reading.rows import SourceRow

# What belongs to the whole referral, and so should read the same on each of its people's rows.
_REPEATED = ("log_number", "incident", "submitted", "officer", "incident_type", "grade", "status", "narrative")


@dataclass(frozen=True, slots=True)
class Entry:
    """One referral entry. Where rows are people it has several, in file order."""

    locator: str
    rows: tuple[Cells, ...]

    def value(self, alternatives: tuple[str, ...]) -> Any:
        """Return the first value that any of its rows holds, or ""."""
        if len(self.rows) == 1:
            return self.rows[0].value(alternatives)
        return next((value for row in self.rows if (value := row.value(alternatives)) != ""), "")

    def text(self, alternatives: tuple[str, ...]) -> str:
        """Return the first text that any of its rows holds, or ""."""
        if len(self.rows) == 1:
            return self.rows[0].text(alternatives)
        return next((text for row in self.rows if (text := row.text(alternatives))), "")


def entries(rows: Iterable[SourceRow], mapping: Mapping) -> list[Entry]:
    """Return a file's entries in the order they begin. Rows with nothing in them are passed over."""
    read = [Cells(row) for row in rows]
    filled = [cells for cells in read if cells.row.problem or any(_holds(value) for value in cells.values.values())]
    if not mapping.row_is_a_person:
        return [Entry(cells.row.locator, (cells,)) for cells in filled]
    return _grouped(filled, mapping)


def conflicts(entry: Entry, mapping: Mapping) -> list[Issue]:
    """Return an issue for each repeated value that differs between an entry's rows; the first is used."""
    found = []
    for field in _REPEATED if len(entry.rows) > 1 else ():
        said = {text for row in entry.rows if (text := row.text(mapping.fields.get(field, ())))}
        if len(said) > 1:
            found.append(
                Issue(
                    code="rows_disagree",
                    field=field,
                    message="The rows of this referral say different things here. The first is used: check the others.",
                    effect=Effect.AMBIGUOUS,
                )
            )
    return found


def _holds(value: Any) -> bool:
    return value is not None and value != "" and value != [] and value != {}


def _grouped(rows: list[Cells], mapping: Mapping) -> list[Entry]:
    """Join the rows of one number, save where they are plainly about different matters."""
    groups: dict[tuple[str, ...], list[list[Cells]]] = {}
    order: list[list[Cells]] = []
    for row in rows:
        reference = row.text(mapping.fields["reference"])
        # Rows with no number belong together when everything about the incident is the same.
        key = (reference.casefold(),) if reference else ("", *_matter(row, mapping))
        home = next((group for group in groups.get(key, []) if _same_matter(group, row, mapping)), None)
        if home is None:
            home = []
            groups.setdefault(key, []).append(home)
            order.append(home)
        home.append(row)
    return [Entry(_locator(group), tuple(group)) for group in order]


def _matter(row: Cells, mapping: Mapping) -> tuple[str, ...]:
    return tuple(
        row.text(mapping.fields.get(field, ())) for field in ("log_number", "incident", "submitted", "officer")
    )


def _same_matter(group: list[Cells], row: Cells, mapping: Mapping) -> bool:
    """Return whether a row belongs with a group of the same number: same log number, or else the same day."""
    first = group[0]
    log, its_log = (cells.text(mapping.fields.get("log_number", ())) for cells in (first, row))
    if log and its_log and log != its_log:
        return False
    submitted, its_submitted = (cells.text(mapping.fields["submitted"]) for cells in (first, row))
    officer, its_officer = (cells.text(mapping.fields.get("officer", ())) for cells in (first, row))
    if submitted != its_submitted and officer != its_officer:
        return False  # two officers' own entries under one number
    day, its_day = (
        dates.read(cells.value(mapping.fields["incident"]), day_first=mapping.day_first).day for cells in (first, row)
    )
    return bool(log and its_log) or day is None or its_day is None or abs((day - its_day).days) <= 1


def _locator(group: list[Cells]) -> str:
    """Return "records 1|2|5", from rows whose own locators are "record 1" and so on."""
    return "records " + "|".join(cells.row.locator.removeprefix("record ") for cells in group)
