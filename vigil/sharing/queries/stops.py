"""Who may clear what stopped a packet."""

from datetime import datetime

from vigil.accounts.models import User
from vigil.rules.skills import Skill
from vigil.sharing.models import Stop
from vigil.workforce.queries import skills_held


def obstacles_to_clearing(one: Stop, *, by: User, at: datetime) -> list[str]:
    """Return why this person cannot clear this stop. An empty list means they can."""
    obstacles = []
    if one.cleared_at is not None:
        obstacles.append("Somebody has cleared this already.")
    if one.decided_by_id == by.pk:
        obstacles.append("You decided to share it: a second person must look.")
    if Skill.SIGN_OFF not in skills_held(by, at=at):
        obstacles.append("To clear a stop you need training in sign-off that has not expired.")
    return obstacles
