"""Screening on arrival, policy changes, and screening the worklist again."""

from datetime import timedelta

import pytest

from tests.factories import NOON, make_referral
from vigil.accounts.models import User
from vigil.audit.models import Event
from vigil.referrals.models import Referral
from vigil.rules.policies import AssessmentClocks, PriorityLifts
from vigil.rules.terms import Grade, IncidentType, RiskTool, Role
from vigil.triage.actions import policy, screening
from vigil.triage.models import Policy, Screening
from vigil.triage.queries.policy import policy_in_force, rulebook


def values(**changes: object) -> dict[str, object]:
    return {**AssessmentClocks.default().values, **changes}


def change_clocks(by: User, reason: str = "Agreed at the hub board", **changes: object) -> Policy:
    in_force = policy_in_force(AssessmentClocks)
    return policy.change_policy(
        AssessmentClocks,
        {**in_force.values, **changes},
        reason=reason,
        based_on=in_force.version,
        by=by,
        at=NOON,
    )


def test_the_packaged_policy_is_in_force_until_somebody_changes_it(administrator: User) -> None:
    assert rulebook().clocks == AssessmentClocks.default()

    change_clocks(administrator, high_amount=2)

    assert rulebook().clocks.amount(Grade.HIGH) == 2


def test_a_change_of_policy_keeps_what_was_and_why_it_changed(administrator: User) -> None:
    change_clocks(administrator, high_amount=2)
    change_clocks(administrator, high_amount=3, reason="Two hours could not be kept")

    first, second = Policy.objects.order_by("version")
    assert (first.table["high_amount"], second.table["high_amount"]) == (2, 3)
    assert second.reason == "Two hours could not be kept"
    assert Event.objects.get(thing_id=str(second.pk), verb="policy.changed").detail["changes"] == {
        "high_amount": [2, 3]
    }


@pytest.mark.parametrize(
    ("changes", "reason", "sentence"),
    [
        ({"high_amount": 0}, "Agreed", "whole number"),
        ({"high_unit": "fortnights"}, "Agreed", "choose"),
        ({"high_amount": 2}, "  ", "Record why"),
        ({}, "Agreed", "Nothing was changed"),
    ],
)
def test_a_bad_change_of_policy_is_refused_with_its_reason(
    administrator: User, changes: dict[str, object], reason: str, sentence: str
) -> None:
    with pytest.raises(policy.CannotChangePolicy, match=sentence):
        change_clocks(administrator, reason=reason, **changes)

    assert not Policy.objects.exists()


def test_two_people_changing_one_table_do_not_overwrite_each_other(administrator: User) -> None:
    seen_by_both = policy_in_force(AssessmentClocks).version
    change_clocks(administrator, high_amount=2)

    with pytest.raises(policy.CannotChangePolicy, match="meanwhile"):
        policy.change_policy(
            AssessmentClocks,
            values(medium_amount=12),
            reason="Agreed",
            based_on=seen_by_both,
            by=administrator,
            at=NOON,
        )


def strangulation_graded_standard() -> Referral:
    return make_referral(
        grade=Grade.STANDARD,
        officer_grade=Grade.STANDARD,
        incident_type=IncidentType.DOMESTIC_ABUSE_PARTNER,
        risk_tool=RiskTool.DASH,
        ticks=3,
        answers={"18": "yes"},
    )


def test_screening_again_raises_what_was_graded_too_low_and_says_so(administrator: User) -> None:
    referral = strangulation_graded_standard()

    moved = screening.rescreen_worklist(by=administrator, now=lambda: NOON)

    referral.refresh_from_db()
    assert moved == 1
    assert referral.grade == Grade.HIGH
    assert referral.officer_grade == Grade.STANDARD
    assert referral.has_conflict
    assert Screening.objects.get(referral=referral).reasons
    assert Event.objects.get(verb="referral.rescreened").detail["grade"] == ["standard", "high"]


def test_screening_again_never_lowers_a_grade(administrator: User) -> None:
    referral = make_referral(grade=Grade.HIGH, officer_grade=Grade.STANDARD, ticks=0, risk_tool=RiskTool.DASH)

    screening.rescreen_worklist(by=administrator, now=lambda: NOON)

    referral.refresh_from_db()
    assert referral.grade == Grade.HIGH


def test_screening_twice_changes_nothing_the_second_time(administrator: User) -> None:
    for _ in range(3):
        strangulation_graded_standard()
    screening.rescreen_worklist(by=administrator, now=lambda: NOON)

    assert screening.rescreen_worklist(by=administrator, now=lambda: NOON + timedelta(hours=1)) == 0


def test_a_longer_clock_moves_the_due_moment_of_what_waits(administrator: User) -> None:
    referral = make_referral(grade=Grade.STANDARD, officer_grade=Grade.STANDARD)
    screening.rescreen_worklist(by=administrator, now=lambda: NOON)
    referral.refresh_from_db()
    was_due = referral.due_at

    change_clocks(administrator, standard_amount=100)
    screening.rescreen_worklist(by=administrator, now=lambda: NOON)

    referral.refresh_from_db()
    assert referral.due_at - was_due == timedelta(hours=100 - 72)


def test_a_child_under_five_is_looked_at_sooner(administrator: User) -> None:
    child = [{"role": Role.CHILD, "forenames": "Ada", "surname": "Example", "age": 3}]
    referral = make_referral(grade=Grade.MEDIUM, subjects=child)

    screening.rescreen_worklist(by=administrator, now=lambda: NOON)

    referral.refresh_from_db()
    lifted = PriorityLifts.default().hours("child_under_5")
    assert referral.submitted_at - referral.order_at == timedelta(hours=lifted)
    assert "child" in referral.why(at=NOON)


def test_a_table_stored_before_a_release_that_adds_and_drops_lines_is_still_in_force(administrator: User) -> None:
    stored = change_clocks(administrator, high_amount=2)
    older = {key: value for key, value in stored.table.items() if key != "standard_amount"} | {"a_line_now_gone": 1}
    Policy.objects.update(table=older)

    in_force = rulebook().clocks

    assert in_force.amount(Grade.HIGH) == 2
    assert in_force.amount(Grade.STANDARD) == AssessmentClocks.default().amount(Grade.STANDARD)


@pytest.mark.parametrize(
    "narrative",
    [
        "",
        "😀😀😡",
        "Mężczyzna groził swojej żonie nożem i powiedział, że ją zabije, dzieci były w domu i bardzo się bały.",
        "Roedd y dyn wedi bygwth ei wraig gyda chyllell ac roedd y plant yn y tŷ ac yn ofnus iawn.",
        "He spoke of the weather. " * 45_000,
    ],
    ids=["empty", "emoji", "Polish", "Welsh", "a megabyte"],
)
def test_a_narrative_that_was_not_wholly_read_is_looked_at_sooner_and_is_never_standard(
    administrator: User, narrative: str
) -> None:
    referral = make_referral(grade=Grade.STANDARD, narrative=narrative)

    screening.rescreen_worklist(by=administrator, now=lambda: NOON)

    referral.refresh_from_db()
    assert referral.grade == Grade.MEDIUM
    assert "not_read" in {lift["code"] for lift in referral.order_lifts}


@pytest.mark.parametrize(
    "narrative",
    ["He spoke of\x01 the weather.", "\u202eHe spoke of the weather.\u202c", "<p>He spoke of <b>the weather</b>.</p>"],
    ids=["a control character", "right-to-left marks", "HTML"],
)
def test_marks_in_a_narrative_do_not_keep_it_from_being_read(administrator: User, narrative: str) -> None:
    referral = make_referral(grade=Grade.STANDARD, narrative=narrative)

    screening.rescreen_worklist(by=administrator, now=lambda: NOON)

    assert Screening.objects.get(referral=referral).narrative_state == "read"


def test_a_babys_age_told_only_in_the_narrative_is_graded_by(administrator: User) -> None:
    referral = make_referral(
        grade=Grade.STANDARD,
        incident_type=IncidentType.CHILD_WELFARE,
        narrative="Social worker seen. Bruise on the cheek of the 6mth old baby, no explanation.",
    )

    screening.rescreen(referral, by=administrator, at=NOON)

    (screened,) = referral.screenings.all()
    assert screened.grade == Grade.HIGH
    assert "child_under_2_injured" in {reason["code"] for reason in screened.reasons}
