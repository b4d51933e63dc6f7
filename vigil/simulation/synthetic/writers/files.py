"""The whole hand-over: four teams' files, the control room's incident list and, beside them, the true answers."""

import csv
from collections.abc import Iterable
from pathlib import Path

from vigil.rules.terms import Area
from vigil.simulation.synthetic.referrals import Hub
from vigil.simulation.synthetic.writers import herefordshire, incidents, shropshire, telford_wrekin, worcestershire
from vigil.simulation.synthetic.writers.entries import Entry, typed_in

ANSWERS = "answers.csv"
ANSWER_COLUMNS = (
    *("source_file", "locator", "reference", "true_grade", "own_grade", "officer_grade", "incident_type", "persons"),
    *("duplicate_of", "same_incident_as", "bad_row", "incident_at", "submitted_at", "markers"),
)


def write_files(hub: Hub, folder: Path) -> list[Path]:
    """Write the waiting referrals as the four teams keep them, and the incident list; return the five files to load.

    Worcestershire's export is also there as JSON lines (the same referrals: load one of the two), and
    ``answers.csv`` holds what is true of every entry, ``incident_answers.csv`` which of them answers for an incident.
    """
    queues = typed_in(hub.waiting(), seed=hub.seed, position_at=hub.position_at)
    folder.mkdir(parents=True, exist_ok=True)
    tracker, at_tracker = herefordshire.write(
        queues[Area.HEREFORDSHIRE], folder, seed=hub.seed, position_at=hub.position_at
    )
    extract, at_extract = shropshire.write(queues[Area.SHROPSHIRE], folder, seed=hub.seed)
    per_person, at_person = telford_wrekin.write(queues[Area.TELFORD_AND_WREKIN], folder, seed=hub.seed)
    (xml, _ndjson), at_event = worcestershire.write(
        queues[Area.WORCESTERSHIRE], folder, seed=hub.seed, position_at=hub.position_at
    )
    files = [tracker, extract, per_person, xml]
    places = {
        number: (path.name, locator)
        for path, locators in zip(files, (at_tracker, at_extract, at_person, at_event), strict=True)
        for number, locator in locators.items()
    }
    _write_answers((entry for entries in queues.values() for entry in entries), places, folder / ANSWERS)
    waiting = (entry.referral for entries in queues.values() for entry in entries)
    return [*files, incidents.write(hub, waiting, folder, places)]


def _write_answers(entries: Iterable[Entry], places: dict[int, tuple[str, str]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ANSWER_COLUMNS)
        writer.writeheader()
        for entry in entries:
            one = entry.referral
            source_file, locator = places[one.number]
            writer.writerow(
                {
                    "source_file": source_file,
                    "locator": locator,
                    "reference": entry.reference,
                    "true_grade": one.true_grade,
                    "own_grade": one.own_grade,
                    "officer_grade": one.officer_grade or "",
                    "incident_type": one.kind,
                    "persons": "; ".join(f"{s.person}:{s.role}" for s in one.subjects),
                    "duplicate_of": " ".join(places.get(one.duplicate_of, ())),
                    "same_incident_as": " ".join(places.get(one.same_incident_as, ())),
                    "bad_row": entry.bad_row,
                    "incident_at": one.incident_at.isoformat(),
                    "submitted_at": one.submitted_at.isoformat(),
                    "markers": "; ".join(f"{marker}:{status}" for marker, status in one.markers),
                }
            )
