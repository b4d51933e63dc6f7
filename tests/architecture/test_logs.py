"""Nothing about a person goes into a log."""

import ast

import pytest

from tests.architecture.source import modules

LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
LOGS = {"log", "logger", "logging"}
# What a record says about somebody. A log may carry numbers, codes and the paths of our own code.
PERSONAL = {
    *("surname", "forenames", "also_known_as", "name", "full_name", "get_full_name", "username", "date_of_birth"),
    *("age", "sex", "ethnicity", "address", "postcode", "phone", "school", "relationship", "as_written"),
    *("narrative", "comments", "raw", "raw_json", "draft", "reference", "log_number", "crime_number"),
    *("officer_name", "officer_collar", "POST", "GET", "body", "cleaned_data"),
}


def indiscretions(tree: ast.Module) -> list[int]:
    """Return the lines that log a sentence made on the spot, a field about somebody, or an error's text or trace."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LEVELS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in LOGS
        and _says_too_much(node)
    ]


def _says_too_much(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute) and call.func.attr == "exception":
        return True
    if any(keyword.arg in {"exc_info", "stack_info"} for keyword in call.keywords):
        return True
    sentence = call.args[1 if isinstance(call.func, ast.Attribute) and call.func.attr == "log" else 0]
    if not isinstance(sentence, ast.Constant):
        return True
    return any(
        (isinstance(part, ast.Attribute) and part.attr in PERSONAL)
        or (isinstance(part, ast.Name) and part.id in {*PERSONAL, "error", "exc", "exception", "refusal"})
        for argument in call.args
        for part in ast.walk(argument)
    )


def test_no_log_line_says_anything_about_a_person() -> None:
    offences = [f"{name}:{line}" for name, tree in modules() for line in indiscretions(tree)]

    assert not offences, "Log a fixed sentence with numbers and codes only."


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("log.warning(f'could not read {row}')", True),
        ("logger.info('read ' + row)", True),
        ("log.error('no such person: %s', subject.surname)", True),
        ("log.error('refused: %s', error)", True),
        ("logging.log(10, words)", True),
        ("log.error('Import %s failed at entry %s', pk, number)", False),
        ("log.exception('The worker stopped')", True),
        ("log.error('The worker stopped', exc_info=True)", True),
        ("math.log(rate)", False),
    ],
)
def test_a_log_line_that_says_too_much_is_found(source: str, expected: bool) -> None:
    assert bool(indiscretions(ast.parse(source))) is expected
