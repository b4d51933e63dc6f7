"""What pages of other parts show of the front door: how many referrals are missing."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from vigil.intake.queries.incidents import standing


def page(request: HttpRequest) -> dict[str, Callable[..., Any]]:
    """Return what a page may ask for, with its own moment. Nothing is counted unless it does."""
    return {"missing_referrals": lambda at: standing(at=at)}
