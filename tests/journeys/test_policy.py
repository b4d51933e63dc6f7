"""A change of policy in the browser: tried on the worklist, made live, and found in the audit trail."""

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import NOON, make_referral
from tests.journeys.visit import Visit
from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.rules.policies import GradingPolicy
from vigil.rules.terms import Grade
from vigil.triage.actions import screening, trying
from vigil.triage.models import Trial

LINE = GradingPolicy.default().sheet().line("floor_child_injury").words


@pytest.fixture
def referral(transactional_db: None) -> Referral:
    made = make_referral(
        grade="standard", officer_grade="standard", narrative="Boy, 7, has a bruise on his cheek. Says he fell."
    )
    with transaction.atomic():
        screening.rescreen(made, by=None, at=NOON)
    return made


def test_trying_a_change_of_policy_and_making_it_live(
    visit: Visit, referral: Referral, administrator: User, inspector: User
) -> None:
    visit.is_by(administrator)
    when_a_change_is_tried(visit)
    then_it_says_what_it_would_do_and_has_done_nothing(visit, referral)
    when_it_is_made_live(visit)
    then_the_referral_is_raised(referral)
    then_each_step_stands_in_the_audit_trail(visit, inspector)


def when_a_change_is_tried(visit: Visit) -> None:
    visit.opens(reverse("change_policy", args=[GradingPolicy.name]))
    visit.page.get_by_label(LINE, exact=True).select_option("high")
    visit.fills("Why does it change?", "Agreed at the hub board")
    visit.presses("See what it would do")
    trying.run(Trial.objects.get(), now=timezone.now)


def then_it_says_what_it_would_do_and_has_done_nothing(visit: Visit, referral: Referral) -> None:
    visit.opens(reverse("trial", args=[Trial.objects.get().pk]))
    visit.sees("This change would raise 1")
    expect(visit.page.get_by_role("row").filter(has_text=referral.number)).to_contain_text("High")
    referral.refresh_from_db()
    assert referral.grade == Grade.MEDIUM


def when_it_is_made_live(visit: Visit) -> None:
    visit.presses("Make it live")
    trying.apply(Trial.objects.get(), now=timezone.now)


def then_the_referral_is_raised(referral: Referral) -> None:
    referral.refresh_from_db()
    assert referral.grade == Grade.HIGH


def then_each_step_stands_in_the_audit_trail(visit: Visit, inspector: User) -> None:
    visit.is_by(inspector)
    visit.opens("/audit/")
    trail = visit.page.get_by_role("table")
    for done in ("Asked to try a change out", "Made a tried change live", "Changed a policy"):
        expect(trail).to_contain_text(done)
