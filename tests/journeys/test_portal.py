"""The portal: a partner's person reads what it was told, confirms it, asks for more and says what was decided."""

from tests.factories import NOON, make_user
from tests.journeys.visit import Visit
from tests.sharing.given import partner
from tests.sharing.test_school_notices import reported, school
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event
from vigil.rules.sharing.terms import PartnerKind
from vigil.sharing.actions import school_notices
from vigil.sharing.models import Disclosure, Outcome, PartnerUser
from vigil.sharing.tasks import deliver_due


def test_a_partner_reads_confirms_asks_and_decides(
    visit: Visit, transactional_db: None, assessor: User, administrator: User
) -> None:
    found = school()
    reported(NOON)
    school_notices.look(at=NOON)
    assert deliver_due() == 1
    told = Disclosure.objects.get()
    person = make_user(Role.PARTNER, first_name="Pat", last_name="Lead")
    PartnerUser.objects.create(user=person, partner=found.partner)

    visit.is_by(person)
    visit.opens("/")
    visit.is_at("/portal/")
    visit.follows(told.number)
    visit.sees("Ada")
    visit.presses("Confirm: we have it and take it on")
    visit.presses("Ask the hub")
    visit.sees("Write what you need to know")
    visit.fills("What do you need to know?", "Who collects the child today?")
    visit.presses("Ask the hub")
    visit.page.get_by_label("What have you decided?").select_option("support_offered")
    visit.presses("Tell the hub")
    visit.sees("You decided: Support offered")

    assert Outcome.objects.get().told_by == "Pat Lead"
    assert Event.objects.filter(verb="disclosure.read_by_partner", by=person).count() >= 1
    visit.is_by(assessor)
    visit.opens("/sharing/")
    visit.sees("Who collects the child today?")
    visit.is_by(administrator)
    visit.opens("/portal/people/")
    visit.fills("Username", "new.lead")
    visit.fills("First name", "New")
    visit.fills("Last name", "Lead")
    visit.page.get_by_label("Partner", exact=True).select_option(str(found.partner.pk))
    visit.presses("Let them in")
    visit.sees("New Lead of Larkmead Primary School can sign in.")
    visit.opens("/sharing/keys/")


def test_another_partner_finds_nothing(visit: Visit, transactional_db: None) -> None:
    school()
    reported(NOON)
    school_notices.look(at=NOON)
    deliver_due()
    other = make_user(Role.PARTNER)
    PartnerUser.objects.create(user=other, partner=partner(PartnerKind.HEALTH))

    visit.is_by(other)
    visit.opens("/portal/")
    assert not visit.page.get_by_text("VD-").count()
