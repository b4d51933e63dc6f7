from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules import school_notice as rule
from vigil.rules.calendars import england_calendar
from vigil.rules.school_notice import Found, Place, Setting
from vigil.rules.terms import Area, IncidentType, Role

LONDON = ZoneInfo("Europe/London")
CALENDAR = england_calendar(range(2024, 2028), (None,) * 7)
A, B = Area.SHROPSHIRE, Area.TELFORD_AND_WREKIN
DIRECTORY = [
    Place(key=1, names=("Larkmead Primary School", "LPS"), area=A, setting=Setting.SCHOOL),
    Place(key=2, names=("St. Anselm’s C of E Primary School",), area=A, setting=Setting.SCHOOL),
    Place(key=3, names=("St. Anselm’s C of E Primary School",), area=B, setting=Setting.SCHOOL),
    Place(key=4, names=("Ash and Elm High School",), area=A, setting=Setting.SCHOOL),
    Place(key=5, names=("Acorn Nursery",), area=A, setting=Setting.NURSERY),
    Place(key=6, names=("Marches Further College",), area=None, setting=Setting.COLLEGE),
    Place(key=7, names=("Shropshire home education",), area=A, setting=Setting.COUNCIL_OFFICER),
    Place(key=8, names=("Oak Lane School",), area=A, setting=Setting.SCHOOL),
    Place(key=9, names=("Oak Lane School",), area=A, setting=Setting.SCHOOL),
]


def london(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=LONDON)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("written", "age", "area", "found"),
    [
        ("Larkmead Primary School", 7, A, Found(places=(1,))),
        ("larkmead prim. sch", 7, A, Found(places=(1,))),
        ("LPS", 7, A, Found(places=(1,))),
        ("The St Anselms CofE Pri", 7, A, Found(places=(2,))),
        ("Saint Anselm's C of E Primary", 7, B, Found(places=(3,))),
        ("Larkmead Primary School, Wem", 7, A, Found(places=(1,))),
        ("Ash and Elm High", 13, A, Found(places=(4,))),
        ("Larkmead Primary and Acorn Nursery", 4, A, Found(places=(1, 5))),
        ("Larkmead Primary; Beechwood School", 7, A, Found(places=(1,), unfound=("Beechwood School",))),
        ("Marches Further College", 16, B, Found(places=(6,))),
        ("Home educated", 9, A, Found(places=(7,))),
        ("EHE", 9, B, Found(unfound=("EHE",))),
        ("Larkmeadow Primary School", 7, A, Found(unfound=("Larkmeadow Primary School",))),
        ("Larkmead Primary School", 7, B, Found(unfound=("Larkmead Primary School",))),
        ("Larkmead Primary School", 7, None, Found(unfound=("Larkmead Primary School",))),
        ("Oak Lane School", 7, A, Found(unfound=("Oak Lane School",))),
        ("", 7, A, Found(unfound=("",))),
        ("", None, A, Found(unfound=("",))),
        ("", 2, A, Found()),
        ("Acorn Nursery", 2, A, Found(places=(5,))),
    ],
)
def test_a_school_is_found_only_where_its_name_leaves_no_doubt(
    written: str, age: int | None, area: Area | None, found: Found
) -> None:
    assert rule.find(written, age=age, area=area, directory=DIRECTORY) == found


@given(st.text(max_size=40))
def test_whatever_was_written_for_a_child_of_school_age_leads_to_a_place_or_to_a_person(written: str) -> None:
    found = rule.find(written, age=9, area=A, directory=DIRECTORY)

    assert found.places or found.unfound


def test_names_that_are_like_it_are_put_before_a_person() -> None:
    assert rule.like("Larkmeadow Primary School", DIRECTORY)[0] == 1


@pytest.mark.parametrize(
    ("known_at", "due"),
    [
        (london(2025, 12, 2, 23, 50), london(2025, 12, 3, 8, 45)),
        (london(2025, 12, 3, 8, 44), london(2025, 12, 3, 8, 45)),
        (london(2025, 12, 5, 23, 50), london(2025, 12, 8, 8, 45)),  # a Friday night
        (london(2025, 12, 19, 23, 50), london(2026, 1, 5, 8, 45)),  # the last Friday of term
        (london(2025, 12, 25, 12, 0), london(2026, 1, 5, 8, 45)),
        (london(2026, 4, 2, 9, 0), london(2026, 4, 14, 8, 45)),  # over Easter
        (london(2027, 7, 30, 9, 0), london(2027, 8, 2, 8, 45)),  # after the last term that is known
    ],
)
def test_the_school_is_to_know_before_the_next_school_day_starts(known_at: datetime, due: datetime) -> None:
    assert rule.due_at(known_at, area=A, calendar=CALENDAR) == due


def test_an_unknown_council_counts_as_the_first_to_open() -> None:
    known_at = london(2025, 12, 25, 12, 0)

    each = [rule.due_at(known_at, area=area, calendar=CALENDAR) for area in Area]

    assert rule.due_at(known_at, area=None, calendar=CALENDAR) == min(each)


moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, st.sampled_from(list(Area)))
def test_every_notice_is_due_later_than_police_knew_and_on_a_school_day(known_at: datetime, area: Area) -> None:
    due = rule.due_at(known_at, area=area, calendar=CALENDAR)

    assert due > known_at
    assert CALENDAR.is_school_day(CALENDAR.local_day(due), area)


@given(moments, st.timedeltas(timedelta(minutes=-600), timedelta(days=20)))
def test_no_look_makes_a_notice_late(at: datetime, left: timedelta) -> None:
    goes = rule.goes_at(at, at + left)

    assert goes == at or goes + rule.LAST_HOUR <= at + left


@pytest.mark.parametrize(
    ("role", "age", "is_victim"),
    [
        (Role.CHILD, 7, True),
        (Role.CHILD, None, True),
        (Role.CHILD, 18, False),
        (Role.HARMED, 17, True),
        (Role.HARMED, 18, False),
        (Role.HARMED, None, False),
        (Role.HARMING, 15, False),
        (Role.HOUSEHOLD_MEMBER, 12, True),
        (Role.HOUSEHOLD_MEMBER, 40, False),
        (Role.OTHER, 9, False),
    ],
)
def test_which_children_count(role: Role, age: int | None, is_victim: bool) -> None:
    assert rule.is_child_victim(role, age) is is_victim


def test_the_type_or_the_officers_mark_calls_for_a_notice() -> None:
    assert rule.is_called_for(IncidentType.DOMESTIC_ABUSE_FAMILY, [])
    assert rule.is_called_for(IncidentType.CHILD_WELFARE, ["OPENC"])
    assert not rule.is_called_for(IncidentType.CHILD_WELFARE, ["EDU"])


def test_what_is_said_is_the_minimum_and_says_what_is_not_known() -> None:
    words = rule.account(
        police_reference="SHR/25/1",
        when="5 Dec 2025, 23:10",
        where="",
        was_there=False,
        circumstances="Domestic abuse: partner",
        to_council=False,
    )

    assert "SHR/25/1" in words
    assert "Where" not in words
    assert "whether they were there is not recorded" in words
