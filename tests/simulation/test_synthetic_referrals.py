"""Synthetic referrals: the same from the same seed, whole, and true to themselves."""

import hashlib
import random
import re
from collections import Counter
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules.terms import Area, Grade, Role, Sex
from vigil.simulation.synthetic import arrivals, calibration, households, mentions, submissions
from vigil.simulation.synthetic.calibration import POSITION_AT
from vigil.simulation.synthetic.households import Place, Shape
from vigil.simulation.synthetic.places import Address
from vigil.simulation.synthetic.referrals import SyntheticReferral, generate

SMALL = 0.02


def digest(referrals: list[SyntheticReferral]) -> str:
    return hashlib.sha256("\n".join(map(repr, referrals)).encode()).hexdigest()


def test_the_same_seed_gives_the_same_referrals() -> None:
    once, again = generate(seed=7, scale=SMALL), generate(seed=7, scale=SMALL)

    assert digest([*once.waiting(), *once.history()]) == digest([*again.waiting(), *again.history()])


def test_another_seed_gives_other_referrals() -> None:
    assert digest(list(generate(seed=7, scale=SMALL).waiting())) != digest(
        list(generate(seed=8, scale=SMALL).waiting())
    )


def test_a_referral_is_the_same_whichever_is_asked_for_first() -> None:
    hub = generate(seed=7, scale=SMALL)
    in_order = [hub.referral(one) for one in hub.submissions]

    backwards = [hub.referral(one) for one in reversed(hub.submissions)]

    assert in_order == backwards[::-1]


@pytest.mark.parametrize("scale", [0.05, 0.5, 1.2])
def test_scale_multiplies_what_waits_and_leaves_the_two_years(scale: float) -> None:
    hub = generate(seed=1, scale=scale)

    assert len(hub.submissions) - len(hub.assessed) == round(2_828 * scale)
    assert (POSITION_AT - hub.submissions[0].submitted_at).days > 720


def test_the_position_can_be_any_moment() -> None:
    position = datetime(2026, 3, 29, 14, tzinfo=calibration.LONDON)  # the day the clocks go forward

    hub = generate(seed=1, scale=SMALL, position_at=position)

    assert all(one.submitted_at < position for one in hub.waiting())
    assert all(one.assessed_at and one.submitted_at < one.assessed_at < position for one in hub.history())


def test_grading_otherwise_does_not_change_who_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    happened = arrivals.incidents(seed=1, scale=SMALL, position_at=POSITION_AT)
    before = submissions.submissions(happened, seed=1, position_at=POSITION_AT)

    monkeypatch.setattr(calibration, "TRUE_SHARE", {Grade.HIGH: 0.5, Grade.MEDIUM: 0.3, Grade.STANDARD: 0.2})
    monkeypatch.setattr(calibration, "GRADE_MISSING", 0.5)  # changes how often chance is asked
    after = submissions.submissions(happened, seed=1, position_at=POSITION_AT)

    def who(all_of: list[submissions.Submission]) -> list[tuple[object, ...]]:
        return [(one.happened_at, one.submitted_at, one.household, one.team) for one in all_of]

    assert who(before) == who(after)
    assert [one.officer_grade for one in before] != [one.officer_grade for one in after]


def test_telling_it_otherwise_changes_only_the_narrative(monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(generate(seed=1, scale=SMALL).waiting())

    monkeypatch.setattr("vigil.simulation.synthetic.voices.VOICES", ("capitals",))
    after = list(generate(seed=1, scale=SMALL).waiting())

    assert [one.narrative for one in before] != [one.narrative for one in after]
    assert [(o.submitted_at, o.subjects, o.answers, o.markers) for o in before] == [
        (o.submitted_at, o.subjects, o.answers, o.markers) for o in after
    ]


def test_a_referral_is_submitted_after_its_incident_and_its_log_ends_with_the_day(
    a_tenth: list[SyntheticReferral],
) -> None:
    for one in a_tenth:
        assert one.incident_at < one.submitted_at < POSITION_AT
        assert not one.log_number or one.log_number.endswith(f"_I_{one.incident_at:%d%m%Y}")


def test_references_of_a_team_are_never_used_twice(a_tenth: list[SyntheticReferral]) -> None:
    assert max(Counter(one.reference for one in a_tenth).values()) == 1


def test_everybody_in_a_referral_is_somebody_once(a_tenth: list[SyntheticReferral]) -> None:
    for one in a_tenth:
        people = [subject.person for subject in one.subjects]
        assert len(people) == len(set(people))
        assert [subject.position for subject in one.subjects] == list(range(1, len(people) + 1))
        assert one.subjects[0].role in (Role.HARMED, Role.CHILD)


def test_people_are_from_0_to_95_years_old(a_tenth: list[SyntheticReferral]) -> None:
    ages = [
        (one.incident_at.date() - subject.date_of_birth).days / 365.2425
        for one in a_tenth
        for subject in one.subjects
        if subject.date_of_birth and subject.slip == ""
    ]

    assert 0 <= min(ages) < 2
    assert 90 < max(ages) < 96


def test_ethnicity_is_a_code_of_the_18_and_1(a_tenth: list[SyntheticReferral]) -> None:
    written = {subject.ethnicity for one in a_tenth for subject in one.subjects}

    assert {"W1", "A4", "O1", "NS", ""} < written
    assert all(re.fullmatch(r"W[1239]|M[1239]|A[12349]|B[129]|O[129]|NS|", code) for code in written)


def test_every_phone_number_is_one_kept_for_drama(a_tenth: list[SyntheticReferral]) -> None:
    phones = {subject.phone for one in a_tenth for subject in one.subjects if subject.phone}

    assert phones
    assert all(phone.startswith("07700 900") and len(phone) == 12 for phone in phones)


def test_a_second_officer_tells_the_same_incident_in_other_words(a_tenth: list[SyntheticReferral]) -> None:
    by_number = {one.number: one for one in a_tenth}
    seconds = [one for one in a_tenth if one.same_incident_as]

    assert len(seconds) > 50
    for second in seconds:
        first = by_number[second.same_incident_as]
        assert (second.incident, second.incident_at, second.own_grade) == (
            first.incident,
            first.incident_at,
            first.own_grade,
        )
        assert [subject.person for subject in second.subjects] == [subject.person for subject in first.subjects]
        assert second.narrative != first.narrative


def test_a_referral_typed_in_twice_says_the_same_under_another_reference(a_tenth: list[SyntheticReferral]) -> None:
    by_number = {one.number: one for one in a_tenth}
    again = [one for one in a_tenth if one.duplicate_of]

    assert any(one.team is not by_number[one.duplicate_of].team for one in again)
    for one in again:
        first = by_number[one.duplicate_of]
        assert one.narrative == first.narrative
        assert one.officer == first.officer
        assert one.reference != first.reference
        assert one.submitted_at > first.submitted_at


def household(number: int, shape: Shape) -> households.Household:
    return households.household(seed=1, number=number, area=Area.SHROPSHIRE, shape=shape, known_on=date(2025, 1, 6))


def test_some_children_are_twins_and_some_sons_have_their_fathers_name() -> None:
    families = [household(number, Shape.FAMILY) for number in range(600)]

    twins = [family for family in families if family.twins]
    assert twins
    for family in twins:
        births = Counter(child.date_of_birth for child in family.at(Place.CHILD))
        assert max(births.values()) >= 2
        assert len({child.forename for child in family.at(Place.CHILD)}) == len(family.at(Place.CHILD))
    assert any(family.namesakes for family in families)


@given(number=st.integers(0, 10_000), shape=st.sampled_from(list(Shape)))
def test_nobody_is_born_after_they_are_known_of(number: int, shape: Shape) -> None:
    family = household(number, shape)

    assert all(person.date_of_birth <= date(2025, 1, 6) for person in family.people)
    assert len({person.number for person in family.people}) == len(family.people)


@given(seed=st.integers())
def test_a_slip_changes_what_it_says_it_changes(seed: int) -> None:
    person = households.Person(
        number="P1",
        place=Place.FIRST,
        surname="Griffiths",
        forename="Elizabeth",
        middle="Ann",
        maiden_name="Tranter",
        date_of_birth=date(1984, 5, 7),
        sex=Sex.FEMALE,
        ethnicity="W1",
    )
    home = Address(premises="1 Osierfold Road", town="Wem", postcode="SY4 1AA", area=Area.SHROPSHIRE)

    written = mentions.mention(
        random.Random(seed),
        person,
        position=1,
        role=Role.HARMED,
        relationship="",
        address=home,
        on=date(2025, 1, 6),
        household=1,
    )

    name_as_is = written.surname == "Griffiths" and written.forenames in ("Elizabeth", "Elizabeth Ann")
    born_as_is = written.date_of_birth == date(1984, 5, 7)
    assert (name_as_is and born_as_is and not written.also_known_as) == (written.slip == "")
    if written.slip == "dob_day_month_swapped":
        assert written.date_of_birth == date(1984, 7, 5)
    if written.slip in ("age_only", "dob_missing"):
        assert written.date_of_birth is None
    if written.slip == "age_only":
        assert written.age == 40
