from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.test_backlog import HIGH, HOUR, NEW, NOW, any_waiting
from vigil.rules.backlog import Waiting
from vigil.rules.backlog_changes import Changes, changes, explain, snapshot
from vigil.rules.terms import Grade

A_DAY = timedelta(days=1)


def since(yesterday: list[Waiting], today: list[Waiting]) -> Changes:
    return changes(snapshot(yesterday, at=NOW - A_DAY), snapshot(today, at=NOW))


def test_what_changed_since_yesterday() -> None:
    stays = replace(NEW, number=1, due_at=NOW + HOUR)
    left = replace(NEW, number=2)
    raised = replace(NEW, number=3, due_at=NOW + HOUR)
    runs_out = replace(NEW, number=4, due_at=NOW - HOUR)
    was_late = replace(HIGH, number=5, due_at=NOW - 2 * A_DAY)
    came_in = replace(NEW, number=6)
    came_in_late = replace(NEW, number=7, due_at=NOW - HOUR)

    changed = since(
        [stays, left, raised, runs_out, was_late],
        [came_in_late, came_in, was_late, runs_out, replace(raised, grade=Grade.MEDIUM), stays],
    )

    assert changed == Changes(entered=(6, 7), cleared=(2,), raised=(3,), newly_overdue=(4, 7))


def test_a_grade_that_was_lowered_is_not_raised() -> None:
    assert since([HIGH], [replace(HIGH, grade=Grade.MEDIUM)]).raised == ()


def test_changes_are_said_in_a_sentence() -> None:
    assert (
        explain(Changes(entered=(6, 7), cleared=(2,), raised=(3,), newly_overdue=(4, 7)))
        == "2 came in and 1 left: 1 more than before; 1 raised, 2 newly past their clock."
    )
    assert explain(Changes(entered=(), cleared=(2, 3), raised=(), newly_overdue=())) == (
        "0 came in and 2 left: 2 fewer than before; 0 raised, 0 newly past their clock."
    )
    assert explain(Changes(entered=(1,), cleared=(2,), raised=(), newly_overdue=())) == (
        "1 came in and 1 left: as many as before; 0 raised, 0 newly past their clock."
    )


@given(any_waiting, any_waiting)
def test_yesterday_and_what_changed_make_today(yesterday: list[Waiting], today: list[Waiting]) -> None:
    changed = since(yesterday, today)

    before, after = {one.number for one in yesterday}, {one.number for one in today}
    assert (before | set(changed.entered)) - set(changed.cleared) == after
    assert set(changed.raised) <= before & after
    assert set(changed.newly_overdue) <= {one.number for one in today if one.is_overdue(NOW)}


@given(any_waiting)
def test_nothing_changes_in_no_time(waiting: list[Waiting]) -> None:
    now = snapshot(waiting, at=NOW)

    assert changes(now, now) == Changes(entered=(), cleared=(), raised=(), newly_overdue=())


@given(any_waiting, st.integers(0, 500))
def test_of_a_queue_nobody_touches_only_time_runs_out(waiting: list[Waiting], hours: int) -> None:
    then, now = snapshot(waiting, at=NOW), snapshot(waiting, at=NOW + hours * HOUR)

    changed = changes(then, now)

    assert changed.entered == changed.cleared == changed.raised == ()
    assert set(changed.newly_overdue) == {
        one.number for one in waiting if one.is_overdue(NOW + hours * HOUR) and not one.is_overdue(NOW)
    }
