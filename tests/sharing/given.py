"""Given partners with their ways, and a referral that was assessed."""

import uuid
from typing import Any

from tests.factories import make_referral, make_user, train
from vigil.accounts.models import User
from vigil.accounts.roles import Role as HubRole
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.rules.sharing.terms import Basis, Choice, Consent, PartnerKind
from vigil.rules.skills import Skill
from vigil.rules.terms import Area, Grade, IncidentType
from vigil.sharing.models import Partner, Route

NARRATIVE = "He came to the house at night and shouted. She was frightened, and Ada, who is 7, hid upstairs."
FAMILY: list[dict[str, Any]] = [
    {
        "role": "harmed",
        "forenames": "Joan",
        "surname": "Example",
        "age": 34,
        "sex": "F",
        "address": "12 Larch Walk, Wem",
        "postcode": "SY4 9ZZ",
        "phone": "07700 900123",
    },
    {"role": "harming", "forenames": "Tom", "surname": "Sample", "age": 36, "sex": "M", "relationship": "ex-partner"},
    {
        "role": "child",
        "forenames": "Ada",
        "surname": "Example",
        "age": 7,
        "sex": "F",
        "address": "12 Larch Walk, Wem",
        "postcode": "SY4 9ZZ",
        "school": "Larkmead Primary School",
    },
]


def partner(kind: PartnerKind = PartnerKind.CHILDRENS_SOCIAL_CARE, *, ways: int = 1, **fields: Any) -> Partner:
    """A partner that is reached by the portal, ``ways`` times over."""
    made = Partner.objects.create(
        **{
            "name": f"{kind.replace('_', ' ').capitalize()} {uuid.uuid4().hex[:4]}",
            "kind": kind,
            "area": Area.SHROPSHIRE,
            "call_name": "Duty desk",
            "call_phone": "01632 960123",
            **fields,
        }
    )
    for order in range(1, ways + 1):
        Route.objects.create(partner=made, channel="portal", order=order)
    return made


def assessed(**fields: Any) -> Referral:
    return make_referral(
        **{
            "status": Status.ASSESSED,
            "grade": Grade.HIGH,
            "incident_type": IncidentType.DOMESTIC_ABUSE_EX_PARTNER,
            "narrative": NARRATIVE,
            "address": "3 Station Road, Wem",
            "postcode": "SY4 5AA",
            "subjects": FAMILY,
            **fields,
        }
    )


def choice(**fields: Any) -> dict[str, Any]:
    """What a person says for one partner: to share, with the officer's own words."""
    return {
        "choice": Choice.SHARE,
        "worker": "",
        "basis": Basis.CHILDREN,
        "purpose": "To decide whether a child needs protection",
        "reason": "A child saw it",
        "consent": Consent.UNSAFE_TO_ASK,
        "consent_overridden": "A child may come to significant harm",
        "recall_date": None,
        "with_narrative": True,
        "account": "",
        **fields,
    }


def second_person() -> User:
    """A supervisor who is trained to sign off what others did."""
    person = make_user(HubRole.SUPERVISOR)
    train(person, Skill.SIGN_OFF)
    return person
