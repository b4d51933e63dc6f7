"""The demonstration hub's partners: each council's services and a health trust, reached by made-up ways."""

from datetime import datetime

from vigil.rules.sharing.terms import PartnerKind
from vigil.rules.terms import LABELS, Area
from vigil.sharing.actions.partners import add_partner, add_route
from vigil.sharing.models import Partner

# One way out and one to fall back on; outside production the first keeps what would leave in a folder.
SERVICES: dict[PartnerKind, tuple[str, str]] = {
    PartnerKind.CHILDRENS_SOCIAL_CARE: ("children’s services", "sftp"),
    PartnerKind.EARLY_HELP: ("early help", "portal"),
    PartnerKind.ADULT_SOCIAL_CARE: ("adult social care", "sftp"),
    PartnerKind.DOMESTIC_ABUSE_SERVICE: ("domestic abuse service", "portal"),
}


def add_partners(at: datetime) -> None:
    """Add the partners of the four councils and one for all, unless there are partners already."""
    if Partner.objects.exists():
        return
    for area in Area:
        for kind, (service, channel) in SERVICES.items():
            _add(f"{LABELS[area]} {service}", kind, area, channel, at=at)
    _add("Marches Health", PartnerKind.HEALTH, "", "portal", at=at)


def _add(name: str, kind: PartnerKind, area: str, channel: str, *, at: datetime) -> None:
    added = add_partner(
        name=name,
        kind=kind,
        area=area,
        call_name="Duty desk (made up)",
        call_phone="01632 960000",
        by=None,
        at=at,
    )
    for order, way in enumerate(dict.fromkeys([channel, "portal"]), start=1):
        add_route(added, channel=way, order=order, by=None, at=at)
