"""Who is at work when, and which skills that leaves missing."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.factories import NOON, make_user, train
from vigil.accounts.models import User
from vigil.audit import queries as audit
from vigil.audit.models import Event
from vigil.rules.calendars import OpeningHours
from vigil.rules.exposure import Material
from vigil.rules.skills import Skill
from vigil.workforce.actions import absence, exposure, post
from vigil.workforce.actions.refusals import CannotChange
from vigil.workforce.models import Absence, WorkingDay
from vigil.workforce.queries import care, coverage, on_duty
from vigil.workforce.queries.duty import working_on

pytestmark = pytest.mark.django_db

FRIDAY = date(2025, 9, 19)
DAY_SHIFT = OpeningHours(opens=time(8), closes=time(16))
NIGHT_SHIFT = OpeningHours(opens=time(22), closes=time(6))


def works(person: User, hours: OpeningHours = DAY_SHIFT, weekdays: range = range(5)) -> User:
    post.set_week(person, dict.fromkeys(weekdays, hours), by=None, at=NOON)
    return person


def friday_at(hour: int, minute: int = 0) -> datetime:
    """Return a moment of that Friday by London's clock, an hour ahead of UTC."""
    return datetime(2025, 9, 19, hour, minute, tzinfo=UTC) - timedelta(hours=1)


def away(person: User, first: date, last: date) -> Absence:
    return absence.record(person, kind=Absence.Kind.LEAVE, first_day=first, last_day=last, by=person, at=NOON)


@pytest.mark.parametrize(("hour", "minute", "expected"), [(7, 59, False), (8, 0, True), (15, 59, True), (16, 0, False)])
def test_somebody_is_on_duty_from_the_first_minute_of_their_shift_to_the_last(
    assessor: User, hour: int, minute: int, expected: bool
) -> None:
    works(assessor)

    assert (assessor.pk in on_duty(friday_at(hour, minute))) is expected


def test_a_night_shift_runs_into_the_day_after_even_one_that_is_free(assessor: User) -> None:
    works(assessor, NIGHT_SHIFT)

    assert assessor.pk in on_duty(friday_at(23))
    assert assessor.pk in on_duty(friday_at(23) + timedelta(hours=6))  # Saturday, five in the morning
    assert assessor.pk not in on_duty(friday_at(23) + timedelta(hours=7))
    assert assessor.pk not in on_duty(friday_at(23) + timedelta(days=1))


def test_nobody_is_on_duty_who_is_away_has_left_or_whose_post_has_ended(assessor: User, supervisor: User) -> None:
    gone, ended = works(make_user(is_active=False)), works(make_user())
    works(assessor)
    works(supervisor)
    post.place(ended, team=None, contracted_minutes=None, ends_on=FRIDAY, by=None, at=NOON)
    taken = away(assessor, FRIDAY, FRIDAY)

    assert on_duty(friday_at(12)) == {supervisor.pk}
    assert gone.pk not in on_duty(friday_at(12))

    absence.take_back(taken, by=supervisor, at=NOON)
    assert on_duty(friday_at(12)) == {supervisor.pk, assessor.pk}


def test_nobody_works_on_a_bank_holiday(assessor: User) -> None:
    works(assessor)

    christmas = working_on([date(2025, 12, 25), date(2025, 12, 24)])

    assert christmas == {date(2025, 12, 24): {assessor.pk}, date(2025, 12, 25): frozenset()}


def test_a_week_that_is_set_again_replaces_the_one_before(assessor: User) -> None:
    works(assessor)
    works(assessor, NIGHT_SHIFT, range(2))

    assert [(one.weekday, one.starts) for one in WorkingDay.objects.filter(person=assessor)] == [
        (0, time(22)),
        (1, time(22)),
    ]


def test_days_away_do_not_overlap_and_end_after_they_begin(assessor: User, supervisor: User) -> None:
    taken = away(assessor, FRIDAY, FRIDAY + timedelta(days=3))

    for first, last, said in (
        (FRIDAY + timedelta(days=3), FRIDAY + timedelta(days=9), "away already"),
        (FRIDAY + timedelta(days=9), FRIDAY + timedelta(days=8), "must not be before"),
        (FRIDAY + timedelta(days=9), FRIDAY + timedelta(days=900), "More than a year"),
    ):
        with pytest.raises(CannotChange, match=said):
            away(assessor, first, last)

    absence.end(taken, last_day=FRIDAY, by=supervisor, at=NOON)
    away(assessor, FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2))
    with pytest.raises(CannotChange, match="must not be before"):
        absence.end(taken, last_day=FRIDAY - timedelta(days=1), by=supervisor, at=NOON)


def test_why_somebody_is_away_stays_out_of_the_audit_trail(assessor: User, supervisor: User) -> None:
    absence.record(assessor, kind=Absence.Kind.SICKNESS, first_day=FRIDAY, last_day=FRIDAY, by=supervisor, at=NOON)

    assert "sick" not in repr(list(Event.objects.values_list("verb", "detail")))


def test_the_cover_ahead_says_which_skill_is_missing_on_which_day(assessor: User, supervisor: User) -> None:
    works(train(assessor, Skill.CHILDREN))
    works(train(supervisor))
    away(supervisor, date(2025, 9, 22), date(2025, 9, 23))
    unplanned = make_user(first_name="Pat", last_name="Unplanned")

    ahead = coverage.ahead(at=NOON)

    assert len(ahead.days) == 28
    assert [day.day for day in ahead.days if day.gaps] == [date(2025, 9, 22), date(2025, 9, 23)]
    assert "Sign-off: Mon 22 Sep, Tue 23 Sep." in ahead.gaps
    assert not [words for words in ahead.gaps if words.startswith("Children")]
    assert ahead.without_week == [str(unplanned)]


def test_the_cover_ahead_is_asked_in_the_same_number_of_queries_for_everybody(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(6):
        works(train(make_user()))
    coverage.ahead(at=NOON)  # bank holidays are remembered

    with django_assert_num_queries(11):
        coverage.ahead(at=NOON)


def test_what_people_read_is_counted_for_28_days_and_who_read_most_stands_first(assessor: User) -> None:
    other = make_user(last_name="Other")
    for days in (0, 1, 28, 60):
        exposure.note(assessor, materials=[Material.CHILD_HARM], at=NOON - timedelta(days=days))
    exposure.note(other, materials=[Material.CHILD_HARM, Material.SEXUAL_VIOLENCE, Material.CHILD_HARM], at=NOON)
    exposure.note(other, materials=[Material.SUICIDE_SELF_HARM], at=NOON)
    exposure.note(other, materials=[], at=NOON)

    first, second = care.exposed(at=NOON)

    assert (first.person, first.number) == (other, 3)
    assert (second.person, second.number) == (assessor, 2)
    assert not first.look_in
    assert [event.verb for event in audit.of(other)] == ["exposure.noted", "exposure.noted"]


def test_leaders_are_told_to_look_in_on_who_read_much(assessor: User) -> None:
    for _ in range(40):
        exposure.note(assessor, materials=[Material.CHILD_SEXUAL_ABUSE], at=NOON)

    assert care.exposed(at=NOON)[0].look_in
