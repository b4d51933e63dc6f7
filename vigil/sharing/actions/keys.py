"""Keys of systems that call the API: made, shown once, and revoked."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vigil.accounts.keys import hashed
from vigil.accounts.models import ApiKey, User
from vigil.accounts.roles import Scope
from vigil.audit import actions as audit
from vigil.sharing.models import Partner, PartnerKey

OF_A_PARTNER = frozenset({Scope.READ_DISCLOSURES, Scope.ANSWER_DISCLOSURES})


class CannotMakeKey(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A key that cannot be made. ``obstacles`` say why."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def make(
    name: str, *, scopes: Sequence[Scope], partner: Partner | None, by: User | None, at: datetime
) -> tuple[ApiKey, str]:
    """Make a key. Return it and its secret, which nobody can read again. Raises ``CannotMakeKey``."""
    obstacles = []
    if not scopes:
        obstacles.append("Choose what the system may do.")
    if OF_A_PARTNER & set(scopes) and partner is None:
        obstacles.append("Choose the partner whose disclosures it may reach.")
    if ApiKey.objects.filter(name__iexact=name).exists():
        obstacles.append("There is a key of that name already. Revoked ones keep their names.")
    if obstacles:
        raise CannotMakeKey(obstacles)
    secret = f"vigil_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        name=name, hashed=hashed(secret), scopes=[scope.value for scope in scopes], made_by=by, made_at=at
    )
    if partner:
        PartnerKey.objects.create(key=key, partner=partner)
    audit.record("api_key.made", key, by=by, at=at, scopes=key.scopes, partner=partner.pk if partner else "")
    return key, secret


@transaction.atomic
def revoke(key: ApiKey, *, by: User, at: datetime) -> None:
    """Let a key count no more, at once."""
    key = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if key.revoked_at is None:
        key.revoked_by, key.revoked_at = by, at
        key.save(update_fields=["revoked_by", "revoked_at"])
        audit.record("api_key.revoked", key, by=by, at=at)
