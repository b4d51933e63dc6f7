"""What pages of other parts show of the front door: how many referrals are missing."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils import timezone

from vigil.intake.queries.incidents import Standing, standing


def page(request: HttpRequest) -> dict[str, Callable[[], Standing]]:
    """Return what a page may ask for. Nothing is counted unless it does."""
    return {"missing_referrals": lambda: standing(at=timezone.now())}
