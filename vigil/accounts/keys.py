"""Who may call the API: a key in the Authorization header, its scopes, and how often it may call."""

import hashlib
from time import time
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from vigil.accounts.models import ApiKey
from vigil.accounts.roles import Scope

MOST_IN_A_MINUTE = 3_000


def hashed(secret: str) -> str:
    """Return what is kept of a key. It is long and random, so a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Needs(HttpBearer):
    """Let in a system whose key holds the scope: 401 without a key that counts, 403 without the scope."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = ApiKey.objects.filter(hashed=hashed(token), revoked_at=None).first()
        if key and not key.may(self.scope):
            raise HttpError(403, f"This key may not do that. It needs the scope {self.scope.value}.")
        return key


class PerMinute(BaseThrottle):
    """Count each key's calls by the minute, over every process that shares the cache."""

    def allow_request(self, request: HttpRequest) -> bool:
        key: Any = request.auth  # type: ignore[attr-defined]
        minute = f"api-{key.pk}-{int(time() // 60)}"
        cache.add(minute, 0, timeout=120)
        return cache.incr(minute) <= MOST_IN_A_MINUTE

    def wait(self) -> float:
        return 60
