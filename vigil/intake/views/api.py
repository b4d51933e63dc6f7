"""The API for record systems: submit a referral, and read its state."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Header, Path, Router, Schema, Status

from vigil.accounts.actions import once
from vigil.accounts.calls import REFUSALS, FieldFault, Refused
from vigil.accounts.keys import Needs
from vigil.accounts.models import ApiKey
from vigil.accounts.roles import Scope
from vigil.intake.actions import submitting
from vigil.intake.api_forms import ReferralIn
from vigil.intake.models import Entry
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import LABELS
from vigil.rules.lifecycle import Status as Standing
from vigil.rules.terms import Grade

router = Router(tags=["referrals"])


class Received(Schema):
    """A referral as it stands. ``number`` is the hub's own; it says nothing about anybody."""

    id: int
    number: str
    reference: str
    status: str
    grade: Grade
    received_at: datetime
    due_at: datetime
    is_duplicate: bool = False


@router.post(
    "",
    auth=Needs(Scope.SUBMIT_REFERRALS),
    response={200: Received, 201: Received, **REFUSALS},
    summary="Submit a referral",
    operation_id="submit_referral",
    openapi_extra={
        "responses": {
            201: {"links": {"state": {"operationId": "read_referral", "parameters": {"pk": "$response.body#/id"}}}}
        }
    },
)
def submit_referral(
    request: HttpRequest,
    told: ReferralIn,
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=80, pattern=r"^[\x21-\x7e]*$"),  # type: ignore[type-arg]
) -> Status[Any]:
    """201: received. 200: the hub has it already. 422: refused, and kept under the number in ``quarantine``."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    at = timezone.now()

    def work() -> tuple[int, Any]:
        entry = submitting.submit(told, request.body, key=key, at=at)
        if entry.state == Entry.State.QUARANTINED:
            return 422, _refused(entry)
        original = entry.duplicate_of or entry
        assert original.referral
        return 200 if entry.duplicate_of else 201, _received(original.referral, is_duplicate=bool(entry.duplicate_of))

    return Status(*once(request, key, idempotency_key, work, at=at))


@router.get(
    "/{pk}",
    auth=Needs(Scope.READ_REFERRALS),
    response={200: Received, **REFUSALS},
    summary="Read how far a referral is",
    operation_id="read_referral",
)
def read_referral(request: HttpRequest, pk: int = Path(ge=1, le=2**53)) -> Any:  # type: ignore[type-arg]
    """Only the system that sent a referral can read its state, and nothing of what it says."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return _received(get_object_or_404(Referral, pk=pk, source=submitting.source_of(key)), is_duplicate=False)


def _received(referral: Referral, *, is_duplicate: bool) -> dict[str, Any]:
    return Received(
        id=referral.pk,
        number=referral.number,
        reference=referral.reference,
        status=LABELS[Standing(referral.status)],
        grade=Grade(referral.grade),
        received_at=referral.received_at,
        due_at=referral.due_at,
        is_duplicate=is_duplicate,
    ).model_dump(mode="json")


def _refused(entry: Entry) -> dict[str, Any]:
    return Refused(
        detail="Refused, and kept in quarantine: mend it and send it again, or have the hub mend it.",
        errors=[
            FieldFault(field=issue["field"], words=issue["message"])
            for issue in entry.issues
            if issue["effect"] == "quarantine"
        ],
        quarantine=entry.pk,
    ).model_dump(mode="json")


def keep_refused(request: HttpRequest, faults: list[tuple[str, str]]) -> dict[str, Any]:
    """Keep a body that is no referral, and return the refusal with its number."""
    try:
        raw = json.loads(request.body)
    except ValueError:
        raw = request.body.decode(errors="replace")
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return _refused(submitting.keep_refused(raw, faults, request.body, key=key, at=timezone.now()))
