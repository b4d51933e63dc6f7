"""Only pages, commands and tasks read the clock: everything else is told what time it is."""

import ast

import pytest

from tests.architecture.source import is_kind, modules

READERS = {"views", "cli", "tasks", "commands"}
ALLOWED = {
    "vigil/config/demo.py": "the demo command's own steps, kept out of cli.py for length",
    "vigil/workforce/adapter.py": "answers django-allauth's own views, which have no moment to pass",
    "vigil/config/work.py": "the background worker's beat is about the worker, not about a record",
}
READINGS = {"now", "utcnow", "today", "localdate", "localtime", "time", "time_ns"}
CLOCKS = {"timezone", "datetime", "date", "time"}


def readings(tree: ast.Module) -> list[int]:
    """Return the lines that read the clock, or hand its reader to somebody (``default=timezone.now``)."""
    lines = []
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=reading, value=ast.Name(id=clock) | ast.Attribute(attr=clock)) if (
                reading in READINGS and clock in CLOCKS
            ):
                # ``datetime.time(9, 30)``, ``timezone.localtime(moment)`` and ``moment.date.time`` are no readings.
                if not _is_given_a_time(tree, node):
                    lines.append(node.lineno)
            case ast.keyword(arg="auto_now" | "auto_now_add"):
                lines.append(node.lineno)
            case ast.ImportFrom(module="django.db.models.functions", names=names):
                lines.extend(node.lineno for name in names if name.name == "Now")
    return lines


def _is_given_a_time(tree: ast.Module, reading: ast.Attribute) -> bool:
    takes_one = reading.attr in {"localdate", "localtime", "time"}
    is_called_with = any(isinstance(node, ast.Call) and node.func is reading and node.args for node in ast.walk(tree))
    is_a_type = ast.unparse(reading) == "datetime.time"
    return is_a_type or (takes_one and is_called_with)


def test_only_pages_commands_and_tasks_read_the_clock() -> None:
    offences = [
        f"{name}:{line}"
        for name, tree in modules()
        if not is_kind(name, READERS) and name not in ALLOWED
        for line in readings(tree)
    ]

    assert not offences, "Take the moment as an argument (`at=`)."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("timezone.now()", True),
        ("datetime.now(tz=UTC)", True),
        ("datetime.datetime.now(UTC)", True),
        ("date.today()", True),
        ("time.time()", True),
        ("timezone.localdate()", True),
        ("models.DateTimeField(default=timezone.now)", True),
        ("models.DateTimeField(auto_now_add=True)", True),
        ("from django.db.models.functions import Now", True),
        ("timezone.localtime(referral.due_at)", False),
        ("datetime.time(9, 30)", False),
        ("time.monotonic()", False),
        ("datetime.combine(day, opening)", False),
        ("now()", False),
    ],
)
def test_reading_the_clock_is_told_from_working_with_a_time(source: str, expected: bool) -> None:
    assert bool(readings(ast.parse(source))) is expected
