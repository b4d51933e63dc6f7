"""An assessor takes the next referral and gives it back; a supervisor sees who holds what and moves it."""

from datetime import timedelta

from django.utils import timezone

from tests.factories import make_referral, make_user, train
from tests.journeys.visit import Visit
from vigil.accounts.roles import Role
from vigil.rules.terms import Area, Grade
from vigil.worklist.actions import claims
from vigil.worklist.models import Claim


def test_taking_keeping_and_giving_back(visit: Visit) -> None:
    now = timezone.now()
    first, second = (
        make_referral(grade=grade, submitted_at=now - timedelta(hours=9)) for grade in (Grade.HIGH, Grade.STANDARD)
    )
    visit.is_by(train(make_user(first_name="Asha", last_name="Example")))

    visit.opens("/my-work/")
    visit.sees("You hold nothing")
    visit.page.get_by_role("button", name="Take next").click()
    visit.is_at(f"/assess/{first.pk}/")

    visit.opens("/my-work/")
    visit.presses(f"Keep it {first.number}")
    visit.sees(f"{first.number} is yours until")
    visit.follows(f"Give back {first.number}")
    visit.presses("Give it back")
    visit.sees("Record why: whoever looks later will ask")
    visit.fills("Why are you giving it back?", "I know the family")
    visit.presses("Give it back")
    visit.sees(f"Gave back {first.number}")

    visit.opens(f"/referrals/{second.pk}/")
    visit.follows("Take it out of order")
    visit.fills("Why does this one come first?", "The school rang")
    visit.page.get_by_role("button", name="Take it").click()
    visit.is_at(f"/assess/{second.pk}/")


def test_seeing_who_holds_what_and_moving_it(visit: Visit) -> None:
    now = timezone.now()
    holder = train(make_user(first_name="Asha", last_name="Example"))
    other = train(make_user(first_name="Bea", last_name="Example"))
    make_referral(area=Area.TELFORD_AND_WREKIN, submitted_at=now - timedelta(hours=9), received_at=now)
    claims.take_next(by=holder, at=now)
    visit.is_by(make_user(Role.SUPERVISOR))

    visit.opens("/holdings/")
    visit.follows(f"Move {Claim.objects.get().referral.number}")
    visit.page.get_by_label("Where should it go?").select_option(str(other.pk))
    visit.fills("Why is it taken from them?", "She went home ill")
    visit.presses("Move it")
    visit.sees("to Bea Example")

    friday = timezone.localdate() + timedelta(days=5)
    visit.follows("Put people on a part of the worklist")
    visit.page.get_by_label("Bea Example").check()
    visit.page.get_by_label("Area").select_option("telford_and_wrekin")
    for part in ("day", "month", "year"):
        visit.fills(part.capitalize(), str(getattr(friday, part)))
    visit.presses("Put them on it")
    visit.sees("Bea Example: Telford & Wrekin")
    visit.presses("End the focus of Bea Example")
    visit.opens(f"/holdings/order/?day={timezone.localdate(now)}")
    visit.sees("1 of 1 referral was taken in order")
