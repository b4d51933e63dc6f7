"""A supervisor keeps the register of skills, and an expired one closes its gate at midnight."""

from datetime import time, timedelta
from pathlib import Path

from django.utils import timezone

from tests.factories import make_user, train
from tests.journeys.visit import Visit
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.rules.calendars import OpeningHours
from vigil.rules.exposure import Material
from vigil.rules.skills import LONDON, Skill
from vigil.workforce.actions import exposure, path, post, supervision
from vigil.workforce.queries import skills_held


def test_a_newcomer_is_trained_and_walks_the_path(visit: Visit, supervisor: User) -> None:
    newcomer = make_user(Role.ASSESSOR, first_name="Amal", last_name="Khan")
    for _ in range(10):
        path.note_practice(newcomer, by=supervisor, at=timezone.now())

    visit.is_by(supervisor)
    visit.opens("/skills/")
    visit.follows("Amal Khan")
    visit.sees("Shadows: assesses nothing yet.")
    when_a_training_is_added(visit)
    visit.sees("Added the training")
    visit.follows("Begin the path")
    visit.page.get_by_label("Shadow", exact=True).check()
    visit.fills("What it rests on", "New to the hub")
    visit.presses("Save")
    visit.follows("Move along the path")
    visit.page.get_by_label("Supervised", exact=True).check()
    visit.presses("Save")
    visit.sees("Enter what it rests on")
    visit.fills("What it rests on", "Ten read together")
    visit.presses("Save")
    visit.sees("Changed the step")
    assert skills_held(newcomer, at=timezone.now()) == {Skill.CHILDREN}

    when_the_training_is_withdrawn(visit)
    assert skills_held(newcomer, at=timezone.now()) == frozenset()
    visit.page.get_by_role("button", name="Restore").click()
    visit.sees("Restored the training")
    assert skills_held(newcomer, at=timezone.now()) == {Skill.CHILDREN}


def when_a_training_is_added(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Add a training").click()
    visit.presses("Add this training")
    visit.sees("Choose the course")
    visit.page.get_by_label("Child protection", exact=True).check()
    visit.fills("Who gave it", "College of Examples")
    day = timezone.localdate() - timedelta(days=30)
    completed = visit.page.get_by_role("group", name="Completed on")
    for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        completed.get_by_label(part).fill(str(number))
    visit.fills("Evidence", "Certificate 12")
    visit.presses("Add this training")


def when_the_training_is_withdrawn(visit: Visit) -> None:
    visit.page.get_by_role("link", name="Withdraw").first.click()
    visit.fills("Reason", "The certificate is somebody else’s")
    visit.presses("Withdraw it")
    visit.sees("Withdrew the training")


def test_leaders_see_what_is_missing_and_whom_to_look_in_on(visit: Visit, supervisor: User) -> None:
    at = timezone.now()
    assessor = train(make_user(Role.ASSESSOR, first_name="Amal", last_name="Khan"), Skill.CHILDREN)
    hours = OpeningHours(opens=time(8), closes=time(16))
    post.set_week(assessor, dict.fromkeys(range(7), hours), by=supervisor, at=at)
    supervision.record(assessor, held_date=timezone.localdate(at) - timedelta(days=60), by=supervisor, at=at)
    for _ in range(20):
        exposure.note(assessor, materials=[Material.CHILD_HARM, Material.SEXUAL_VIOLENCE], at=at)

    visit.is_by(supervisor)
    visit.opens("/skills/cover/")
    visit.sees("Sign-off: on every working day.")
    visit.sees("Not counted, because no working week is recorded")
    visit.follows("Exposure")
    visit.sees("Look in on them")
    visit.sees("Overdue")
    for words in ("What expires", "Newcomers", "Import staff", "Who is trained"):
        visit.follows(words)


def test_a_file_is_handed_over_and_its_held_rows_are_explained(
    visit: Visit, administrator: User, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Username,First name,Surname,Role,Course\nr.vale,Robin,Vale,assessor,\nt.hay,Toni,,assessor,\n")

    visit.is_by(administrator)
    visit.opens("/skills/import/")
    visit.page.get_by_label("File of people and training").set_input_files(file)
    visit.presses("Import")

    visit.sees("2 read = 1 taken in + 0 that said nothing new + 1 held")
    visit.sees("Somebody new needs a last name.")
    visit.follows("Import people and training")
    visit.opens("/skills/")
    visit.sees("Robin Vale")


def test_an_assessor_reads_on_their_own_page_what_opens_a_gate_that_closed_at_midnight(visit: Visit) -> None:
    today = timezone.localdate()
    assessor = train(make_user(Role.ASSESSOR), Skill.DOMESTIC_ABUSE, expires_on=today)
    midnight = timezone.now().astimezone(LONDON).replace(hour=0, minute=0, second=0, microsecond=0)
    assert skills_held(assessor, at=midnight - timedelta(seconds=1)) == {Skill.DOMESTIC_ABUSE}
    assert skills_held(assessor, at=midnight) == frozenset()

    visit.is_by(assessor)
    visit.opens("/")
    visit.follows("Your training")

    visit.sees("Domestic abuse and coercive control")
    visit.page.get_by_text("✗").first.wait_for()
