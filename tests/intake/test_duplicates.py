"""One referral entered twice is found; two officers' own referrals are left apart."""

from dataclasses import asdict, replace
from datetime import timedelta
from json import dumps, loads
from typing import Any

import pytest

from tests.intake import given
from tests.intake.given import EVENT, EXTRACT, PERSON, TRACKER
from vigil.intake import duplicates
from vigil.intake.drafts import ReferralDraft

ACCOUNT = EXTRACT["Narrative"]


def drafted(source: str, row: dict[str, Any]) -> ReferralDraft:
    (draft,) = given.drafts(source, row)
    return draft


TWO_TEAMS = [
    drafted("herefordshire", TRACKER),
    drafted("shropshire", EXTRACT),
    drafted("telford_wrekin", PERSON),
    drafted("worcestershire", EVENT),
]


def why(one: ReferralDraft, other: ReferralDraft) -> str:
    return duplicates.why_duplicate(duplicates.facts(one), duplicates.facts(other))


@pytest.mark.parametrize("other", TWO_TEAMS)
def test_a_referral_typed_in_by_two_teams_is_one(other: ReferralDraft) -> None:
    one = TWO_TEAMS[0]

    assert why(one, other) == "Same officer, same log number and the same account."
    assert duplicates.keys(one) & duplicates.keys(other)


def test_spelling_slips_do_not_hide_a_duplicate() -> None:
    slipped = replace(TWO_TEAMS[0], reference="OTHER/1", narrative=ACCOUNT.replace("Neighbours", "Nieghbuors"))

    assert why(TWO_TEAMS[0], slipped) == "Same officer, same log number and nearly the same account."


def test_two_officers_own_referrals_about_one_incident_both_count() -> None:
    assert why(TWO_TEAMS[0], replace(TWO_TEAMS[0], officer_collar="4321")) == ""


def test_one_officer_s_other_account_of_the_same_incident_both_count() -> None:
    other = replace(TWO_TEAMS[0], narrative="A second visit found the front door open and nobody at home that evening.")

    assert why(TWO_TEAMS[0], other) == ""


def test_a_form_of_words_used_again_for_another_incident_is_not_a_duplicate() -> None:
    one = TWO_TEAMS[0]
    assert one.incident_at is not None
    assert one.submitted_at is not None
    week = timedelta(days=7)
    later = replace(
        one, log_number="00345_I_10092025", incident_at=one.incident_at + week, submitted_at=one.submitted_at + week
    )

    assert why(one, later) == ""


@pytest.mark.parametrize("lost", ["log_number", "incident_at", "submitted_at", "reference"])
def test_one_lost_value_does_not_hide_a_duplicate(lost: str) -> None:
    nothing: dict[str, Any] = {lost: None if lost.endswith("_at") else ""}
    poorer = replace(TWO_TEAMS[1], **nothing)

    assert why(TWO_TEAMS[0], poorer)
    assert duplicates.keys(TWO_TEAMS[0]) & duplicates.keys(poorer)


def test_a_day_without_its_time_still_meets_the_incident() -> None:
    day_only = drafted("herefordshire", {**TRACKER, "OIS / Log": "", "Date & time of incident": "3/9/25"})

    assert why(day_only, TWO_TEAMS[1]) == "Same officer, same day of incident and the same account."


def test_without_any_account_only_the_very_same_submission_counts() -> None:
    one = replace(TWO_TEAMS[0], narrative="")
    assert one.submitted_at is not None

    assert why(one, replace(one, reference="OTHER/1"))
    assert why(one, replace(one, submitted_at=one.submitted_at + timedelta(minutes=1))) == ""


def test_being_a_duplicate_does_not_depend_on_which_came_first() -> None:
    pairs = [(one, other) for one in TWO_TEAMS for other in TWO_TEAMS]

    assert all(why(one, other) == why(other, one) for one, other in pairs)


def test_facts_can_be_kept_as_json() -> None:
    facts = duplicates.facts(TWO_TEAMS[0])

    assert duplicates.Facts(**loads(dumps(asdict(facts)))) == facts


def test_one_number_and_one_incident_is_the_same_matter_though_the_account_grew() -> None:
    one = duplicates.facts(TWO_TEAMS[0])
    longer = duplicates.facts(replace(TWO_TEAMS[0], narrative=ACCOUNT + " Later that night she rang again. " * 8))
    elsewhen = duplicates.facts(
        replace(TWO_TEAMS[0], log_number="00345_I_10092025", incident_at=None, submitted_at=None, narrative="Another.")
    )

    assert duplicates.why_same_matter(one, longer) == "Same reference and same log number; the account differs."
    assert duplicates.why_same_matter(one, elsewhen) == ""
