"""The first day of a hub: its people sign in, take over a team's backlog, mend what cannot be trusted, and begin."""

from pathlib import Path

from playwright.sync_api import expect

from tests.factories import make_user
from tests.journeys.visit import Visit
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.config.work import work

PASSWORD = "a-long-word-for-tests"


def test_signing_in(visit: Visit) -> None:
    make_user(Role.ANALYST, username="alex", password=PASSWORD)

    visit.opens("/")
    visit.is_at("/sign-in/\\?next=/")
    visit.fills("Username", "alex")
    visit.fills("Password", "not the word")
    visit.presses("Sign in")
    visit.sees("There is a problem")

    visit.fills("Username", "alex")
    visit.fills("Password", PASSWORD)
    visit.presses("Sign in")
    visit.is_at("/")
    visit.sees("Getting referrals in")


def test_taking_over_a_backlog(visit: Visit, analyst: User, assessor: User, backlog: Path) -> None:
    visit.is_by(analyst)
    when_the_file_is_handed_over(visit, backlog)
    then_it_is_read_to_its_end_while_we_watch(visit)
    when_the_date_that_does_not_exist_is_put_right(visit)

    visit.is_by(assessor)
    then_the_worklist_begins_with_the_gravest(visit)
    when_somebody_is_looked_for(visit, "Thornberry")
    then_the_referral_says_why_it_is_where_it_is(visit)


def when_the_file_is_handed_over(visit: Visit, backlog: Path) -> None:
    visit.opens("/imports/")
    visit.page.get_by_label("Files to import").set_input_files(backlog)
    visit.presses("Import")
    visit.is_at(r"/imports/\d+/")
    visit.sees("Waiting to start")


def then_it_is_read_to_its_end_while_we_watch(visit: Visit) -> None:
    work(until_idle=True)

    # Nobody refreshes: the page asks for itself again.
    visit.sees("3 read = 2 received + 0 duplicates + 1 in quarantine")
    visit.sees("Finished")
    visit.looks_over()


def when_the_date_that_does_not_exist_is_put_right(visit: Visit) -> None:
    visit.opens("/imports/")
    visit.follows("1 entry in quarantine")
    visit.sees("SHR/25/000103")
    visit.page.get_by_role("table").get_by_role("link").first.click()
    visit.looks_over()
    visit.sees("30/02/2025")
    visit.fills("When it happened (optional)", "28/2/2025 21:40")
    visit.presses("Receive it")
    visit.sees("Received as VH-")
    visit.sees("Nothing is in quarantine")


def then_the_worklist_begins_with_the_gravest(visit: Visit) -> None:
    visit.opens("/worklist/")
    names = visit.page.get_by_role("table").get_by_role("row")
    expect(names.nth(1)).to_contain_text("Marlpit")
    expect(names.nth(2)).to_contain_text("Thornberry")
    expect(names.nth(3)).to_contain_text("Quillfeather")


def when_somebody_is_looked_for(visit: Visit, name: str) -> None:
    visit.fills("Find a referral", name)
    visit.presses("Search")
    assert name not in visit.page.url, "No name stands in an address."
    visit.page.get_by_role("table").get_by_role("link").first.click()
    visit.looks_over()


def then_the_referral_says_why_it_is_where_it_is(visit: Visit) -> None:
    visit.is_at(r"/referrals/\d+/")
    visit.sees("Her former partner came to the house twice in the night")
    visit.sees("Grade and reasons")
    visit.sees("Assessment due")
