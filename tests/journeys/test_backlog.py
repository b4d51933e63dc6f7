"""What a leader asks of the backlog: how much risk is in it, where, and which referrals."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import make_referral
from tests.journeys.visit import Visit
from vigil.accounts.models import User
from vigil.governance.actions import take_snapshot
from vigil.referrals.models import Referral
from vigil.rules.terms import Grade

DAY = timedelta(days=1)


def given_a_backlog_with_two_high_ones_forgotten() -> None:
    now = timezone.now() - timedelta(hours=1)
    for days, grade, surname in [
        (120, Grade.HIGH, "Marlpit"),
        (110, Grade.HIGH, "Thornberry"),
        (100, Grade.STANDARD, "Quillfeather"),
        (2, Grade.HIGH, "Ashdown"),
        (2, Grade.MEDIUM, "Birchall"),
    ]:
        make_referral(grade=grade, submitted_at=now - days * DAY, subjects=[{"surname": surname, "role": "harmed"}])


def given_figures_kept_for_three_days() -> None:
    for days in (2, 1, 0):
        take_snapshot(at=timezone.now() - days * DAY)


def test_following_the_worst_cell_to_its_referrals(visit: Visit, supervisor: User, inspector: User) -> None:
    given_a_backlog_with_two_high_ones_forgotten()
    visit.is_by(supervisor)

    visit.opens("/")
    when_the_backlog_is_opened_from_the_menu(visit)
    visit.sees("5 waiting, 3 of them graded high and 5 (100%) past their clock.")
    visit.sees("The oldest high-risk referral has waited 120 days.")

    visit.follows("high, waiting over 90 days")
    then_the_list_holds_only(visit, "Marlpit", "Thornberry")

    worst = Referral.objects.order_by("submitted_at")[0]
    visit.follows(worst.number)
    visit.is_by(inspector)
    when_the_audit_trail_is_narrowed_to(visit, worst)
    then_it_tells_of_one_look(visit, worst, by=supervisor)


def test_each_cell_opens_its_own_referrals(visit: Visit, supervisor: User) -> None:
    given_a_backlog_with_two_high_ones_forgotten()
    visit.is_by(supervisor)

    visit.opens("/backlog/")
    visit.follows("1 medium, waiting 1 to 3 days")

    then_the_list_holds_only(visit, "Birchall")


def test_reading_what_changed_and_whether_risk_builds_up(visit: Visit, supervisor: User) -> None:
    given_a_backlog_with_two_high_ones_forgotten()
    given_figures_kept_for_three_days()
    visit.is_by(supervisor)

    visit.opens("/backlog/")
    expect(visit.page.get_by_role("img", name="Risk-hours, day by day")).to_be_visible()
    visit.page.get_by_text("The figures of each day").click()
    visit.looks_over()
    expect(visit.page.get_by_role("table", name="Risk-hours, day by day").get_by_role("row")).to_have_count(4)


def test_an_administrator_reads_the_figures_alone(visit: Visit, administrator: User) -> None:
    given_a_backlog_with_two_high_ones_forgotten()
    visit.is_by(administrator)

    visit.opens("/backlog/")

    visit.sees("5 waiting, 3 of them graded high")
    expect(visit.page.get_by_role("main").get_by_role("link")).to_have_count(0)


def when_the_backlog_is_opened_from_the_menu(visit: Visit) -> None:
    menu = visit.page.get_by_role("button", name="Menu")
    if menu.is_visible():  # a telephone folds it
        menu.click()
    visit.follows("Backlog")
    visit.is_at("/backlog/")


def when_the_audit_trail_is_narrowed_to(visit: Visit, referral: Referral) -> None:
    visit.opens("/audit/")
    filters = visit.page.get_by_text("Filters", exact=True)
    if not visit.page.get_by_label("Referral", exact=True).is_visible():  # a telephone folds them
        filters.click()
    visit.fills("Referral", referral.number)
    visit.presses("Apply filters")


def then_it_tells_of_one_look(visit: Visit, referral: Referral, *, by: User) -> None:
    rows = visit.page.get_by_role("table", name="Events, newest first").get_by_role("row")
    expect(rows).to_have_count(1 + 1)
    expect(rows.nth(1)).to_contain_text("Looked at the referral")
    expect(rows.nth(1)).to_contain_text(str(by))
    expect(rows.nth(1)).to_contain_text(referral.number)


def then_the_list_holds_only(visit: Visit, *surnames: str) -> None:
    visit.is_at(r"/worklist/\?grade=\w+&age=\d+")
    rows = visit.page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(1 + len(surnames))
    for surname in surnames:
        expect(rows.filter(has_text=surname)).to_have_count(1)
