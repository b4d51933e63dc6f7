"""Partners and how they are reached, what was decided about telling them, and what became of it."""

from vigil.sharing.models.access import PartnerKey, PartnerUser
from vigil.sharing.models.decisions import Decision, Disclosure, Protected, Stop
from vigil.sharing.models.deliveries import Delivery, FollowUp, Outcome, Receipt
from vigil.sharing.models.partners import Partner, Route
from vigil.sharing.models.schools import NoticeLook, School, SchoolNotice

__all__ = [
    "Decision",
    "Delivery",
    "Disclosure",
    "FollowUp",
    "NoticeLook",
    "Outcome",
    "Partner",
    "PartnerKey",
    "PartnerUser",
    "Protected",
    "Receipt",
    "Route",
    "School",
    "SchoolNotice",
    "Stop",
]
