"""Taking in a CSV of people and training: whole, with reasons for what is held, and twice without harm."""

import csv
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import NOON
from vigil.accounts.models import User
from vigil.accounts.roles import Role
from vigil.audit.models import Event
from vigil.rules.skills import Skill, Stage
from vigil.workforce.actions import training
from vigil.workforce.actions.importing import take_in
from vigil.workforce.models import HeldRow, Post, StaffFile, Training
from vigil.workforce.queries import standing_of
from vigil.workforce.staff_files import Unreadable

pytestmark = pytest.mark.django_db

HEADINGS = "Username,First name,Surname,Role,Team,Site,Hours,Temporary until,Step,Course,Provider,Completed,Evidence"
VALE = (
    "r.vale,Robin,Vale,assessor,North desk,Shrewsbury,37.5,31/3/2026,independent,"
    "Child protection,College of Examples,01/03/2025,CP 1"
)


def given_file(*rows: str, headings: str = HEADINGS, by: User | None = None) -> StaffFile:
    return take_in("\n".join([headings, *rows]).encode(), name="people.csv", by=by, at=NOON)


def held(file: StaffFile) -> list[tuple[int, str, str]]:
    return list(file.held_rows.order_by("row", "id").values_list("row", "field", "reason"))


def test_a_row_adds_somebody_with_their_post_path_and_training() -> None:
    file = given_file(VALE)

    person = User.objects.get(username="r.vale")
    placed = Post.objects.select_related("team__site").get(person=person)
    standing = standing_of(person, at=NOON)
    assert (file.read, file.taken_in, file.people_added, file.trainings_added, held(file)) == (1, 1, 1, 1, [])
    assert (person.role, person.must_change_password, person.has_usable_password()) == (Role.ASSESSOR, True, False)
    assert (str(placed.team), str(placed.team and placed.team.site)) == ("North desk", "Shrewsbury")
    assert (placed.contracted_minutes, placed.ends_on) == (2250, date(2026, 4, 1))
    assert standing.stage is Stage.INDEPENDENT
    assert standing.expires == {Skill.CHILDREN: date(2027, 3, 1)}


def test_the_same_file_again_changes_nothing() -> None:
    given_file(VALE)
    before = (User.objects.count(), Training.objects.count(), Event.objects.count())

    again = given_file(VALE)

    assert (again.people_added, again.trainings_added, again.known) == (0, 0, 1)
    assert (User.objects.count(), Training.objects.count()) == before[:2]
    assert Event.objects.count() == before[2] + 1  # that it was handed over


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        (",Robin,Vale,assessor,,,,,,,,,", "username", "whose row"),
        ("r vale,Robin,Vale,assessor,,,,,,,,,", "username", "letters, figures"),
        ("r.vale,,Vale,assessor,,,,,,,,,", "first_name", "Somebody new needs a first name"),
        ("r.vale,Robin,Vale,,,,,,,,,,", "role", "Somebody new needs a role"),
        ("r.vale,Robin,Vale,boss,,,,,,,,,", "role", "must be one of: administrator"),
        ("r.vale,Robin,Vale,partner,,,,,,,,,", "role", "must be one of: administrator"),
        ("r.vale,Robin,Vale,assessor,North,,,,,,,,", "site", "at which site"),
        ("r.vale,Robin,Vale,assessor,,,lots,,,,,,", "hours", "number of hours"),
        ("r.vale,Robin,Vale,assessor,,,99,,,,,,", "hours", "up to 60"),
        ("r.vale,Robin,Vale,assessor,,,,31/4/2026,,,,,", "last_day", "not a real date"),
        ("r.vale,Robin,Vale,assessor,,,,,expert,,,,", "step", "must be one of: shadow"),
        ("r.vale,Robin,Vale,assessor,,,,,,First aid,X,1/3/2025,Y", "course", "No such course"),
        ("r.vale,Robin,Vale,assessor,,,,,,Child protection,X,,Y", "completed", "when the training"),
        ("r.vale,Robin,Vale,assessor,,,,,,Child protection,X,30/2/2025,Y", "completed", "not a real date"),
        ("r.vale,Robin,Vale,assessor,,,,,,Child protection,,1/3/2025,Y", "provider", "who gave"),
        ("r.vale,Robin,Vale,assessor,,,,,,Child protection,X,1/3/2025,", "evidence", "where the evidence"),
        ("r.vale,Robin,Vale,assessor,,,,,,Child protection,X,1/3/2026,Y", "", "still to come"),
        (f"r.vale,{'R' * 81},Vale,assessor,,,,,,,,,", "first_name", "longer than 80"),
    ],
)
def test_a_row_that_cannot_be_trusted_is_held_whole_with_its_row_field_and_reason(
    row: str, field: str, said: str
) -> None:
    file = given_file(row, VALE.replace("r.vale", "t.hay"))

    ((number, where, reason),) = held(file)
    assert (number, where) == (2, field)
    assert said in reason
    assert list(User.objects.values_list("username", flat=True)) == ["t.hay"]


def test_a_row_about_somebody_known_moves_them_to_another_team_and_leaves_the_rest() -> None:
    given_file(VALE)

    moved = given_file("r.vale,,,,South desk,Worcester,,,,,,,")

    placed = Post.objects.select_related("team").get()
    assert (moved.taken_in, moved.people_added, moved.known) == (1, 0, 0)
    assert (str(placed.team), placed.contracted_minutes, placed.ends_on) == ("South desk", 2250, date(2026, 4, 1))


def test_a_mended_row_is_taken_in_the_second_time() -> None:
    given_file(VALE.replace("01/03/2025", "31/02/2025"), VALE.replace("r.vale", "t.hay"))

    mended = given_file(VALE, VALE.replace("r.vale", "t.hay"))

    assert (mended.people_added, mended.known, held(mended)) == (1, 1, [])


def test_somebody_whom_the_hub_knows_by_another_name_is_held() -> None:
    given_file(VALE)

    file = given_file(VALE.replace("Vale,", "Dale,"))

    assert held(file)[0][1] == "last_name"


def test_a_supervisor_adds_training_and_no_people_and_nothing_for_themselves(supervisor: User) -> None:
    known = given_file(VALE)
    assert known.people_added == 1

    file = given_file(
        VALE.replace("01/03/2025", "01/04/2025"),
        VALE.replace("r.vale", "new.one"),
        f"{supervisor.username},,,,,,,,,Child protection,X,1/3/2025,Y",
        by=supervisor,
    )

    assert file.trainings_added == 1
    assert [(row, reason[:30]) for row, _, reason in held(file)] == [
        (3, "Nobody signs in with this name"),
        (4, "Somebody else records this for"),
    ]


def test_a_file_never_changes_what_somebody_may_do() -> None:
    given_file(VALE)

    given_file(VALE.replace("assessor", "administrator"))

    assert User.objects.get().role == Role.ASSESSOR


def test_a_training_that_was_withdrawn_does_not_come_back_by_file(supervisor: User) -> None:
    given_file(VALE)
    training.withdraw(Training.objects.get(), reason="Not theirs.", by=supervisor, at=NOON)

    file = given_file(VALE)

    assert "was withdrawn" in held(file)[0][2]
    assert Training.objects.filter(withdrawn_at=None).count() == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "No heading says"),
        (b"Name,Course\nRobin,First aid", "No heading says"),
        (b"Username,Login\nr.vale,r.vale", "Two columns mean the same: username"),
        (b"PK\x03\x04\x00\x00username", "not a CSV file"),
        (b"username\n" + b"r.vale\n" * 2001, "more than 2,000 rows"),
        (b"username\n" + b"x" * 2_000_000, "larger than 2 MB"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_whole(content: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        take_in(content, name="x.csv", by=None, at=NOON)

    assert not StaffFile.objects.exists()


def test_a_stray_quotation_mark_that_swallows_the_rest_is_told() -> None:
    limit = csv.field_size_limit(100)
    try:
        with pytest.raises(Unreadable, match="stray quotation mark"):
            given_file('r.vale,"Robin,Vale,assessor', *["t.hay,Toni,Hay,assessor"] * 9)
    finally:
        csv.field_size_limit(limit)


def test_a_spreadsheets_own_ways_of_saving_a_csv_are_read() -> None:
    text = f"{HEADINGS}\n{VALE}\n".replace("Robin", "Zoë")
    take_in(text.encode("utf-8-sig"), name="a.csv", by=None, at=NOON)
    take_in(text.replace(",", ";").replace("r.vale", "z.two").encode("cp1252"), name="b.csv", by=None, at=NOON)

    assert set(User.objects.values_list("first_name", flat=True)) == {"Zoë"}
    assert not HeldRow.objects.exists()


class AFile(TestCase):
    @settings(max_examples=30)
    @example(b"username\rr.vale\r")
    @given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"username,course\n{text}".encode()))
    def test_of_anything_is_refused_or_accounted_for(self, content: bytes) -> None:
        try:
            file = take_in(content, name="x.csv", by=None, at=NOON)
        except Unreadable:
            return

        assert file.read == file.taken_in + file.known + file.held_rows.count()
        assert file.taken_in == file.people_added
