"""Writes docs/rules from the rules themselves: ``python -m vigil.rules.documents docs/rules``."""

import sys
from collections.abc import Iterable
from pathlib import Path

from vigil.rules import floors, grading, lifecycle, priority, questionnaires, skills
from vigil.rules.calendars import packaged_school_terms
from vigil.rules.policies import (
    AssessmentClocks,
    GradeBelief,
    GradingPolicy,
    HubHours,
    PolicyTable,
    PriorityLifts,
    SharingThresholds,
    WaitingCost,
)
from vigil.rules.priority.belief import belief
from vigil.rules.priority.order import LATEST, SCALE
from vigil.rules.sharing import fields, guards, proposing, routing
from vigil.rules.sharing import terms as sharing
from vigil.rules.terms import LABELS, Grade, IncidentType, RiskTool, label
from vigil.rules.training import TrainingPolicy

WRITTEN_BY = "*Written by `python -m vigil.rules.documents docs/rules`: change the rules, not this page.*"


def pages() -> dict[str, str]:
    """Return each page of docs/rules by its file name, as Markdown."""
    return {
        "lifecycle.md": _page("Where a referral stands", lifecycle.RULES_VERSION, _lifecycle()),
        "clocks.md": _page("Clocks", AssessmentClocks.default().version, _policies(AssessmentClocks, HubHours)),
        "school-days.md": _page("School days", "illustrative", _school_days()),
        "grading.md": _page("First grade", grading.RULES_VERSION, _grading()),
        "questionnaires.md": _page("What an answer records", grading.RULES_VERSION, _questionnaires()),
        "priority.md": _page("Order of the worklist", priority.RULES_VERSION, _priority()),
        "sharing.md": _page("Who is told what", proposing.RULES_VERSION, _sharing()),
        "skills.md": _page("Who may assess what", skills.RULES_VERSION, _skills()),
    }


def state_diagram() -> str:
    """Return the lifecycle as a Mermaid state diagram."""
    lines = [f'    state "{lifecycle.LABELS[status]}" as {status}' for status in lifecycle.Status]
    lines += [f"    {move.before or '[*]'} --> {move.after}: {lifecycle.LABELS[move.verb]}" for move in lifecycle.MOVES]
    return "\n".join(["stateDiagram-v2", *lines])


def _page(title: str, version: str, parts: Iterable[str]) -> str:
    return "\n\n".join([f"# {title}", WRITTEN_BY, f"Version: {version}.", *parts]) + "\n"


def _table(headings: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def _lifecycle() -> list[str]:
    words = lifecycle.LABELS
    moves = [
        (words[move.before] if move.before else "not received", words[move.verb], words[move.after], move.who)
        for move in lifecycle.MOVES
    ]
    shown = ", ".join(words[status] for status in lifecycle.Status if status in lifecycle.ON_WORKLIST)
    return [
        f"```mermaid\n{state_diagram()}\n```",
        _table(("From", "Verb", "To", "Who may"), moves),
        f"The worklist shows: {shown}.",
    ]


def _sharing() -> list[str]:
    held = {**fields.FIELD_WORDS, "role": "part"}

    def told(allowed: Iterable[str]) -> str:
        return ", ".join(held[field].lower() for field in held if field in allowed) or "nothing"

    of_people = [
        (sharing.label(kind), label(role), told(allowed))
        for kind, by_role in fields.MAY_HAVE_OF_PEOPLE.items()
        for role, allowed in by_role.items()
    ]
    of_matter = [(sharing.label(kind), told(allowed)) for kind, allowed in fields.MAY_HAVE_OF_MATTER.items()]
    pauses = ", ".join(f"{pause.total_seconds() / 60:g} min" for pause in routing.RETRY_AFTER)
    return [
        *_policies(SharingThresholds),
        "## What each kind of partner may have about people\n\nWhoever is not named in the table is left out whole.",
        _table(("Partner", "Part", "Fields"), of_people),
        "## What each kind of partner may have about what happened",
        _table(("Partner", "Fields"), of_matter),
        "## What stops a send\n\n" + "\n".join(f"- {words}" for words in guards.GUARD_WORDS.values()),
        f"## How often a delivery is tried\n\nAfter {pauses}; then it is somebody's task.",
    ]


def _policies(*tables: type[PolicyTable]) -> list[str]:
    parts = []
    for table in tables:
        sheet = table.sheet()
        rows = [(line.words, f"{line.value} {line.unit}".strip(), line.source) for line in sheet.lines]
        parts += [f"## {sheet.title}", sheet.help, _table(("Line", "Value", "Source"), rows)]
    return parts


def _school_days() -> list[str]:
    parts = ["These dates are illustrative until each council confirms its own."]
    for area, council in packaged_school_terms().items():
        terms = [(f"{first:%-d %B %Y}", f"{last:%-d %B %Y}") for first, last in council.terms]
        insets = ", ".join(f"{day:%-d %B %Y}" for day in sorted(council.inset_days))
        parts += [
            f"## {LABELS[area]}",
            f"The day starts at {council.day_starts:%H:%M}. Source: {council.source}.",
            _table(("First day", "Last day"), terms),
            f"Inset days, when there are no pupils: {insets}.",
        ]
    return parts


def _grading() -> list[str]:
    shown = [(floor.short, GradingPolicy.sheet().line(f"floor_{floor.code}").words) for floor in floors.FLOORS]
    return [
        "The most serious of the officer’s grade, every floor that holds, and what ticks and points come to.",
        "What in the narrative only reads like examples asks for medium at most, until the third reader hears it too.",
        *_policies(GradingPolicy),
        "## Conflicts",
        "Where a floor or the ticks ask for more than the officer gave, the worklist shows it in these words.",
        _table(("On the worklist", "Floor"), shown),
    ]


def _questionnaires() -> list[str]:
    parts = []
    for tool in RiskTool:
        rows = [(item.code, item.words, item.factor or "context only") for item in questionnaires.items(tool).values()]
        parts += [f"## {tool}", _table(("Code", "Question, in short", "Factor"), rows)]
    return parts


def _priority() -> list[str]:
    return [
        "High first; then what is over its longest wait; then what costs most to leave for one more hour.",
        "From half its longest wait on, that cost grows by a tenth a day.",
        "Of two alike, the one submitted earlier comes first, counting some as older.",
        "The cost is by the true grade; how likely each is follows from the officer’s grade and the record’s own.",
        "The order of what has just been submitted:",
        _table(("Held as", "Read as", "Likely high", "Costs an hour, for each hour of handling"), _classes()),
        *_policies(WaitingCost, GradeBelief, PriorityLifts),
    ]


def _classes() -> list[tuple[object, ...]]:
    order = priority.order_by(WaitingCost.default(), GradeBelief.default())
    fresh = sorted(priority.CLASSES, key=lambda number: order.key(number, LATEST, 0, at=LATEST))
    return [
        (
            LABELS[priority.CLASSES[number][0]],
            " and ".join(priority.CLASSES[number][1]) or "nothing: it could not be read",
            f"{float(belief(priority.CLASSES[number][1], GradeBelief.default())[Grade.HIGH]):.1%}",
            f"{order.curves[number].cost(0) / SCALE:.2f}",
        )
        for number in fresh
    ]


def _skills() -> list[str]:
    words = skills.LABELS
    by_type = [
        (
            LABELS[kind],
            ", ".join(words[skill] for skill in skills.Skill if skill in skills.NEEDED_BY_TYPE.get(kind, ())),
        )
        for kind in IncidentType
    ]
    by_factor = [(factor.replace("_", " "), words[skill]) for factor, skill in skills.NEEDED_BY_FACTOR.items()]
    opens = [(words[skill], opened_by) for skill, opened_by in skills.OPENED_BY.items()]
    return [
        "An assessor needs every skill that the type and the recorded factors ask for.",
        "Children is needed where anybody in the referral is a child, and Adults where nothing asks for another.",
        "Whoever signs for others needs Sign-off too.",
        "Until the force confirms them, these are assumptions.",
        _table(("Incident type", "Needs"), by_type),
        _table(("Factor", "Needs"), by_factor),
        "A skill expires as its day begins in London. Whoever shadows assesses nothing, nor does an ended post.",
        _table(("Skill", "Opened by"), opens),
        *_policies(TrainingPolicy),
    ]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
