"""Which skills will be missing on which day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from vigil.rules.cover import cover
from vigil.rules.skills import Skill, Stage, Standing

MONDAY = date(2026, 11, 23)
ALL_WEEK = frozenset(range(5))


def alone(*skills: Skill, until: date = date(2030, 1, 1), stage: Stage = Stage.INDEPENDENT) -> Standing:
    return Standing(expires=dict.fromkeys(skills, until), stage=stage)


def test_a_skill_that_nobody_on_duty_holds_is_missing_that_day() -> None:
    standings = {1: alone(*Skill), 2: alone(Skill.ADULTS)}
    working = {MONDAY: frozenset({1, 2}), MONDAY + timedelta(days=1): frozenset({2})}

    monday, tuesday = cover(working, standings, weekdays=ALL_WEEK, closed=frozenset(), least=1)

    assert monday.on_duty == 2
    assert monday.people[Skill.ADULTS] == 2
    assert monday.people[Skill.CHILDREN] == 1
    assert monday.gaps == frozenset()
    assert tuesday.gaps == frozenset(Skill) - {Skill.ADULTS}


def test_a_skill_that_expires_is_missing_from_its_day_on() -> None:
    working = {MONDAY + timedelta(days=number): frozenset({1}) for number in range(3)}

    covered = cover(
        working,
        {1: alone(*Skill, until=MONDAY + timedelta(days=1))},
        weekdays=ALL_WEEK,
        closed=frozenset(),
        least=1,
    )

    assert [bool(day.gaps) for day in covered] == [False, True, True]


def test_somebody_who_shadows_covers_nothing() -> None:
    (day,) = cover(
        {MONDAY: frozenset({1})},
        {1: alone(*Skill, stage=Stage.SHADOW)},
        weekdays=ALL_WEEK,
        closed=frozenset(),
        least=1,
    )

    assert day.on_duty == 1
    assert day.gaps == frozenset(Skill)


def test_nothing_is_missing_on_a_weekday_nobody_works_or_a_bank_holiday() -> None:
    saturday, holiday = MONDAY + timedelta(days=5), MONDAY + timedelta(days=7)
    working = {day: frozenset[int]() for day in (MONDAY, saturday, holiday)}

    covered = cover(working, {}, weekdays=ALL_WEEK, closed=frozenset({holiday}), least=1)

    assert [bool(day.gaps) for day in covered] == [True, False, False]


people = st.dictionaries(
    st.integers(1, 6),
    st.builds(
        alone, st.sampled_from(Skill), st.sampled_from(Skill), until=st.dates(MONDAY, MONDAY + timedelta(days=30))
    ),
    max_size=6,
)


@given(people, st.integers(1, 3), st.data())
def test_one_more_person_on_duty_never_opens_a_gap(
    standings: dict[int, Standing], least: int, chance: st.DataObject
) -> None:
    fewer = chance.draw(st.frozensets(st.sampled_from(sorted(standings)))) if standings else frozenset[int]()

    def gaps(keys: frozenset[int]) -> frozenset[Skill]:
        (day,) = cover({MONDAY: keys}, standings, weekdays=ALL_WEEK, closed=frozenset(), least=least)
        return day.gaps

    assert gaps(frozenset(standings)) <= gaps(fewer)
