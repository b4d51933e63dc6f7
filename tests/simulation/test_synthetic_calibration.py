"""The synthetic hub meets the published figures, within stated bands."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

import pytest

from vigil.rules.terms import DOMESTIC, Area, Grade
from vigil.simulation.synthetic import arrivals, calibration
from vigil.simulation.synthetic.calibration import POSITION_AT
from vigil.simulation.synthetic.referrals import Hub, SyntheticReferral, generate


def waiting_at(hub: Hub, moment: datetime) -> int:
    return sum(
        one.submitted_at < moment and hub.assessed.get(one.number, POSITION_AT) >= moment for one in hub.submissions
    )


def test_as_many_wait_as_were_counted_in_september_2025(two_years: Hub) -> None:
    assert waiting_at(two_years, POSITION_AT) == pytest.approx(2_828, rel=0.01)


def test_about_as_many_waited_as_were_counted_in_december_2024(two_years: Hub) -> None:
    assert waiting_at(two_years, datetime(2024, 12, 14, 9, tzinfo=calibration.LONDON)) == pytest.approx(1_023, rel=0.15)


def test_each_team_hands_over_its_share(two_years: Hub) -> None:
    waiting = Counter(one.team for one in two_years.submissions if one.number not in two_years.assessed)

    assert waiting == {
        Area.HEREFORDSHIRE: 500,
        Area.SHROPSHIRE: 718,
        Area.TELFORD_AND_WREKIN: 553,
        Area.WORCESTERSHIRE: 1_057,
    }


def test_the_counts_hold_for_another_seed() -> None:
    hub = generate(seed=2)

    assert waiting_at(hub, POSITION_AT) == 2_828
    assert 40_000 <= len(hub.assessed) <= 45_000


def test_46_to_64_referrals_come_in_a_day_and_more_at_the_end_than_at_first(two_years: Hub) -> None:
    quarter = calibration.HISTORY_DAYS // 4
    begun = POSITION_AT - timedelta(days=calibration.HISTORY_DAYS)
    first = sum(one.submitted_at < begun + timedelta(days=quarter) for one in two_years.submissions) / quarter
    last = sum(one.submitted_at >= POSITION_AT - timedelta(days=quarter) for one in two_years.submissions) / quarter

    assert 46 <= first < last <= 66


def test_most_who_wait_came_in_the_last_ten_weeks_and_some_long_before(two_years: Hub) -> None:
    ages = [(POSITION_AT - s.submitted_at).days for s in two_years.submissions if s.number not in two_years.assessed]

    assert sum(age <= 70 for age in ages) / len(ages) > 0.9
    assert sum(age > 150 for age in ages) >= 10


def test_officers_grade_ten_thirty_sixty(two_years: Hub) -> None:
    graded = Counter(one.officer_grade for one in two_years.submissions if one.officer_grade)
    share = {grade: count / graded.total() for grade, count in graded.items()}

    assert share == {
        Grade.HIGH: pytest.approx(0.10, abs=0.015),
        Grade.MEDIUM: pytest.approx(0.30, abs=0.02),
        Grade.STANDARD: pytest.approx(0.60, abs=0.02),
    }


def test_about_a_tenth_of_what_officers_graded_lower_is_truly_high(two_years: Hub) -> None:
    lower = [one for one in two_years.submissions if one.officer_grade in (Grade.MEDIUM, Grade.STANDARD)]

    assert 0.08 <= sum(one.true_grade is Grade.HIGH for one in lower) / len(lower) <= 0.12


def test_officers_grade_too_low_more_often_than_too_high(two_years: Hub) -> None:
    rank = {Grade.HIGH: 2, Grade.MEDIUM: 1, Grade.STANDARD: 0}
    apart = [rank[one.officer_grade] - rank[one.true_grade] for one in two_years.submissions if one.officer_grade]

    assert sum(step < 0 for step in apart) > 3 * sum(step > 0 for step in apart)


def test_high_risk_referrals_are_among_those_that_wait(two_years: Hub) -> None:
    waiting = [one for one in two_years.submissions if one.number not in two_years.assessed]

    assert sum(one.officer_grade is Grade.HIGH for one in waiting) > 50


def test_more_than_a_third_of_people_are_referred_again_within_a_year(two_years: Hub) -> None:
    moments: dict[int, list[datetime]] = defaultdict(list)
    for one in two_years.submissions:
        if not one.duplicate_of:
            moments[one.household].append(one.submitted_at)
    begun = POSITION_AT - timedelta(days=calibration.HISTORY_DAYS)
    early = [came for came in moments.values() if came[0] < begun + timedelta(days=365)]

    again = sum(len(came) > 1 and came[1] - came[0] <= timedelta(days=365) for came in early) / len(early)
    assert 1 / 3 < again < 0.45


def test_a_victim_of_domestic_abuse_has_1_63_records_a_year(two_years: Hub) -> None:
    year = [
        one
        for one in two_years.submissions
        if one.kind in DOMESTIC and one.submitted_at >= POSITION_AT - timedelta(days=365)
    ]

    assert len(year) / len({one.household for one in year}) == pytest.approx(1.63, abs=0.1)


def test_weekend_evenings_are_busiest_for_domestic_abuse() -> None:
    happened = arrivals.incidents(seed=1, scale=1, position_at=POSITION_AT)
    when = Counter(
        (local.weekday() >= 5, 18 <= local.hour < 24)
        for local in (a.happened_at.astimezone(calibration.LONDON) for a in happened if a.kind in DOMESTIC)
    )
    days, hours = {True: 2, False: 5}, {True: 6, False: 18}
    an_hour = {(weekend, late): n / days[weekend] / hours[late] for (weekend, late), n in when.items()}

    assert an_hour[True, True] == max(an_hour.values())
    assert an_hour[False, False] == min(an_hour.values())


def test_what_schools_see_falls_in_their_holidays() -> None:
    happened = arrivals.incidents(seed=1, scale=1, position_at=POSITION_AT)
    days = {POSITION_AT.date() - timedelta(days=n) for n in range(calibration.HISTORY_DAYS)}
    weekdays = [day for day in days if day.weekday() < 5]
    on_holiday = [calibration.is_school_holiday(day) for day in weekdays]
    counts = Counter(a.happened_at.astimezone(calibration.LONDON).date() for a in happened if a.kind in SCHOOL_KINDS)
    holiday = sum(counts[day] for day, off in zip(weekdays, on_holiday, strict=True) if off) / sum(on_holiday)
    term = sum(counts[day] for day in weekdays) - holiday * sum(on_holiday)

    assert holiday < 0.9 * term / (len(weekdays) - sum(on_holiday))


SCHOOL_KINDS = set(arrivals.FROM_SCHOOLS)


def test_christmas_is_busier_than_the_autumn_for_domestic_abuse() -> None:
    happened = arrivals.incidents(seed=1, scale=4, position_at=POSITION_AT)
    counts = Counter(a.happened_at.astimezone(calibration.LONDON).date() for a in happened if a.kind in DOMESTIC)
    christmas = [n for day, n in counts.items() if day.month == 12 and day.day >= 24]
    autumn = [n for day, n in counts.items() if day.month in (10, 11)]

    assert sum(christmas) / len(christmas) > 1.15 * sum(autumn) / len(autumn)


def test_a_fifth_of_forms_lack_a_key_field(a_tenth: list[SyntheticReferral]) -> None:
    def lacks_a_key_field(one: SyntheticReferral) -> bool:
        main = one.subjects[0]
        no_place = not one.location.postcode and one.location.kind != "Public place"
        return (
            not (one.log_number and one.officer_grade) or no_place or not (main.date_of_birth or main.age is not None)
        )

    assert 0.15 <= sum(map(lacks_a_key_field, a_tenth)) / len(a_tenth) <= 0.25


def test_more_than_half_of_what_is_assessed_is_sent_on(a_tenth: list[SyntheticReferral]) -> None:
    outcomes = [one.outcome for one in a_tenth if one.outcome]

    kept = sum(outcome in ("held_and_counted", "not_shared") for outcome in outcomes)
    assert 1 - kept / len(outcomes) == pytest.approx(calibration.SENT_ON, abs=0.05)


def test_a_high_takes_longest_to_handle(a_tenth: list[SyntheticReferral]) -> None:
    minutes = {
        grade: [one.handling_minutes for one in a_tenth if one.true_grade is grade]
        for grade in (Grade.HIGH, Grade.MEDIUM, Grade.STANDARD)
    }
    means = {grade: sum(all_of) / len(all_of) for grade, all_of in minutes.items()}

    for grade, mean in calibration.HANDLING_MINUTES.items():
        assert means[grade] == pytest.approx(mean + calibration.TRIAGE_MINUTES, rel=0.08)
