"""The demonstration hub's people: two sites, trained, newly come and temporary, through the doors people use."""

import csv
import io
from datetime import date, datetime, time, timedelta

from vigil.accounts.models import User
from vigil.rules.calendars import OpeningHours
from vigil.rules.exposure import Material
from vigil.rules.skills import day_of
from vigil.rules.training import COURSES, Course
from vigil.workforce.actions import absence, exposure, path, post, supervision
from vigil.workforce.actions.importing import take_in
from vigil.workforce.models import Absence

C = Course
EVERY_REFERRAL = (C.CHILD_PROTECTION, C.ADULT_SAFEGUARDING, C.DOMESTIC_ABUSE, C.EXPLOITATION, C.HONOUR_BASED_ABUSE)
HEADINGS = (
    *("Username", "First name", "Last name", "Role", "Team", "Site", "Hours", "Temporary until", "Step"),
    *("Course", "Provider", "Completed", "Evidence"),
)
ALONE = "independent"
NORTH, SOUTH = ("North desk", "Shrewsbury"), ("South desk", "Worcester")

# Username, names, role, team, step, courses with how many days ago each was completed, last day of a temporary post.
PEOPLE: tuple[tuple[str, str, str, str, tuple[str, str], str, dict[Course, int], int | None], ...] = (
    ("asha", "Asha", "Demo", "assessor", NORTH, ALONE, dict.fromkeys(EVERY_REFERRAL, 200), None),
    ("sam", "Sam", "Demo", "supervisor", NORTH, ALONE, dict.fromkeys((*EVERY_REFERRAL, C.SUPERVISING), 150), None),
    # Her domestic abuse training, good for two years, runs out in about three weeks.
    ("noor", "Noor", "Farrow", "assessor", SOUTH, ALONE, {C.DOMESTIC_ABUSE: 710, C.CHILD_PROTECTION: 300}, None),
    ("lena", "Lena", "Brook", "supervisor", SOUTH, ALONE, {C.ADULT_SAFEGUARDING: 400, C.SUPERVISING: 380}, None),
    ("priya", "Priya", "Marlow", "assessor", SOUTH, "supervised", {C.PUBLIC_PROTECTION: 90}, None),
    ("tomos", "Tomos", "Hay", "assessor", NORTH, "shadow", {C.PUBLIC_PROTECTION: 10}, None),
    ("jude", "Jude", "Lark", "assessor", NORTH, ALONE, {C.DOMESTIC_ABUSE: 60}, 40),
)  # fmt: skip

EIGHT_TO_FOUR = OpeningHours(opens=time(8), closes=time(16))
TEN_TO_SIX = OpeningHours(opens=time(10), closes=time(18))


def add_staff(at: datetime) -> None:
    """Give the hub its people, and those who sign in their training. Whoever is there already is left alone."""
    if User.objects.filter(username="noor").exists():
        return
    today = day_of(at)
    take_in(_as_file(today), name="people-and-training.csv", by=None, at=at)
    everybody = {person.username: person for person in User.objects.all()}
    sam = everybody["sam"]
    for username, _, _, _, (desk, _), *_ in PEOPLE:
        hours = EIGHT_TO_FOUR if desk == NORTH[0] else TEN_TO_SIX
        post.set_week(everybody[username], dict.fromkeys(range(5), hours), by=None, at=at)
    # While he is away nobody signs off, and the cover ahead says so.
    for username, days in (("noor", 7), ("sam", 14)):
        away = today + timedelta(days=days)
        absence.record(
            everybody[username],
            kind=Absence.Kind.LEAVE,
            first_day=away,
            last_day=away + timedelta(days=3),
            by=sam,
            at=at,
        )
    for username, days in (("asha", 12), ("noor", 40), ("priya", 5), ("tomos", 3)):
        supervision.record(everybody[username], held_date=today - timedelta(days=days), by=sam, at=at)
    for username, number in (("tomos", 4), ("priya", 20)):
        for _ in range(number):
            path.note_practice(everybody[username], by=sam, at=at)
    for username, number in (("noor", 16), ("asha", 7), ("priya", 3)):
        for _ in range(number):
            materials = (Material.CHILD_HARM, Material.SERIOUS_VIOLENCE, Material.SUICIDE_SELF_HARM)
            exposure.note(everybody[username], materials=materials, at=at)


def _as_file(today: date) -> bytes:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEADINGS)
    for username, first, last, role, (team, site), step, courses, days_left in PEOPLE:
        until = (today + timedelta(days=days_left)).isoformat() if days_left else ""
        for number, (course, days) in enumerate(courses.items(), start=1):
            completed = (today - timedelta(days=days)).isoformat()
            about = (username, first, last, role, team, site, "37", until, step)
            lines.writerow((*about, COURSES[course], "College of Examples", completed, f"Certificate {number}"))
    return text.getvalue().encode()
