"""Pages carry no code or style of their own, and print nothing unescaped without a reason."""

import re

import pytest

from tests.architecture.source import ROOT, files

# The content security policy would block the first four; an unescaped value could be anybody's HTML.
FORBIDDEN = {
    "a style of its own": re.compile(r"<style\b|<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a script of its own": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "an on… handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an unescaped value": re.compile(r"\|\s*safe\b|autoescape\s+(false|off)"),
}
REASON = re.compile(r"\{# safe: \S.* #\}")  # on the same line: why nobody else can have written the value


def faults(template: str) -> list[str]:
    """Return what a template must not hold, as “line: what”."""
    found = []
    for number, line in enumerate(template.splitlines(), start=1):
        for what, pattern in FORBIDDEN.items():
            excused = what == "an unescaped value" and REASON.search(line)
            if pattern.search(line) and not excused:
                found.append(f"{number}: {what}")
    return found


def test_no_template_holds_code_style_or_unescaped_values() -> None:
    templates = [name for name in files() if re.match(r"vigil/\w+/templates/", name)]

    assert templates
    assert not [f"{name}:{fault}" for name in templates for fault in faults((ROOT / name).read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('<p style="color: red">', True),
        ("<style>", True),
        ("<script>alert(1)</script>", True),
        ('<button onclick="go()">', True),
        ('<a href="javascript:go()">', True),
        ("{{ narrative|safe }}", True),
        ("{% autoescape false %}", True),
        ("{{ chart | safe }} {# safe: drawn by us from numbers #}", False),
        ('<script src="/static/page.js" defer></script>', False),
        ('<p class="govuk-body">{{ one }} on= two</p>', False),
    ],
)
def test_a_fault_in_a_template_is_found(template: str, expected: bool) -> None:
    assert bool(faults(template)) is expected
