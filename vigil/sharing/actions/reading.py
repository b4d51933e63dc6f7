"""A partner reading what it was told, in the portal or with its system: each time is a logged disclosure."""

from datetime import datetime

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.sharing.actions.hearing import keep_receipt
from vigil.sharing.channels.base import Kind
from vigil.sharing.channels.base import Receipt as Word
from vigil.sharing.models import Disclosure


@transaction.atomic
def read_by_partner(disclosure: Disclosure, *, by: User | None, key: str, at: datetime) -> None:
    """Record that a partner read a disclosure: by one of its people, or its system's key ("" for none).

    The first time is a receipt too: a person opened it, or a system has it.
    """
    kind, words = (Kind.OPENED, "In the portal.") if by else (Kind.DELIVERED, "Pulled by their system.")
    word = Word(at=at, kind=kind, disclosure_id=str(disclosure.pk), reference=key or "portal", detail=words)
    keep_receipt(disclosure, word, by=str(by)[:120] if by else "")
    audit.record(
        "disclosure.read_by_partner",
        disclosure.decision.referral,
        by=by,
        at=at,
        disclosure=str(disclosure.pk),
        partner=disclosure.decision.partner_id,
        key=key,
    )
