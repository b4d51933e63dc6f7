"""The whole API against its own description: any call that fits it, and many that do not."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.given import System, secret
from tests.factories import NOON
from tests.sharing.test_school_notices import reported, school
from vigil.accounts import keys
from vigil.accounts.roles import Scope
from vigil.config.wsgi import application
from vigil.sharing.actions import school_notices
from vigil.sharing.tasks import deliver_due

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
DESCRIBED = [
    ("post", "/referrals", Scope.SUBMIT_REFERRALS),
    ("get", "/referrals/{pk}", Scope.READ_REFERRALS),
    ("get", "/disclosures", Scope.READ_DISCLOSURES),
    ("get", "/disclosures/{pk}", Scope.READ_DISCLOSURES),
    ("post", "/disclosures/{pk}/receipts", Scope.ANSWER_DISCLOSURES),
    ("post", "/disclosures/{pk}/outcomes", Scope.ANSWER_DISCLOSURES),
]
FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's own connection open: each request would close it, and with it the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def key(db: None, one_connection: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key for everything, of a school that was told something."""
    monkeypatch.setattr(keys, "MOST_IN_A_MINUTE", 1_000_000)
    found = school()
    reported(NOON)
    school_notices.look(at=NOON)
    deliver_due()
    return secret(partner=found.partner)


@pytest.fixture
def described(key: str) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "does not fit"])
@pytest.mark.parametrize(("method", "path"), [(method, path) for method, path, _ in DESCRIBED])
def test_every_call_is_answered_as_described(
    described: Any, key: str, method: str, path: str, mode: GenerationMode
) -> None:
    @FEW
    @given(case=described[f"/api/v1{path}"][method].as_strategy(generation_mode=mode))
    def each(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)

    each()


def test_calls_that_follow_from_each_other_are_answered_as_described(described: Any, key: str) -> None:
    class Following(described.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": {"Authorization": f"Bearer {key}"}}

        def validate_response(self, response: Any, case: Any, **more: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    Following.run(settings=settings(FEW, max_examples=8, stateful_step_count=4))


def _status(system: System, method: str, path: str) -> int:
    answer = system.get(path) if method == "get" else system.post(path, {})
    return int(answer.status_code)


def test_every_operation_stands_in_this_list(described: Any) -> None:
    found = {(method, path) for path, item in described.raw_schema["paths"].items() for method in item}

    assert found == {(method, f"/api/v1{path}") for method, path, _ in DESCRIBED}


@pytest.mark.parametrize(("method", "path", "scope"), DESCRIBED)
def test_nobody_calls_without_a_key_or_its_scope(method: str, path: str, scope: Scope) -> None:
    some = "1" if "referrals" in path else "00000000-0000-4000-8000-000000000000"
    others = secret(*(set(Scope) - {scope}), partner=school().partner)

    for key, status in (("", 401), ("vigil_wrong", 401), (others, 403)):
        assert _status(System(key), method, path.format(pk=some)) == status
