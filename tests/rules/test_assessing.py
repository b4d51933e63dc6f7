"""What a secondary risk assessment needs before it is signed, and when two must sign."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigil.rules import assessing
from vigil.rules.assessing import Answers, Consent, Filled, Proposal, Safeguarding, Section, Seen
from vigil.rules.skills import Stage
from vigil.rules.terms import RANK, Grade

FILLED = Filled(sections={Section.THREAT: "Weapon: “a knife”"}, proposal=Proposal.SHARE)

ENOUGH = Answers(
    grade=Grade.MEDIUM,
    sections=FILLED.sections,
    is_confirmed=True,
    consent=Consent.GIVEN,
    safeguarding=Safeguarding.NOTHING,
    proposal=Proposal.SHARE,
)


def obstacles(answers: Answers, *, held: Grade = Grade.MEDIUM, with_child: bool = False) -> set[str]:
    return set(assessing.obstacles_to_signing(answers, held=held, filled=FILLED, with_child=with_child))


def test_an_assessment_with_everything_can_be_signed() -> None:
    assert obstacles(ENOUGH) == set()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"grade": None}, "grade"),
        ({"grade": Grade.HIGH}, "why"),
        ({"grade": Grade.STANDARD}, "why"),
        ({"consent": None}, "consent"),
        ({"consent": Consent.REFUSED}, "consent"),
        ({"consent": Consent.NOT_ASKED}, "consent"),
        ({"consent": Consent.OVERRIDDEN}, "consent_why"),
        ({"safeguarding": None}, "safeguarding"),
        ({"safeguarding": Safeguarding.NEEDED}, "safeguarding_what"),
        ({"proposal": None}, "proposal"),
        ({"proposal": Proposal.NOT_SHARED}, "proposal_why"),
        ({"sections": {}}, "harm"),
        ({"sections": {Section.HISTORY: "Twice before"}}, "harm"),
        ({"is_confirmed": False}, "is_confirmed"),
    ],
)
def test_what_is_missing_is_asked_for_where_it_is_mended(changed: dict[str, object], field: str) -> None:
    assert obstacles(replace(ENOUGH, **changed)) == {field}  # type: ignore[arg-type]


def test_what_was_filled_in_counts_only_once_somebody_says_it_is_right_or_mends_it() -> None:
    unread = replace(ENOUGH, is_confirmed=False)

    mended = replace(unread, sections={Section.THREAT: "He said he would stab her"})

    assert obstacles(unread) == {"is_confirmed"}
    assert obstacles(mended) == {"is_confirmed"}  # what is shared was filled in too
    assert obstacles(replace(mended, proposal=Proposal.HOLD_AND_COUNT)) == set()


def test_what_is_high_is_never_kept_from_everybody() -> None:
    kept = replace(ENOUGH, grade=Grade.HIGH, proposal=Proposal.NOT_SHARED, proposal_why="She asked us not to")

    assert "proposal" in obstacles(kept, held=Grade.HIGH)


def test_the_child_is_asked_for_only_where_there_is_one() -> None:
    assert Section.VOICE_OF_THE_CHILD in assessing.sections_asked(with_child=True)
    assert Section.VOICE_OF_THE_CHILD not in assessing.sections_asked(with_child=False)


def test_each_marker_is_told_in_its_own_section_in_the_officer_s_words() -> None:
    seen = [
        Seen(code="weapon", words="Weapon", evidence="a kitchen knife"),
        Seen(code="weapon", words="Weapon", evidence="a kitchen knife"),
        Seen(code="non_fatal_strangulation", words="Strangulation", evidence="hands round her neck"),
        Seen(code="pregnancy", words="Pregnancy", evidence="six months gone"),
    ]

    filled = assessing.filled_in(
        held=Grade.HIGH, reported_as="Domestic abuse", was_read=True, seen=seen, history=["3 reports in 90 days"]
    )

    assert filled.sections == {
        Section.THREAT: "Weapon: “a kitchen knife”",
        Section.HARM: "Strangulation: “hands round her neck”",
        Section.HISTORY: "3 reports in 90 days",
        Section.VULNERABILITY: "Pregnancy: “six months gone”",
    }
    assert (filled.safeguarding, filled.proposal) == (None, Proposal.SHARE)


@pytest.mark.parametrize(
    ("held", "was_read", "seen", "safeguarding"),
    [
        (Grade.STANDARD, True, [], Safeguarding.NOTHING),
        (Grade.MEDIUM, True, [], None),
        (Grade.STANDARD, False, [], None),
        (Grade.STANDARD, True, [Seen(code="weapon", words="Weapon", evidence="a knife")], None),
    ],
)
def test_that_nothing_is_urgent_is_filled_in_only_where_nothing_is_unusual(
    held: Grade, was_read: bool, seen: list[Seen], safeguarding: Safeguarding | None
) -> None:
    filled = assessing.filled_in(held=held, reported_as="Missing", was_read=was_read, seen=seen, history=[])

    assert filled.safeguarding is safeguarding
    assert (Section.HARM in filled.sections) == (was_read and not seen)


grades = st.sampled_from(Grade)


@given(grade=grades, held=grades)
def test_one_trained_person_signs_unless_it_lowers(grade: Grade, held: Grade) -> None:
    assert bool(assessing.why_two_sign(grade, held=held, stage=Stage.INDEPENDENT)) == (RANK[grade] > RANK[held])


@given(grade=grades, held=grades)
def test_a_newcomer_never_signs_alone(grade: Grade, held: Grade) -> None:
    assert assessing.why_two_sign(grade, held=held, stage=Stage.SUPERVISED)


@given(first=grades, second=grades)
def test_of_two_grades_the_higher_stands(first: Grade, second: Grade) -> None:
    agreed = assessing.grade_of_two(first, second)

    assert agreed == assessing.grade_of_two(second, first)
    assert RANK[agreed] == min(RANK[first], RANK[second])


@given(first=grades, second=grades, held=grades)
def test_nobody_lowers_a_grade_alone(first: Grade, second: Grade, held: Grade) -> None:
    lowered = assessing.is_lowering(assessing.grade_of_two(first, second), held=held)

    assert lowered == (assessing.is_lowering(first, held=held) and assessing.is_lowering(second, held=held))
