"""Sharing in the browser: partners told and heard from, a stop cleared by two people, silence that reaches a person."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.visit import Visit
from tests.sharing.given import assessed, partner, second_person
from vigil.accounts.models import User
from vigil.referrals.models import Referral
from vigil.rules.sharing.terms import PartnerKind
from vigil.sharing.models import Disclosure, Partner
from vigil.sharing.tasks import deliver_due, look_after


@pytest.fixture
def partners(transactional_db: None) -> list[Partner]:
    """Three partners of three kinds, each reached by the portal."""
    return [
        partner(PartnerKind.CHILDRENS_SOCIAL_CARE, name="Marches Children’s Services"),
        partner(PartnerKind.HEALTH, name="Marches Health"),
        partner(PartnerKind.SCHOOL, name="Larkmead Primary School"),
    ]


@pytest.fixture
def referral(transactional_db: None) -> Referral:
    return assessed()


def test_deciding_and_sharing_with_three_partners(
    visit: Visit, partners: list[Partner], referral: Referral, assessor: User, inspector: User
) -> None:
    visit.is_by(assessor)
    given_it_waits_to_be_decided(visit, referral)
    when_it_is_decided_in_ones_own_words(visit)
    then_every_packet_is_shown_before_it_leaves(visit)
    when_it_is_sent(visit, referral)
    then_the_receipts_come_back(visit, partners)
    when_social_care_says_what_it_decided(visit, partners[0])
    then_it_counts_among_what_sharing_achieves(visit, inspector)


def test_a_safe_address_is_stopped_and_cleared_by_a_second_person(
    visit: Visit, partners: list[Partner], transactional_db: None, assessor: User
) -> None:
    found = assessed(narrative="She has moved to 12 Lartch Wlk. He does not know.", subjects=[])
    visit.is_by(assessor)
    when_the_address_is_kept_back(visit, found)
    when_it_is_decided_all_the_same(visit, found)
    then_it_is_stopped_and_the_decider_cannot_clear_it(visit, found)
    visit.is_by(second_person())
    when_the_second_person_clears_it(visit)
    assert deliver_due() == 1
    visit.page.reload()
    visit.sees("Is in their system")
    visit.sees("Cleared by")


def test_silence_reaches_a_person(visit: Visit, partners: list[Partner], referral: Referral, assessor: User) -> None:
    visit.is_by(assessor)
    visit.opens(f"/sharing/referrals/{referral.pk}/decide/")
    when_it_is_decided_in_ones_own_words(visit)
    visit.presses("Decide and send")
    deliver_due()
    week = timedelta(days=7)

    look_after(now=lambda: timezone.now() + week)
    deliver_due(now=lambda: timezone.now() + week)
    look_after(now=lambda: timezone.now() + 2 * week)

    visit.opens("/sharing/")
    visit.sees("Marches Health has not confirmed VD-")
    visit.sees("Call Duty desk on 01632 960123")
    row = visit.page.get_by_role("row").filter(has_text="Marches Health has not confirmed")
    row.get_by_text("Done", exact=False).last.click()
    row.get_by_label("What did you do?").fill("Rang: they will look today")
    row.get_by_role("button", name="Write it down").click()
    visit.looks_over()
    visit.sees("Done, and written down.")


def given_it_waits_to_be_decided(visit: Visit, referral: Referral) -> None:
    visit.opens("/sharing/")
    visit.sees("1 to decide")
    visit.follows(referral.number)
    visit.sees("Proposed: share")
    visit.sees("A child is in a referral graded high.")


def when_it_is_decided_in_ones_own_words(visit: Visit) -> None:
    visit.page.get_by_label("What was said about sharing?").select_option(
        "Not asked: asking would put somebody at risk"
    )
    visit.page.get_by_label("What happened, in your own words").fill("A child saw an assault at home.")
    visit.presses("See what would leave")


def then_every_packet_is_shown_before_it_leaves(visit: Visit) -> None:
    visit.sees("3 partners are told something.")
    visit.sees("He came to the house at night and shouted.")
    visit.page.locator("summary").filter(has_text="held back from Marches Health").click()
    visit.looks_over()
    visit.sees("What the officer wrote: not for this kind of partner")
    assert not Disclosure.objects.exists()
    visit.presses("Change something")
    visit.presses("See what would leave")


def when_it_is_sent(visit: Visit, referral: Referral) -> None:
    visit.presses("Decide and send")
    visit.is_at(f"/sharing/referrals/{referral.pk}/")
    visit.sees("3 partners told.")
    visit.sees("Waiting to be sent")


def then_the_receipts_come_back(visit: Visit, partners: list[Partner]) -> None:
    assert deliver_due() == 3
    visit.page.reload()
    visit.looks_over()
    visit.sees("Is in their system")
    visit.opens(partners[0].get_absolute_url())
    visit.sees("Working")


def when_social_care_says_what_it_decided(visit: Visit, council: Partner) -> None:
    found = Disclosure.objects.get(decision__partner=council)
    visit.opens(found.get_absolute_url())
    visit.fills("Who at the partner said so?", "Duty social worker")
    visit.page.get_by_label("What did they decide?").select_option("Strategy discussion")
    visit.presses("Write it down")
    visit.sees(f"Written down for {found.number}.")
    visit.sees("Duty social worker")


def then_it_counts_among_what_sharing_achieves(visit: Visit, inspector: User) -> None:
    visit.is_by(inspector)
    visit.opens("/sharing/results/")
    visit.sees("Everything to everyone")
    visit.sees("Marches Children’s Services")
    visit.opens("/audit/")
    expect(visit.page.get_by_role("table")).to_contain_text("Decided what a partner is told")


def when_the_address_is_kept_back(visit: Visit, referral: Referral) -> None:
    visit.opens(f"/sharing/referrals/{referral.pk}/")
    visit.follows("Keep a detail from partners")
    visit.page.get_by_label("Safe address", exact=True).check()
    visit.fills("Write it out in full", "12 Larch Walk, Wem, SY4 9ZZ")
    visit.presses("Keep it back")
    visit.sees("Kept back from now on")


def when_it_is_decided_all_the_same(visit: Visit, referral: Referral) -> None:
    visit.opens(f"/sharing/referrals/{referral.pk}/decide/")
    section = visit.page.locator("section").filter(has_text="Marches Children’s Services")
    section.get_by_label("Share", exact=True).check()
    section.get_by_label("Reason").fill("A child is at risk")
    visit.fills("If consent was not given: why is it shared all the same? (optional)", "A child may be harmed")
    section.get_by_text("Worker, law, purpose and date").click()
    section.get_by_label("Law it rests on").select_option(index=1)
    visit.presses("See what would leave")
    visit.sees("A safe address can be read")
    visit.presses("Decide and send")
    visit.sees("Stopped by a guard")


def then_it_is_stopped_and_the_decider_cannot_clear_it(visit: Visit, referral: Referral) -> None:
    assert deliver_due() == 0
    visit.opens("/sharing/")
    visit.follows("Look at what stopped it")
    visit.sees("You decided to share it: a second person must look.")


def when_the_second_person_clears_it(visit: Visit) -> None:
    visit.opens("/sharing/")
    visit.follows("Look at what stopped it")
    visit.fills("Why may it leave after all?", "It is the address she left in spring")
    visit.presses("Clear this stop")
    visit.sees("Cleared. It is on its way.")
