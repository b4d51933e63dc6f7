"""Answering a call of the API once, however often it is sent."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from ninja.errors import HttpError

from vigil.accounts.models import ApiAnswer, ApiKey


def once(
    request: HttpRequest, key: ApiKey, idempotency_key: str, work: Callable[[], tuple[int, Any]], *, at: datetime
) -> tuple[int, Any]:
    """Return the status and content that ``work`` gives, or gave when this idempotency key was used first.

    What was done and its answer are kept in one transaction. 409 where the key was used for something else, or where
    the first call is still at work.
    """
    asked = hashlib.sha256(request.path.encode() + b"\n" + request.body).hexdigest()
    if answer := _answered(key, idempotency_key, asked):
        return answer
    try:
        with transaction.atomic():
            status, content = work()
            if not idempotency_key:
                return status, content
            ApiAnswer.objects.create(
                key=key, idempotency_key=idempotency_key, asked=asked, status=status, content=content, at=at
            )
    except IntegrityError:
        if answer := _answered(key, idempotency_key, asked):
            return answer
        raise HttpError(409, "The same call is being answered already. Send it again in a moment.") from None
    return status, content


def _answered(key: ApiKey, idempotency_key: str, asked: str) -> tuple[int, Any] | None:
    answer = ApiAnswer.objects.filter(key=key, idempotency_key=idempotency_key).first() if idempotency_key else None
    if answer is None:
        return None
    if answer.asked != asked:
        raise HttpError(409, "This idempotency key was used for another call. Use a new one for each call.")
    return answer.status, answer.content
