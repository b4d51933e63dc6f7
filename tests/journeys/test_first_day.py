"""The first day of a hub: its people sign in, take over a backlog and begin at the top of it."""

from tests.factories import make_user
from tests.journeys.visit import Visit
from vigil.accounts.roles import Role

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
    visit.sees("Analyst")
