from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules.backlog import BANDS, HEAVIEST, Backlog, People, Tally, Waiting, count, explain, percent
from vigil.rules.policies import PolicyRefused, RiskWeights
from vigil.rules.terms import RANK, Area, Grade, IncidentType, Role

NOW = datetime(2025, 9, 9, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEIGHTS = RiskWeights.default()

NEW = Waiting(
    number=1,
    grade=Grade.STANDARD,
    officer_grade=Grade.STANDARD,
    submitted_at=NOW - HOUR,
    due_at=NOW + 71 * HOUR,
    area=Area.SHROPSHIRE,
    incident_type=IncidentType.DOMESTIC_ABUSE_PARTNER,
    roles=frozenset({Role.HARMED, Role.HARMING}),
    child_under_5=False,
    repeat_person=False,
)
HIGH = replace(NEW, number=2, grade=Grade.HIGH, submitted_at=NOW - 5 * DAY, due_at=NOW - 4 * DAY)
QUEUE = [
    NEW,
    HIGH,
    replace(NEW, number=3, submitted_at=NOW - 30 * DAY, due_at=NOW - 27 * DAY, area=None, roles=frozenset()),
    replace(
        NEW,
        number=4,
        grade=Grade.MEDIUM,
        submitted_at=NOW - 2 * DAY,
        due_at=NOW - 6 * HOUR,
        incident_type=IncidentType.CHILD_WELFARE,
        roles=frozenset({Role.CHILD, Role.PARENT_OR_CARER, Role.OTHER}),
        child_under_5=True,
        repeat_person=True,
    ),
]

moments = st.integers(-48, 24 * 120).map(lambda hours: NOW - hours * HOUR)
any_waiting = st.lists(
    st.builds(
        Waiting,
        number=st.integers(1, 10_000),
        grade=st.sampled_from(Grade),
        officer_grade=st.none() | st.sampled_from(Grade),
        submitted_at=moments,
        due_at=moments,
        area=st.none() | st.sampled_from(Area),
        incident_type=st.sampled_from(IncidentType),
        roles=st.frozensets(st.sampled_from(Role)),
        child_under_5=st.booleans(),
        repeat_person=st.booleans(),
    ),
    max_size=40,
    unique_by=lambda one: one.number,
)


def counted(waiting: list[Waiting]) -> Backlog:
    return count(waiting, at=NOW, weights=WEIGHTS)


def test_the_heat_map_runs_from_high_to_standard_and_from_the_youngest_to_the_oldest() -> None:
    cells = counted(QUEUE).cells

    assert [(cell.grade, cell.band) for cell in cells] == [(grade, band) for grade in RANK for band in BANDS]
    assert {(cell.grade, cell.band.words, cell.waiting, cell.overdue) for cell in cells if cell.waiting} == {
        (Grade.HIGH, "3 to 7 days", 1, 1),
        (Grade.MEDIUM, "1 to 3 days", 1, 1),
        (Grade.STANDARD, "under a day", 1, 0),
        (Grade.STANDARD, "28 to 90 days", 1, 1),
    }


AGES = [
    (-DAY, "under a day"),
    (timedelta(0), "under a day"),
    (DAY - timedelta(seconds=1), "under a day"),
    (DAY, "1 to 3 days"),
    (3 * DAY, "3 to 7 days"),
    (7 * DAY, "7 to 14 days"),
    (14 * DAY, "14 to 28 days"),
    (28 * DAY, "28 to 90 days"),
    (90 * DAY - timedelta(seconds=1), "28 to 90 days"),
    (90 * DAY, "over 90 days"),
    (4000 * DAY, "over 90 days"),
]


@pytest.mark.parametrize(("age", "words"), AGES)
def test_an_age_falls_in_one_band(age: timedelta, words: str) -> None:
    held = [cell.band.words for cell in counted([replace(NEW, submitted_at=NOW - age)]).cells if cell.waiting]

    assert held == [words]


def test_bands_follow_one_another_without_a_gap() -> None:
    assert [band.below for band in BANDS[:-1]] == [band.least for band in BANDS[1:]]
    assert BANDS[0].least == timedelta(0)
    assert BANDS[-1].below is None


def test_a_referral_due_this_moment_is_not_past_its_clock() -> None:
    assert counted([replace(NEW, due_at=NOW)]).tally.overdue == 0
    assert counted([replace(NEW, due_at=NOW - timedelta(seconds=1))]).tally.overdue == 1


def test_whose_risk_it_is_is_counted_for_the_harmed_the_family_and_the_alleged_offender() -> None:
    by_people = counted(QUEUE).by_people

    assert by_people == {
        People.HARMED: Tally(waiting=2, overdue=1, high=1),
        People.FAMILY: Tally(waiting=1, overdue=1, high=0),
        People.ALLEGED_OFFENDER: Tally(waiting=2, overdue=1, high=1),
        People.NOT_RECORDED: Tally(waiting=1, overdue=1, high=0),
    }


def test_every_area_and_incident_type_is_tallied_and_an_area_not_known_too() -> None:
    backlog = counted(QUEUE)

    assert list(backlog.by_area) == [*Area, None]
    assert backlog.by_area[Area.SHROPSHIRE] == Tally(waiting=3, overdue=2, high=1)
    assert backlog.by_area[None] == Tally(waiting=1, overdue=1, high=0)
    assert backlog.by_area[Area.WORCESTERSHIRE] == Tally()
    assert list(backlog.by_incident_type) == list(IncidentType)
    assert backlog.by_incident_type[IncidentType.CHILD_WELFARE] == Tally(waiting=1, overdue=1, high=0)


def test_children_under_5_and_people_seen_before_are_counted() -> None:
    backlog = counted(QUEUE)

    assert backlog.children_under_5 == backlog.repeat_people == Tally(waiting=1, overdue=1, high=0)


def test_the_oldest_high_risk_referral_is_named() -> None:
    older = replace(HIGH, number=9, submitted_at=NOW - 6 * DAY, due_at=NOW + HOUR)
    oldest = counted([HIGH, older, replace(older, number=8), *QUEUE[2:]]).oldest_high

    assert oldest is not None
    assert (oldest.number, oldest.waited) == (8, 6 * DAY)
    assert counted([NEW]).oldest_high is None


def test_risk_hours_count_an_hour_past_the_clock_by_the_grade() -> None:
    backlog = counted(QUEUE)

    assert backlog.risk_hours == 20 * 96 + 4 * 6 + 27 * 24
    assert [(heavy.number, heavy.risk_hours, heavy.late) for heavy in backlog.heaviest] == [
        (2, 1920, 96 * HOUR),
        (3, 648, 27 * DAY),
        (4, 24, 6 * HOUR),
    ]
    assert sum(heavy.share for heavy in backlog.heaviest) == pytest.approx(1)
    assert backlog.weights_version == WEIGHTS.version


def test_the_ten_that_most_of_the_risk_stands_in_are_named_heaviest_first() -> None:
    late = [replace(HIGH, number=number, due_at=NOW - number // 2 * HOUR) for number in range(1, 31)]

    heaviest = counted(late).heaviest

    # 30 alone is 15 hours late; of each pair that is equally late the lower number comes first.
    assert [heavy.number for heavy in heaviest] == [30, 28, 29, 26, 27, 24, 25, 22, 23, 20]
    assert heaviest[0].share == pytest.approx(15 / (15 + 2 * sum(range(1, 15))))


def test_the_worst_cell_is_where_most_risk_stands() -> None:
    worst = counted(QUEUE).worst

    assert worst is not None
    assert (worst.grade, worst.band.words) == (Grade.HIGH, "3 to 7 days")


def test_while_nothing_is_overdue_the_worst_cell_is_the_oldest_of_the_most_serious() -> None:
    on_time = [
        NEW,
        replace(NEW, number=2, submitted_at=NOW - 2 * DAY),
        replace(NEW, number=3, grade=Grade.MEDIUM),
        replace(NEW, number=4, grade=Grade.MEDIUM, submitted_at=NOW - 2 * DAY),
    ]
    worst = counted(on_time).worst

    assert worst is not None
    assert (worst.grade, worst.band.words) == (Grade.MEDIUM, "1 to 3 days")
    assert counted([]).worst is None


def test_the_raise_rate_is_of_those_that_could_be_raised() -> None:
    backlog = counted(
        [
            replace(NEW, grade=Grade.HIGH, officer_grade=Grade.MEDIUM),
            replace(NEW, grade=Grade.MEDIUM, officer_grade=Grade.STANDARD),
            replace(NEW, grade=Grade.MEDIUM, officer_grade=Grade.MEDIUM),
            replace(NEW, grade=Grade.HIGH, officer_grade=Grade.HIGH),
            replace(NEW, grade=Grade.HIGH, officer_grade=None),
        ]
    )

    assert (backlog.raised, backlog.raisable) == (2, 3)


def test_the_backlog_is_said_in_sentences() -> None:
    assert explain(counted([*QUEUE, replace(HIGH, number=5, due_at=NOW + HOUR, submitted_at=NOW - 40 * HOUR)])) == [
        "5 waiting, 2 of them graded high and 3 (60%) past their clock.",
        "The oldest high-risk referral has waited 5 days.",
        "3 referrals make up 100% of 2,592 risk-hours past the clock.",
        "Of 5 that an officer graded below high, the hub has raised 3 (60%).",
    ]
    assert explain(counted([replace(HIGH, submitted_at=NOW - HOUR, officer_grade=None)])) == [
        "1 waiting, 1 of them graded high and 1 (100%) past their clock.",
        "The oldest high-risk referral has waited 1 hour.",
        "One referral makes up 100% of 1,920 risk-hours past the clock.",
    ]
    assert explain(counted([])) == ["Nothing waits."]


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0%"), (0.004, "under 1%"), (0.01, "1%"), (0.5, "50%"), (0.99, "99%"), (0.996, "over 99%"), (1, "100%")],
)
def test_some_is_never_rounded_to_none_nor_most_to_all(share: float, words: str) -> None:
    assert percent(share) == words


@given(any_waiting)
def test_every_way_of_counting_comes_to_the_same(waiting: list[Waiting]) -> None:
    waiting += [replace(one, number=one.number + 10_000) for one in waiting]  # some alike in all else
    backlog = counted(waiting)

    whole = backlog.tally
    assert whole.waiting == len(waiting)
    assert sum(cell.waiting for cell in backlog.cells) == whole.waiting
    assert sum(cell.overdue for cell in backlog.cells) == whole.overdue
    assert sum(cell.waiting for cell in backlog.cells if cell.grade == Grade.HIGH) == whole.high
    for tallies in (backlog.by_area.values(), backlog.by_incident_type.values()):
        assert sum(tally.waiting for tally in tallies) == whole.waiting
        assert sum(tally.overdue for tally in tallies) == whole.overdue
        assert sum(tally.high for tally in tallies) == whole.high
    assert sum(tally.waiting for tally in backlog.by_people.values()) >= whole.waiting
    assert sum(cell.risk_hours for cell in backlog.cells) == pytest.approx(
        sum(WEIGHTS.risk_hours(one.grade, NOW - one.due_at) for one in waiting if one.due_at < NOW)
    )


@given(any_waiting, st.data())
def test_the_order_they_are_read_in_does_not_matter(waiting: list[Waiting], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(waiting))

    assert counted(shuffled) == counted(waiting)


@given(any_waiting)
def test_nothing_left_out_of_the_ten_is_heavier_than_what_is_in(waiting: list[Waiting]) -> None:
    heaviest = counted(waiting).heaviest
    late = sorted(
        (WEIGHTS.risk_hours(one.grade, NOW - one.due_at) for one in waiting if one.due_at < NOW), reverse=True
    )

    assert [heavy.risk_hours for heavy in heaviest] == late[:HEAVIEST]
    assert sum(heavy.share for heavy in heaviest) <= 1 + 1e-9


@given(any_waiting, st.integers(0, 1000))
def test_time_passing_alone_never_lessens_the_risk(waiting: list[Waiting], hours: int) -> None:
    later = count(waiting, at=NOW + hours * HOUR, weights=WEIGHTS)

    assert later.risk_hours >= counted(waiting).risk_hours
    assert later.tally.overdue >= counted(waiting).tally.overdue


def test_a_backlog_is_counted_as_it_streams_past() -> None:
    def rows() -> Iterator[Waiting]:
        yield from QUEUE

    assert count(rows(), at=NOW, weights=WEIGHTS) == counted(QUEUE)


def test_weights_that_make_a_lesser_grade_count_more_are_refused() -> None:
    with pytest.raises(PolicyRefused, match="must not count less"):
        RiskWeights.from_table({**WEIGHTS.as_table(), "standard": 5})
