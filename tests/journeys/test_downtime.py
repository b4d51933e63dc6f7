"""After a night without the system: what was written on paper is entered, and asked for what it lacks."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from tests.factories import make_referral, make_user, train
from tests.journeys.visit import Visit
from vigil.referrals.models import Referral
from vigil.rules.lifecycle import Status
from vigil.triage.models import Assessment


def test_what_was_written_in_the_night_is_entered_in_the_morning(visit: Visit, db: None) -> None:
    now = timezone.now()
    assessor = train(make_user(first_name="Asha", last_name="Demo"))
    referral = make_referral(submitted_at=now - timedelta(days=2), received_at=now - timedelta(days=2))
    written = timezone.localtime(now - timedelta(days=1))
    visit.is_by(assessor)

    visit.opens(reverse("downtime"))
    visit.fills("Number on the sheet", "VH-999999")
    visit.presses("Enter it")
    visit.sees("There is no referral of that number")
    visit.fills("Number on the sheet", referral.number)
    visit.presses("Enter it")
    visit.presses("Sign as written on paper")
    visit.sees("Enter the day on the sheet")
    for name, figure in (("Day", written.day), ("Month", written.month), ("Year", written.year)):
        visit.fills(name, str(figure))
    visit.fills("At what time?", f"{written:%H:%M}")
    visit.page.get_by_label("Medium", exact=True).check()
    visit.presses("Sign as written on paper")
    visit.sees("Say what was done or threatened, and to whom")
    visit.fills("Harm", "He pushed her; no injury.")
    visit.page.get_by_label("They agree", exact=True).check()
    visit.page.get_by_label("Nothing", exact=True).check()
    visit.page.get_by_label("Share", exact=True).check()
    visit.presses("Sign as written on paper")

    visit.sees(f"Entered {referral.number} from paper")
    made = Assessment.objects.get()
    assert (made.by, timezone.localtime(made.at).strftime("%d %H:%M")) == (assessor, f"{written:%d %H:%M}")
    assert Referral.objects.get().status == Status.ASSESSED
