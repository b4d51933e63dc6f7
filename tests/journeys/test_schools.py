"""School notices in the browser: the last Friday of term at 23:50, a hold, and a school that has to be found."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.journeys.visit import Visit
from tests.sharing.test_school_notices import reported, school
from vigil.accounts.models import User
from vigil.sharing.actions import school_notices
from vigil.sharing.models import SchoolNotice
from vigil.sharing.tasks import deliver_due

FRIDAY = datetime(2025, 12, 19, 23, 50, tzinfo=ZoneInfo("Europe/London"))


def test_a_referral_at_ten_to_midnight_on_the_last_friday_of_term_is_with_the_school_that_night(
    visit: Visit, transactional_db: None, supervisor: User
) -> None:
    school()
    referral = reported(FRIDAY)
    school_notices.look(at=FRIDAY + timedelta(seconds=1))
    visit.is_by(supervisor)
    visit.opens("/schools/")
    visit.sees("5 Jan 2026, 08:45")

    assert deliver_due(now=lambda: FRIDAY + timedelta(minutes=9)) == 0  # it can still be held
    assert deliver_due(now=lambda: FRIDAY + timedelta(minutes=11)) == 1

    visit.opens("/schools/")
    told = visit.page.get_by_role("table", name="Told lately")
    told.get_by_role("link", name=referral.number).click()
    visit.looks_over()
    visit.sees("Larkmead Primary School")
    visit.follows("What the school is told, and how far it came")
    visit.sees("20 Dec 2025, 00:01")
    visit.sees("Operation Encompass notice.")


def test_a_supervisor_finds_a_school_and_holds_a_notice(
    visit: Visit, transactional_db: None, supervisor: User, administrator: User
) -> None:
    school(), school("Elm High School")
    reported(FRIDAY, "Larkmead Primary School", "Elm Hihg")
    school_notices.look(at=FRIDAY)
    visit.is_by(supervisor)
    visit.opens("/schools/")
    visit.sees("5 Jan 2026, 08:45")

    given = SchoolNotice.objects.get(state=SchoolNotice.State.TO_FIND)
    visit.opens(given.get_absolute_url())
    visit.fills("Look for another name (optional)", "Elm High")
    visit.presses("Look")
    visit.page.get_by_label("Elm High School, Shropshire").check()
    visit.presses("Tell this school now")
    visit.sees("Elm High School is told of it now.")

    waiting = SchoolNotice.objects.get(school__partner__name="Larkmead Primary School")
    visit.opens(waiting.get_absolute_url())
    visit.presses("Hold this notice")
    visit.sees("Record why the school is not told yet")
    visit.fills("Why is the school not told yet?", "The father works in its office.")
    visit.presses("Hold this notice")
    visit.presses("Let it go now")
    assert deliver_due(now=lambda: FRIDAY + timedelta(days=400)) == 2

    visit.opens("/schools/")
    visit.opens("/schools/directory/?named=elm")
    visit.is_by(administrator)
    visit.opens("/schools/directory/import/")
