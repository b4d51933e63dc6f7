"""Partners and how they are reached, what was decided about telling them, and what became of it."""

from vigil.sharing.models.decisions import Decision, Disclosure, Protected, Stop
from vigil.sharing.models.deliveries import Delivery, FollowUp, Outcome, Receipt
from vigil.sharing.models.partners import Partner, Route

__all__ = [
    "Decision",
    "Delivery",
    "Disclosure",
    "FollowUp",
    "Outcome",
    "Partner",
    "Protected",
    "Receipt",
    "Route",
    "Stop",
]
