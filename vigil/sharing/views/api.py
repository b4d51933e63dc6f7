"""The API for partners' systems: pull what the partner is told, and post receipts and outcomes."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Header, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, StringConstraints

from vigil.accounts.actions import once
from vigil.accounts.calls import REFUSALS
from vigil.accounts.keys import Needs
from vigil.accounts.models import ApiKey
from vigil.accounts.roles import Scope
from vigil.rules.sharing.terms import OutcomeKind
from vigil.sharing import packets
from vigil.sharing.actions import hearing, reading
from vigil.sharing.channels.base import Kind
from vigil.sharing.channels.base import Receipt as Word
from vigil.sharing.models import Disclosure, Partner
from vigil.sharing.queries import portal

router = Router(tags=["disclosures"])

AT_MOST = 100
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00]*$")]


class Waiting(Schema):
    """A disclosure that nobody at the partner has confirmed."""

    id: UUID
    number: str
    made_at: datetime
    urgent: bool


class Pulled(Schema):
    """A disclosure. ``packet`` is by the published schema of its version; ``sha256`` is of its canonical JSON."""

    id: UUID
    number: str
    schema_version: str
    sha256: str
    packet: dict[str, Any]


class ReceiptKind(StrEnum):
    DELIVERED = "delivered"
    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"


class ReceiptIn(Schema):
    """How far a disclosure came. ``by`` is who confirmed it: needed for “acknowledged”, which a person does."""

    model_config = ConfigDict(extra="forbid")

    kind: ReceiptKind
    by: Name | None = None


class OutcomeIn(Schema):
    """What the partner decided. ``was_useful`` null: it follows from what was decided."""

    model_config = ConfigDict(extra="forbid")

    kind: OutcomeKind
    told_by: Name
    was_useful: bool | None = None


class Kept(Schema):
    """That it was written down."""

    id: UUID
    kept: str


_LINKS = {
    "responses": {
        200: {
            "links": {
                name: {"operationId": operation, "parameters": {"pk": "$response.body#/0/id"}}
                for name, operation in (
                    ("packet", "pull_disclosure"),
                    ("receipt", "post_receipt"),
                    ("outcome", "post_outcome"),
                )
            }
        }
    }
}


def _partner(request: HttpRequest) -> Partner:
    partner = portal.partner_of_key(request.auth)  # type: ignore[attr-defined]
    if partner is None:
        raise HttpError(403, "This key belongs to no partner that is told things. Ask the hub for another.")
    return partner


def _found(request: HttpRequest, pk: UUID) -> Disclosure:
    found: Disclosure = get_object_or_404(portal.told(_partner(request)), pk=pk)
    return found


@router.get(
    "",
    auth=Needs(Scope.READ_DISCLOSURES),
    response={200: list[Waiting], **REFUSALS},
    summary="List what waits to be confirmed",
    operation_id="list_disclosures",
    openapi_extra=_LINKS,
)
def list_disclosures(request: HttpRequest) -> list[dict[str, Any]]:
    """The hundred gravest. What is confirmed leaves the list, so that the rest comes with the next call."""
    found = portal.unanswered(_partner(request)).prefetch_related("deliveries")[:AT_MOST]
    return [
        {
            "id": one.pk,
            "number": one.number,
            "made_at": one.made_at,
            "urgent": any(delivery.rank == 0 for delivery in one.deliveries.all()),
        }
        for one in found
    ]


@router.get(
    "/{pk}",
    auth=Needs(Scope.READ_DISCLOSURES),
    response={200: Pulled, **REFUSALS},
    summary="Pull a disclosure",
    operation_id="pull_disclosure",
)
def pull_disclosure(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """Every pull is a disclosure that the hub logs."""
    found, key = _found(request, pk), request.auth  # type: ignore[attr-defined]
    reading.read_by_partner(found, by=None, key=key.name, at=timezone.now())
    return {
        "id": found.pk,
        "number": found.number,
        "schema_version": found.schema_version,
        "sha256": found.sha256,
        "packet": packets.content_of(found),
    }


@router.post(
    "/{pk}/receipts",
    auth=Needs(Scope.ANSWER_DISCLOSURES),
    response={200: Kept, **REFUSALS},
    summary="Post a receipt",
    operation_id="post_receipt",
)
def post_receipt(request: HttpRequest, pk: UUID, said: ReceiptIn) -> Any:
    """The same receipt again changes nothing."""
    found, at = _found(request, pk), timezone.now()
    if said.kind is ReceiptKind.ACKNOWLEDGED:
        try:
            hearing.acknowledge(found, told_by=said.by or "", by=None, at=at)
        except hearing.CannotHear as refusal:
            raise HttpError(409, str(refusal)) from None
    else:
        key: ApiKey = request.auth  # type: ignore[attr-defined]
        word = Word(
            at=at, kind=Kind(said.kind), disclosure_id=str(found.pk), reference=key.name, detail="Said by their system."
        )
        hearing.hear(word, at=at)
    return {"id": found.pk, "kept": said.kind}


@router.post(
    "/{pk}/outcomes",
    auth=Needs(Scope.ANSWER_DISCLOSURES),
    response={201: Kept, **REFUSALS},
    summary="Post what was decided",
    operation_id="post_outcome",
)
def post_outcome(
    request: HttpRequest,
    pk: UUID,
    said: OutcomeIn,
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=80, pattern=r"^[\x21-\x7e]*$"),  # type: ignore[type-arg]
) -> Status[Any]:
    """The newest outcome stands; earlier ones are kept."""
    found, at, key = _found(request, pk), timezone.now(), request.auth  # type: ignore[attr-defined]

    def work() -> tuple[int, Any]:
        hearing.record_outcome(found, kind=said.kind, was_useful=said.was_useful, told_by=said.told_by, by=None, at=at)
        return 201, {"id": str(found.pk), "kept": said.kind.value}

    try:
        return Status(*once(request, key, idempotency_key, work, at=at))
    except hearing.CannotHear as refusal:
        raise HttpError(409, str(refusal)) from None
