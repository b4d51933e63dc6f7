from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.grading_cases import MARKERS, NOT_PRESENT, POLICY
from vigil.rules import questionnaires
from vigil.rules.grading import PRESENT, Facts, Noted, level_of, recorded, screen
from vigil.rules.terms import RANK, Grade, IncidentType, PartnerFlag, RiskTool, Role, higher

# Any referral, with answers that are sometimes nonsense and ages that are sometimes unknown.
_answers = st.sampled_from(["Y", "N", "R", "Never", "Occasionally", "Often", "All the time", "Yes", "No", "", "?"])
_codes = st.sampled_from([code for tool in RiskTool for code in questionnaires.items(tool)] + ["28", "no_such_item"])
_markers = st.sampled_from([*MARKERS, "no_such_marker"])
_noted = st.builds(
    Noted, code=_markers, status=st.sampled_from([PRESENT, *NOT_PRESENT, "?"]), by_likeness=st.booleans()
)
any_facts = st.builds(
    Facts,
    officer_grade=st.none() | st.sampled_from(Grade),
    incident_type=st.none() | st.sampled_from(IncidentType),
    risk_tool=st.none() | st.sampled_from(RiskTool),
    ticks=st.none() | st.integers(0, 27),
    answers=st.dictionaries(_codes, _answers, max_size=30),
    subjects=st.lists(st.tuples(st.sampled_from(Role), st.none() | st.floats(0, 100)), max_size=5).map(tuple),
    partner_flags=st.frozensets(st.sampled_from(PartnerFlag)),
    markers=st.lists(_noted, max_size=8).map(tuple),
    narrative_readable=st.booleans(),
)


@given(any_facts)
def test_no_rule_lowers_the_officers_grade(facts: Facts) -> None:
    officer = facts.officer_grade or Grade.MEDIUM  # no grade is never read as low risk

    assert RANK[screen(facts, POLICY).grade] <= RANK[officer]


@given(any_facts)
def test_the_grade_is_the_most_serious_that_a_reason_gives(facts: Facts) -> None:
    screening = screen(facts, POLICY)
    ranks = [RANK[reason.grade] for reason in screening.reasons]

    assert ranks == sorted(ranks)
    assert ranks[0] == RANK[screening.grade]
    assert all(reason.words and reason.source for reason in screening.reasons)
    assert len({reason.code for reason in screening.reasons}) == len(screening.reasons)


@given(any_facts)
def test_a_conflict_means_that_the_grade_was_raised_and_fits_the_worklist(facts: Facts) -> None:
    screening = screen(facts, POLICY)

    if screening.conflicts:
        assert facts.officer_grade
        assert RANK[screening.grade] < RANK[facts.officer_grade]
    codes = {reason.code for reason in screening.reasons}
    for conflict in screening.conflicts:
        assert len(conflict.words) < 60
        assert conflict.code in codes


@given(any_facts, _codes, st.sampled_from(["Y", "Often"]))
def test_one_more_yes_never_lowers_the_grade(facts: Facts, code: str, answer: str) -> None:
    more = replace(facts, answers={**facts.answers, code: answer})

    assert RANK[screen(more, POLICY).grade] <= RANK[screen(facts, POLICY).grade]


@given(any_facts, _markers, st.booleans())
def test_one_more_present_marker_never_lowers_the_grade(facts: Facts, code: str, by_likeness: bool) -> None:
    more = replace(facts, markers=(*facts.markers, Noted(code=code, status=PRESENT, by_likeness=by_likeness)))

    assert RANK[screen(more, POLICY).grade] <= RANK[screen(facts, POLICY).grade]


@given(any_facts)
def test_likeness_alone_makes_nothing_high(facts: Facts) -> None:
    in_words = replace(facts, markers=tuple(one for one in facts.markers if not one.by_likeness))

    assert (level_of(facts, POLICY).grade is Grade.HIGH) == (level_of(in_words, POLICY).grade is Grade.HIGH)


@given(any_facts, _markers, st.sampled_from(NOT_PRESENT))
def test_a_marker_that_is_not_present_changes_nothing(facts: Facts, code: str, status: str) -> None:
    more = replace(facts, markers=(*facts.markers, Noted(code=code, status=status)))

    assert screen(more, POLICY) == screen(facts, POLICY)


@given(any_facts, st.randoms(use_true_random=False))
def test_the_order_of_markers_and_how_often_each_is_told_do_not_matter(facts: Facts, chance: Random) -> None:
    shuffled = [*facts.markers, *facts.markers]
    chance.shuffle(shuffled)

    assert screen(replace(facts, markers=tuple(shuffled)), POLICY) == screen(facts, POLICY)


@given(any_facts)
def test_the_grade_is_the_higher_of_the_level_and_the_officers_grade(facts: Facts) -> None:
    level, screening = level_of(facts, POLICY), screen(facts, POLICY)

    assert screening.level is level.grade
    assert screening.grade is higher(level.grade, facts.officer_grade or Grade.MEDIUM)
    assert set(level.reasons) <= set(screening.reasons)


@given(any_facts)
def test_a_reason_rests_only_on_what_is_recorded(facts: Facts) -> None:
    seen = recorded(facts).factors

    for reason in level_of(facts, POLICY).reasons:
        assert set(reason.factors) <= set(seen)


@given(any_facts, st.integers(0, 27))
def test_more_ticks_never_lower_the_grade(facts: Facts, ticks: int) -> None:
    more = replace(facts, ticks=max(ticks, facts.ticks or 0))

    assert RANK[screen(more, POLICY).grade] <= RANK[screen(facts, POLICY).grade]


@given(any_facts, st.sampled_from(Role), st.floats(0, 100))
def test_one_more_person_never_lowers_the_grade(facts: Facts, role: Role, age: float) -> None:
    more = replace(facts, subjects=(*facts.subjects, (role, age)))

    assert RANK[screen(more, POLICY).grade] <= RANK[screen(facts, POLICY).grade]


@given(any_facts)
def test_the_officers_grade_does_not_change_what_the_facts_give(facts: Facts) -> None:
    standard = screen(replace(facts, officer_grade=Grade.STANDARD), POLICY)
    high = screen(replace(facts, officer_grade=Grade.HIGH), POLICY)

    assert {r.code for r in standard.reasons} == {r.code for r in high.reasons}
    assert high.grade is Grade.HIGH
    assert high.conflicts == ()
