"""Changing a policy table: never edited, each change a version with its reason."""

from datetime import datetime
from typing import Any

from django.db import transaction

from vigil.accounts.models import User
from vigil.audit import actions as audit
from vigil.rules.policies import PolicyTable
from vigil.triage.models import Policy
from vigil.triage.queries.policy import policy_in_force


class CannotChangePolicy(Exception):  # noqa: N818  (a refusal, worded for the person)
    """A policy change that cannot be made. ``obstacles`` say why, line by line."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


@transaction.atomic
def change_policy(
    kind: type[PolicyTable], values: dict[str, Any], *, reason: str, based_on: str, by: User, at: datetime
) -> Policy:
    """Make a new version of a policy table, with its reason. ``based_on`` is the version the person was shown."""
    latest = Policy.objects.select_for_update().filter(kind=kind.name).order_by("-version").first()
    in_force = policy_in_force(kind)
    number = latest.version + 1 if latest else 1
    table = {**values, "version": f"{kind.name} {number}"}
    obstacles = kind.problems(table)
    if not reason.strip():
        obstacles.append("Record why the policy changes: an inspector will ask.")
    if based_on != in_force.version:
        obstacles.append("Somebody changed this table meanwhile. Look at their version, then try again.")
    if not obstacles and values == dict(in_force.values):
        obstacles.append("Nothing was changed.")
    if obstacles:
        raise CannotChangePolicy(obstacles)
    policy = Policy.objects.create(
        kind=kind.name, version=number, table=table, reason=reason.strip(), made_by=by, made_at=at
    )
    changes = {key: [in_force.values[key], value] for key, value in values.items() if in_force.values[key] != value}
    audit.record("policy.changed", policy, by=by, at=at, kind=kind.name, version=number, changes=changes)
    return policy
