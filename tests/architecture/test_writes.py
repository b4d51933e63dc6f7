"""Only actions write: whoever looks for what changes a record looks in one place."""

import ast
import re

import pytest

from tests.architecture.source import PLAIN, is_kind, modules

ALLOWED = {
    "vigil/ui/charts.py": "saves a drawing into memory",
    "vigil/audit/rows.py": "is how actions write many rows: a call of it is a write",
    "vigil/config/work.py": "keeps the task queue's own rows, which hold no records",
}
ALWAYS_A_WRITE = {
    *("save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"),
    *("asave", "adelete", "acreate", "aupdate", "abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create"),
    *("create_user", "create_superuser", "set_password", "raw_save", "save_base", "copy_from"),
}
WRITES_ROWS = {"insert", "insert_new", "insert_and_key", "insert_pairs"}
WRITING_SQL = re.compile(r"\s*(INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|TRUNCATE|COPY\s)", re.IGNORECASE)


def writes(tree: ast.Module) -> list[int]:
    """Return the lines that write to the database.

    ``.update`` is one when its arguments are all by keyword: a queryset's are, a dictionary's hardly ever.
    """
    lines = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) if name in ALWAYS_A_WRITE:
                lines.append(node.lineno)
            case ast.Call(func=ast.Name(id=name)) if name in WRITES_ROWS:
                lines.append(node.lineno)
            case ast.Call(func=ast.Attribute(attr="update"), args=[], keywords=[_, *_]):
                lines.append(node.lineno)
            case ast.Constant(value=str(text)) if WRITING_SQL.match(text):
                lines.append(node.lineno)
    return lines


def test_only_actions_write() -> None:
    offences = [
        f"{name}:{line}"
        for name, tree in modules()
        if not is_kind(name, {"actions", *PLAIN}) and name not in ALLOWED
        for line in writes(tree)
    ]

    assert not offences, "Move these writes to the app's actions."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("referral.save()", True),
        ("Referral.objects.create(status='new')", True),
        ("referrals.update(status='closed')", True),
        ("Referral.objects.filter(pk=1).update(**changes)", True),
        ("Referral.objects.filter(pk=1).delete()", True),
        ("cursor.execute('delete from referrals_referral')", True),
        ("Referral.objects.get_or_create(reference='a')", True),
        ("insert_and_key(referrals)", True),
        ("counts.update({'a': 1})", False),
        ("digest.update(chunk)", False),
        ("cursor.execute('SELECT 1')", False),
    ],
)
def test_a_write_is_told_from_what_only_looks_like_one(source: str, expected: bool) -> None:
    assert bool(writes(ast.parse(source))) is expected
