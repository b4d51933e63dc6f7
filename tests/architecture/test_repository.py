"""What the repository may hold: nothing of one machine's, no file too long to read, migrations in one line."""

import re
from collections import Counter

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.architecture.source import ROOT, files

LONGEST = 400  # lines; past about 300 a file is due to be split by noun
LONGER: dict[str, str] = {}  # file → why it reads better whole
# Other people's work, kept as it came.
VENDORED = re.compile(r"/vendor/|\.min\.(js|css)$|/static/.*(govuk|moj|htmx)|^requirements\.lock$")
# A path that only one machine has, or the address of a package registry or a mirror of one.
MACHINE = re.compile(
    r"(?<![\w.:/-])/(work|root|home|Users|tmp|opt)/\w"
    r"|(https?:)?//[\w.-]*(pypi|pythonhosted|npmjs|artifactory|nexus|devpi)[\w.-]*"
    r"|(?<!emit-)index-url"
)


def text_of(name: str) -> str:
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:  # a picture, a spreadsheet, a file in the encoding a test is about
        return ""


def test_no_file_names_a_machine_or_a_registry() -> None:
    here = "tests/architecture/test_repository.py"
    offences = [
        f"{name}:{number}"
        for name in files()
        if name != here and not VENDORED.search(name)
        for number, line in enumerate(text_of(name).splitlines(), start=1)
        if MACHINE.search(line)
    ]

    assert not offences


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sample = '/work/shared/backlogs'", True),
        ("cd /root/vigil", True),
        ("registry = https://registry.npmjs.org/", True),
        ("--extra-index-url", True),
        ("path('/homes/visits/')", False),
        ("https://example.org/work/home/page", False),
        ("/usr/lib/postgresql", False),
    ],
)
def test_a_machine_path_is_told_from_an_address(line: str, expected: bool) -> None:
    assert bool(MACHINE.search(line)) is expected


def test_no_file_is_too_long_to_read() -> None:
    ours = re.compile(r"^(vigil|tests|benchmarks)/.*\.(py|html|js|css)$")
    lengths = {
        name: len(text_of(name).splitlines())
        for name in files()
        if ours.match(name) and "/migrations/" not in name and not VENDORED.search(name)
    }

    assert {name: lines for name, lines in lengths.items() if lines > LONGEST and name not in LONGER} == {}


def test_migrations_of_each_app_follow_one_another_in_one_line() -> None:
    loader = MigrationLoader(None)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("vigil.")}
    written = [(app, name) for app, name in loader.disk_migrations if app in ours]
    follows = Counter(
        parent
        for app, name in written
        for parent in set(loader.disk_migrations[app, name].dependencies)
        if parent[0] == app
    )

    assert written
    assert {app: leaves for app in ours if len(leaves := loader.graph.leaf_nodes(app)) > 1} == {}
    assert [parent for parent, children in follows.items() if children > 1] == []
    numbers = Counter((app, name[:4]) for app, name in written)
    assert [number for number, times in numbers.items() if times > 1] == []
