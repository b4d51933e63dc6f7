import pytest

from tests.api.given import System, secret
from tests.factories import NOON
from tests.sharing.given import partner
from tests.sharing.test_school_notices import reported, school
from vigil.accounts.roles import Scope
from vigil.audit.models import Event
from vigil.rules.sharing.terms import PartnerKind
from vigil.sharing import packets
from vigil.sharing.actions import school_notices
from vigil.sharing.models import Disclosure, Outcome, Partner, Receipt
from vigil.sharing.tasks import deliver_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Disclosure:
    """Something a school was told, through the portal."""
    school()
    reported(NOON)
    school_notices.look(at=NOON)
    assert deliver_due() == 1
    return Disclosure.objects.get()


def system_of(partner: Partner, *scopes: Scope) -> System:
    return System(secret(*(scopes or (Scope.READ_DISCLOSURES, Scope.ANSWER_DISCLOSURES)), partner=partner))


def test_a_partner_pulls_confirms_and_decides(told: Disclosure) -> None:
    system = system_of(told.decision.partner)
    (waiting,) = system.get("/disclosures").json()

    pulled = system.get(f"/disclosures/{waiting['id']}").json()
    assert packets.hash_of(packets.canonical(pulled["packet"])) == pulled["sha256"]
    confirmed = system.post(f"/disclosures/{told.pk}/receipts", {"kind": "acknowledged", "by": "Duty lead"})
    assert confirmed.status_code == 200
    body = {"kind": "support_offered", "told_by": "Duty lead"}
    first = system.post(f"/disclosures/{told.pk}/outcomes", body, **{"Idempotency-Key": "a"})
    again = system.post(f"/disclosures/{told.pk}/outcomes", body, **{"Idempotency-Key": "a"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert Outcome.objects.get().was_useful
    assert system.get("/disclosures").json() == []
    assert Event.objects.get(verb="disclosure.read_by_partner").detail["key"] == "RMS"


def test_a_receipt_again_changes_nothing(told: Disclosure) -> None:
    system = system_of(told.decision.partner)

    for _ in range(2):
        assert system.post(f"/disclosures/{told.pk}/receipts", {"kind": "opened"}).status_code == 200

    assert Receipt.objects.filter(kind="opened").count() == 1


def test_only_a_person_can_confirm(told: Disclosure) -> None:
    answer = system_of(told.decision.partner).post(f"/disclosures/{told.pk}/receipts", {"kind": "acknowledged"})

    assert answer.status_code == 409
    assert "who at the partner" in answer.json()["detail"]


def test_another_partner_finds_nothing(told: Disclosure) -> None:
    system = system_of(partner(PartnerKind.HEALTH))

    assert system.get("/disclosures").json() == []
    assert system.get(f"/disclosures/{told.pk}").status_code == 404
    assert system.post(f"/disclosures/{told.pk}/receipts", {"kind": "opened"}).status_code == 404


def test_what_has_not_left_cannot_be_pulled() -> None:
    found = school()
    reported(NOON)
    school_notices.look(at=NOON)

    assert system_of(found.partner).get("/disclosures").json() == []
